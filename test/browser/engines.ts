import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { launchFirefox } from './firefox.js';

export type EngineName = 'chromium' | 'firefox';

export interface Engine {
  readonly name: EngineName;
  readonly title: string;
  readonly executablePath: string | undefined;
  /** Whether tests fail without it where CI is set; otherwise they are skipped, saying so. */
  readonly required: boolean;
  /** What to do when it is missing. */
  readonly missing: string;
  launch(executablePath: string): Promise<Browser>;
}

/** Keep Chromium quiet: no requests of its own, and no sandbox, which containers refuse. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const CHROMIUM: Engine = {
  name: 'chromium',
  title: 'Chromium',
  executablePath: find(process.env.CHROMIUM_PATH, [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]),
  required: true,
  missing: 'no Chromium found: install it, or set CHROMIUM_PATH to its executable',
  launch: executablePath => chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS }),
};

export const FIREFOX: Engine = {
  name: 'firefox',
  title: 'Firefox',
  executablePath: find(process.env.FIREFOX_PATH, [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]),
  required: false,
  missing: 'no Firefox found: install it, or set FIREFOX_PATH to its executable',
  launch: launchFirefox,
};

export const ENGINES: readonly Engine[] = [CHROMIUM, FIREFOX];

const running = new Map<Engine, Promise<Browser>>();
afterAll(async () => {
  for (const browser of running.values()) await (await browser).close();
});

/** One browser of an engine for all tests of a file, started with the first. */
function start(engine: Engine): Promise<Browser> {
  const { executablePath } = engine;
  if (executablePath === undefined) throw new Error(engine.missing);
  const browser = running.get(engine) ?? engine.launch(executablePath);
  running.set(engine, browser);
  return browser;
}

/** The same tests in several engines; `browser()` is theirs when a test or a hook runs. */
export function describeEngines(
  title: string,
  engines: readonly Engine[],
  tests: (engine: Engine, browser: () => Browser) => void,
): void {
  for (const engine of engines) {
    const skipped = engine.executablePath === undefined && !(engine.required && process.env.CI);
    if (skipped) console.warn(`skipped "${title}": ${engine.missing}`);
    describe.skipIf(skipped)(`${title}, in ${engine.title}`, () => {
      let browser: Browser;
      beforeAll(async () => {
        browser = await start(engine);
      }, 60_000);
      tests(engine, () => browser);
    });
  }
}

function find(chosen: string | undefined, usual: string[]): string | undefined {
  return chosen || usual.find(existsSync);
}
