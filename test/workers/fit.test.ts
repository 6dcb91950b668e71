// `fit` on several threads: the coefficients of one thread to the last bit.
import { describe, expect, test } from 'vitest';
import { type FitOptions, type Options, SoftmaxRegression } from '../../src/index.js';
import { mulberry32, numbersOf, randomProblem } from '../helpers.js';
import { watchWorkers } from './helpers.js';

/** Rows for 8 blocks, so that 5 workers have something each. */
const N = 16400;
const { X, y } = randomProblem(5, N, 4, 3);
const random = mulberry32(6);
const sampleWeight = Float64Array.from({ length: N }, random);

async function fitted(options: Options, fitOptions: FitOptions = {}): Promise<SoftmaxRegression> {
  return new SoftmaxRegression(options).fit(X, y, { quiet: true, ...fitOptions });
}

const CASES: [title: string, options: Options, fitOptions?: FitOptions][] = [
  ['float64', { precision: 'float64' }],
  ['float32', { precision: 'float32' }],
  ['base SIMD', { deterministic: true }],
  ['sample weights', { precision: 'float64' }, { sampleWeight }],
  ['class weights', { precision: 'float64', classWeight: { 0: 3, 2: 0.5 } }],
  ['balanced classes in float32', { classWeight: 'balanced' }],
  ['no intercept', { precision: 'float64', fitIntercept: false }],
  ['no penalty', { precision: 'float64', C: Number.POSITIVE_INFINITY }],
  ['gradient descent', { precision: 'float64', solver: 'gradient-descent', maxIter: 20 }],
  ['a tight tolerance', { precision: 'float64', tol: 1e-9 }],
];

describe('a fit in workers', () => {
  const watch = watchWorkers();

  test.each(CASES)('has the bits of one thread: %s', async (_, options, fitOptions) => {
    const alone = await fitted({ ...options, workers: 1 }, fitOptions);
    const model = await fitted({ ...options, workers: 2 }, fitOptions);
    expect(numbersOf(model)).toEqual(numbersOf(alone));
  });

  test.each([3, 5])('has the bits of one thread, however many run: %d', async workers => {
    const [alone, model] = [await fitted({ workers: 1 }), await fitted({ workers })];
    expect(numbersOf(model)).toEqual(numbersOf(alone));
  });

  test('has its history too', async () => {
    const ofWorkers = async (workers: number) =>
      (await fitted({ workers })).report.history.map(({ elapsedMs, ...rest }) => rest);
    expect(await ofWorkers(3)).toEqual(await ofWorkers(1));
  });

  test('starts warm as one thread does', async () => {
    const warm = async (workers: number) => {
      const model = new SoftmaxRegression({ workers, warmStart: true, maxIter: 3, precision: 'float64' });
      await model.fit(X, y, { quiet: true });
      return numbersOf(await model.fit(X, y, { quiet: true }));
    };
    expect(await warm(2)).toEqual(await warm(1));
  });

  test.each([1, 2, 3, 5])('reports the threads that ran: %d', async workers => {
    const { report } = await fitted({ workers, maxIter: 1 });
    expect([report.threads, watch.started.length]).toEqual([workers, workers - 1]);
  });

  test('has no more threads than blocks of rows', async () => {
    const model = new SoftmaxRegression({ workers: 5, maxIter: 1 });
    await model.fit(X.slice(0, 1000), y.slice(0, 1000), { quiet: true });
    expect([model.report.threads, watch.started.length]).toEqual([2, 1]);
  });

  test('needs no worker for a handful of rows', async () => {
    const model = await new SoftmaxRegression({ workers: 5 }).fit(X.slice(0, 100), y.slice(0, 100));
    expect([model.report.threads, watch.started.length]).toEqual([1, 0]);
  });

  test('uses none for small data by default', async () => {
    const { report } = await fitted({});
    expect([report.threads, watch.started.length]).toEqual([1, 0]);
  });

  test('ends its workers before it resolves', async () => {
    await fitted({ workers: 3 });
    expect(watch.running).toBe(0);
  });

  test('takes turns with others', async () => {
    const alone = numbersOf(await fitted({ workers: 1 }));
    const models = await Promise.all([1, 2, 3].map(() => fitted({ workers: 2 })));
    expect(models.map(numbersOf)).toEqual([alone, alone, alone]);
    expect([watch.started.length, watch.running]).toEqual([3, 0]);
  });

  test('asks for no finer sample than it has: few columns and very many rows', async () => {
    const rows = 100_000;
    const random = mulberry32(5);
    const data = Float32Array.from({ length: 4 * rows }, () => random() - 0.5);
    const labels = Array.from({ length: rows }, (_, i) =>
      Math.floor(1.5 + (data[4 * i] as number) + (data[4 * i + 1] as number) + random() - 0.5),
    );
    const matrix = { data, rows, cols: 4 };
    const fits = [1, 2].map(workers => new SoftmaxRegression({ workers, tol: 1e-7, precision: 'float64' }));
    const [one, two] = await Promise.all(fits.map(model => model.fit(matrix, labels, { quiet: true })));
    expect(numbersOf(two as SoftmaxRegression)).toEqual(numbersOf(one as SoftmaxRegression));
  });

  test('is not to be had from fitSync', () => {
    const model = new SoftmaxRegression({ workers: 2 });
    expect(() => model.fitSync(X, y)).toThrow(
      new RangeError('workers is 2: fitSync cannot wait for any, expected 1 or fit'),
    );
  });
});

describe('where float32 ends', () => {
  watchWorkers();
  // A column of 1e7 beside one of 1e-3: rounding in float32 keeps the gradient above tol.  Gram matrices take a sample.
  const ROWS = 6000;
  const big = X.slice(0, ROWS).map(([a = 0, b = 0, c = 0]) => [1e7 * Math.exp(a), 1e-3 * b, c + a]);
  const labels = y.slice(0, ROWS);
  const weights = sampleWeight.slice(0, ROWS);
  const goOn = async (workers: number, fitOptions: FitOptions = {}) =>
    new SoftmaxRegression({ workers }).fit(big, labels, { quiet: true, ...fitOptions });

  test('workers go on in float64', async () => {
    const { report } = await goOn(2);
    expect([report.precision, report.threads, report.status]).toEqual(['float64', 2, 'converged']);
  });

  test.each([
    ['without weights', {}],
    ['with weights', { sampleWeight: weights }],
  ])('they have the bits of one thread, %s', async (_, fitOptions) => {
    const alone = await goOn(1, fitOptions);
    expect(alone.report.precision).toBe('float64');
    expect(numbersOf(await goOn(3, fitOptions))).toEqual(numbersOf(alone));
  });
});
