import { checkNames, invalidType } from '../errors.js';
import { ReadError } from './read-error.js';
import { readBytes, type Source, sourceName } from './source.js';

/** Room made before any byte is there. */
const FIRST_BYTES = 1 << 20;

/** Bytes in their order, as many at a time as a format has in one piece. */
export class ByteStream {
  /** What messages call it. */
  readonly file: string;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk = new Uint8Array();
  #at = 0;
  #taken = 0;

  constructor(chunks: AsyncIterable<Uint8Array>, file: string) {
    this.file = file;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** @throws TypeError for options that are not known */
  static open(
    source: Source,
    options: { name?: string },
    known: readonly string[],
    owner: string,
  ): ByteStream {
    checkNames(options, ['name', ...known], ` of ${owner}`);
    const file = options.name ?? sourceName(source);
    return new ByteStream(readBytes(source, file), file);
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#taken;
  }

  /**
   * The next `count` bytes, at the start of a buffer; fewer where the stream ends before.  Room grows with the bytes that come, so
   * that a count which is a lie takes none.
   */
  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    let buffer = this.#room(Math.min(count, FIRST_BYTES));
    let filled = 0;
    for (;;) {
      filled += await this.#fill(buffer.subarray(filled));
      if (filled < buffer.length) return buffer.subarray(0, filled);
      if (filled === count || (await this.ended())) return buffer;
      const larger = this.#room(Math.min(count, 2 * buffer.length));
      larger.set(buffer);
      buffer = larger;
    }
  }

  async ended(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const { done, value } = await this.#chunks.next();
      if (done) return true;
      if (!(value instanceof Uint8Array)) throw invalidType('a chunk of source', 'a Uint8Array', value);
      this.#chunk = value as Uint8Array<ArrayBuffer>;
      this.#at = 0;
    }
    return false;
  }

  /** Closes the source, whatever is left of it. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length && !(await this.ended())) {
      const part = this.#chunk.subarray(this.#at, this.#at + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    this.#taken += filled;
    return filled;
  }

  #room(bytes: number): Uint8Array<ArrayBuffer> {
    return allocated(() => new Uint8Array(bytes), this.file);
  }
}

/** @throws ReadError where this engine has no array as long */
export function allocated<T>(make: () => T, file: string): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ReadError('holds more than an array of this engine does', { file });
  }
}
