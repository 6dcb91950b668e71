// A page of somebody else that imports the packed library, built by each bundler and opened in real browsers.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watch } from '../browser/browsers.js';
import { describeEngines } from '../browser/describe-engines.js';
import { CHROMIUM, ENGINES, type EngineName } from '../browser/engines.js';
import type { Site } from '../listen.js';
import { BUNDLERS, type Bundler, viteConfig } from './bundlers.js';
import { createProject, inNode, type Project } from './project.js';
import { serveFolder } from './static-site.js';

interface Fitted {
  status: string;
  threads: number;
  coef: number[];
  predicted: string[];
  probabilities: number[];
}
type Run = (options: object) => Promise<Fitted | { error: string }>;
declare const consumer: { onPage: Run; inWorker: Run };

const STRICT = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const POLICIES: [title: string, policy: string | null][] = [
  ['without a policy', null],
  ['under a strict policy', STRICT],
];
/** Policies go out with every answer, since a worker obeys the one of its own script. */
const headersOf = (policy: string | null): Record<string, string> =>
  policy === null ? {} : { 'Content-Security-Policy': policy };

/** What engines say of a refused blob: URL, whatever the page does about it. */
const REFUSAL = /blob.*Content[ -]Security[ -]Policy|Content[ -]Security[ -]Policy.*blob/is;
/** Firefox says so of an icon that nobody but itself asks for. */
const ICON = /Content-Security-Policy.*favicon\.ico/;

/** One that only the worker's text has among files of its size. */
const MESSAGE = 'a worker was asked before it was opened';

let project: Project;
let expected: Fitted;
beforeAll(async () => {
  project = await createProject();
  expected = await inNode(project, 'fits({ workers: 1 })');
}, 60_000);
afterAll(() => project?.remove());

const outOf = (name: string) => join(project.folder, '..', `out-${name.replaceAll(' ', '-')}`);

it('Node, whose numbers these tests compare with, tells the species apart', () => {
  expect([expected.status, expected.threads]).toEqual(['converged', 1]);
  expect(new Set(expected.predicted)).toEqual(new Set(['setosa', 'versicolor', 'virginica']));
});

async function open(browser: Browser, url: string) {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(url);
  await page.waitForFunction('globalThis.consumer');
  return { page, urls: seen.urls, complaints: () => seen.complaints.filter(text => !ICON.test(text)) };
}

interface Served {
  engine: EngineName;
  browser: () => Browser;
  origin: () => string;
  strict: boolean;
  /** Whether the worker's file is where the library looks for it. */
  file: boolean;
}

function pageWorks({ engine, browser, origin, strict, file }: Served): void {
  // Under WebDriver BiDi, and there only, Firefox 153 now and then does not start a worker after another has been ended.
  const times = engine === 'firefox' ? { retry: 3, timeout: 4000 } : {};

  it(
    'gives the bits of Node, on the page and in a module worker, and leaves the console clean',
    times,
    async () => {
      const { page, urls, complaints } = await open(browser(), `${origin()}/`);
      const result = await page.evaluate(async () => [
        await consumer.onPage({}),
        await consumer.inWorker({}),
      ]);
      expect(result).toEqual([expected, expected]);
      expect(urls.length).toBeGreaterThan(1);
      expect(urls.filter(url => new URL(url).host !== new URL(origin()).host)).toEqual([]);
      expect(complaints()).toEqual([]);
      await page.close();
    },
  );

  const fitsOnTwo = async (page: Page) =>
    page.evaluate(async () => [
      await consumer.onPage({ workers: 2 }),
      await consumer.inWorker({ workers: 2 }),
      await consumer.onPage({ workers: 2 }),
    ]);

  it.runIf(file || !strict)('fits on two threads, started by the page or by its worker', times, async () => {
    const { page, complaints } = await open(browser(), `${origin()}/`);
    const scripts: string[] = [];
    page.on('worker', worker => scripts.push(worker.url()));
    const two = { ...expected, threads: 2 };
    expect(await fitsOnTwo(page)).toEqual([two, two, two]);
    expect(complaints().filter(text => !(strict && REFUSAL.test(text)))).toEqual([]);
    // Playwright does not hear of all workers in Firefox.
    if (engine === 'chromium') expect(scripts.some(url => url.startsWith('blob:'))).toBe(!strict);
    await page.close();
  });

  it.runIf(strict && !file)('says what two threads would need', async () => {
    const { page } = await open(browser(), `${origin()}/`);
    const reason = 'Content-Security-Policy needs worker-src blob:, or softmax-wasm-worker.js';
    for (const result of await fitsOnTwo(page)) {
      expect(result).toEqual({ error: expect.stringContaining(reason) });
    }
    await page.close();
  });
}

describe.each(Object.entries(BUNDLERS))('built by %s', (name, { bundle, file, engines }: Bundler) => {
  let complaints: string[];
  beforeAll(async () => {
    complaints = await bundle(project.folder, outOf(name));
  }, 60_000);

  it('is built without a warning', () => {
    expect(complaints).toEqual([]);
  });

  it.runIf(file === 'emitted')('has the file of the worker, once', async () => {
    const names = await readdir(outOf(name), { recursive: true });
    const texts = await Promise.all(
      names.filter(file => file.endsWith('.js')).map(file => readFile(join(outOf(name), file), 'utf8')),
    );
    const source = await readFile(new URL('../../dist/softmax-wasm-worker.js', import.meta.url), 'utf8');
    // What a minifier leaves of it: of about its length, with its messages; the library embeds them and is longer.
    const copies = texts.filter(text => text.length < 1.1 * source.length && text.includes(MESSAGE));
    expect([source.includes(MESSAGE), copies.length]).toEqual([true, 1]);
  });

  describeEngines('its page', engines === 'all' ? ENGINES : [CHROMIUM], (engine, browser) => {
    describe.each(POLICIES)('%s', (_, policy) => {
      let site: Site;
      beforeAll(async () => {
        site = await serveFolder(outOf(name), headersOf(policy));
      });
      afterAll(() => site?.close());
      const origin = () => site.origin;
      pageWorks({ engine: engine.name, browser, origin, strict: policy !== null, file: file !== 'left out' });
    });
  });
});

describeEngines("on Vite's dev server, the page", [CHROMIUM], (engine, browser) => {
  describe.each(POLICIES)('%s', (_, policy) => {
    const complaints: string[] = [];
    let server: ViteDevServer;
    let origin = '';
    beforeAll(async () => {
      server = await createServer({
        ...viteConfig(project.folder, complaints),
        server: { host: '127.0.0.1', port: 0, headers: headersOf(policy) },
      });
      await server.listen();
      origin = new URL(server.resolvedUrls?.local[0] as string).origin;
    });
    afterAll(() => server?.close());

    pageWorks({
      engine: engine.name,
      browser,
      origin: () => origin,
      strict: policy !== null,
      file: true,
    });

    it('is served without a warning', () => {
      expect(complaints).toEqual([]);
    });
  });
});
