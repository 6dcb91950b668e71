import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, inject } from 'vitest';
import { watch } from '../browser/browsers.js';
import { describeEngines } from '../browser/describe-engines.js';
import { ENGINES, type EngineName } from '../browser/engines.js';
import { check } from './axe.js';
import { dropFile, isFocused, showsFocus, tabTo } from './hands.js';

export type RoomId = 'softmax' | 'playground' | 'digits' | 'data' | 'race';
export type Theme = 'light' | 'dark';

export interface Visiting {
  /** Default: 1280 × 900. */
  viewport?: { width: number; height: number };
  /** The system's theme. Default: light. */
  theme?: Theme;
  /** Default: both. What is the same everywhere needs Chromium alone. */
  engines?: readonly EngineName[];
  /** Whether the page is cross-origin isolated, so that its workers share memory. Default: false. */
  isolated?: boolean;
  /** Where the page is on its server. Default: `/`. */
  folder?: '/' | '/some/where/';
  /** Default: `room` and its name. */
  title?: string;
}

/** A room that a visitor has entered: a fresh page for every test, on which motion is reduced. */
export interface Room {
  readonly engine: EngineName;
  readonly page: Page;
  /** Address of the page without its hash. */
  readonly address: string;
  /** Of every request since the test began, of workers too. */
  readonly urls: readonly string[];
  /** Uncaught errors, and the console's errors and warnings. A test that expects some empties the list. */
  readonly complaints: string[];
  /** Enters a room, this one again by default: loads the page anew. */
  enter(room?: RoomId): Promise<void>;
  /** Waits until a room's own content stands below its heading. */
  entered(room?: RoomId): Promise<void>;
  /** Sets the system's theme. */
  theme(theme: Theme): Promise<void>;
  /** Makes the window as wide as a phone, 390, or as asked. */
  atWidth(width: number): Promise<void>;
  /** Fails if the page is wider than the window. */
  fits(): Promise<void>;
  /** Fails with a readable list where axe finds a breach of WCAG 2.1 A or AA; `within`: a selector, the whole page by default. */
  axe(within?: string): Promise<void>;
  /** Keeps a picture of the whole page, or of one element, as test/web/screenshots/<engine>-<name>.png. */
  screenshot(name: string, of?: Locator): Promise<void>;
  /** Presses Tab until the element has the focus, as a visitor without a mouse does, and fails if it is never reached. */
  tabTo(target: Locator): Promise<void>;
  isFocused(target: Locator): Promise<boolean>;
  /** Fails if the element with the focus looks the same without it. */
  showsFocus(): Promise<void>;
  /** Drops a file on an element. */
  drop(target: Locator, file: { name: string; type?: string; text: string }): Promise<void>;
}

const SCREENSHOTS = fileURLToPath(new URL('./screenshots/', import.meta.url));

/**
 * Tests in a room of the built page, in every engine there is. After each, that nothing was asked of another origin and
 * that neither page nor console complained.
 */
export function describeRoom(id: RoomId, tests: (room: Room) => void, visiting: Visiting = {}): void {
  const {
    viewport = { width: 1280, height: 900 },
    theme = 'light',
    engines,
    title = `room ${id}`,
  } = visiting;
  const folder = visiting.isolated ? '/isolated/' : (visiting.folder ?? '/');
  const chosen = ENGINES.filter(({ name }) => engines?.includes(name) ?? true);
  describeEngines(title, chosen, (engine, browser) => {
    const address = `${inject('webOrigin')}${folder}`;
    let page: Page;
    let seen: ReturnType<typeof watch>;

    beforeEach(async () => {
      const motion = engine.name === 'chromium' ? ({ reducedMotion: 'reduce' } as const) : {};
      page = await browser().newPage({ viewport, colorScheme: theme, ...motion });
      page.setDefaultTimeout(20_000);
      seen = watch(page);
      await room.enter();
    });

    afterEach(async () => {
      await page.context().close();
      expect(seen.urls.filter(isElsewhere), 'requests that left the origin').toEqual([]);
      expect(seen.complaints, 'complaints of page and console').toEqual([]);
    });

    const room: Room = {
      engine: engine.name,
      address,
      get page() {
        return page;
      },
      get urls() {
        return seen.urls;
      },
      get complaints() {
        return seen.complaints;
      },
      async enter(to = id) {
        await page.goto('about:blank'); // a change of the hash alone would not load the page
        await page.goto(`${address}#/${to}`);
        await room.entered(to);
      },
      async entered(to = id) {
        await page.locator(`main.room-${to} > .room-head + *`).first().waitFor();
      },
      theme: colorScheme => page.emulateMedia({ colorScheme }),
      atWidth: width => page.setViewportSize({ width, height: 844 }),
      async fits() {
        const { scrollWidth, clientWidth } = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return { scrollWidth, clientWidth };
        });
        expect(scrollWidth, 'width of the page, in a window of the other').toBeLessThanOrEqual(clientWidth);
      },
      axe: within => check(page, within),
      async screenshot(name, of) {
        const path = `${SCREENSHOTS}${engine.name}-${name}.png`;
        await (of ? of.screenshot({ path }) : page.screenshot({ path, fullPage: true }));
      },
      tabTo: target => tabTo(page, target),
      isFocused,
      showsFocus: () => showsFocus(page),
      drop: dropFile,
    };
    tests(room);
  });
}

function isElsewhere(url: string): boolean {
  const { protocol, origin } = new URL(url);
  return !['blob:', 'data:', 'about:'].includes(protocol) && origin !== inject('webOrigin');
}
