import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Site } from '../listen.js';
import { describeEngines } from './describe-engines.js';
import { CHROMIUM, ENGINES, type Engine, type EngineName } from './engines.js';
import { serve } from './site.js';

/** A page, and what happened on it. */
export interface Visit {
  page: Page;
  /** Of every request of the page and its workers. */
  urls: string[];
  /** Uncaught errors, and the console's errors and warnings. */
  complaints: string[];
}

export interface Browsing {
  readonly engine: EngineName;
  readonly origin: string;
  /** Opens a page of this folder's `pages` and hands it over when its scripts have run. */
  visit(path: string): Promise<Visit>;
}

export interface Serving {
  /** What the site sends as Content-Security-Policy. */
  policy?: string | undefined;
  headers?: Record<string, string>;
}

type Tests = (browsing: Browsing) => void;

/** Tests in Chromium and, where it is installed, Firefox, on a site of their own. */
export function describeInBrowsers(title: string, tests: Tests, serving: Serving = {}): void {
  describeOnSite(title, tests, serving, ENGINES);
}

/** Tests of what is Chromium's alone, or the same in every engine. */
export function describeInChromium(
  title: string,
  tests: Tests,
  policy?: string,
  headers?: Record<string, string>,
): void {
  describeOnSite(title, tests, { policy, ...(headers && { headers }) }, [CHROMIUM]);
}

function describeOnSite(
  title: string,
  tests: Tests,
  { policy, headers }: Serving,
  engines: readonly Engine[],
): void {
  describeEngines(title, engines, (engine, browser) => {
    let site: Site;
    beforeAll(async () => {
      site = await serve({ ...(policy !== undefined && { 'Content-Security-Policy': policy }), ...headers });
    });
    afterAll(() => site?.close());
    tests({
      engine: engine.name,
      get origin() {
        return site.origin;
      },
      async visit(path) {
        const page = await browser().newPage();
        const visit = { page, ...watch(page) };
        await page.goto(`${site.origin}/pages/${path}`);
        return visit;
      },
    });
  });
}

/** Longest that a fit of a test takes, on a busy machine too. */
const PATIENCE_MS = 12_000;

/**
 * What waits for workers, in a hook, which no retry of tests covers: in Firefox begun anew where it does not end.  Under
 * WebDriver BiDi a worker of its now and then never starts once another has ended.
 */
export async function patiently<T>(engine: EngineName, attempt: () => Promise<T>): Promise<T> {
  for (let left = engine === 'firefox' ? 2 : 0; left > 0; left--) {
    const going = attempt();
    going.catch(() => {});
    const tooLong = new Promise<null>(resolve => setTimeout(resolve, PATIENCE_MS, null));
    const ended = await Promise.race([going, tooLong]);
    if (ended !== null) return ended;
  }
  return attempt();
}

/** Lists that grow with what happens on a page from now on. */
export function watch(page: Page): Omit<Visit, 'page'> {
  const urls: string[] = [];
  const complaints: string[] = [];
  page.on('request', request => urls.push(request.url()));
  page.on('websocket', socket => urls.push(socket.url()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return { urls, complaints };
}
