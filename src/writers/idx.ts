import { LITTLE_ENDIAN, swapBytes } from '../data/byte-order.js';
import { invalidType, invalidValue } from '../errors.js';
import { denseArray, type WritableArray } from './dense-array.js';

const TYPES: Record<string, number> = {
  Uint8Array: 0x08,
  Uint8ClampedArray: 0x08,
  Int8Array: 0x09,
  Int16Array: 0x0b,
  Int32Array: 0x0c,
  Float32Array: 0x0d,
  Float64Array: 0x0e,
};

/**
 * An IDX file, the format of MNIST.
 *
 * @param array a typed array of bytes, 16- or 32-bit integers with a sign, or floats, a `Matrix`, or one with its `rows` and `cols` or
 *   `shape`
 * @throws TypeError for values of another kind, RangeError for a shape that does not fit them, or the format
 */
export function writeIdx(array: WritableArray): Uint8Array<ArrayBuffer> {
  const { data, shape } = denseArray(array, 'array');
  const type = ArrayBuffer.isView(data) ? TYPES[data[Symbol.toStringTag]] : undefined;
  if (type === undefined || !ArrayBuffer.isView(data))
    throw invalidType('array', `an array of a type that IDX has: ${Object.keys(TYPES).join(', ')}`, data);
  if (shape.length < 1 || shape.length > 255)
    throw invalidValue('the number of dimensions of array', '1 to 255', shape.length);
  const large = shape.find(length => length >= 2 ** 32);
  if (large !== undefined) throw invalidValue('a length in the shape of array', 'less than 2^32', large);
  const items = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).slice();
  if (LITTLE_ENDIAN) swapBytes(items, data.BYTES_PER_ELEMENT);
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, type * 256 + shape.length);
  for (const [j, length] of shape.entries()) header.setUint32(4 + 4 * j, length);
  const file = new Uint8Array(header.byteLength + items.length);
  file.set(new Uint8Array(header.buffer));
  file.set(items, header.byteLength);
  return file;
}
