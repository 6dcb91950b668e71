import { describe, expect, it } from 'vitest';
import { CsrMatrix, Dataset, Matrix } from '../../src/index.js';
import { writeSvmlight } from '../../src/writers/svmlight.js';
import { ARRAYS } from '../readers/arrays.js';

const text = (...args: Parameters<typeof writeSvmlight>) => new TextDecoder().decode(writeSvmlight(...args));

describe('writeSvmlight', () => {
  it.each(ARRAYS.ours)('gives $text, from which scikit-learn reads the same', ({ text: expected, read }) => {
    const [rows, cols] = read.shape;
    const X = new CsrMatrix({
      rows,
      cols,
      indptr: Uint32Array.from(read.indptr),
      indices: Uint32Array.from(read.indices),
      values: Float64Array.from(read.values),
    });
    expect(text(X, read.y)).toBe(expected);
  });

  it('leaves zeros of dense rows out, whatever form they have', () => {
    const rows = [
      [0, 1.5, 0],
      [0, 0, -2],
    ];
    const expected = '1 2:1.5\n0 3:-2\n';
    const dense = new Matrix(Float64Array.from(rows.flat()), 2, 3);
    for (const X of [rows, dense, Dataset.from(rows), { data: rows.flat(), shape: [2, 3] }])
      expect(text(X, [1, 0])).toBe(expected);
    expect(text(rows, Uint8Array.of(1, 0), { zeroBased: true })).toBe('1 1:1.5\n0 2:-2\n');
  });

  it('writes dense rows of more than it reads at a time', () => {
    const X = { data: Float64Array.from({ length: 30_000 }, (_, i) => i + 1), rows: 10_000, cols: 3 };
    const lines = text(X, new Uint8Array(10_000)).split('\n');
    expect(lines.length).toBe(10_001);
    expect(lines[9999]).toBe('0 1:29998 2:29999 3:30000');
  });

  it('writes values of float32 so that they are read as the same numbers', () => {
    const X = CsrMatrix.fromRows([[[0, 1]]]);
    X.values[0] = 0.1;
    const single = new CsrMatrix({ ...X, rows: 1, cols: 1, values: Float32Array.of(0.1) });
    expect(text(single, [1])).toBe(`1 1:${Math.fround(0.1)}\n`);
  });

  it.each<[string, unknown, unknown, unknown, new () => Error, string]>([
    ['no matrix', 5, [1], {}, TypeError, 'X is 5'],
    ['NaN', [[1, Number.NaN]], [1], {}, RangeError, 'X[0][1] is NaN: expected a finite number'],
    ['too few labels', [[1], [2]], [1], {}, RangeError, 'the length of y is 1: expected 2'],
    ['no labels', [[1]], null, {}, TypeError, 'y is null'],
    ['labels of text', [[1]], ['a'], {}, TypeError, 'y[0] is "a": expected a whole number'],
    ['labels that are quantities', [[1]], [0.5], {}, RangeError, 'y[0] is 0.5: expected a whole number'],
    ['another option', [[1]], [1], { comment: 'x' }, TypeError, 'unknown option "comment" of writeSvmlight'],
    ['an option of another kind', [[1]], [1], { zeroBased: 0 }, TypeError, 'zeroBased is 0'],
  ])('refuses %s', (_, X, y, options, kind, message) => {
    const write = () => writeSvmlight(X as never, y as never, options as never);
    expect(write).toThrow(kind);
    expect(write).toThrow(message);
  });
});
