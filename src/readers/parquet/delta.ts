import { Damage } from './thrift.js';

/** Bytes of a page's texts, once their common beginnings are written out, that are not refused. */
const MOST_TEXT = 1 << 28;

/**
 * Where integers end that are stored as differences; throws where hyparquet would wait for more of them than there are bytes.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 * @param take what to do with each, as 32 bits
 */
export function deltaEnd(
  bytes: Uint8Array,
  start: number,
  count: number,
  take?: (value: number, i: number) => void,
): number {
  let at = start;
  const blockSize = varint();
  const blocks = varint();
  varint();
  const size = blockSize / blocks;
  if (!(blocks >= 1 && blocks <= 1024 && blockSize <= 1 << 20 && size >= 8 && size % 8 === 0))
    throw new Damage(`blocks of ${blockSize} differences in ${blocks} parts`);
  let value = zigzag();
  take?.(value, 0);
  for (let i = 1; i < count; ) {
    const least = zigzag();
    const widths = at;
    at += blocks;
    for (let block = 0; block < blocks && i < count; block++) {
      const width = bytes[widths + block] ?? 255;
      if (width > 64 || at + Math.ceil((Math.min(size, count - i) * width) / 8) > bytes.length)
        throw new Damage('differences end too early');
      const end = Math.min(count, i + size);
      if (take === undefined) i = end;
      for (let j = 0; i < end; i++, j++) {
        value = (value + least + bits(at, j * width, width)) | 0;
        take?.(value, i);
      }
      at += (size * width) / 8;
    }
  }
  return at;

  function bits(from: number, first: number, width: number): number {
    let result = 0;
    for (let k = 0; k < Math.min(width, 32); k++) {
      const bit = first + k;
      result |= (((bytes[from + (bit >> 3)] as number) >> (bit & 7)) & 1) << k;
    }
    return result;
  }

  /** The low 32 bits of a number of up to 64. */
  function varint(): number {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) break;
      const byte = bytes[at++] as number;
      if (shift < 32) result |= (byte & 127) << shift;
      if (byte < 128) return result >>> 0;
    }
    throw new Damage('differences end too early');
  }

  function zigzag(): number {
    const folded = varint();
    return (folded >>> 1) ^ -(folded & 1);
  }
}

/** Refuses texts of which each repeats so much of the one before that they do not fit into memory. */
export function deltaLengths(bytes: Uint8Array, start: number, count: number): void {
  const prefixes = new Int32Array(count);
  const suffixes = new Int32Array(count);
  const middle = deltaEnd(bytes, start, count, (value, i) => {
    prefixes[i] = value;
  });
  deltaEnd(bytes, middle, count, (value, i) => {
    suffixes[i] = value;
  });
  let sum = 0;
  let previous = 0;
  for (let i = 0; i < count; i++) {
    const [prefix, suffix] = [prefixes[i] as number, suffixes[i] as number];
    sum += prefix + suffix;
    if (prefix < 0 || suffix < 0 || prefix > previous || sum > MOST_TEXT)
      throw new Damage('lengths of texts that cannot be');
    previous = prefix + suffix;
  }
}
