import { crc32 } from '../model-io/checksum.js';
import { quote, ReadError } from './read-error.js';
import { readBytes } from './source.js';
import { Fields, type ZipEntry } from './zip-directory.js';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** Deflate makes at most 1032 bytes of one: so much is inflated of a piece before anyone can stop it. */
const PIECE = 1 << 14;

/**
 * Where the data of each entry are.
 * @throws ReadError where a local header is not where the directory says, or entries overlap: one piece of data for many of them
 *   makes the smallest bombs
 */
export function locateEntries(archive: Uint8Array, entries: readonly ZipEntry[], file: string): Uint8Array[] {
  const fields = new Fields(archive, file);
  const parts = entries.map(({ name, offset, stored }) => {
    const damaged = () => fields.damaged(`${quote(name)} is not where the directory says`);
    if (fields.u32(offset) !== LOCAL) throw damaged();
    const start = offset + LOCAL_BYTES + fields.u16(offset + 26) + fields.u16(offset + 28);
    if (start + stored > archive.length) throw damaged();
    return { name, offset, end: start + stored, data: archive.subarray(start, start + stored) };
  });
  let end = 0;
  for (const part of [...parts].sort((a, b) => a.offset - b.offset)) {
    if (part.offset < end) throw fields.damaged(`${quote(part.name)} overlaps another entry`);
    end = part.end;
  }
  return parts.map(({ data }) => data);
}

/**
 * The bytes of an entry, never more than its size.
 * @throws ReadError where they are not what its size and checksum say
 */
export async function* entryBytes(
  data: Uint8Array,
  entry: ZipEntry,
  file: string,
): AsyncGenerator<Uint8Array> {
  const damaged = () => new ReadError(`the entry ${quote(entry.name)} is damaged`, { file });
  if (!entry.deflated) {
    if (crc32(data) !== entry.crc) throw damaged();
    yield data;
    return;
  }
  let size = 0;
  try {
    for await (const chunk of readBytes(gzipped(data, entry), file)) {
      size += chunk.length;
      if (size > entry.size) throw damaged();
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ReadError ? damaged() : error;
  }
  if (size < entry.size) throw damaged();
}

/**
 * Deflated data as a gzip file, whose last eight bytes are the checksum and the size that the archive has: the engine inflates it, and
 * checks both.
 */
async function* gzipped(data: Uint8Array, { crc, size }: ZipEntry): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  for (let at = 0; at < data.length; at += PIECE) yield data.subarray(at, at + PIECE);
  const end = new DataView(new ArrayBuffer(8));
  end.setUint32(0, crc, true);
  end.setUint32(4, size, true);
  yield new Uint8Array(end.buffer);
}
