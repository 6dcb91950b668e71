import { type ArrayChunk, type NumberArray, product } from '../data/nd-array.js';
import type { ByteStream } from './byte-stream.js';
import type { Dtype } from './dtype.js';
import { expectEnd, placeIn, takeItems } from './npy-array.js';
import { ReadError } from './read-error.js';

/**
 * Rows along the first dimension of an array of numbers, all other dimensions in a row, to the end of the stream.
 * @throws ReadError for rows without values: a header can claim any number of them
 */
export async function* readRowChunks(
  stream: ByteStream,
  { dtype, shape }: { readonly dtype: Dtype; readonly shape: readonly number[] },
  chunkRows: number,
): AsyncGenerator<ArrayChunk> {
  const { file } = stream;
  const [rows, ...others] = shape;
  if (rows === undefined) throw new ReadError('is a single number: expected rows', { file });
  const cols = product(others);
  if (rows > 0 && !(cols > 0)) throw new ReadError('has rows without columns', { file });
  for (let first = 0; first < rows; first += chunkRows) {
    const count = Math.min(chunkRows, rows - first);
    const bytes = await takeItems(stream, dtype, count * cols, shape);
    const data = dtype.decode(bytes, file, placeIn(shape, first * cols)) as NumberArray;
    yield { data, rows: count, cols };
  }
  await expectEnd(stream);
}
