import { invalidType } from '../errors.js';
import { ReadError } from './read-error.js';

/**
 * Where a file's bytes come from; gzip is recognised by its first two bytes.  A string is a URL where it begins like one; else
 * in Node a path, in browsers a URL relative to the page.  What gives its bytes once, a stream, can be read once.
 */
export type Source =
  | string
  | Blob
  | URL
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | {
      /** The file's content. */
      readonly text: string;
    };

type Chunks = AsyncIterable<Uint8Array>;

/** Bytes asked of a file at a time. */
const READ_BYTES = 1 << 18;

/** The bytes of a source in chunks of any size, unzipped. */
export async function* readBytes(source: Source, file: string): AsyncGenerator<Uint8Array> {
  const chunks = endable(await open(source, file));
  try {
    const head = await firstTwoBytes(chunks);
    const rest = resume(head, chunks);
    if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(rest, file);
    else yield* rest;
  } finally {
    await chunks.return?.();
  }
}

/** What messages call a source that was given no name. */
export function sourceName(source: Source): string {
  if (typeof source === 'string') return isUrl(source) ? sourceName(new URL(source)) : source;
  if (source instanceof URL) return source.pathname.split('/').pop() || source.host;
  const name = (source as { name?: unknown } | null)?.name;
  return typeof name === 'string' && name !== '' ? name : 'data';
}

/** A scheme of two letters or more: `c:\data.csv` is a path. */
export function isUrl(text: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(text);
}

async function open(source: Source, file: string): Promise<Chunks> {
  if (typeof source === 'string' && !/[\r\n]/.test(source)) {
    if (isUrl(source)) return open(new URL(source), file);
    if (nodeFs() === undefined) return download(new URL(source, globalThis.location?.href), file);
    return readFile(source);
  }
  if (source instanceof URL) return source.protocol === 'file:' ? readFile(source) : download(source, file);
  if (source instanceof Uint8Array) return once(source);
  if (source instanceof Blob) return readStream(source.stream());
  if (source instanceof ReadableStream) return readStream(source);
  if (typeof source === 'object' && source !== null) {
    if ('text' in source && typeof source.text === 'string')
      return once(new TextEncoder().encode(source.text));
    if (Symbol.asyncIterator in source) return source;
  }
  throw invalidType(
    'source',
    'a path, a URL, a Blob, a Uint8Array, a ReadableStream or AsyncIterable of Uint8Array, or { text }',
    source,
  );
}

async function download(url: URL, file: string): Promise<Chunks> {
  const { body } = await request(url, file);
  return body === null ? once(new Uint8Array()) : received(body, file);
}

async function* received(body: ReadableStream<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* readStream(body);
  } catch (error) {
    throw notFetched(error, file);
  }
}

/**
 * As `fetch`.
 * @param also a status that is an answer, though not one of success
 * @throws ReadError where no answer comes, and for a status that is none of success
 */
export async function request(url: URL, file: string, init?: RequestInit, also?: number): Promise<Response> {
  const response = await fetch(url, init).catch(error => {
    throw notFetched(error, file);
  });
  if (response.ok || response.status === also) return response;
  await response.body?.cancel();
  throw new ReadError(`HTTP ${response.status} ${response.statusText}`.trim(), { file });
}

/** The whole body of a response. */
export async function bodyOf(response: Response, file: string): Promise<Uint8Array> {
  const body = await response.arrayBuffer().catch(error => {
    throw notFetched(error, file);
  });
  return new Uint8Array(body);
}

/** Node says "fetch failed" or "terminated", and why in the cause: of several addresses tried it has a code alone. */
function notFetched(error: unknown, file: string): ReadError {
  const { cause = error } = error as { cause?: unknown };
  const { message, code } = cause as { message?: string; code?: string };
  return new ReadError(`cannot be fetched: ${message || code || cause}`, { file });
}

/** Asks the process for `node:fs`: an import would stop bundlers that build for browsers. */
export function nodeFs(): NodeFs | undefined {
  return globalThis.process?.getBuiltinModule?.('node:fs');
}

/** What is used of it; types of Node would have to be there wherever these declarations are read. */
interface NodeFs {
  createReadStream(path: string | URL, options: { highWaterMark: number }): AsyncIterable<Uint8Array>;
  readonly promises: {
    stat(path: string | URL): Promise<{ isFile(): boolean; readonly size: number }>;
    open(path: string | URL): Promise<{
      read(
        into: Uint8Array,
        offset: number,
        length: number,
        position: number,
      ): Promise<{ bytesRead: number }>;
      close(): Promise<void>;
    }>;
  };
}

function readFile(path: string | URL): Chunks {
  const fs = nodeFs();
  if (fs === undefined)
    throw new TypeError(`source is ${path}: file URLs cannot be read here, pass its bytes`);
  return fs.createReadStream(path, { highWaterMark: READ_BYTES });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const step = 1 << 16;
  for (let start = 0; start < bytes.length; start += step) yield bytes.subarray(start, start + step);
}

/** Not every browser iterates over a ReadableStream by itself.  To end this cancels it, even where nothing was read yet. */
export function readStream(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<Uint8Array> {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    async return() {
      await reader.cancel().catch(() => {});
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** To be ended while a chunk is awaited, too: a generator would end when that has come, and a source may be idle for ever. */
export function endable(chunks: AsyncIterable<Uint8Array>): AsyncIterator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let waiting = 0;
  return {
    async next() {
      waiting++;
      try {
        return await iterator.next();
      } finally {
        waiting--;
      }
    },
    async return() {
      const ended = Promise.resolve(iterator.return?.());
      if (waiting > 0) ended.catch(() => {});
      else await ended;
      return { done: true, value: undefined };
    },
  };
}

async function firstTwoBytes(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const { done, value } = await chunks.next();
    if (done) break;
    if (!(value instanceof Uint8Array)) throw invalidType('a chunk of source', 'a Uint8Array', value);
    head = head.length === 0 ? value : joined(head, value);
  }
  return head;
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

async function* resume(head: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

async function* gunzip(chunks: AsyncGenerator<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let failure: { error: unknown } | undefined;
  const zipped = new ReadableStream<BufferSource>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        failure = { error };
        controller.error(error);
      }
    },
  });
  try {
    yield* readStream(zipped.pipeThrough(new DecompressionStream('gzip')));
  } catch {
    if (failure !== undefined) throw failure.error;
    throw new ReadError('the gzip data is damaged or ends too early', { file });
  }
}
