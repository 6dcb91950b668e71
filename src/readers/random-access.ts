import { ReadError } from './read-error.js';
import { bodyOf, isUrl, nodeFs, readBytes, request, type Source } from './source.js';

/** A file's bytes in any order. */
export interface RandomAccess {
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes from `start` up to `end`, exactly so many. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * A source's bytes in any order: of a Blob, a path and a file URL by slices, of an http URL by ranges where its server has
 * them. What gives its bytes in order alone, or zipped, is collected first.
 */
export async function openRandomAccess(source: Source, file: string): Promise<RandomAccess> {
  const access = await slicesOf(source, file);
  if (access === null) return inMemory(await collect(source, file));
  const head = await access.read(0, Math.min(2, access.size));
  return head[0] === 0x1f && head[1] === 0x8b ? inMemory(await collect(source, file)) : access;
}

/** null for a source that has its bytes in order alone. */
async function slicesOf(source: Source, file: string): Promise<RandomAccess | null> {
  if (source instanceof Uint8Array) return inMemory(source);
  if (source instanceof Blob) return inBlob(source, file);
  if (source instanceof URL)
    return source.protocol === 'file:' ? onDisk(source, file) : byRanges(source, file);
  if (typeof source !== 'string' || /[\r\n]/.test(source)) return null;
  if (isUrl(source)) return slicesOf(new URL(source), file);
  return nodeFs() ? onDisk(source, file) : byRanges(new URL(source, globalThis.location?.href), file);
}

function inMemory(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

function inBlob(blob: Blob, file: string): RandomAccess {
  return {
    size: blob.size,
    read: async (start, end) =>
      exactly(end - start, new Uint8Array(await blob.slice(start, end).arrayBuffer()), file),
  };
}

/** A handle a read: nobody has to close a table. */
async function onDisk(path: string | URL, file: string): Promise<RandomAccess | null> {
  const fs = nodeFs()?.promises;
  if (fs === undefined) return null;
  const stats = await fs.stat(path);
  // A pipe has no size and no order but its own.
  if (!stats.isFile()) return null;
  return {
    size: stats.size,
    async read(start, end) {
      const handle = await fs.open(path);
      try {
        const bytes = new Uint8Array(end - start);
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return exactly(bytes.length, bytes.subarray(0, filled), file);
      } finally {
        await handle.close();
      }
    },
  };
}

/** By ranges; whole, where the server does not answer with a range or does not tell the size. */
async function byRanges(url: URL, file: string): Promise<RandomAccess> {
  const probe = await requestRange(url, 0, 2, file);
  if (probe.status === 416) {
    await probe.body?.cancel();
    return inMemory(new Uint8Array());
  }
  const head = await bodyOf(probe, file);
  if (probe.status !== 206) return inMemory(head);
  const size = await sizeOf(probe, url);
  if (size === null) return inMemory(await bodyOf(await request(url, file), file));
  return {
    size,
    async read(start, end) {
      if (end <= head.length) return head.subarray(start, end);
      const response = await requestRange(url, start, end, file);
      if (response.status !== 206) {
        await response.body?.cancel();
        throw new ReadError(`HTTP ${response.status} for a range: expected 206 Partial Content`, { file });
      }
      return exactly(end - start, await bodyOf(response, file), file);
    },
  };
}

/** 416, range not satisfiable, is the answer of an empty file. */
function requestRange(url: URL, start: number, end: number, file: string): Promise<Response> {
  return request(url, file, { headers: { Range: `bytes=${start}-${end - 1}` } }, 416);
}

/** Pages of another origin are shown `Content-Length` and no `Content-Range`, unless the server says so. */
async function sizeOf(probe: Response, url: URL): Promise<number | null> {
  const range = /\/(\d+)$/.exec(probe.headers.get('Content-Range') ?? '');
  if (range !== null) return Number(range[1]);
  const head = await fetch(url, { method: 'HEAD' }).catch(() => null);
  if (head === null) return null;
  const length = head.headers.get('Content-Length');
  return head.ok && length !== null && !head.headers.has('Content-Encoding') ? Number(length) : null;
}

function exactly(expected: number, bytes: Uint8Array, file: string): Uint8Array {
  if (bytes.length === expected) return bytes;
  throw new ReadError(`${bytes.length} bytes came where ${expected} were asked for: has the file changed?`, {
    file,
  });
}

async function collect(source: Source, file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of readBytes(source, file)) parts.push(part);
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
