import { type ArrayChunk, type NumberArray, product } from '../data/nd-array.js';
import { ReadError } from './read-error.js';

/**
 * Rows along the first dimension of an array, all other dimensions in a row.
 * @param read the next `count` values, `first` of them being there already
 * @throws ReadError for rows without values: a header can claim any number of them
 */
export async function* readRowChunks(
  shape: readonly number[],
  chunkRows: number,
  file: string,
  read: (first: number, count: number) => Promise<NumberArray>,
): AsyncGenerator<ArrayChunk> {
  const [rows, ...others] = shape;
  if (rows === undefined) throw new ReadError('is a single number: expected rows', { file });
  const cols = product(others);
  if (rows > 0 && !(cols > 0)) throw new ReadError('has rows without columns', { file });
  for (let first = 0; first < rows; first += chunkRows) {
    const count = Math.min(chunkRows, rows - first);
    yield { data: await read(first * cols, count * cols), rows: count, cols };
  }
}
