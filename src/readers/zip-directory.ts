/** The table of contents at the end of a zip archive (APPNOTE 6.3, zip64 included), read as if it were a lie. */
import { quote, ReadError } from './read-error.js';

export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly stored: number;
  /** Bytes of the file. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const ZIP64_FIELD = 1;
/** The value of a field that stands in the zip64 field instead. */
const ELSEWHERE = 0xffffffff;
const ENCRYPTED = 1 | (1 << 6) | (1 << 13);

/** Reads little-endian numbers of an archive, none beyond its end. */
export class Fields {
  readonly length: number;
  readonly #view: DataView;
  readonly #file: string;

  constructor(bytes: Uint8Array, file: string) {
    this.length = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#file = file;
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), true);
  }

  /** As a double: one above 2^53 is beyond any archive, rounded or not. */
  u64(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32;
  }

  damaged(what: string): ReadError {
    return new ReadError(`the zip archive is damaged or ends too early: ${what}`, { file: this.#file });
  }

  #checked(at: number, bytes: number): number {
    if (at >= 0 && at + bytes <= this.length) return at;
    throw this.damaged(`it points to byte ${at}, beyond its end`);
  }
}

/**
 * The entries of an archive, in its order.
 * @throws ReadError for what is no archive, is damaged, encrypted, in parts, compressed by anything but deflate, or has a name twice
 */
export function readDirectory(bytes: Uint8Array, file: string): ZipEntry[] {
  const fields = new Fields(bytes, file);
  const { start, size, count } = locate(fields, file);
  const end = start + size;
  if (end > bytes.length) throw fields.damaged('its directory is beyond its end');
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = start;
  while (at < end) {
    if (at + ENTRY_BYTES > end || fields.u32(at) !== ENTRY)
      throw fields.damaged(`no entry of the directory is at byte ${at}`);
    const nameStart = at + ENTRY_BYTES;
    const extraStart = nameStart + fields.u16(at + 28);
    const next = extraStart + fields.u16(at + 30) + fields.u16(at + 32);
    if (next > end) throw fields.damaged('an entry is longer than the directory');
    const name = nameOf(bytes.subarray(nameStart, extraStart), fields);
    const wrong = (problem: string) => new ReadError(`the entry ${quote(name)} ${problem}`, { file });
    if (names.has(name)) throw wrong('is there twice');
    names.add(name);
    const method = fields.u16(at + 10);
    if ((fields.u16(at + 8) & ENCRYPTED) !== 0) throw wrong('is encrypted');
    if (method !== 0 && method !== 8)
      throw wrong(`is compressed by method ${method}: expected none (0) or deflate (8)`);
    const sizes = zip64(fields, [at + 24, at + 20, at + 42], extraStart, extraStart + fields.u16(at + 30));
    const [whole, stored, offset] = sizes as [number, number, number];
    if (offset + stored > start) throw fields.damaged(`${quote(name)} is beyond its end`);
    if (method === 0 && stored !== whole)
      throw fields.damaged(`${quote(name)} is not compressed and has two sizes`);
    entries.push({
      name,
      deflated: method === 8,
      crc: fields.u32(at + 16),
      stored,
      size: whole,
      offset,
    });
    at = next;
  }
  if (entries.length !== count)
    throw fields.damaged(`it has ${entries.length} entries and says that there are ${count}`);
  return entries;
}

/** Where the directory is, from the record at the archive's end, behind which there is nothing but its comment. */
function locate(fields: Fields, file: string): { start: number; size: number; count: number } {
  let at = fields.length - END_BYTES;
  const last = Math.max(0, at - 0xffff);
  while (at >= last && !(fields.u32(at) === END && at + END_BYTES + fields.u16(at + 20) === fields.length))
    at--;
  if (at < last)
    throw new ReadError('is no zip archive, or ends too early: it has no directory at its end', { file });
  const several = () => new ReadError('is one part of a zip archive in several', { file });
  const locator = at - LOCATOR_64_BYTES;
  if (locator >= 0 && fields.u32(locator) === LOCATOR_64) {
    const end = fields.u64(locator + 8);
    if (end + END_64_BYTES > locator || fields.u32(end) !== END_64)
      throw fields.damaged('its zip64 record is not where it says');
    if (fields.u32(end + 16) !== 0 || fields.u32(end + 20) !== 0) throw several();
    return { start: fields.u64(end + 48), size: fields.u64(end + 40), count: fields.u64(end + 32) };
  }
  if (fields.u16(at + 4) !== 0 || fields.u16(at + 6) !== 0) throw several();
  return { start: fields.u32(at + 16), size: fields.u32(at + 12), count: fields.u16(at + 10) };
}

/** 32-bit fields, or where one says so the next of the zip64 field among the extra ones. */
function zip64(fields: Fields, places: readonly number[], start: number, end: number): number[] {
  let at = start;
  while (at + 4 <= end && fields.u16(at) !== ZIP64_FIELD) at += 4 + fields.u16(at + 2);
  const last = at + 4 <= end ? Math.min(end, at + 4 + fields.u16(at + 2)) : at;
  at += 4;
  return places.map(place => {
    const value = fields.u32(place);
    if (value !== ELSEWHERE) return value;
    if (at + 8 > last) throw fields.damaged('a zip64 size is missing');
    at += 8;
    return fields.u64(at - 8);
  });
}

function nameOf(bytes: Uint8Array, fields: Fields): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fields.damaged('a name is not UTF-8');
  }
}
