import { expect, it } from 'vitest';
import { describeInChromium } from './chromium.js';
import type { RandomJob } from './pages/jobs.js';
import type { Calls } from './pages/page.js';

declare const calls: Calls;

const DATA = { rows: 20000, cols: 100, nClasses: 10 };
/** Steps of all kinds, those of the preconditioner too. */
const SHORT_FIT: RandomJob = { ...DATA, options: { precision: 'float64', tol: 1e-12, C: 1e6 } };
/** Most of a second. */
const LONG_FIT: RandomJob = { ...DATA, options: { solver: 'gradient-descent', maxIter: 400, tol: 1e-9 } };

/** Longest time without a turn of a 5 ms timer: about 25 ms, more on a machine that runs other tests. */
const LONGEST_GAP_MS = 100;
/** The same, on average: about 20 ms. */
const MEAN_GAP_MS = 50;
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
    const result = await page.evaluate(job => calls.onPage.responsiveness(job), job);
    expect(result.fittingMs).toBeGreaterThan(LONGEST_GAP_MS);
    expect(result.longestGapMs).toBeLessThan(LONGEST_GAP_MS);
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
