// What `fit` does in slices: the same bits as in one go, no long piece, and a clean end where it is stopped before it begins.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RowSource } from '../src/data/row-source.js';
import { assembling } from '../src/fit/assemble.js';
import { readInput } from '../src/fit/input.js';
import { Dataset, type FitOptions, type MatrixLike, type Options, SoftmaxRegression } from '../src/index.js';
import { checkOptions } from '../src/options/index.js';
import { SLICE_MS } from '../src/work.js';
import { mulberry32, numbersOf } from './helpers.js';
import { watchWorkers } from './workers/helpers.js';

beforeEach(() => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  return () => warn.mockRestore();
});

const [N, D, K] = [30_000, 24, 4];
const random = mulberry32(5);
const data = Float32Array.from({ length: N * D }, () => random() - 0.5);
const y = Array.from({ length: N }, (_, i) =>
  random() < 0.2
    ? Math.floor(K * random())
    : Math.min(K - 1, Math.floor(K * ((data[i * D] as number) + 0.5))),
);
const X = { data, rows: N, cols: D };
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => Array.from(data.subarray(i * D, (i + 1) * D)));

/** A clock by which every piece takes a slice, so that all that can be in turns is. */
function slowClock() {
  let now = 0;
  return vi.spyOn(performance, 'now').mockImplementation(() => {
    now += SLICE_MS;
    return now;
  });
}

describe('fit has the bits of fitSync', () => {
  const weights = Float64Array.from({ length: N }, () => random());
  const targets = Array.from(y, label => {
    const row = new Float64Array(K).fill(0.1 / K);
    row[label] = (row[label] as number) + 0.9;
    return row;
  });
  const offset = { data: Float64Array.from({ length: N * K }, () => random()), rows: N, cols: K };

  it.each<[string, Options, FitOptions?, MatrixLike?, typeof targets?]>([
    ['by default', {}],
    [
      'with weights, scaled columns and rows that are arrays',
      { standardize: true, classWeight: 'balanced' },
      { sampleWeight: weights },
      rowsOf(N),
    ],
    ['with targets that are probabilities', { maxIter: 5 }, {}, X, targets],
    ['with an offset', { maxIter: 5 }, { offset }],
    ['by Newton’s method, factorised', { solver: 'newton' }],
    [
      'by Newton’s method, in products',
      { solver: 'newton', maxIter: 3 },
      {},
      { data: data.subarray(0, 4000 * 180), rows: 4000, cols: 180 },
    ],
    ['by coordinate descent', { solver: 'coordinate-descent', l1Ratio: 0.5, C: 0.01 }],
    ['within bounds', { lowerBounds: 0 }],
    ['by sgd, with rows held out', { solver: 'sgd', maxIter: 3, validationFraction: 0.2 }],
    ['going on in float64', { tol: 1e-12, maxIter: 200 }],
    ['with a Dataset', {}, {}, Dataset.from(X)],
  ])('%s', async (_, options, fitOptions = {}, rows = X, target = y as unknown as typeof targets) => {
    const labels = target.slice(0, (rows as RowSource).rows ?? N);
    const clock = slowClock();
    let turns = 0;
    const immediate = vi.spyOn(globalThis, 'setImmediate').mockImplementation(((resolve: () => void) => {
      turns++;
      queueMicrotask(resolve);
    }) as typeof setImmediate);
    const inSlices = await new SoftmaxRegression({ ...options, workers: 1 }).fit(rows, labels, fitOptions);
    clock.mockRestore();
    immediate.mockRestore();
    const atOnce = new SoftmaxRegression(options).fitSync(rows, labels, fitOptions);
    expect(numbersOf(inSlices)).toEqual(numbersOf(atOnce));
    expect(inSlices.report.evaluations).toBe(atOnce.report.evaluations);
    expect(inSlices.report.precision).toBe(atOnce.report.precision);
    // Two checks of 30000 labels and 22 pieces of rows at the least.
    expect(turns).toBeGreaterThan(20);
  });
});

