import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Site, serve } from './site.js';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Keep it quiet: no requests of its own, and no sandbox, which containers refuse. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = process.env.CHROMIUM_PATH || USUAL_PLACES.find(existsSync);
const MISSING = 'no Chromium found: install it, or set CHROMIUM_PATH to its executable';

/** A page, and what happened on it. */
export interface Visit {
  page: Page;
  /** Of every request of the page and its workers. */
  urls: string[];
  /** Uncaught errors, and the console's errors and warnings. */
  complaints: string[];
}

export interface Browsing {
  readonly origin: string;
  /** Opens a page of this folder's `pages` and hands it over when its scripts have run. */
  visit(path: string): Promise<Visit>;
}

/**
 * Tests in a real Chromium, on a site that sends `policy` as Content-Security-Policy, and `headers`. Without Chromium they are skipped,
 * saying so; on continuous integration they fail.
 */
export function describeInChromium(
  title: string,
  tests: (browsing: Browsing) => void,
  policy?: string,
  headers: Record<string, string> = {},
): void {
  const skipped = executablePath === undefined && !process.env.CI;
  if (skipped) console.warn(`skipped "${title}": ${MISSING}`);
  describe.skipIf(skipped)(title, () => {
    let browser: Browser;
    let site: Site;
    beforeAll(async () => {
      if (executablePath === undefined) throw new Error(MISSING);
      site = await serve({ ...(policy !== undefined && { 'Content-Security-Policy': policy }), ...headers });
      browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });
    tests({
      get origin() {
        return site.origin;
      },
      async visit(path) {
        const page = await browser.newPage();
        const urls: string[] = [];
        const complaints: string[] = [];
        page.on('request', request => urls.push(request.url()));
        page.on('pageerror', error => complaints.push(String(error)));
        page.on('console', message => {
          if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
        });
        await page.goto(`${site.origin}/pages/${path}`);
        return { page, urls, complaints };
      },
    });
  });
}
