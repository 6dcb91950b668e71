import type { Matrix } from '../data/matrix.js';
import { type NumberArray, product } from '../data/nd-array.js';
import { invalidType, invalidValue } from '../errors.js';

/** Values of one kind, of any number of dimensions. */
export type ArrayLikeData =
  | NumberArray
  | Uint8ClampedArray
  | BigInt64Array
  | BigUint64Array
  | readonly number[]
  | readonly boolean[]
  | readonly string[];

/** What is written as an array: values alone are of one dimension; with rows and columns, or a shape, of as many as they say. */
export type WritableArray =
  | ArrayLikeData
  | Matrix
  | { readonly data: ArrayLikeData; readonly rows: number; readonly cols: number }
  | { readonly data: ArrayLikeData; readonly shape: readonly number[] };

export interface DenseArray {
  readonly data: ArrayLikeData;
  readonly shape: readonly number[];
}

const EXPECTED =
  'a typed array, an array of numbers, booleans or strings, a Matrix, { data, rows, cols } or { data, shape }';

/**
 * @param name what the caller calls it, for messages
 * @throws TypeError for something else, RangeError for a shape that does not fit the values
 */
export function denseArray(array: unknown, name: string): DenseArray {
  if (isData(array)) return { data: array, shape: [array.length] };
  if (typeof array !== 'object' || array === null) throw invalidType(name, EXPECTED, array);
  const { data, rows, cols, shape = [rows, cols] } = array as Record<string, unknown>;
  if (!isData(data)) throw invalidType(`${name}.data`, EXPECTED, data);
  if (!Array.isArray(shape)) throw invalidType(`${name}.shape`, 'an array of whole numbers', shape);
  for (const [j, length] of shape.entries()) {
    const where = 'shape' in array ? `${name}.shape[${j}]` : `${name}.${j === 0 ? 'rows' : 'cols'}`;
    if (typeof length !== 'number') throw invalidType(where, 'a whole number', length);
    if (!(Number.isSafeInteger(length) && length >= 0)) throw invalidValue(where, 'a whole number', length);
  }
  const count = product(shape);
  if (data.length !== count)
    throw invalidValue(`the length of ${name}.data`, `${shape.join(' × ')} = ${count}`, data.length);
  return { data, shape };
}

function isData(value: unknown): value is ArrayLikeData {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
