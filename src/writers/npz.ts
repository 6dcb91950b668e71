import { checkNames, invalidType, invalidValue } from '../errors.js';
import { denseArray, type WritableArray } from './dense-array.js';
import { npyFile } from './npy.js';
import { writeZip } from './zip.js';

/** Of `writeNpz`. */
export interface NpzWriteOptions {
  /** Whether the arrays are deflated, as by `numpy.savez_compressed`. Default false. */
  compress?: boolean;
}

/**
 * A NPZ file, which `numpy.load` and `readNpz` read: a zip archive of `writeNpy`'s files, at most 4 GiB.  The same arrays give the
 * same bytes: no time is in it.
 *
 * @param arrays by name: a record or a Map
 * @throws TypeError, RangeError for an array that `writeNpy` refuses, and for more than the archive holds
 */
export async function writeNpz(
  arrays: Readonly<Record<string, WritableArray>> | ReadonlyMap<string, WritableArray>,
  options: NpzWriteOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkNames(options, ['compress'], ' of writeNpz');
  const { compress = false } = options;
  if (typeof compress !== 'boolean') throw invalidType('compress', 'true or false', compress);
  if (typeof arrays !== 'object' || arrays === null || Array.isArray(arrays) || ArrayBuffer.isView(arrays))
    throw invalidType('arrays', 'an object or a Map of arrays by name', arrays);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, array] of arrays instanceof Map ? arrays : Object.entries(arrays)) {
    if (typeof name !== 'string') throw invalidType('a name of arrays', 'a string', name);
    if (name.length > 1000) throw invalidValue('a name of arrays', 'at most 1000 characters', name);
    files.set(`${name}.npy`, npyFile(denseArray(array, `arrays.${name}`), `arrays.${name}`));
  }
  return writeZip(files, compress);
}
