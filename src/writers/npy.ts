import { LITTLE_ENDIAN, swapBytes } from '../data/byte-order.js';
import { invalidType, invalidValue } from '../errors.js';
import { type ArrayLikeData, type DenseArray, denseArray, type WritableArray } from './dense-array.js';

interface Encoded {
  readonly descr: string;
  readonly bytes: Uint8Array;
}

const DESCRS: Record<string, string> = {
  Int8Array: '|i1',
  Uint8Array: '|u1',
  Uint8ClampedArray: '|u1',
  Int16Array: '<i2',
  Uint16Array: '<u2',
  Int32Array: '<i4',
  Uint32Array: '<u4',
  BigInt64Array: '<i8',
  BigUint64Array: '<u8',
  Float32Array: '<f4',
  Float64Array: '<f8',
};

/** NumPy begins data at a multiple of it, */
const ALIGNMENT = 64;
/** and leaves so many places for the number of rows, which may grow: the same bytes as its own. */
const LONGEST = 21;

/**
 * A NPY file, which `numpy.load` and `readNpy` read: version 1.0, little-endian, C order.
 *
 * Typed arrays keep their type; arrays of numbers become float64, of booleans `|b1`, of strings `<U…`, as long as the longest.
 *
 * @param array values of one dimension, a `Matrix` or `{ data, rows, cols }`, or `{ data, shape }` of any number of dimensions
 * @throws TypeError for values of another kind, RangeError for a shape that does not fit them
 */
export function writeNpy(array: WritableArray): Uint8Array<ArrayBuffer> {
  return npyFile(denseArray(array, 'array'), 'array');
}

export function npyFile({ data, shape }: DenseArray, name: string): Uint8Array<ArrayBuffer> {
  const { descr, bytes } = encode(data, name);
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const spare = shape.length === 0 ? 0 : LONGEST - String(shape[0]).length;
  const length = (Math.floor((10 + dict.length + spare + 1) / ALIGNMENT) + 1) * ALIGNMENT - 10;
  if (length > 0xffff) throw invalidValue(`the shape of ${name}`, 'fewer dimensions', shape.length);
  const file = new Uint8Array(10 + length + bytes.length);
  file.set([0x93, ...ascii('NUMPY'), 1, 0, length & 255, length >> 8]);
  file.set(ascii(`${dict.padEnd(length - 1)}\n`), 10);
  file.set(bytes, 10 + length);
  return file;
}

function encode(data: ArrayLikeData, name: string): Encoded {
  if (ArrayBuffer.isView(data)) {
    const descr = DESCRS[data[Symbol.toStringTag]];
    if (descr === undefined) throw invalidType(name, 'an array of a type that NumPy has', data);
    const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    return { descr, bytes: inLittleEndian(bytes, data.BYTES_PER_ELEMENT) };
  }
  const values = data as readonly unknown[];
  const kind = typeof (values[0] ?? 0);
  for (let i = 0; i < values.length; i++)
    if (typeof values[i] !== kind || !['number', 'boolean', 'string'].includes(kind))
      throw invalidType(
        `${name}[${i}]`,
        i === 0 ? 'a number, a boolean or a string' : `a ${kind} like those before`,
        values[i],
      );
  if (kind === 'string') return encodeTexts(values as readonly string[], name);
  if (kind === 'boolean') return { descr: '|b1', bytes: Uint8Array.from(values as readonly never[]) };
  return encode(Float64Array.from(values as readonly number[]), name);
}

/** UTF-32, filled up with zeros. */
function encodeTexts(texts: readonly string[], name: string): Encoded {
  const all = texts.map(text => Uint32Array.from(text, character => character.codePointAt(0) as number));
  const length = all.reduce((most, codes) => Math.max(most, codes.length), 1);
  const items = new Uint32Array(length * all.length);
  for (const [i, codes] of all.entries()) {
    if (codes.at(-1) === 0) throw invalidValue(`${name}[${i}]`, 'a text that does not end in \\0', texts[i]);
    if (codes.some(code => code >= 0xd800 && code < 0xe000))
      throw invalidValue(`${name}[${i}]`, 'a text without halves of characters', texts[i]);
    items.set(codes, i * length);
  }
  return { descr: `<U${length}`, bytes: inLittleEndian(new Uint8Array(items.buffer), 4) };
}

function inLittleEndian(bytes: Uint8Array, itemSize: number): Uint8Array {
  if (LITTLE_ENDIAN || itemSize === 1) return bytes;
  const copy = bytes.slice();
  swapBytes(copy, itemSize);
  return copy;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0));
}
