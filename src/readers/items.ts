/** Items of arrays that no typed array has as they are. */
import { LITTLE_ENDIAN } from '../data/byte-order.js';
import { allocated } from './byte-stream.js';
import { ReadError } from './read-error.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Place = (i: number) => string;

/** IEEE half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent < 31
        ? (1024 + fraction) * 2 ** (exponent - 25)
        : fraction === 0
          ? Infinity
          : Number.NaN;
  return bits & 0x8000 ? -size : size;
}

/** All of half precision is exact in float32. */
export function halves(bytes: Bytes, file: string): Float32Array {
  const items = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
  const values = allocated(() => new Float32Array(items.length), file);
  for (let i = 0; i < items.length; i++) values[i] = half(items[i] as number);
  return values;
}

/** Whole numbers of 64 bits as float64, which holds those below 2^53, in the memory of their bytes. */
export function integers64(signed: boolean) {
  return (bytes: Bytes, file: string, place: Place): Float64Array => {
    const low = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    const high = signed ? new Int32Array(bytes.buffer, 0, bytes.length / 4) : low;
    const values = new Float64Array(bytes.buffer, 0, bytes.length / 8);
    const first = LITTLE_ENDIAN ? 0 : 1;
    for (let i = 0; i < values.length; i++) {
      const [upper, lower] = [high[2 * i + 1 - first] as number, low[2 * i + first] as number];
      const value = upper * 2 ** 32 + lower;
      if (!Number.isSafeInteger(value)) {
        const exact = BigInt(upper) * 2n ** 32n + BigInt(lower);
        throw new ReadError(`the value at ${place(i)} is ${exact}: expected less than 2^53 in size`, {
          file,
        });
      }
      values[i] = value;
    }
    return values;
  };
}

/** Texts of so many code points, filled up with zeros. */
export function utf32(length: number) {
  return (bytes: Bytes, file: string, place: Place): string[] => {
    const codes = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    return Array.from({ length: codes.length / length }, (_, i) => {
      let end = (i + 1) * length;
      while (end > i * length && codes[end - 1] === 0) end--;
      let text = '';
      for (let at = i * length; at < end; at++) {
        const code = codes[at] as number;
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
          throw new ReadError(`the text at ${place(i)} has ${code}, which is no character`, { file });
        text += String.fromCodePoint(code);
      }
      return text;
    });
  };
}

/** Texts of so many bytes, filled up with zeros. */
export function utf8(length: number) {
  return (bytes: Bytes, file: string, place: Place): string[] => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return Array.from({ length: bytes.length / length }, (_, i) => {
      let end = (i + 1) * length;
      while (end > i * length && bytes[end - 1] === 0) end--;
      try {
        return decoder.decode(bytes.subarray(i * length, end));
      } catch {
        throw new ReadError(`the text at ${place(i)} is not UTF-8`, { file });
      }
    });
  };
}
