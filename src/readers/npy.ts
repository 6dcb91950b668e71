import type { ArrayChunk, NdArray } from '../data/nd-array.js';
import { ByteStream } from './byte-stream.js';
import { expectEnd, readData, readNpyHeader } from './npy-array.js';
import { checkChunkRows } from './options.js';
import { ReadError } from './read-error.js';
import { readRowChunks } from './row-chunks.js';
import type { Source } from './source.js';

/** Of the readers of arrays. */
export interface ArrayReadOptions {
  /** What error messages call the source. Default: its path, the name of a File, the last part of a URL, or "data". */
  name?: string;
}

/** Of the readers of arrays a chunk at a time. */
export interface ArrayChunkOptions extends ArrayReadOptions {
  /** Rows of a chunk, but of the last. Default 4096. */
  chunkRows?: number;
}

/**
 * Reads a NPY file, gzipped or not: what `numpy.save` writes.  Two dimensions are an X as they are, one dimension is a y.
 *
 * Data come in C order, that of Fortran order rearranged.  Integers up to 32 bits and floats keep their type; floats of 16 bits come
 * as a Float32Array, booleans as a Uint8Array, integers of 64 bits as a Float64Array, text (`<U…`, and `|S…` in UTF-8) as
 * strings.
 *
 * @example
 * const [X, y] = await Promise.all([readNpy('X.npy'), readNpy('y.npy')]);
 * await model.fit(X, y.data);
 *
 * @throws ReadError for a file that is damaged, an integer of 2^53 or more in size, and types that are not read: Python objects
 *   (pickled), complex numbers, dates, structures
 */
export async function readNpy(source: Source, options: ArrayReadOptions = {}): Promise<NdArray> {
  const stream = ByteStream.open(source, options, [], 'readNpy');
  try {
    const array = await readData(stream, await readNpyHeader(stream));
    await expectEnd(stream);
    return array;
  } finally {
    await stream.close();
  }
}

/**
 * Reads the rows of a NPY file of numbers in C order a chunk at a time, in memory that does not grow with the file: what
 * `Dataset.fromChunks` packs.  Rows are along the first dimension, all others make one row.
 *
 * @example
 * const X = await Dataset.fromChunks(readNpyChunks('X.npy'));
 *
 * @throws ReadError as `readNpy`, when it gets there; for Fortran order, text and an array without dimensions
 */
export async function* readNpyChunks(
  source: Source,
  { chunkRows = 4096, ...options }: ArrayChunkOptions = {},
): AsyncGenerator<ArrayChunk> {
  checkChunkRows(chunkRows);
  const stream = ByteStream.open(source, options, ['chunkRows'], 'readNpyChunks');
  const { file } = stream;
  try {
    const header = await readNpyHeader(stream);
    const { dtype, shape, fortranOrder } = header;
    if (dtype.text) throw new ReadError('holds text: expected numbers; readNpy reads it', { file });
    if (fortranOrder && shape.filter(length => length > 1).length > 1)
      throw new ReadError(
        'is in Fortran order, whose rows are whole at its end: save numpy.ascontiguousarray(X), or use readNpy',
        { file },
      );
    yield* readRowChunks(stream, header, chunkRows);
  } finally {
    await stream.close();
  }
}
