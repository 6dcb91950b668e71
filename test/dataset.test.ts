import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowSource } from '../src/data/matrix-like.js';
import {
  CsrMatrix,
  createObjective,
  Dataset,
  SoftmaxRegression,
  softmaxPath,
  softmaxPathSync,
} from '../src/index.js';
import { StoredRows } from '../src/objectives/stored-rows.js';
import { instantiate } from '../src/wasm/kernels.js';
import {
  errorOf,
  gaussian,
  loadTable,
  maxDifference,
  mulberry32,
  numbersOf,
  randomProblem,
  VARIANTS,
} from './helpers.js';

const { X, y } = loadTable('digits');

describe.each(VARIANTS)('a fit on a Dataset, %s', (_, kernels) => {
  it.each([
    {},
    { C: 0.01 },
    { solver: 'newton', fitIntercept: false },
    { solver: 'gradient-descent', maxIter: 5 },
  ] as const)('has the bits of one on X, one after the other: %j', options => {
    const data = Dataset.from(X, kernels);
    const all = { ...kernels, ...options };
    const plain = new SoftmaxRegression(all).fitSync(X, y, { quiet: true });
    for (let again = 0; again < 2; again++) {
      const model = new SoftmaxRegression(all).fitSync(data, y, { quiet: true });
      expect(numbersOf(model)).toEqual(numbersOf(plain));
      expect(model.report.evaluations).toBe(plain.report.evaluations);
    }
  });
});

