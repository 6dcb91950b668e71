import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsrInit, CsrMatrix, SoftmaxRegression } from '../../src/index.js';
import { errorOf } from '../helpers.js';

const SAMPLE: CsrInit = {
  rows: 3,
  cols: 4,
  indptr: Uint32Array.of(0, 2, 2, 3),
  indices: Uint32Array.of(1, 3, 0),
  values: Float32Array.of(5, 6, 7),
};

function denseOf(X: CsrMatrix): number[][] {
  const target = new Float64Array(X.rows * X.cols).fill(Number.NaN);
  X.copy(0, X.rows, target);
  return Array.from({ length: X.rows }, (_, i) => [...target.subarray(i * X.cols, (i + 1) * X.cols)]);
}

describe('CsrMatrix', () => {
  it('has zeros where nothing is stored, and empty rows', () => {
    expect(denseOf(new CsrMatrix(SAMPLE))).toEqual([
      [0, 5, 0, 6],
      [0, 0, 0, 0],
      [7, 0, 0, 0],
    ]);
  });

  it('takes arrays in order as they are', () => {
    const { indptr, indices, values } = new CsrMatrix(SAMPLE);
    expect([indptr === SAMPLE.indptr, indices === SAMPLE.indices, values === SAMPLE.values]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('reads single entries', () => {
    const X = new CsrMatrix(SAMPLE);
    expect([X.get(0, 3), X.get(0, 2), X.get(1, 1)]).toEqual([6, 0, 0]);
  });

  it('sorts columns and sums what stands at the same place, in a copy', () => {
    const indices = Uint32Array.of(3, 1, 3);
    const X = new CsrMatrix({ ...SAMPLE, indptr: Uint32Array.of(0, 3, 3, 3), indices });
    expect([[...X.indices], [...X.values], [...X.indptr], [...indices]]).toEqual([
      [1, 3],
      [6, 12],
      [0, 2, 2, 2],
      [3, 1, 3],
    ]);
  });

  it('is made from rows of pairs or of maps', () => {
    const X = CsrMatrix.fromRows([[[2, 1.5]], new Map([[0, 2]]), []]);
    expect(denseOf(X)).toEqual([
      [0, 0, 1.5],
      [2, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('gives rows in any order, more than once', () => {
    expect(denseOf(new CsrMatrix(SAMPLE).selectRows([2, 0, 2]))).toEqual([
      [7, 0, 0, 0],
      [0, 5, 0, 6],
      [7, 0, 0, 0],
    ]);
  });

  it('is the sum of its entries, whatever their order', () => {
    const entry = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(fc.array(fc.array(entry, { maxLength: 8 }), { minLength: 1, maxLength: 6 }), rows => {
        const expected = rows.map(row => {
          const dense = [0, 0, 0, 0, 0];
          for (const [j, value] of row) dense[j] = (dense[j] as number) + value;
          return dense;
        });
        expect(denseOf(CsrMatrix.fromRows(rows, 5))).toEqual(expected);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('a CsrMatrix of bad input', () => {
  it.each<[string, Partial<Record<keyof CsrInit, unknown>>, string]>([
    ['no rows', { rows: 0 }, 'rows is 0: expected a whole number from 1 to 4294967295'],
    ['no columns', { cols: 0 }, 'cols is 0: expected a whole number from 1 to 4294967296'],
    ['offsets of another kind', { indptr: [0, 2, 2, 3] }, 'indptr is Array(4): expected a Uint32Array'],
    [
      'columns of another kind',
      { indices: Int32Array.of(1, 3, 0) },
      'indices is Int32Array(3): expected a Uint32Array',
    ],
    [
      'values of another kind',
      { values: [1, 2, 3] },
      'values is Array(3): expected a Float32Array or a Float64Array',
    ],
    [
      'too few offsets',
      { indptr: Uint32Array.of(0, 3) },
      'the length of indptr is 2: expected 4, one more than rows',
    ],
    [
      'too few values',
      { values: Float32Array.of(1) },
      'the length of values is 1: expected 3, as many as indices',
    ],
    ['offsets that begin late', { indptr: Uint32Array.of(1, 2, 2, 3) }, 'indptr[0] is 1: expected 0'],
    [
      'offsets that go back',
      { indptr: Uint32Array.of(0, 2, 1, 3) },
      'indptr[2] is 1: expected at least indptr[1], 2',
    ],
    [
      'offsets that end early',
      { indptr: Uint32Array.of(0, 2, 2, 2) },
      'indptr[3] is 2: expected 3, the number of entries',
    ],
    [
      'a column out of range',
      { indices: Uint32Array.of(1, 4, 0) },
      'indices[1] is 4: expected a column below 4',
    ],
    ['NaN', { values: Float32Array.of(1, Number.NaN, 2) }, 'values[1] is NaN: expected a finite number'],
  ])('%s', (_, change, message) => {
    expect(errorOf(() => new CsrMatrix({ ...SAMPLE, ...change } as CsrInit)).message).toBe(message);
  });

  it('a column of fromRows out of range', () => {
    expect(errorOf(() => CsrMatrix.fromRows([[[3, 1]]], 3)).message).toBe(
      'a column of rows[0] is 3: expected a whole number from 0 to 2',
    );
  });

  it.each<[string, unknown[], string]>([
    ['null', [null], 'rows is null: expected an array or another iterable of rows'],
    ['an entry that is no pair', [[[5]]], 'an entry of rows[0] is 5: expected [column, value]'],
    [
      'no number of columns',
      [[[[0, 1]]], Number.NaN],
      'cols is NaN: expected a whole number from 1 to 4294967296',
    ],
    ['text for columns', [[[[0, 1]]], '3'], 'cols is "3": expected a whole number'],
  ])('of fromRows: %s', (_, given, message) => {
    expect(errorOf(() => CsrMatrix.fromRows(...(given as [[]]))).message).toBe(message);
  });

  it.each([Float32Array, Float64Array])('a sum that %o does not hold', Values => {
    const largest = Values === Float32Array ? 3e38 : 1.5e308;
    const init = { rows: 2, cols: 3, indptr: Uint32Array.of(0, 0, 2), indices: Uint32Array.of(2, 2) };
    expect(errorOf(() => new CsrMatrix({ ...init, values: Values.of(largest, largest) })).message).toBe(
      'the sum of the values at [1][2] is Infinity: expected a finite number',
    );
  });

  it('more columns than parameters have room', () => {
    const X = CsrMatrix.fromRows([[[2 ** 32 - 1, 1]], [[0, 1]]]);
    expect(() => new SoftmaxRegression().fitSync(X, [0, 1])).toThrow(
      /^cols is 4294967296: 2 classes × 4294967297 parameters, more than memory holds: expected fewer columns of X$/,
    );
  });
});
