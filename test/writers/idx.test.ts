import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/index.js';
import { readIdx } from '../../src/tables/index.js';
import { writeIdx } from '../../src/writers/idx.js';
import { ARRAYS, bytesOf } from '../readers/arrays.js';

describe('writeIdx', () => {
  it.each(Object.entries(ARRAYS.idx))('gives the bytes of the format: %s', async (_, { file }) => {
    const bytes = bytesOf(file);
    const { data, shape } = await readIdx(bytes);
    const original = data.slice();
    expect(writeIdx({ data, shape })).toEqual(bytes);
    expect(data).toEqual(original);
  });

  it('writes a Matrix', async () => {
    const read = await readIdx(writeIdx(new Matrix(Float64Array.of(1, 2, 3), 1, 3)));
    expect(read).toMatchObject({ data: Float64Array.of(1, 2, 3), shape: [1, 3] });
  });

  it.each<[string, unknown, new () => Error, string]>([
    ['a plain array', [1, 2], TypeError, 'array is Array(2): expected an array of a type that IDX has'],
    ['numbers without a sign', Uint16Array.of(1), TypeError, 'array is Uint16Array(1)'],
    [
      'no dimensions',
      { data: Uint8Array.of(1), shape: [] },
      RangeError,
      'the number of dimensions of array is 0',
    ],
    [
      'a length that it has no room for',
      { data: new Uint8Array(), shape: [0, 2 ** 32] },
      RangeError,
      'less than 2^32',
    ],
  ])('refuses %s', (_, array, kind, message) => {
    expect(() => writeIdx(array as never)).toThrow(kind);
    expect(() => writeIdx(array as never)).toThrow(message);
  });
});
