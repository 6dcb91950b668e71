import * as softmax from 'softmax-wasm';
import * as csv from 'softmax-wasm/csv';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browsing, describeInBrowsers, describeInChromium, patiently, type Visit } from './browsers.js';
import { createJobs, type FittedThere, type RandomJob } from './pages/jobs.js';
import type { Calls } from './pages/page.js';
import { ISOLATION, importMapHash } from './site.js';

declare const calls: Calls;

const node = createJobs({ ...softmax, ...csv });
const policy = `default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${await importMapHash('index.html')}`;

const job = (options: softmax.Options): RandomJob => ({
  rows: 10_000,
  cols: 8,
  nClasses: 3,
  options: { precision: 'float64', deterministic: true, ...options },
});
const TWO = job({ workers: 2 });
const ONE = job({ workers: 1 });

type Runner = (visit: Visit, job: RandomJob) => Promise<FittedThere>;
const onPage: Runner = ({ page }, job) => page.evaluate(job => calls.onPage.fitRandom(job), job);
const inWorker: Runner = ({ page }, job) => page.evaluate(job => calls.inWorker('fitRandom', job), job);

/** A fit of two workers; the only shared buffer that it may make is the one its Gram matrices are summed over. */
function fitsInWorkers(browsing: Browsing, run: Runner, { shared = 0, own = 0 } = {}): void {
  let visit: Visit;
  let result: FittedThere;
  let urls: string[];
  beforeAll(async () => {
    result = await patiently(browsing.engine, async () => {
      urls = [];
      const seen = urls;
      visit = await browsing.visit('index.html');
      visit.page.on('worker', worker => seen.push(worker.url()));
      return run(visit, TWO);
    });
  }, 60_000);

  it('runs on two threads', () => {
    expect(result.threads).toBe(2);
    expect(urls.filter(url => url.startsWith('blob:')).length).toBe(2);
  });

  it('has the bits of one thread', async () => {
    const alone = await node.fitRandom(ONE);
    expect([alone.threads, result.coef]).toEqual([1, alone.coef]);
  });

  it(`makes ${shared === 0 ? 'no SharedArrayBuffer' : 'a SharedArrayBuffer'}`, () => {
    expect(result.shared).toBe(shared);
  });

  it('leaves no worker', async () => {
    await vi.waitFor(() => expect(visit.page.workers().length).toBe(own));
  });

  it('leaves the console clean', () => {
    expect(visit.complaints).toEqual([]);
  });
}

describeInBrowsers('workers of a page', browsing => fitsInWorkers(browsing, onPage));
describeInBrowsers('workers of a module worker', browsing => fitsInWorkers(browsing, inWorker, { own: 1 }));
describeInBrowsers(
  'workers of a page that is cross-origin isolated',
  browsing => fitsInWorkers(browsing, onPage, { shared: 1 }),
  { headers: ISOLATION },
);
describeInBrowsers(
  'workers of a module worker that is cross-origin isolated',
  browsing => fitsInWorkers(browsing, inWorker, { shared: 1, own: 1 }),
  { headers: ISOLATION },
);
describeInChromium(
  'workers of a page whose policy allows worker-src blob:',
  browsing => fitsInWorkers(browsing, onPage),
  `${policy}; worker-src blob:`,
);

/** 500 million multiply-adds an evaluation, from which on a fit in Node has workers by default. */
const large = (options: softmax.Options): RandomJob => ({
  rows: 50_000,
  cols: 100,
  nClasses: 50,
  options: { deterministic: true, maxIter: 1, ...options },
});

describeInChromium(
  "workers of a page whose policy allows scripts from 'self' alone",
  browsing => {
    let visit: Visit;
    const urls: string[] = [];
    beforeAll(async () => {
      visit = await browsing.visit('index.html');
      visit.page.on('worker', worker => urls.push(worker.url()));
    });

    it('run the file of the package, with the bits of one thread', async () => {
      const [two, again] = [await onPage(visit, TWO), await onPage(visit, TWO)];
      const alone = await node.fitRandom(ONE);
      expect([two.threads, two.coef, again.coef]).toEqual([2, alone.coef, alone.coef]);
      expect(urls).toEqual(new Array(4).fill(`${browsing.origin}/dist/softmax-wasm-worker.js`));
    });

    it('are refused as a blob: once a page, which the browser says on the console', () => {
      expect(visit.complaints.length).toBe(2); // both workers of the first fit
      for (const text of visit.complaints) expect(text).toMatch(/'blob:.*Content Security Policy/);
    });
  },
  policy,
);

describeInChromium(
  'workers of a page whose policy allows none',
  browsing => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await browsing.visit('index.html');
    });

    describe.each([
      ['one thread', ONE, ONE],
      ['the default', job({}), ONE],
      ['the default for a large problem', large({}), large({ workers: 1 })],
    ])('%s', (_, asked, same) => {
      it('is not touched by it', { timeout: 30_000 }, async () => {
        const [here, there] = [await onPage(visit, asked), await node.fitRandom(same)];
        expect([here.threads, here.coef]).toEqual([1, there.coef]);
        expect(visit.complaints.filter(text => /Content Security Policy/.test(text))).toEqual([]);
      });
    });

    it('are an error that says what is missing', async () => {
      const { name, message } = await visit.page.evaluate(job => calls.onPage.failToFit(job), TWO);
      expect(name).toBe('Error');
      expect(message).toMatch(
        /^worker [12] of 2 .*: it did not start \(a Content-Security-Policy needs worker-src blob:, or .*\)$/,
      );
      expect(visit.page.workers()).toEqual([]);
    });
  },
  `${policy}; worker-src 'none'`,
);
