import { endable, readStream, type Source } from './source.js';

/** A source that can be read more than once. */
export interface Rereadable {
  /**
   * Its bytes from the first on.
   * @param last they will not be asked for again, and need not be kept
   */
  reopen(last?: boolean): Source;
  /** Ends a stream that nobody is going to read on. */
  close?(): Promise<void>;
}

/** What gives its bytes once is kept while it may be read again; anything else is opened anew. */
export function rereadable(source: Source | Rereadable): Rereadable {
  if (typeof source === 'object' && source !== null && 'reopen' in source) return source;
  if (!isStream(source)) return { reopen: () => source };
  const replay = new Replay(source);
  return { reopen: last => replay.read(last), close: () => replay.close() };
}

/** Whether a source gives its bytes once. */
export function isStream(source: Source): source is ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> {
  return (
    source instanceof ReadableStream ||
    (typeof source === 'object' && source !== null && Symbol.asyncIterator in source)
  );
}

class Replay {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #kept: Uint8Array[] | null = [];

  constructor(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>) {
    this.#chunks = endable(stream instanceof ReadableStream ? readStream(stream) : stream);
  }

  async *read(last = false): AsyncGenerator<Uint8Array> {
    const kept = this.#kept;
    if (kept === null) throw new Error('the source gives its bytes once, and they have been read');
    if (last) this.#kept = null;
    try {
      if (last) for (let chunk = kept.shift(); chunk !== undefined; chunk = kept.shift()) yield chunk;
      else for (let i = 0; i < kept.length; i++) yield kept[i] as Uint8Array;
      for (;;) {
        const { done, value } = await this.#chunks.next();
        if (done) return;
        this.#kept?.push(value);
        yield value;
      }
    } finally {
      if (last) await this.close();
    }
  }

  async close(): Promise<void> {
    this.#kept = null;
    await this.#chunks.return?.();
  }
}