describe('Dataset', () => {
  it('takes other labels, weights and classes from fit to fit', () => {
    const data = Dataset.from(X);
    const odd = y.map(label => Number(label) % 2);
    const sampleWeight = y.map((_, i) => 1 + (i % 3));
    for (const [labels, options] of [
      [y, { sampleWeight }],
      [odd, {}],
      [odd, { sampleWeight }],
      [y, {}],
    ] as const) {
      const model = new SoftmaxRegression().fitSync(data, labels, options);
      expect(numbersOf(model)).toEqual(numbersOf(new SoftmaxRegression().fitSync(X, labels, options)));
    }
  });

  it('serves fits that run side by side, and those after them', async () => {
    const data = Dataset.from(X);
    const trained = (C: number, source: number[][] | Dataset) => new SoftmaxRegression({ C }).fit(source, y);
    const together = await Promise.all([trained(1, data), trained(0.1, data), trained(0.01, data)]);
    const after = await trained(1, data);
    const alone = [await trained(1, X), await trained(0.1, X), await trained(0.01, X)];
    expect(together.map(numbersOf)).toEqual(alone.map(numbersOf));
    expect(numbersOf(after)).toEqual(numbersOf(alone[0] as SoftmaxRegression));
  });

  it('does not grow with the number of fits', () => {
    const data = Dataset.from(X);
    new SoftmaxRegression().fitSync(data, y);
    const bytes = data.byteLength;
    for (const C of [1, 0.1, 0.01]) new SoftmaxRegression({ C }).fitSync(data, y);
    expect(data.byteLength).toBe(bytes);
    expect(bytes).toBeGreaterThan(4 * X.length * 64);
  });

  it('is free again after a fit that was refused or aborted', async () => {
    const data = Dataset.from(X);
    const stored = rowSource(data) as StoredRows;
    const free = () => {
      const loan = stored.lend('float32', build, kind => instantiate(kind, false));
      const first = loan?.parts[0]?.packed;
      loan?.end();
      return first;
    };
    const { build } = instantiate('float32', false);
    const own = free();
    const controller = new AbortController();
    const { signal } = controller;
    const stop = () => controller.abort();
    const aborted = await new SoftmaxRegression({ tol: 0 }).fit(data, y, { signal, onIteration: stop });
    expect(aborted.report.status).toBe('aborted');
    expect(free()).toBe(own);
    const onIteration = () => {
      throw new Error('enough');
    };
    await expect(new SoftmaxRegression().fit(data, y, { onIteration })).rejects.toThrow('enough');
    expect(free()).toBe(own);
    await expect(softmaxPath(data, y, {}, { onIteration })).rejects.toThrow('enough');
    expect(free()).toBe(own);
    expect(errorOf(() => softmaxPathSync(data, y, {}, { onIteration })).message).toBe('enough');
    expect(free()).toBe(own);
    const objective = createObjective(data, y as number[]);
    expect(free()).not.toBe(own);
    objective.dispose();
    expect(free()).toBe(own);
  });

  it('goes on in float64 where float32 ends, and is free again', () => {
    const normal = gaussian(mulberry32(3));
    const big = Array.from({ length: 300 }, () => [1e7 * normal(), normal()]);
    const labels = big.map(([, b]) => Number((b as number) + normal() > 0));
    const data = Dataset.from(big);
    const options = { tol: 1e-6 };
    const models = [big, data, data].map(rows => new SoftmaxRegression(options).fitSync(rows, labels));
    for (const model of models) {
      expect(model.report.precision).toBe('float64');
      expect(numbersOf(model)).toEqual(numbersOf(models[0] as SoftmaxRegression));
    }
  });

  it('spans memories', () => {
    const problem = randomProblem(5, 10000, 6, 3);
    const make = () => instantiate('float32', false);
    const stored = StoredRows.from(rowSource(problem.X), 'float32', make, 30_000);
    const { build } = make();
    expect(stored.lend('float32', build, make)?.parts.length).toBeGreaterThan(2);
    const back = new Float64Array(2000 * 6);
    stored.copy(1000, 3000, back);
    expect([...back]).toEqual(
      problem.X.slice(1000, 3000)
        .flat()
        .map(value => expect.closeTo(value, 5)),
    );
    const model = new SoftmaxRegression().fitSync(stored, problem.y);
    const plain = new SoftmaxRegression().fitSync(problem.X, problem.y);
    expect(model.report.objective).toBeCloseTo(plain.report.objective, 6);
  });

  it('gives workers and other precisions its rows as they are stored', async () => {
    const data = Dataset.from(X);
    const model = await new SoftmaxRegression({ workers: 2 }).fit(data, y);
    expect(numbersOf(model)).toEqual(numbersOf(await new SoftmaxRegression({ workers: 2 }).fit(X, y)));
    // Digits are small integers: float32 holds them.
    const double = new SoftmaxRegression({ precision: 'float64' });
    expect(numbersOf(double.fitSync(data, y))).toEqual(
      numbersOf(new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y)),
    );
  });

  it('is predicted like X', () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    expect(model.predictProba(Dataset.from(X))).toEqual(model.predictProba(X));
  });

  it('keeps sparse rows as they are', () => {
    const sparse = CsrMatrix.fromRows(
      X.map(row => [...row.entries()].filter(([, value]) => value !== 0)),
      64,
    );
    const data = Dataset.from(sparse);
    expect(rowSource(data)).toBe(sparse);
    expect(data.byteLength).toBe(12 * sparse.nnz + 4 * (sparse.rows + 1));
    expect(numbersOf(new SoftmaxRegression().fitSync(data, y))).toEqual(
      numbersOf(new SoftmaxRegression().fitSync(sparse, y)),
    );
  });

  it('holds the values that its precision holds', () => {
    const numbers = fc.array(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(numbers, rows => {
        const back = new Float64Array(3 * rows.length);
        Dataset.from(rows, { precision: 'float64' }).copy(0, rows.length, back);
        // A value less its column's offset, and the offset again: two roundings at the offset's size.
        const errors = rows.flat().map((value, i) => Math.abs((back[i] as number) - value));
        expect(Math.max(...errors)).toBeLessThan(1e-9);
      }),
    );
  });

  it('names what it cannot take', () => {
    const refused = (call: () => unknown) => errorOf(call).message;
    expect(refused(() => Dataset.from([[1, Number.NaN]]))).toBe('X[0][1] is NaN: expected a finite number');
    expect(refused(() => Dataset.from(X, { precision: 'half' as 'float32' }))).toBe(
      "precision is \"half\": expected 'float32' or 'float64'",
    );
    expect(refused(() => Dataset.from(X, { C: 1 } as object))).toBe(
      'unknown option "C" of Dataset.from: expected one of precision, deterministic',
    );
    expect(refused(() => Dataset.from([]))).toContain('X has no rows');
  });
});

describe('rows of your own', () => {
  it('are asked for as they are needed', () => {
    const rows = {
      rows: X.length,
      cols: 64,
      copy: (first: number, last: number, out: Float64Array) => out.set(X.slice(first, last).flat()),
    };
    expect(numbersOf(new SoftmaxRegression().fitSync(rows, y))).toEqual(
      numbersOf(new SoftmaxRegression().fitSync(X, y)),
    );
  });

  it('need a shape', () => {
    const rows = { rows: 2.5, cols: 2, copy() {} };
    expect(errorOf(() => new SoftmaxRegression().fitSync(rows, y)).message).toBe(
      'the shape of X is 2.5 × 2: expected two whole numbers',
    );
  });
});

