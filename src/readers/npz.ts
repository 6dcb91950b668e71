import type { NdArray } from '../data/nd-array.js';
import { invalidType, invalidValue } from '../errors.js';
import { ByteStream } from './byte-stream.js';
import type { ArrayReadOptions } from './npy.js';
import { expectEnd, readData, readNpyHeader, shapeText } from './npy-array.js';
import { listed, quote, ReadError } from './read-error.js';
import type { Source } from './source.js';
import { entryBytes, locateEntries } from './zip.js';
import { readDirectory, type ZipEntry } from './zip-directory.js';

/** Of `readNpz`. */
export interface NpzReadOptions extends ArrayReadOptions {
  /** The arrays to read, by name. Default: all. */
  arrays?: readonly string[];
  /** Most bytes of the archive, and of all arrays that are read, each. Default 2^30, 1 GiB. */
  maxBytes?: number;
}

const SUFFIX = '.npy';

/**
 * Reads a NPZ file: what `numpy.savez` and `numpy.savez_compressed` write, a zip archive of NPY files.
 *
 * The archive is held in memory while it is read. No entry is inflated beyond the size that it declares, which has to be that of
 * its array.
 *
 * @returns the arrays by name, as `readNpy` gives them, in an object without a prototype
 * @example
 * const { x_train, y_train } = await readNpz('mnist.npz');
 *
 * @throws ReadError as `readNpy`, and for an archive that is damaged, encrypted, of more than `maxBytes`, has a name twice, or
 *   something else than arrays
 */
export async function readNpz(
  source: Source,
  options: NpzReadOptions = {},
): Promise<Record<string, NdArray>> {
  const stream = ByteStream.open(source, options, ['arrays', 'maxBytes'], 'readNpz');
  const { file } = stream;
  try {
    const { arrays, maxBytes = 2 ** 30 } = options;
    checkOptions(arrays, maxBytes);
    const archive = await stream.take(maxBytes + 1);
    const tooMuch = (what: string, bytes: number | string) =>
      new ReadError(`${what} ${bytes} bytes: expected at most ${maxBytes}, the option maxBytes`, { file });
    if (archive.length > maxBytes) throw tooMuch('has more than', maxBytes);
    const entries = wanted(readDirectory(archive, file), arrays, file);
    const total = entries.reduce((sum, { size }) => sum + size, 0);
    if (total > maxBytes) throw tooMuch('holds arrays of', total);
    const data = locateEntries(archive, entries, file);
    const result: Record<string, NdArray> = Object.create(null);
    for (const [i, entry] of entries.entries())
      result[arrayName(entry)] = await readEntry(data[i] as Uint8Array, entry, file);
    return result;
  } finally {
    await stream.close();
  }
}

async function readEntry(data: Uint8Array, entry: ZipEntry, file: string): Promise<NdArray> {
  const place = `${file}: ${quote(entry.name)}`;
  const stream = new ByteStream(entryBytes(data, entry, file), place);
  try {
    const header = await readNpyHeader(stream);
    const expected = stream.position + header.count * header.dtype.itemSize;
    if (expected !== entry.size)
      throw new ReadError(
        `declares ${entry.size} bytes: ${shapeText(header.shape)} of ${header.dtype.name} takes ${expected}`,
        { file: place },
      );
    const array = await readData(stream, header);
    // At the end of deflated data their checksum is compared.
    await expectEnd(stream);
    return array;
  } finally {
    await stream.close();
  }
}

/** @throws ReadError for an entry that is no array, and names that are not there */
function wanted(
  entries: readonly ZipEntry[],
  arrays: readonly string[] | undefined,
  file: string,
): readonly ZipEntry[] {
  if (arrays === undefined) {
    const stranger = entries.find(({ name }) => !name.endsWith(SUFFIX));
    if (stranger === undefined) return entries;
    if (stranger.name === '[Content_Types].xml')
      throw new ReadError('is an Office document, such as an .xlsx: save its table as CSV', { file });
    throw new ReadError(
      `the entry ${quote(stranger.name)} is no array: expected names that end in ${SUFFIX}; or name the arrays to read`,
      { file },
    );
  }
  const byName = new Map(entries.map(entry => [entry.name, entry]));
  return [...new Set(arrays)].map(array => {
    const entry = byName.get(array + SUFFIX);
    if (entry !== undefined) return entry;
    const names = entries.filter(({ name }) => name.endsWith(SUFFIX)).map(arrayName);
    throw new ReadError(`has no array ${quote(array)}: it has ${listed(names)}`, { file });
  });
}

function arrayName({ name }: ZipEntry): string {
  return name.slice(0, -SUFFIX.length);
}

function checkOptions(arrays: unknown, maxBytes: unknown): void {
  if (arrays !== undefined && !(Array.isArray(arrays) && arrays.every(name => typeof name === 'string')))
    throw invalidType('arrays', 'an array of names', arrays);
  if (typeof maxBytes !== 'number') throw invalidType('maxBytes', 'a whole number of at least 1', maxBytes);
  if (!(Number.isSafeInteger(maxBytes) && maxBytes >= 1))
    throw invalidValue('maxBytes', 'a whole number of at least 1', maxBytes);
}
