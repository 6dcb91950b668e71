import * as softmax from 'softmax-wasm';
import * as csv from 'softmax-wasm/csv';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxDifference } from '../helpers.js';
import { type Browsing, describeInBrowsers, describeInChromium, type Visit } from './browsers.js';
import { createJobs, type FitJob, type Fitted } from './pages/jobs.js';
import type { Calls } from './pages/page.js';
import { importMapHash } from './site.js';

declare const calls: Calls;

/** Relaxed SIMD fuses multiply and add on some engines only, which moves these float32 fits by 2e-6. */
const RELAXED_TOLERANCE = 1e-4;

const node = createJobs({ ...softmax, ...csv });
const policy = `default-src 'none'; connect-src 'self'; script-src 'self' ${await importMapHash('index.html')}`;

const SPECIES = ['setosa', 'versicolor', 'virginica'];
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

type Table = [title: string, path: string, from: FitJob['from'], classes: softmax.Label[]];
const TWO_TABLES: Table[] = [
  ['iris from a URL', '/data/iris.csv', 'url', SPECIES],
  ['gzipped digits from a Blob', '/data/digits.csv.gz', 'blob', DIGITS],
];
const ALL_TABLES: Table[] = [
  ...TWO_TABLES,
  ['iris from a Blob', '/data/iris.csv', 'blob', SPECIES],
  ['gzipped digits from a URL', '/data/digits.csv.gz', 'url', DIGITS],
  ['digits that the browser unzips', '/data/digits.csv.gz?content-encoding=gzip', 'url', DIGITS],
];

type Runner = (visit: Visit, job: FitJob) => Promise<Fitted>;
const onPage: Runner = ({ page }, job) => page.evaluate(job => calls.onPage.fit(job), job);
const inWorker: Runner = ({ page }, job) => page.evaluate(job => calls.inWorker('fit', job), job);

function fits(browsing: Browsing, run: Runner, tables = TWO_TABLES): void {
  let visit: Visit;
  beforeAll(async () => {
    visit = await browsing.visit('index.html');
  });

  describe.each(tables)('%s', (_, path, from, classes) => {
    const both = async (options: softmax.Options) => {
      const job: FitJob = { url: browsing.origin + path, from, options };
      return [await run(visit, job), await node.fit(job)] as const;
    };

    it.each(['float32', 'float64'] as const)('gives the bits of Node in %s', async precision => {
      const [here, there] = await both({ deterministic: true, precision });
      expect(here.classes).toEqual(classes);
      expect(here).toEqual(there);
    });

    it('converges to what Node gives with the faster build', async () => {
      const [here, there] = await both({});
      expect(here.status).toBe('converged');
      expect(here.classes).toEqual(classes);
      expect(maxDifference(here.probabilities, there.probabilities)).toBeLessThan(RELAXED_TOLERANCE);
      expect(maxDifference(here.coef, there.coef)).toBeLessThan(RELAXED_TOLERANCE);
      expect(here.predicted).toEqual(there.predicted);
    });
  });

  it('asks nobody but its own server', () => {
    expect(visit.urls).toContain(`${browsing.origin}/data/iris.csv`); // those of the worker are seen too
    expect(visit.urls.filter(url => new URL(url).origin !== browsing.origin)).toEqual([]);
  });

  it('leaves the console clean', () => {
    expect(visit.complaints).toEqual([]);
  });
}

describeInBrowsers('on a page with an import map', browsing => fits(browsing, onPage, ALL_TABLES));
describeInBrowsers('in a module worker', browsing => fits(browsing, inWorker));

describeInChromium(
  "on a page whose policy allows scripts from 'self' and 'wasm-unsafe-eval' alone",
  browsing => fits(browsing, onPage),
  `${policy} 'wasm-unsafe-eval'`,
);
describeInChromium(
  "in a module worker whose policy allows scripts from 'self' and 'wasm-unsafe-eval' alone",
  browsing => fits(browsing, inWorker),
  `${policy} 'wasm-unsafe-eval'`,
);

describeInChromium(
  "on a page whose policy lacks 'wasm-unsafe-eval'",
  browsing => {
    it('can import the library, and fails at fit, saying what the page forbids', async () => {
      const { page } = await browsing.visit('index.html');
      const problem = await page.evaluate(() => calls.onPage.fitValue({ row: 0, col: 0, value: 1 }));
      expect(problem.name).toBe('CompileError');
      expect(problem.message).toMatch(/Content Security Policy/);
    });
  },
  policy,
);
