/** U+FEFF in UTF-8, which some editors put before a text. */
const MARK = [0xef, 0xbb, 0xbf];

/** Bytes in which it is known whether a text begins with a mark. */
export const MARK_BYTES = MARK.length;

/** A text's first bytes, without a mark. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return MARK.every((byte, i) => bytes[i] === byte) ? bytes.subarray(MARK_BYTES) : bytes;
}
