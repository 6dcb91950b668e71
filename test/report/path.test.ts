import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { logLoss } from '../../src/metrics/index.js';
import { deviations } from '../../src/report/columns.js';
import type { PathPart } from '../../src/report/document.js';
import type { Rows } from '../../src/report/input.js';
import { pathPart } from '../../src/report/path.js';
import { stored } from './fits.js';

/** Two fits that both ended within tol, in the loss and the coefficients; values have five and four digits. */
const NEAR = 2e-3;

describe('the regularisation path', () => {
  it.each([
    ['ridge', { C: 0.1 }, 'C'],
    ['lasso', { alpha: 0.02, l1Ratio: 1 }, 'alpha'],
    ['elastic net', { alpha: 0.01, l1Ratio: 0.5 }, 'alpha'],
  ] as const)('passes through the model itself, %s', async (_, options, axis) => {
    const input = await stored('breast_cancer', { ...options, standardize: true });
    const scales = deviations(input.train) as Float64Array;
    const path = (await pathPart(input, scales)) as PathPart;
    expect(path.axis).toBe(axis);
    const at = path.strength.indexOf(path.own as number);
    expect(at).toBeGreaterThan(0);
    const { model } = input;
    for (const { feature, values } of path.lines.slice(0, path.named)) {
      const j = model.featureNames?.indexOf(feature) as number;
      const own = (scales[j] as number) * (model.coef.get(1, j) - model.coef.get(0, j));
      expect(Math.abs((values[at] as number) - own), feature).toBeLessThan(NEAR * Math.max(1, Math.abs(own)));
    }
    const { X, y } = input.test as Rows;
    const own = logLoss(y, model.predictProba(X), { classes: model.classes });
    expect(Math.abs((path.testLoss?.[at] as number) - own)).toBeLessThan(NEAR);
  });

  it('has the losses of models fitted with those penalties', async () => {
    const input = await stored('iris');
    const path = (await pathPart(input, null)) as PathPart;
    const { X, y } = input.train;
    for (const i of [0, 12, path.strength.length - 1]) {
      const model = await new SoftmaxRegression({ C: path.strength[i] as number, tol: 1e-7 }).fit(X, [...y]);
      const loss = logLoss(y, model.predictProba(X), { classes: model.classes });
      expect(Math.abs((path.trainLoss[i] as number) - loss)).toBeLessThan(NEAR);
    }
  });

  it('falls from the strongest penalty to weaker ones', async () => {
    const path = (await pathPart(await stored('iris'), null)) as PathPart;
    expect([...path.strength].sort((a, b) => a - b)).toEqual(path.strength);
    expect([...path.trainLoss].sort((a, b) => b - a)).toEqual(path.trainLoss);
  });

  it('counts columns in use under an L1 term, from none on', async () => {
    const path = (await pathPart(await stored('iris', { alpha: 0.01, l1Ratio: 1 }), null)) as PathPart;
    expect(path.used?.[0]).toBe(0);
    expect(path.used?.at(-1)).toBeGreaterThan(1);
  });

  it('has no mark where the model has no penalty', async () => {
    const path = (await pathPart(await stored('iris', { C: Infinity, maxIter: 20 }), null)) as PathPart;
    expect(path.own).toBeNull();
    expect(path.strength.length).toBeGreaterThan(10);
  });

  it('is not there where training was interrupted, and says so', async () => {
    const input = await stored('iris');
    const stop = new AbortController();
    const model = await new SoftmaxRegression({ tol: 1e-12 }).fit(input.train.X, [...input.train.y], {
      signal: stop.signal,
      onIteration: () => stop.abort(),
    });
    expect(await pathPart({ ...input, model }, null)).toEqual({
      reason: expect.stringMatching(/interrupted/),
    });
  });
});
