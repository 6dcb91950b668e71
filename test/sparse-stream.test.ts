import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Surveyor } from '../src/fit/survey.js';
import { CsrMatrix, type Options, SoftmaxRegression } from '../src/index.js';
import { errorOf, mulberry32, numbersOf } from './helpers.js';

const random = mulberry32(11);
const classes = [0, 1, 2];
const y = Array.from({ length: 600 }, () => Math.floor(3 * random()));
const X = CsrMatrix.fromRows(
  y.map(k =>
    Array.from({ length: 6 }, () => [Math.floor((random() + k / 3) * 30), random()] as [number, number]),
  ),
  50,
);
const weights = y.map((_, i) => 1 + (i % 3));
const dense = Array.from({ length: X.rows }, (_, i) => {
  const row = new Float64Array(X.cols);
  X.copy(i, i + 1, row);
  return row;
});

function cut(size: number, matrix: CsrMatrix | Float64Array[] = X) {
  const chunks = [];
  for (let at = 0; at < y.length; at += size) {
    const rows = Array.from({ length: Math.min(size, y.length - at) }, (_, i) => at + i);
    chunks.push({
      X: matrix instanceof CsrMatrix ? matrix.selectRows(rows) : rows.map(i => matrix[i] as Float64Array),
      y: y.slice(at, at + size),
      sampleWeight: weights.slice(at, at + size),
    });
  }
  return chunks;
}

const quiet = { quiet: true };

describe('sparse chunks', () => {
  beforeEach(() => {
    vi.spyOn(CsrMatrix.prototype, 'copy').mockImplementation(() => {
      throw new Error('zeros were asked for');
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it.each<[string, Options]>([
    ['its defaults', {}],
    ['no intercept', { fitIntercept: false }],
    ['an L1 term', { l1Ratio: 0.5, C: 0.3 }],
    ['balanced classes', { classWeight: 'balanced' }],
    ['penalty factors', { penaltyFactors: Array.from({ length: 50 }, (_, j) => 1 + (j % 2)) }],
  ])('with %s come to the fit in memory, without their zeros', async (_, options) => {
    const all: Options = { precision: 'float64', tol: 1e-10, ...options };
    const memory = new SoftmaxRegression(all).fitSync(X, y, { sampleWeight: weights, ...quiet });
    for (const size of [600, 170]) {
      const model = await new SoftmaxRegression(all).fitStream(() => cut(size), quiet);
      expect(model.report.objective).toBeCloseTo(memory.report.objective, 11);
      for (const [i, value] of numbersOf(memory).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 6);
    }
  });

  it('are preconditioned by the diagonal where blocks are too large', async () => {
    const wide = new CsrMatrix({
      rows: X.rows,
      cols: 3000,
      indptr: X.indptr,
      // Of two columns one is ten times as large.
      indices: X.indices.map(j => 60 * j),
      values: X.values.map((value, e) => value * ((X.indices[e] as number) % 2 ? 10 : 1)),
    });
    const options: Options = { solver: 'lbfgs', precision: 'float64', tol: 1e-5 };
    const memory = new SoftmaxRegression(options).fitSync(wide, y, { sampleWeight: weights, ...quiet });
    const model = await new SoftmaxRegression(options).fitStream(() => cut(600, wide), quiet);
    expect(model.report.status).toBe('converged');
    expect(model.report.evaluations).toBe(memory.report.evaluations);
    const found = numbersOf(model);
    expect(numbersOf(memory).every((value, i) => Math.abs(value - (found[i] as number)) < 1e-8)).toBe(true);
  });

  it.each(['sgd', 'adam'] as const)('in one batch each are what dense ones are to %s', async solver => {
    const options: Options = { solver, classes, precision: 'float64', batchSize: 1000, fitIntercept: false };
    const sparse = await new SoftmaxRegression(options).fitStream(cut(170), quiet);
    const full = await new SoftmaxRegression(options).fitStream(cut(170, dense), quiet);
    for (const [i, value] of numbersOf(full).entries()) expect(numbersOf(sparse)[i]).toBeCloseTo(value, 9);
    const called = new SoftmaxRegression(options);
    for (const { X: rows, y: labels, sampleWeight } of cut(170))
      called.partialFit(rows, labels, { sampleWeight });
    expect(numbersOf(called)).toEqual(numbersOf(sparse));
  });

  it('train with intercepts in small batches', () => {
    const model = new SoftmaxRegression({ solver: 'sgd', learningRate: 0.5, batchSize: 16 });
    const best = new SoftmaxRegression().fitSync(X, y, quiet);
    for (let pass = 0; pass < 30; pass++) model.partialFit(X, y, { classes });
    expect(best.score(X, y) - model.score(X, y)).toBeLessThan(0.05);
  });
});

it('of a sparse stream every chunk is sparse', async () => {
  const mixed = () => [...cut(300).slice(0, 1), ...cut(300, dense).slice(1)];
  await expect(new SoftmaxRegression().fitStream(mixed)).rejects.toThrow(
    /^chunk 1 of the stream: X is Array\(300\): expected sparse rows, as in the rows before/,
  );
});

it('goes on with sparse rows from a fit of dense ones', () => {
  const options: Options = { solver: 'sgd', precision: 'float64', batchSize: 1000, maxIter: 5 };
  const shifted = dense.map(row => row.map(value => value + 3));
  const [onDense, onSparse] = [dense, X].map(rows =>
    numbersOf(
      new SoftmaxRegression({ ...options, fitIntercept: false })
        .fitSync(shifted, y, quiet)
        .partialFit(rows, y),
    ),
  ) as [number[], number[]];
  for (const [i, value] of onDense.entries()) expect(onSparse[i]).toBeCloseTo(value, 10);
  // Dense rows first: the columns' centre is theirs, and sparse rows that come after are filled.
  const later = new SoftmaxRegression(options).partialFit(shifted, y, { classes });
  const twin = new SoftmaxRegression(options).partialFit(shifted, y, { classes });
  expect(numbersOf(later.partialFit(X, y))).toEqual(numbersOf(twin.partialFit(dense, y)));
});

it('keeps of wide dense rows a sample of 16 MB', () => {
  const cols = 20000;
  const rows = {
    rows: 300,
    cols,
    copy: (a: number, b: number, to: Float64Array) => to.fill(1, 0, (b - a) * cols),
  };
  const surveyor = new Surveyor(0, undefined, 'float64');
  surveyor.take({ X: rows, y: Array.from({ length: 300 }, (_, i) => i % 2) });
  expect(surveyor.finish(undefined).sample?.X.rows).toBe(100);
  expect(errorOf(() => surveyor.take({ X: [[1]], y: [1] })).message).toMatch(/columns of X is 1/);
});
