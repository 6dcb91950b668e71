/**
 * MurmurHash3 x86 32 (Austin Appleby, public domain) of a text's UTF-8 bytes, seed 0: the signed number that scikit-learn's
 * FeatureHasher takes.
 */
export function murmur3(): (text: string) => number {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(256);
  return text => {
    if (bytes.length < 3 * text.length) bytes = new Uint8Array(6 * text.length);
    const { written } = encoder.encodeInto(text, bytes);
    return hash(bytes, written);
  };
}

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

function hash(bytes: Uint8Array, length: number): number {
  const whole = length & ~3;
  let h = 0;
  for (let i = 0; i < whole; i += 4) {
    h ^= scramble(
      (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24),
    );
    h = (Math.imul(rotate(h, 13), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = length - 1; i >= whole; i--) tail = (tail << 8) | (bytes[i] as number);
  h ^= scramble(tail) ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, C1), 15), C2);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
