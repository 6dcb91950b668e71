import { crc32 } from '../model-io/checksum.js';
import { GrowingBytes } from './bytes.js';

const LIMIT = 0xffffffff;
const MAX_ENTRIES = 0xffff;
/** Names are UTF-8. */
const UTF_8 = 1 << 11;
/** 1980-01-01, the first day that zip knows. */
const DATE = (1 << 5) | 1;
const VERSION = 20;

/** What a local header and an entry of the directory have in common, 26 bytes from the version on. */
function common(name: Uint8Array, method: number, crc: number, stored: number, size: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(26));
  const fields = [VERSION, UTF_8, method, 0, DATE];
  for (const [i, value] of fields.entries()) view.setUint16(2 * i, value, true);
  for (const [i, value] of [crc, stored, size].entries()) view.setUint32(10 + 4 * i, value, true);
  view.setUint16(22, name.length, true);
  return new Uint8Array(view.buffer);
}

/**
 * A zip archive of files by name.
 * @throws RangeError for more than it holds without the zip64 extension
 */
export async function writeZip(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  compress: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  if (files.size > MAX_ENTRIES)
    throw new RangeError(
      `${files.size} files are too many for a zip archive: expected at most ${MAX_ENTRIES}`,
    );
  const archive = new GrowingBytes();
  const directory = new GrowingBytes();
  for (const [text, file] of files) {
    const name = new TextEncoder().encode(text);
    const data = compress ? await deflated(file) : file;
    const offset = archive.length;
    checkSize(offset + data.length + name.length);
    checkSize(file.length);
    const fields = common(name, compress ? 8 : 0, crc32(file), data.length, file.length);
    for (const part of [bytesOf('PK\x03\x04'), fields, name, data]) archive.add(part);
    const place = new DataView(new ArrayBuffer(14));
    place.setUint32(10, offset, true);
    directory.add(bytesOf(`PK\x01\x02${String.fromCharCode(VERSION, 0)}`));
    for (const part of [fields, new Uint8Array(place.buffer), name]) directory.add(part);
  }
  checkSize(archive.length + directory.length);
  const end = new DataView(new ArrayBuffer(18));
  end.setUint16(4, files.size, true);
  end.setUint16(6, files.size, true);
  end.setUint32(8, directory.length, true);
  end.setUint32(12, archive.length, true);
  for (const part of [directory.finish(), bytesOf('PK\x05\x06'), new Uint8Array(end.buffer)])
    archive.add(part);
  return archive.finish();
}

function checkSize(bytes: number): void {
  if (bytes >= LIMIT)
    throw new RangeError(`the archive has more than 4 GiB: expected less, write the arrays one by one`);
}

/** A gzip file without its header of 10 bytes and its last 8: every engine deflates so. */
async function deflated(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const zipped = new Blob([file]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(zipped).arrayBuffer()).subarray(10, -8);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0));
}
