import { type NdArray, type NumberArray, product } from '../data/nd-array.js';
import { allocated, type ByteStream } from './byte-stream.js';
import { type Dtype, dtypeOf, type Place } from './dtype.js';
import { parseNpyHeader } from './npy-header.js';
import { ReadError } from './read-error.js';

/** NumPy reads 10000 characters at the most, unless it is told to trust the file. */
const MAX_HEADER = 1 << 16;

/** An array whose data come next in the stream. */
export interface StoredArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Whether the first dimension is the fastest. */
  readonly fortranOrder: boolean;
  /** Product of the shape. */
  readonly count: number;
}

/** @throws ReadError for what does not begin as a NPY file, or holds what is not read */
export async function readNpyHeader(stream: ByteStream): Promise<StoredArray> {
  const { file } = stream;
  const magic = await stream.take(8);
  if (magic.length < 8 || magic[0] !== 0x93 || String.fromCharCode(...magic.subarray(1, 6)) !== 'NUMPY')
    throw new ReadError('is no NPY file: expected it to begin with \\x93NUMPY', { file });
  const major = magic[6] as number;
  if (major < 1 || major > 3)
    throw new ReadError(`is NPY of version ${major}.${magic[7]}: expected 1, 2 or 3`, { file });
  const size = await stream.take(major === 1 ? 2 : 4);
  const length = size.reduceRight((value, byte) => value * 256 + byte, 0);
  if (length > MAX_HEADER)
    throw new ReadError(`the NPY header has ${length} bytes: expected at most ${MAX_HEADER}`, { file });
  const text = await stream.take(length);
  if (size.length < (major === 1 ? 2 : 4) || text.length < length)
    throw new ReadError('ends within the NPY header', { file });
  const { descr, fortranOrder, shape } = parseNpyHeader(new TextDecoder('latin1').decode(text), file);
  const dtype = dtypeOf(descr, file);
  const count = product(shape);
  if (!Number.isSafeInteger(count * dtype.itemSize))
    throw new ReadError(`the shape is ${shapeText(shape)}: no file holds as much`, { file });
  return { dtype, shape, fortranOrder, count };
}

/** The array's data, in C order. */
export async function readData(
  stream: ByteStream,
  { dtype, shape, fortranOrder, count }: StoredArray,
): Promise<NdArray> {
  const { file } = stream;
  const bytes = await takeItems(stream, dtype, count, shape);
  const order = fortranOrder ? [...shape.keys()] : [...shape.keys()].reverse();
  const data = dtype.decode(bytes, file, i => indexText(i, shape, order));
  const sorted = fortranOrder && shape.length > 1 ? inCOrder(data, shape, file) : data;
  return isTexts(sorted)
    ? { kind: 'texts', data: sorted, shape, dtype: dtype.name }
    : { kind: 'numbers', data: sorted, shape, dtype: dtype.name };
}

/**
 * The bytes of `count` items.
 * @param shape for the message
 * @throws ReadError where there are fewer
 */
export async function takeItems(
  stream: ByteStream,
  { itemSize, name }: Dtype,
  count: number,
  shape: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  const expected = count * itemSize;
  const bytes = await stream.take(expected);
  if (bytes.length === expected) return bytes;
  throw new ReadError(`ends too early, at byte ${stream.position}: expected ${shapeText(shape)} of ${name}`, {
    file: stream.file,
  });
}

/** @throws ReadError where something comes after the array's data */
export async function expectEnd(stream: ByteStream): Promise<void> {
  if (await stream.ended()) return;
  throw new ReadError(`goes on after its array, which ends at byte ${stream.position}`, {
    file: stream.file,
  });
}

/** Where value `first + i` of rows in C order stands. */
export function placeIn(shape: readonly number[], first = 0): Place {
  const order = [...shape.keys()].reverse();
  return i => indexText(first + i, shape, order);
}

export function shapeText(shape: readonly number[]): string {
  const shown = shape.slice(0, 8).join(', ');
  return `(${shown}${shape.length > 8 ? `, … ${shape.length} in all` : ''}${shape.length === 1 ? ',' : ''})`;
}

function isTexts(data: NumberArray | string[]): data is string[] {
  return Array.isArray(data);
}

/** @param order the dimensions, the fastest first */
function indexText(i: number, shape: readonly number[], order: readonly number[]): string {
  const index: number[] = [];
  for (const dimension of order) {
    const length = shape[dimension] as number;
    index[dimension] = i % length;
    i = Math.floor(i / length);
  }
  return `[${index.join(', ')}]`;
}

/** The same array with the last dimension fastest, of one with the first fastest. */
function inCOrder<T extends NumberArray | string[]>(data: T, shape: readonly number[], file: string): T {
  const Kind = data.constructor as new (length: number) => T;
  const sorted = allocated(() => new Kind(data.length), file);
  const strides = shape.map((_, j) => product(shape.slice(0, j)));
  const last = shape.length - 1;
  const [width, step] = [shape[last] as number, strides[last] as number];
  const index = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < data.length; at += width) {
    for (let j = 0; j < width; j++) sorted[at + j] = data[from + j * step] as never;
    // On to the next row: the last dimension but one first.
    for (let j = last - 1; j >= 0; j--) {
      from += strides[j] as number;
      index[j] = (index[j] as number) + 1;
      if ((index[j] as number) < (shape[j] as number)) break;
      from -= (shape[j] as number) * (strides[j] as number);
      index[j] = 0;
    }
  }
  return sorted;
}
