import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/fit/assemble.js';
import { checkInput } from '../../src/fit/input.js';
import { CsrMatrix, type FitOptions, type Options, SoftmaxRegression } from '../../src/index.js';
import { checkOptions } from '../../src/options/index.js';
import { gaussian, maxDifference, mulberry32, randomProblem } from '../helpers.js';
import { atOptimum, directObjective, oneHot, probabilityRows } from './reference.js';

const N = 640;
const { X, y } = randomProblem(12, N, 3, 3);
const random = mulberry32(12);
const normal = gaussian(random);
const T = probabilityRows(random, N, 3);
const offset = X.map(() => [normal(), normal() + 1, normal()]);

const CASES: [string, number[] | number[][], Options, FitOptions, number[][]][] = [
  ['probabilities', T, {}, {}, T],
  ['offsets', y, {}, { offset }, oneHot(y, 3)],
  ['both', T, {}, { offset }, T],
];

describe.each(CASES)('mini-batches with %s', (_, targets, options, fitOptions, soft) => {
  const spec = { X, T: soft, ...(fitOptions.offset !== undefined && { offset }) };

  it.each([false, true])('mean over an epoch: all rows, shifted %s', shifted => {
    const checked = checkOptions({ precision: 'float64', ...options });
    const { problem } = checkInput(X, targets, fitOptions, checked, null);
    const { loss } = assemble(problem, { ...checked, C: undefined }, shifted);
    const w = Float64Array.from({ length: 12 }, normal);
    const whole = new Float64Array(12);
    const value = loss.valueAndGradient(w, whole);
    const { batches } = loss;
    if (!batches) return expect.unreachable('a dense objective has batches');
    // 640 rows in equal batches of 64.
    const count = batches.count(64);
    expect(count).toBe(10);
    const mean = new Float64Array(12);
    const part = new Float64Array(12);
    let sum = 0;
    for (let index = 0; index < count; index++) {
      sum += batches.valueAndGradient(w, part, { size: 64, seed: 1, epoch: 0, index });
      for (let i = 0; i < 12; i++) mean[i] = (mean[i] as number) + (part[i] as number) / count;
    }
    expect(Math.abs(sum / count - value)).toBeLessThan(1e-12);
    expect(maxDifference(mean, whole)).toBeLessThan(1e-12);
  });

  it.each(['sgd', 'adam'] as const)('%s comes near the optimum', solver => {
    const best = new SoftmaxRegression({ precision: 'float64', tol: 1e-9 }).fitSync(X, targets, fitOptions);
    const model = new SoftmaxRegression({ solver, maxIter: 60, seed: 1, batchSize: 64, tol: 0 });
    model.fitSync(X, targets, { ...fitOptions, quiet: true });
    const { value } = atOptimum(model, spec);
    const start = directObjective(spec, new Float64Array(12)).value;
    // A twentieth of the way is left at the most.
    expect(value - best.report.objective).toBeLessThan(0.05 * (start - best.report.objective));
  });

  it('rows held out stop a fit', () => {
    const model = new SoftmaxRegression({
      solver: 'adam',
      validationFraction: 0.2,
      patience: 3,
      maxIter: 500,
    });
    model.fitSync(X, targets, { ...fitOptions, quiet: true });
    const start = directObjective(spec, new Float64Array(12)).value;
    expect(atOptimum(model, spec).value).toBeLessThan(start);
  });
});

it('wide sparse rows with offsets and soft targets: Newton with the Hessian’s diagonal, the dense optimum', () => {
  const d = 300;
  const rows = Array.from({ length: 60 }, () =>
    Array.from({ length: 8 }, () => [Math.floor(random() * d), normal()] as [number, number]),
  );
  const sparse = CsrMatrix.fromRows(rows, d);
  const dense = Array.from({ length: 60 }, (_, i) => Array.from({ length: d }, (_, j) => sparse.get(i, j)));
  const spec = { X: dense, T: T.slice(0, 60), offset: offset.slice(0, 60) };
  for (const solver of ['auto', 'lbfgs', 'newton'] as const) {
    const model = new SoftmaxRegression({ solver, precision: 'float64', tol: 1e-9 });
    model.fitSync(sparse, spec.T, { offset: spec.offset });
    expect(model.report.status).toBe('converged');
    expect(atOptimum(model, spec).gradientNorm).toBeLessThan(1.1e-9);
  }
});