describe('Dataset.fromChunks', () => {
  const rows = (n: number, d: number) => {
    const normal = gaussian(mulberry32(n + d));
    return Array.from({ length: n }, () => Array.from({ length: d }, () => 100 + normal()));
  };
  async function* cut(matrix: number[][], sizes: number[]) {
    for (let first = 0, k = 0; first < matrix.length; k++) {
      const last = first + (sizes[k % sizes.length] as number);
      yield matrix.slice(first, last);
      first = last;
    }
  }
  const stored = (data: Dataset) => {
    const all = new Float64Array(data.rows * data.cols);
    data.copy(0, data.rows, all);
    return all;
  };

  it.each(['float32', 'float64'] as const)('holds the rows, however they are cut: %s', async precision => {
    for (const n of [1, 7, 8, 9, 511, 512, 513, 2061]) {
      const matrix = rows(n, 3);
      const whole = await Dataset.fromChunks([matrix], { precision });
      expect([whole.rows, whole.cols, whole.precision]).toEqual([n, 3, precision]);
      // Values near 100, stored less an offset near 100: float32 leaves 2^-24 of the difference, float64 rounds it twice.
      const error = precision === 'float32' ? 1e-6 : 3e-14;
      expect(maxDifference(stored(whole), matrix.flat())).toBeLessThan(error);
      for (const sizes of [[1], [3, 5, 8], [700, 1, 13]]) {
        const inPieces = await Dataset.fromChunks(cut(matrix, sizes), { precision });
        expect(maxDifference(stored(inPieces), matrix.flat())).toBeLessThan(error);
      }
    }
  });

  it('is fitted as the rows are', async () => {
    const data = await Dataset.fromChunks(cut(X, [100, 37]));
    const options = { tol: 1e-7, C: 0.1, precision: 'float64' } as const;
    const exact = await Dataset.fromChunks(cut(X, [100, 37]), { precision: 'float64' });
    const [plain, chunked] = [X, exact].map(rows => new SoftmaxRegression(options).fitSync(rows, y));
    // Two fits to max |∂F| ≤ 1e-7 of an objective with curvature of at least 1/(C·n) = 0.0056.
    expect(
      maxDifference(numbersOf(plain as SoftmaxRegression), numbersOf(chunked as SoftmaxRegression)),
    ).toBeLessThan(1e-4);
    for (let again = 0; again < 2; again++) {
      const model = await new SoftmaxRegression().fit(data, y);
      expect(model.report.status).toBe('converged');
      expect(model.score(data, y)).toBeGreaterThan(0.99);
    }
    expect((await new SoftmaxRegression({ workers: 2 }).fit(data, y)).score(X, y)).toBeGreaterThan(0.99);
  });

  it('takes the memory of the rows and of one chunk', async () => {
    const d = 50;
    const chunk = new Float64Array(1000 * d).fill(1);
    const data = await Dataset.fromChunks(
      Array.from({ length: 100 }, () => ({ data: chunk, rows: 1000, cols: d })),
    );
    expect(data.byteLength).toBeGreaterThanOrEqual(4 * 100_000 * d);
    // Memory grows by 2 MiB, or a thirty-second part.
    expect(data.byteLength).toBeLessThan(1.04 * 4 * 100_000 * d + 2 ** 21);
  });

  it.each<[string, unknown, RegExp]>([
    ['no chunks', [], /^chunks has no chunks: expected at least one$/],
    ['something else', 7, /^chunks is 7: expected an iterable/],
    [
      'another width',
      [[[1, 2]], [[1]]],
      /^chunk 1 of the stream: the number of columns of X is 1: expected 2/,
    ],
    [
      'NaN',
      [
        [[1, 2]],
        [
          [1, 2],
          [3, Number.NaN],
        ],
      ],
      /^chunk 1 of the stream: X\[1\]\[1\] is NaN/,
    ],
    [
      'what float32 does not hold',
      [rows(700, 2), [[1, 1e39]]],
      /^chunk 1 of the stream: X\[0\]\[1\] is 1e\+39: expected a number that float32/,
    ],
    [
      'sparse rows',
      [CsrMatrix.fromRows([[[0, 1]]])],
      /^chunk 0 of the stream: X is CsrMatrix: expected dense rows/,
    ],
  ])('refuses %s', async (_, chunks, message) => {
    await expect(Dataset.fromChunks(chunks as never)).rejects.toThrow(message);
  });

  it('ends the iterator of a stream that it refuses', async () => {
    let ended = false;
    async function* broken() {
      try {
        yield [[1, 2]];
        yield [[1]];
        yield [[1, 2]];
      } finally {
        ended = true;
      }
    }
    await expect(Dataset.fromChunks(broken())).rejects.toThrow('chunk 1');
    expect(ended).toBe(true);
  });

  it('finds a value that is not finite wherever the strips end', async () => {
    for (const n of [1, 4, 5, 8, 9, 600]) {
      const second = rows(n, 2);
      (second[n - 1] as number[])[0] = Number.NaN;
      const message = `chunk 1 of the stream: X[${n - 1}][0] is NaN`;
      await expect(Dataset.fromChunks([rows(513, 2), second, rows(9, 2)])).rejects.toThrow(message);
    }
  });
});
