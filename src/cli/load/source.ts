import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FORMATS, type Format, formatOf } from '../../readers/format.js';
import { headOf } from '../../readers/open-table.js';
import { type Rereadable, rereadable } from '../../readers/replay.js';
import { Misuse } from '../failure.js';

/** Bytes of a file read so far, and how many there are: null for a stream. */
export type OnRead = (bytes: number, total: number | null) => void;

/** A file, or stdin, and what messages call it. */
export interface InputFile {
  readonly bytes: Rereadable;
  readonly file: string;
  readonly format: Format;
}

/** @param path `-` for stdin */
export async function openInput(
  path: string,
  { inputFormat }: { inputFormat?: string },
  onRead: OnRead | undefined,
): Promise<InputFile> {
  if (inputFormat !== undefined && !FORMATS.includes(inputFormat as Format))
    throw new Misuse(`--input-format is ${inputFormat}: expected one of ${FORMATS.join(', ')}`);
  const file = path === '-' ? 'stdin' : path;
  const bytes = path === '-' ? rereadable(counted(process.stdin, null, onRead)) : await onDisk(path, onRead);
  const format = (inputFormat as Format | undefined) ?? formatOf(await headOf(bytes, file), file);
  return { bytes, file, format };
}

/** Bytes are told of when they are read to the end; Parquet is read here and there, and tells of none. */
async function onDisk(path: string, onRead: OnRead | undefined): Promise<Rereadable> {
  if (/\.(parquet|pq)$/i.test(path)) return rereadable(path);
  // A file that is not there is told of when it is read.
  const info = await stat(path).catch(() => undefined);
  const total = info?.isFile() ? info.size : null;
  return { reopen: () => counted(createReadStream(path, { highWaterMark: 1 << 18 }), total, onRead) };
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  total: number | null,
  onRead: OnRead | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onRead?.(bytes, total);
    yield chunk;
  }
}