describe('what comes before a fit', () => {
  /** The rows, and how many values of them were read between two turns that could have been. */
  function watched() {
    const most = { values: 0 };
    let values = 0;
    const source: MatrixLike = {
      rows: N,
      cols: D,
      copy(first, last, target) {
        values += (last - first) * D;
        target.set(data.subarray(first * D, last * D));
      },
    };
    const turn = () => {
      most.values = Math.max(most.values, values);
      values = 0;
    };
    return { source, most, turn };
  }

  it.each<[string, Options]>([
    ['by default', {}],
    ['with scaled columns', { standardize: true }],
    ['with smoothed labels', { labelSmoothing: 0.1 }],
    ['in random order', { solver: 'sgd' }],
    ['in float64', { precision: 'float64' }],
  ])('reads no more than 16384 values at a time %s', (_, given) => {
    const { source, most, turn } = watched();
    const options = checkOptions(given);
    const reading = readInput(source, y, {}, options, null);
    let step = reading.next();
    for (; !step.done; step = reading.next()) turn();
    const work = assembling(step.value.problem, options, true);
    for (const _ of work) turn();
    expect(most.values).toBeGreaterThan(0);
    expect(most.values).toBeLessThanOrEqual(16384);
  });

  it('checks no more than 40000 entries of plain arrays at a time', () => {
    let read = 0;
    let most = 0;
    const row = new Proxy(
      Array.from({ length: D }, () => 1),
      {
        get(target, key) {
          if (key !== 'length') read++;
          return Reflect.get(target, key);
        },
      },
    );
    const rows = Array.from({ length: 10_000 }, () => row);
    for (const _ of readInput(rows, y.slice(0, 10_000), {}, checkOptions({}), null)) {
      most = Math.max(most, read);
      read = 0;
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(40_000);
  });
});

describe('an abort while rows are packed', () => {
  const reason = new Error('changed my mind');
  /** A signal that is aborted when so many rows have been read, and rows whose reading takes long from then on. */
  function slow(least: number) {
    const controller = new AbortController();
    let read = 0;
    const source: MatrixLike = {
      rows: N,
      cols: D,
      copy(first, last, target) {
        target.set(data.subarray(first * D, last * D));
        // Row by row they are only looked at.
        if (last - first > 1) read += last - first;
        if (read <= least) return;
        controller.abort(reason);
        for (const end = performance.now() + 3; performance.now() < end; );
      },
    };
    return { source, signal: controller.signal, passes: () => read / N };
  }

  it.each<[string, Options, number]>([
    ['on this thread', { workers: 1 }, 0],
    ['in workers', { workers: 3 }, 0],
    ['while columns are measured', { standardize: true }, 0],
    ['while what smoothed labels add is summed', { labelSmoothing: 0.1 }, N],
  ])('rejects with its reason %s, and the model is as it was', async (_, options, least) => {
    const { source, signal, passes } = slow(least);
    const model = new SoftmaxRegression(options);
    await expect(model.fit(source, y, { signal })).rejects.toBe(reason);
    expect(() => model.coef).toThrow('not fitted yet');
    expect(passes()).toBeLessThan(least / N + 1);
  });

  describe('in workers', () => {
    const watch = watchWorkers();

    it('leaves none', async () => {
      const { source, signal } = slow(0);
      await expect(new SoftmaxRegression({ workers: 3 }).fit(source, y, { signal })).rejects.toBe(reason);
      expect(watch.started.length).toBe(2);
      await vi.waitFor(() => expect(watch.running).toBe(0));
    });

    it('leaves none where rows held out cannot be read', async () => {
      let read = 0;
      const source: MatrixLike = {
        rows: N,
        cols: D,
        copy(first, last, target) {
          read += last - first;
          // Those to fit to, and a sample of 512 before them.
          if (read > 0.8 * N + 600) throw new Error('out of reach');
          target.set(data.subarray(first * D, last * D));
        },
      };
      const model = new SoftmaxRegression({ workers: 3, validationFraction: 0.2 });
      await expect(model.fit(source, y)).rejects.toThrow('out of reach');
      expect(watch.started.length).toBe(2);
      await vi.waitFor(() => expect(watch.running).toBe(0));
    });
  });
});

describe('rows that change while they are packed', () => {
  beforeEach(() => {
    const clock = slowClock();
    return () => clock.mockRestore();
  });

  it('are refused where they come to hold what is no number', async () => {
    const values = data.slice();
    const fitting = new SoftmaxRegression({ standardize: true }).fit({ ...X, data: values }, y);
    values[N * D - 1] = Number.NaN;
    await expect(fitting).rejects.toThrow(`X[${N - 1}][${D - 1}] is NaN`);
  });

  it.each<[string, (rows: number[][]) => void, string]>([
    ['grow', rows => rows.push([1]), `the length of X[${N}] is 1: expected ${D} as in X[0]`],
    ['shrink', rows => rows.splice(0), 'X has no rows'],
    ['lose entries', rows => rows.map(row => row.splice(1)), `is 1: expected ${D} as in X[0]`],
    ['become text', rows => rows.map(row => row.fill('x' as unknown as number)), 'is "x": expected a finite'],
  ])('end the fit where they %s', async (_, change, message) => {
    const rows = rowsOf(N);
    const fitting = new SoftmaxRegression({ standardize: true, maxIter: 3 }).fit(rows, y);
    change(rows);
    await expect(fitting).rejects.toThrow(message);
  });
});

it('of two fits at a time a model keeps what ends last', async () => {
  const model = new SoftmaxRegression({ maxIter: 4, workers: 1 });
  const few = { data: data.subarray(0, 200 * D), rows: 200, cols: D };
  const ended: string[] = [];
  const clock = slowClock();
  await Promise.all([
    model.fit(X, y, { quiet: true }).then(() => ended.push('many rows')),
    model.fit(few, y.slice(0, 200), { quiet: true }).then(() => ended.push('few rows')),
  ]);
  clock.mockRestore();
  expect(ended).toEqual(['few rows', 'many rows']);
  const alone = new SoftmaxRegression({ maxIter: 4 }).fitSync(X, y, { quiet: true });
  expect(numbersOf(model)).toEqual(numbersOf(alone));
});
