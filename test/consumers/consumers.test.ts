// A page of somebody else that imports the packed library, built by each bundler and opened in a real browser.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInChromium } from '../browser/chromium.js';
import { BUNDLERS, viteConfig } from './bundlers.js';
import { createProject, inNode, type Project } from './project.js';
import { type StaticSite, serveFolder } from './static-site.js';

interface Fitted {
  status: string;
  threads: number;
  coef: number[];
  predicted: string[];
  probabilities: number[];
}
type Run = (options: object) => Promise<Fitted>;
declare const consumer: { onPage: Run; inWorker: Run };

const STRICT = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const policies: [title: string, headers: Record<string, string>][] = [
  ['without a policy', {}],
  ['under a strict policy', { 'Content-Security-Policy': STRICT }],
];

let project: Project;
let expected: Fitted;
beforeAll(async () => {
  project = await createProject();
  expected = await inNode(project, 'fits({ workers: 1 })');
}, 60_000);
afterAll(() => project?.remove());

/** A page, what it asked for and what it complained about. */
interface Opened {
  page: Page;
  urls: string[];
  complaints: string[];
}

async function open(browser: Browser, url: string): Promise<Opened> {
  const page = await browser.newPage();
  const [urls, complaints]: string[][] = [[], []];
  page.on('request', request => urls?.push(request.url()));
  page.on('pageerror', error => complaints?.push(String(error)));
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints?.push(message.text());
  });
  await page.goto(url);
  await page.waitForFunction('globalThis.consumer');
  return { page, urls: urls as string[], complaints: complaints as string[] };
}

it('has numbers to compare: Node fits and tells the species apart', () => {
  expect([expected.status, expected.threads]).toEqual(['converged', 1]);
  expect(new Set(expected.predicted)).toEqual(new Set(['setosa', 'versicolor', 'virginica']));
});

describeInChromium('a consumer of the package', browsing => {
  let browser: Browser;
  beforeAll(async () => {
    browser = (await browsing.visit('index.html')).page.context().browser() as Browser;
  });

  /** The tests of one page that is served at `origin()`. */
  function works(origin: () => string, strict: boolean): void {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open(browser, `${origin()}/`);
    });
    afterAll(() => opened?.page.close());

    it.each(['onPage', 'inWorker'] as const)('gives the bits of Node, %s', async where => {
      const result = await opened.page.evaluate(where => consumer[where]({}), where);
      expect(result).toEqual(expected);
    });

    it.skipIf(strict)('gives them on two threads, started by the page or by its worker', async () => {
      const result = await opened.page.evaluate(async () => [
        await consumer.onPage({ workers: 2 }),
        await consumer.inWorker({ workers: 2 }),
      ]);
      expect(result).toEqual([
        { ...expected, threads: 2 },
        { ...expected, threads: 2 },
      ]);
    });

    it('asks nobody but its own server, and leaves the console clean', () => {
      expect(opened.urls.length).toBeGreaterThan(1);
      expect(opened.urls.filter(url => new URL(url).origin !== origin())).toEqual([]);
      expect(opened.complaints).toEqual([]);
    });
  }

  describe.each(Object.entries(BUNDLERS))('built by %s', (name, bundle) => {
    let out = '';
    let complaints: string[];
    beforeAll(async () => {
      out = join(project.folder, '..', `out-${name.replaceAll(' ', '-')}`);
      complaints = await bundle(project.folder, out);
    }, 60_000);

    it('is built without a warning', () => {
      expect(complaints).toEqual([]);
    });

    describe.each(policies)('%s', (_, headers) => {
      let site: StaticSite;
      beforeAll(async () => {
        site = await serveFolder(out, headers);
      });
      afterAll(() => site?.close());
      works(() => site.origin, 'Content-Security-Policy' in headers);
    });
  });

  describe.each(policies)("on Vite's dev server, %s", (_, headers) => {
    const complaints: string[] = [];
    let server: ViteDevServer;
    let origin = '';
    beforeAll(async () => {
      server = await createServer({
        ...viteConfig(project.folder, complaints),
        server: { host: '127.0.0.1', port: 0, headers },
      });
      await server.listen();
      origin = new URL(server.resolvedUrls?.local[0] as string).origin;
    });
    afterAll(() => server?.close());

    works(() => origin, 'Content-Security-Policy' in headers);

    it('is served without a warning', () => {
      expect(complaints).toEqual([]);
    });
  });
});
