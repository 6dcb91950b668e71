/** Whether this machine's typed arrays have their lowest byte first. */
export const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reverses the bytes of every item, in place; `bytes` begins at the start of its buffer. */
export function swapBytes(bytes: Uint8Array, itemSize: number): void {
  if (itemSize === 2) {
    const items = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as number;
      items[i] = (item << 8) | (item >>> 8);
    }
  } else if (itemSize === 4 || itemSize === 8) {
    const words = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
    }
    if (itemSize === 4) return;
    for (let i = 0; i < words.length; i += 2) {
      const word = words[i] as number;
      words[i] = words[i + 1] as number;
      words[i + 1] = word;
    }
  }
}
