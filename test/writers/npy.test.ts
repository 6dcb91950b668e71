import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/index.js';
import { readNpy } from '../../src/tables/index.js';
import { writeNpy } from '../../src/writers/npy.js';
import { ARRAYS, bytesOf } from '../readers/arrays.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('writeNpy', () => {
  const written = Object.entries(ARRAYS.npy).filter(([, { written }]) => written);
  it.each(written)('gives the bytes of numpy.save: %s', async (_, { file }) => {
    const { data, shape } = await readNpy(bytesOf(file));
    expect(text(writeNpy({ data, shape }))).toBe(text(bytesOf(file)));
  });

  it('writes a Matrix, rows and columns, and plain arrays', async () => {
    const data = Float64Array.of(1, 2, 3, 4, 5, 6);
    const expected = { data, shape: [2, 3], dtype: '<f8' };
    expect(await readNpy(writeNpy(new Matrix(data, 2, 3)))).toMatchObject(expected);
    expect(await readNpy(writeNpy({ data: [...data], rows: 2, cols: 3 }))).toMatchObject(expected);
    expect(await readNpy(writeNpy([1.5, Number.NaN]))).toMatchObject({
      data: Float64Array.of(1.5, Number.NaN),
    });
    expect(await readNpy(writeNpy([true, false]))).toMatchObject({ data: Uint8Array.of(1, 0), dtype: '|b1' });
    expect(await readNpy(writeNpy([]))).toMatchObject({ data: new Float64Array(), shape: [0] });
    expect(await readNpy(writeNpy(Buffer.of(1, 2)))).toMatchObject({
      data: Uint8Array.of(1, 2),
      dtype: '|u1',
    });
  });

  it('writes integers of 64 bits as they are', async () => {
    const read = await readNpy(writeNpy(BigInt64Array.of(-5n, 2n ** 53n - 1n)));
    expect(read).toMatchObject({ data: Float64Array.of(-5, 2 ** 53 - 1), dtype: '<i8' });
    await expect(readNpy(writeNpy(BigUint64Array.of(2n ** 64n - 1n)))).rejects.toThrow(
      '18446744073709551615',
    );
  });

  it('writes a part of a buffer', async () => {
    const { data } = await readNpy(writeNpy(Float32Array.of(1, 2, 3, 4).subarray(1, 3)));
    expect(data).toEqual(Float32Array.of(2, 3));
  });

  it.each<[string, unknown, new () => Error, string]>([
    ['null', null, TypeError, 'array is null: expected a typed array'],
    ['a DataView', new DataView(new ArrayBuffer(8)), TypeError, 'expected a typed array'],
    [
      'a shape that does not fit',
      { data: [1, 2], shape: [3] },
      RangeError,
      'the length of array.data is 2: expected 3 = 3',
    ],
    ['a negative length', { data: [], shape: [0, -1] }, RangeError, 'array.shape[1] is -1'],
    ['rows that are none', { data: [1], rows: 'a', cols: 1 }, TypeError, 'array.rows is "a"'],
    ['rows in rows', [[1], [2]], TypeError, 'array[0] is Array(1): expected a number, a boolean or a string'],
    ['a mix', ['a', 1], TypeError, 'array[1] is 1: expected a string like those before'],
    ['half of a character', ['\ud83d'], RangeError, 'array[0]'],
    ['a text that ends in NUL', ['a', 'b\0'], RangeError, 'array[1]'],
  ])('refuses %s', (_, array, kind, message) => {
    expect(() => writeNpy(array as never)).toThrow(kind);
    expect(() => writeNpy(array as never)).toThrow(message);
  });
});
