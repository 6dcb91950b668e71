import type { ArrayChunk, NumberArray, NumericArray } from '../data/nd-array.js';
import { product } from '../data/nd-array.js';
import { ByteStream } from './byte-stream.js';
import { type Dtype, dtypeOf } from './dtype.js';
import type { ArrayChunkOptions, ArrayReadOptions } from './npy.js';
import { expectEnd, placeIn, shapeText, takeItems } from './npy-array.js';
import { checkChunkRows } from './options.js';
import { ReadError } from './read-error.js';
import { readRowChunks } from './row-chunks.js';
import type { Source } from './source.js';

const TYPES = new Map([
  [0x08, '|u1'],
  [0x09, '|i1'],
  [0x0b, '>i2'],
  [0x0c, '>i4'],
  [0x0d, '>f4'],
  [0x0e, '>f8'],
]);

/**
 * Reads an IDX file, gzipped or not: the format of MNIST and of data sets made like it.
 *
 * @example
 * const { data, shape } = await readIdx('train-images-idx3-ubyte.gz'); // [60000, 28, 28]
 * const X = { data, rows: shape[0], cols: data.length / shape[0] };
 * const y = (await readIdx('train-labels-idx1-ubyte.gz')).data;
 *
 * @throws ReadError for a file that is damaged
 */
export async function readIdx(source: Source, options: ArrayReadOptions = {}): Promise<NumericArray> {
  const stream = ByteStream.open(source, options, [], 'readIdx');
  try {
    const { dtype, shape } = await readHeader(stream);
    const bytes = await takeItems(stream, dtype, product(shape), shape);
    await expectEnd(stream);
    const data = dtype.decode(bytes, stream.file, placeIn(shape)) as NumberArray;
    return { kind: 'numbers', data, shape, dtype: dtype.name };
  } finally {
    await stream.close();
  }
}

/**
 * Reads an IDX file a chunk of rows at a time, in memory that does not grow with the file: what `Dataset.fromChunks` packs.  An
 * image, whatever its dimensions, is a row.
 *
 * @throws ReadError as `readIdx`, when it gets there
 */
export async function* readIdxChunks(
  source: Source,
  { chunkRows = 4096, ...options }: ArrayChunkOptions = {},
): AsyncGenerator<ArrayChunk> {
  checkChunkRows(chunkRows);
  const stream = ByteStream.open(source, options, ['chunkRows'], 'readIdxChunks');
  try {
    yield* readRowChunks(stream, await readHeader(stream), chunkRows);
  } finally {
    await stream.close();
  }
}

async function readHeader(stream: ByteStream): Promise<{ dtype: Dtype; shape: number[] }> {
  const { file } = stream;
  const [zero, nought, type = 0, dimensions = 0] = await stream.take(4);
  const descr = TYPES.get(type);
  if (zero !== 0 || nought !== 0 || descr === undefined || dimensions === 0)
    throw new ReadError('is no IDX file: expected two zero bytes, a type from 8 to 14, and dimensions', {
      file,
    });
  const lengths = await stream.take(4 * dimensions);
  if (lengths.length < 4 * dimensions) throw new ReadError('ends within the IDX header', { file });
  const view = new DataView(lengths.buffer);
  const shape = Array.from({ length: dimensions }, (_, j) => view.getUint32(4 * j));
  const dtype = dtypeOf(descr, file);
  if (!Number.isSafeInteger(product(shape) * dtype.itemSize))
    throw new ReadError(`the shape is ${shapeText(shape)}: no file holds as much`, { file });
  return { dtype, shape };
}
