import { ReadError } from '../read-error.js';
import { isStream } from '../replay.js';
import { readBytes, type Source } from '../source.js';
import { readFooter, schemaMessage } from './footer.js';
import { checkMessage, type MessageHead } from './message.js';

/** A message of Arrow's IPC formats. Format: https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format */
export interface Message extends MessageHead {
  readonly metadata: Uint8Array;
  readonly body: Uint8Array;
}

/** "ARROW1" and two bytes, with which the file format begins; what follows is a stream, then an index of it. */
const MAGIC = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];
/** Bytes of metadata and of a body that are not refused. */
const MOST_METADATA = 1 << 26;
const MOST_BODY = 2 ** 31;
/** Bytes that are allocated because they are claimed; more are collected first. */
const TRUSTED_BYTES = 1 << 24;

/**
 * The messages of a stream or of a file, in the order in which they stand; the first is the schema.
 * @throws ReadError or Damage where they are damaged or end too early
 */
export async function* readMessages(source: Source, file: string): AsyncGenerator<Message> {
  const bytes = new ByteReader(readBytes(source, file), file);
  try {
    let head = await bytes.atMost(8);
    if (head.length === 0) throw new ReadError('the file is empty', { file });
    const isFile = MAGIC.every((byte, i) => head[i] === byte);
    if (isFile) head = await bytes.atMost(8);
    for (let first = true; ; first = false, head = await bytes.atMost(8)) {
      const message = await readMessage(head, bytes, isFile, file);
      if (first && isFile && message?.kind !== 'schema') {
        const rest = isStream(source) ? await bytes.rest() : source;
        const metadata = schemaMessage(await readFooter(rest, file));
        yield { ...checkMessage(metadata), metadata, body: new Uint8Array() };
      }
      if (message === null) return;
      yield message;
    }
  } finally {
    await bytes.close();
  }
}

/** null at the end. */
async function readMessage(
  head: Uint8Array,
  bytes: ByteReader,
  isFile: boolean,
  file: string,
): Promise<Message | null> {
  // A stream may end without a mark, a file may not.
  if (head.length === 0 && !isFile) return null;
  if (head.length < 4) throw tooEarly(file);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  // Before Arrow 0.15 the length stood without a mark before it.
  const marked = view.getUint32(0, true) === 0xffff_ffff;
  if (marked && head.length < 8) throw tooEarly(file);
  const length = view.getInt32(marked ? 4 : 0, true);
  if (length === 0) return null;
  if (length < 0 || length > MOST_METADATA)
    throw new ReadError(`no Arrow file, or damaged: a message of ${length} bytes`, { file });
  const metadata = await bytes.exactly(length, marked ? undefined : head.subarray(4));
  const checked = checkMessage(metadata);
  if (checked.bodyLength > MOST_BODY)
    throw new ReadError(`a message claims ${checked.bodyLength} bytes`, { file });
  return { ...checked, metadata, body: await bytes.exactly(checked.bodyLength) };
}

function tooEarly(file: string): ReadError {
  return new ReadError('the file ends too early', { file });
}

/** Takes bytes off a stream in pieces of the sizes asked for. */
class ByteReader {
  readonly #chunks: AsyncGenerator<Uint8Array>;
  readonly #file: string;
  #chunk: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncGenerator<Uint8Array>, file: string) {
    this.#chunks = chunks;
    this.#file = file;
  }

  async exactly(length: number, already: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
    const bytes = await this.atMost(length, already);
    if (bytes.length < length) throw tooEarly(this.#file);
    return bytes;
  }

  /** Fewer where the stream ends; in a buffer of their own. */
  async atMost(length: number, already: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
    const parts: Uint8Array[] = [already];
    let found = already.length;
    let target = length <= TRUSTED_BYTES ? new Uint8Array(length) : null;
    target?.set(already);
    while (found < length) {
      if (this.#chunk.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done) break;
        this.#chunk = value;
      }
      const part = this.#chunk.subarray(0, length - found);
      this.#chunk = this.#chunk.subarray(part.length);
      if (target === null) parts.push(part);
      else target.set(part, found);
      found += part.length;
    }
    if (target === null) {
      target = new Uint8Array(found);
      let at = 0;
      for (const part of parts) {
        target.set(part, at);
        at += part.length;
      }
    }
    return target.subarray(0, found);
  }

  /** All that is left; it can be read on from there. */
  async rest(): Promise<Uint8Array> {
    this.#chunk = await this.atMost(Number.MAX_SAFE_INTEGER);
    return this.#chunk;
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }
}
