import { describe, expect, it } from 'vitest';
import { rowSource } from '../../src/data/matrix-like.js';
import type { Batch } from '../../src/objective.js';
import { DenseObjective } from '../../src/objectives/dense.js';
import { withRidge } from '../../src/terms/penalty.js';
import { instantiate } from '../../src/wasm/kernels.js';
import { gaussian, mulberry32, randomProblem, VARIANTS } from '../helpers.js';

/** Sums of a few hundred products of numbers near 1, in each precision. */
const NOISE = { float32: 2e-6, float64: 1e-13 };

const N = 45;

/** 45 rows, each with a column of its own, all of class 0 of two: at 0 a row's residual is −½. */
const oneHot = {
  X: rowSource(Array.from({ length: N }, (_, i) => Array.from({ length: N }, (_, j) => (i === j ? 1 : 0)))),
  y: new Uint16Array(N),
  nClasses: 2,
  fitIntercept: true,
};

function point(size: number): Float64Array {
  return Float64Array.from({ length: size }, gaussian(mulberry32(1)));
}

describe.each(VARIANTS)('mini-batches, %s', (_, { precision, deterministic }) => {
  const kernels = () => instantiate(precision, deterministic);

  /** What each row has of the gradient of W[0], batch by batch: weight / (mean weight · rows of the batch). */
  function shares(size: number, epoch: number, weights: Float64Array | null, seed = 4): number[][] {
    const objective = new DenseObjective({ ...oneHot, weights, precision }, kernels);
    const zeros = new Float64Array(objective.size);
    const gradient = new Float64Array(objective.size);
    return Array.from({ length: objective.batches.count(size) }, (_, index) => {
      const value = objective.batches.valueAndGradient(zeros, gradient, { size, seed, epoch, index });
      const share = Array.from(gradient.subarray(0, N), g => -2 * g);
      expect(value / Math.log(2)).toBeCloseTo(
        share.reduce((sum, each) => sum + each, 0),
        5,
      );
      return share;
    });
  }

  const members = (share: number[]) => share.flatMap((each, i) => (Math.abs(each) > 1e-9 ? [i] : []));

  it.each([1, 8, 16, 24, 100])('of %i take every row once an epoch', size => {
    for (const epoch of [1, 2, 3, 4, 5]) {
      const rows = shares(size, epoch, null).flatMap(members);
      expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: N }, (_, i) => i));
    }
  });

  it('are means over the rows they have', () => {
    for (const epoch of [1, 2, 3, 4, 5]) {
      for (const share of shares(16, epoch, null)) {
        const rows = members(share);
        for (const i of rows) expect(share[i]).toBeCloseTo(1 / rows.length, 6);
      }
    }
  });

  it('count a row by its weight over the mean weight of all', () => {
    const weights = Float64Array.from({ length: N }, (_, i) => 1 + (i % 7));
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / N;
    for (const share of shares(16, 2, weights)) {
      const rows = members(share);
      for (const i of rows) expect(share[i]).toBeCloseTo((weights[i] as number) / (mean * rows.length), 6);
    }
  });

  it('differ from epoch to epoch and from seed to seed, and are the same when asked again', () => {
    const first = shares(8, 1, null).map(members);
    expect(shares(8, 1, null).map(members)).toEqual(first);
    expect(shares(8, 2, null).map(members)).not.toEqual(first);
    expect(shares(8, 1, null, 5).map(members)).not.toEqual(first);
  });

  it.each([true, false])('of one size have all rows as their mean, intercept %s', fitIntercept => {
    const { X, y } = randomProblem(3, 640, 5, 3);
    const random = mulberry32(8);
    const weights = Float64Array.from({ length: 640 }, () => 4 * random());
    const objective = new DenseObjective(
      { X: rowSource(X), y: Uint16Array.from(y), nClasses: 3, weights, fitIntercept, precision },
      kernels,
    );
    const w = point(objective.size);
    const gradient = new Float64Array(objective.size);
    const value = objective.valueAndGradient(w, gradient);
    for (const epoch of [1, 2, 3]) {
      const part = new Float64Array(objective.size);
      const rest = gradient.slice();
      let missing = value;
      for (let index = 0; index < 10; index++) {
        missing -= objective.batches.valueAndGradient(w, part, { size: 64, seed: 0, epoch, index }) / 10;
        for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - (part[i] as number) / 10;
      }
      expect(Math.abs(missing)).toBeLessThan(NOISE[precision] * value);
      for (const each of rest) expect(Math.abs(each)).toBeLessThan(NOISE[precision]);
    }
  });

  it('are the rows of each memory in turn where there are several', () => {
    const build = (memoryBytes?: number) => {
      const { X, y } = randomProblem(3, 5000, 5, 3);
      const data = { X: rowSource(X), y: Uint16Array.from(y), nClasses: 3, weights: null };
      return new DenseObjective({ ...data, fitIntercept: true, precision }, kernels, memoryBytes);
    };
    const objective = build(30000);
    const count = objective.batches.count(64);
    const w = point(objective.size);
    const gradient = new Float64Array(objective.size);
    const values = Array.from({ length: count }, (_, index) =>
      objective.batches.valueAndGradient(w, gradient, { size: 64, seed: 0, epoch: 1, index }),
    );
    // Batches at the end of a memory are smaller than the others: their mean is all rows' but for a hundredth.
    const mean = values.reduce((sum, each) => sum + each, 0) / count;
    expect(objective.byteLength).toBeGreaterThan(build().byteLength);
    expect(mean / objective.valueAndGradient(w, gradient)).toBeCloseTo(1, 1);
  });
});

describe('with a ridge', () => {
  it('has the whole penalty in every batch', () => {
    const { X, y } = randomProblem(3, 100, 5, 3);
    const data = new DenseObjective(
      {
        X: rowSource(X),
        y: Uint16Array.from(y),
        nClasses: 3,
        weights: null,
        fitIntercept: true,
        precision: 'float64',
      },
      () => instantiate('float64', true),
    );
    const ridge = Float64Array.of(0.5, 0.5, 0.5, 0.25, 0.5, 0);
    const objective = withRidge(data, ridge);
    const w = point(data.size);
    const batch: Batch = { size: 16, seed: 0, epoch: 1, index: 2 };
    const gradient = new Float64Array(data.size);
    const bare = new Float64Array(data.size);
    const value = objective.batches?.valueAndGradient(w, gradient, batch) as number;
    const penalty = w.reduce((sum, wi, i) => sum + 0.5 * (ridge[i % 6] as number) * wi * wi, 0);
    expect(value - data.batches.valueAndGradient(w, bare, batch)).toBeCloseTo(penalty, 12);
    for (const [i, wi] of w.entries())
      expect(gradient[i]).toBeCloseTo((bare[i] as number) + (ridge[i % 6] as number) * wi, 12);
    expect(objective.batches?.convexity).toBe(0.25);
  });
});
