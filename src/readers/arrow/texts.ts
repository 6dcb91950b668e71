import type { Data } from 'apache-arrow';
import { Damage } from './message.js';

/** Bytes of texts decoded at a time that are not refused: views may share their bytes, and so be many times as long. */
const MOST_TEXT = 1 << 28;

type IsValid = ((i: number) => boolean) | null;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Texts that stand one behind the other, told apart by where each ends. */
export function textsAt(data: Data, start: number, count: number, isValid: IsValid): (string | null)[] {
  const { valueOffsets: offsets, values } = data as {
    valueOffsets: ArrayLike<number | bigint>;
    values: Uint8Array;
  };
  if (!(offsets?.length > data.length)) throw new Damage('too few offsets of texts');
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [Number(offsets[start + i]), Number(offsets[start + i + 1])];
    if (!(from >= 0 && from <= to && to <= values.length)) throw new Damage(`a text at ${from} to ${to}`);
    return isValid?.(start + i) === false ? null : utf8.decode(values.subarray(from, to));
  });
}

/**
 * Texts of 16 bytes each: length, then 12 bytes of text, or where it is longer 4 of them, a buffer and a place in it.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout
 */
export function viewedTextsAt(data: Data, start: number, count: number, isValid: IsValid): (string | null)[] {
  const { values, variadicBuffers } = data as { values: Uint8Array; variadicBuffers: readonly Uint8Array[] };
  if (!(values?.byteLength >= 16 * data.length)) throw new Damage('too few views of texts');
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  let sum = 0;
  return Array.from({ length: count }, (_, i) => {
    if (isValid?.(start + i) === false) return null;
    const at = 16 * (start + i);
    const length = view.getInt32(at, true);
    const isLong = length > 12;
    const from = isLong ? view.getInt32(at + 12, true) : at + 4;
    const buffer = isLong ? variadicBuffers[view.getInt32(at + 8, true)] : values;
    sum += length;
    if (!buffer || length < 0 || from < 0 || from + length > buffer.byteLength || sum > MOST_TEXT)
      throw new Damage(`a text of ${length} bytes at ${from}`);
    return utf8.decode(new Uint8Array(buffer.buffer, buffer.byteOffset + from, length));
  });
}
