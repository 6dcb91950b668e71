import { expect, it } from 'vitest';
import { type Browsing, describeInChromium } from './browsers.js';
import type { RandomJob } from './pages/jobs.js';
import type { Calls } from './pages/page.js';
import { ISOLATION } from './site.js';
import { tracedTasks } from './tasks.js';

declare const calls: Calls;

const DATA = { rows: 20000, cols: 100, nClasses: 10 };
/** Steps of all kinds, those of the preconditioner too. */
const SHORT_FIT: RandomJob = { ...DATA, options: { precision: 'float64', tol: 1e-12, C: 1e6 } };
/** Most of a second. */
const LONG_FIT: RandomJob = { ...DATA, options: { solver: 'gradient-descent', maxIter: 400, tol: 1e-9 } };

/** Checking, packing, a sampled start, Gram matrices and factors by class; products with the Hessian, and on in float64. */
const LARGE = { rows: 20000, cols: 784, nClasses: 10 };
const DEFAULTS: RandomJob = { ...LARGE, options: {} };
const REFINED: RandomJob = { ...LARGE, options: { solver: 'newton', C: 1e-5, tol: 1e-10 } };

/** Longer than this is a long task: https://www.w3.org/TR/longtasks-1/ */
const LONG_TASK_MS = 50;
/** Frames come every 17 ms; on a machine that runs other tests seldomer. */
const FRAME_MS = 100;

/** Turns of a 5 ms timer come every 10 to 25 ms; on a machine that runs other tests seldomer. */
const MEAN_GAP_MS = 100;
/** From the call of abort to the end of the fit: about one slice of 8 ms. */
const ABORT_DELAY_MS = 100;

describeInChromium('while a page fits', browsing => {
  // Another process may hold both cores for longer than the bound; a fit that blocks fails every time.
  const times = { retry: 2, timeout: 60_000 };

  it.each([
    ['gradient descent', LONG_FIT],
    ['L-BFGS', SHORT_FIT],
  ])('with %s, timers keep their turns', times, async (_, job) => {
    const { page } = await browsing.visit('index.html');
    const { result, tasks } = await tracedTasks(page, () =>
      page.evaluate(job => calls.onPage.responsiveness(job), job),
    );
    await page.close();
    expect(result.fittingMs).toBeGreaterThan(MEAN_GAP_MS);
    expect(tasks.filter(({ cpuMs }) => cpuMs > LONG_TASK_MS)).toEqual([]);
    expect(result.fittingMs / result.ticks).toBeLessThan(MEAN_GAP_MS);
  });

  it('an abort signal ends it soon, and the model keeps what it has', times, async () => {
    const { page } = await browsing.visit('index.html');
    const result = await page.evaluate(job => calls.onPage.abort(job), LONG_FIT);
    expect(result).toMatchObject({ status: 'aborted', finite: true });
    expect(result.iterations).toBeGreaterThan(0);
    expect(result.delayMs).toBeLessThan(ABORT_DELAY_MS);
  });
});

/** A page that is told of no long task, but those that were kept waiting for a processor: the browser's trace knows them. */
function fitsWithoutLongTasks(browsing: Browsing): void {
  const times = { retry: 1, timeout: 60_000 };
  const threads = (job: RandomJob, workers: number): RandomJob => ({
    ...job,
    options: { ...job.options, workers },
  });

  it.each<[string, RandomJob, { threads: number; precision: string }]>([
    ['default options', DEFAULTS, { threads: 1, precision: 'float32' }],
    ['two workers', threads(DEFAULTS, 2), { threads: 2, precision: 'float32' }],
    ['Newton’s method and on in float64', REFINED, { threads: 1, precision: 'float64' }],
    ['the same in two workers', threads(REFINED, 2), { threads: 2, precision: 'float64' }],
  ])('with %s there is no long task, and frames keep coming', times, async (_, job, expected) => {
    const { page } = await browsing.visit('index.html');
    const { result, tasks } = await tracedTasks(page, () =>
      page.evaluate(job => calls.onPage.longTasks(job), job),
    );
    await page.close();
    expect(result).toMatchObject(expected);
    const waited = tasks.filter(({ ms, cpuMs }) => ms > LONG_TASK_MS && cpuMs <= LONG_TASK_MS);
    expect(tasks.filter(({ cpuMs }) => cpuMs > LONG_TASK_MS)).toEqual([]);
    expect(result.longTasks.length).toBeLessThanOrEqual(waited.length);
    expect(result.fittingMs / result.frames).toBeLessThan(FRAME_MS);
  });
}

describeInChromium('while a page fits 20000 × 784 × 10', fitsWithoutLongTasks);
describeInChromium(
  'while a page that is cross-origin isolated fits 20000 × 784 × 10',
  fitsWithoutLongTasks,
  undefined,
  ISOLATION,
);
