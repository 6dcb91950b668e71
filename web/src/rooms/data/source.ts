/** The bytes of a file on their way to a reader, and how far they have come: share of the file, 0 … 1. */
export async function* counted(file: Blob, onShare: (share: number) => void): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  let read = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (read === 0) refuseArchive(value);
      read += value.length;
      onShare(read / file.size);
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Files that people take for tables and that have a better answer than "not UTF-8 text". */
const ARCHIVES: readonly [signature: readonly number[], advice: string][] = [
  [[0x50, 0x4b, 3, 4], 'a zip archive, such as an Excel workbook: save the sheet as CSV first'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file: save it as CSV first'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document: this room reads CSV'],
];

function refuseArchive(bytes: Uint8Array): void {
  for (const [signature, advice] of ARCHIVES) {
    if (signature.every((byte, i) => bytes[i] === byte)) throw new RangeError(`the file is ${advice}`);
  }
}

/** Calls `report` with the latest value, at most once in `ms`. */
export function throttled<T>(ms: number, report: (value: T) => void): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return value => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    report(value);
  };
}
