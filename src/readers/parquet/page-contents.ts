import { deltaEnd, deltaLengths } from './delta.js';
import type { Page } from './page-headers.js';
import { Damage } from './thrift.js';

/** A column as far as its pages' layout goes. */
export interface Layout {
  readonly physical: string;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY */
  readonly width: number;
  readonly nullable: boolean;
}

/** Numbers by which Parquet knows its encodings. */
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const BIT_PACKED = 4;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const DELTA_BYTE_ARRAY = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** Bits of a value at the least; a text is preceded by its length. */
const BITS: Record<string, number> = {
  BOOLEAN: 1,
  INT32: 32,
  INT64: 64,
  INT96: 96,
  FLOAT: 32,
  DOUBLE: 64,
  BYTE_ARRAY: 32,
};

/**
 * Refuses a page of version 2 whose levels, which are not packed, say otherwise than its header.
 * @param levels a bit a value, of which a 1 says that it is there
 */
export function checkLevels(levels: Uint8Array, { values, nulls }: Page, { nullable }: Layout): void {
  // hyparquet takes them for values, where there is nothing that levels could tell.
  if (!nullable && levels.length > 0) throw new Damage('levels of a column without missing values');
  const told = nullable ? values - walkRuns(levels, 0, levels.length, 1, values).ones : 0;
  if (told !== nulls) throw new Damage(`${nulls} missing values, of which ${told} are told`);
}

/**
 * Refuses a page whose runs claim more values than the page has, which hyparquet would fill in: 5 bytes can claim 2^31.
 * @param content of the page, unpacked; of version 2 without its levels
 * @param dictionary values of the dictionary, 0 where there is none
 * @returns where in the content the values begin, and how many there are
 */
export function checkContent(content: Uint8Array, page: Page, layout: Layout, dictionary: number) {
  if (page.kind === 'dictionary') {
    checkPlain(content.length, page.values, layout);
    return { at: 0, present: page.values };
  }
  let at = 0;
  let present = page.values - page.nulls;
  if (page.kind === 'data' && layout.nullable) {
    if (page.levelEncoding === BIT_PACKED) throw new Damage('levels in the old encoding BIT_PACKED');
    at = 4 + uint32(content, 0);
    present = walkRuns(content, 4, at, 1, page.values).ones;
  }
  if (present > 0) checkValues(content, at, present, page, layout, dictionary);
  return { at, present };
}

function checkValues(
  content: Uint8Array,
  at: number,
  count: number,
  { encoding, kind }: Page,
  layout: Layout,
  dictionary: number,
): void {
  const boolean = layout.physical === 'BOOLEAN';
  switch (encoding) {
    case PLAIN:
    case BYTE_STREAM_SPLIT:
      checkPlain(content.length - at, count, layout);
      return;
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY: {
      if (dictionary === 0 || boolean) throw new Damage('no dictionary for what refers to one');
      const width = content[at] ?? 255;
      if (width > 31) throw new Damage(`indices of ${width} bits`);
      // Of no bits are all indices 0; of a page of version 2 hyparquet reads the runs all the same.
      if (width > 0 || kind === 'data-v2') walkRuns(content, at + 1, content.length, width, count);
      return;
    }
    case RLE:
      if (!boolean) throw new Damage(`encoding RLE of ${layout.physical}`);
      walkRuns(content, at + 4, at + 4 + uint32(content, at), 1, count);
      return;
    case DELTA_BINARY_PACKED:
    case DELTA_LENGTH_BYTE_ARRAY:
      deltaEnd(content, at, count);
      return;
    case DELTA_BYTE_ARRAY:
      deltaLengths(content, at, count);
      return;
    // ALP says how many values it has, which hyparquet compares; what it does not know it refuses by name.
  }
}

function checkPlain(bytes: number, count: number, { physical, width }: Layout): void {
  const bits = physical === 'FIXED_LEN_BYTE_ARRAY' ? 8 * width : (BITS[physical] ?? 0);
  if (bits <= 0 || count * bits > 8 * bytes) throw new Damage(`${count} values in ${bytes} bytes`);
}

/**
 * Walks over runs of equal values and of packed ones.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @returns how many values are 1, where they are a bit wide
 */
function walkRuns(bytes: Uint8Array, start: number, end: number, width: number, count: number) {
  if (end > bytes.length) throw new Damage('runs longer than their page');
  let at = start;
  let left = count;
  let ones = 0;
  while (left > 0) {
    const head = readVarint();
    const run = head >>> 1;
    if (head & 1) {
      // The last run is filled up to eight values, by some writers to more.
      if ((run - 64) * 8 > left) throw new Damage(`a run of ${run * 8} values where ${left} are left`);
      const taken = Math.min(left, run * 8);
      if (at + Math.ceil((taken * width) / 8) > end) throw new Damage('ends within a run');
      if (width === 1) ones += onesOf(bytes, at, taken);
      at += run * width;
      left -= taken;
    } else {
      if (run > left) throw new Damage(`a run of ${run} values where ${left} are left`);
      if (width === 1 && ((bytes[at] ?? 0) & 1) === 1) ones += run;
      at += (width + 7) >> 3;
      left -= run;
    }
  }
  return { ones };

  function readVarint(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (at >= end) break;
      const byte = bytes[at++] as number;
      result |= (byte & 127) << shift;
      if (byte < 128) return result;
    }
    throw new Damage('runs end too early');
  }
}

/** Set bits among the first `count` from byte `at` on. */
function onesOf(bytes: Uint8Array, at: number, count: number): number {
  let ones = 0;
  for (let i = 0; i < count; i++) ones += ((bytes[at + (i >> 3)] as number) >> (i & 7)) & 1;
  return ones;
}

function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new Damage('ends too early');
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}
