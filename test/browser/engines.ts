import { existsSync } from 'node:fs';
import { type BrowserType, chromium, firefox, type LaunchOptions } from 'playwright-core';
import { FIREFOX_OPTIONS } from './firefox.js';

export type EngineName = 'chromium' | 'firefox';

export interface Engine {
  readonly name: EngineName;
  readonly title: string;
  readonly type: BrowserType;
  /** How it is launched; without `executablePath` it is missing. */
  readonly options: LaunchOptions;
  /** Whether tests fail without it where CI is set; otherwise they are skipped, saying so. */
  readonly required: boolean;
  /** What to do when it is missing. */
  readonly missing: string;
  /** Times that a test which fails in it is tried again. */
  readonly retry: number;
}

/** Keep Chromium quiet: no requests of its own, and no sandbox, which containers refuse. */
const CHROMIUM_ARGUMENTS = [
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
  type: chromium,
  options: {
    args: CHROMIUM_ARGUMENTS,
    ...found(process.env.CHROMIUM_PATH, [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ]),
  },
  required: true,
  missing: 'no Chromium found: install it, or set CHROMIUM_PATH to its executable',
  retry: 0,
};

const FIREFOX: Engine = {
  name: 'firefox',
  title: 'Firefox',
  type: firefox,
  options: {
    ...FIREFOX_OPTIONS,
    ...found(process.env.FIREFOX_PATH, [
      '/usr/bin/firefox-esr',
      '/usr/bin/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ]),
  },
  required: false,
  missing: 'no Firefox found: install it, or set FIREFOX_PATH to its executable',
  // Driven over WebDriver BiDi, now and then a worker of it never starts once another has ended.
  retry: 2,
};

export const ENGINES: readonly Engine[] = [CHROMIUM, FIREFOX];

/** Whether tests in an engine are left out: says so, and is false where they must fail instead. */
export function isSkipped(engine: Engine, title: string): boolean {
  const skipped = isMissing(engine) && !(engine.required && process.env.CI);
  if (skipped) console.warn(`skipped "${title}": ${engine.missing}`);
  return skipped;
}

export function isMissing({ options }: Engine): boolean {
  return options.executablePath === undefined;
}

function found(chosen: string | undefined, usual: string[]): { executablePath?: string } {
  const executablePath = chosen || usual.find(existsSync);
  return executablePath === undefined ? {} : { executablePath };
}
