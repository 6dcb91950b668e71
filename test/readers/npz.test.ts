import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { NdArray } from '../../src/data/nd-array.js';
import { readNpz } from '../../src/tables/index.js';
import { writeNpy } from '../../src/writers/npy.js';
import { writeNpz } from '../../src/writers/npz.js';
import {
  ARRAYS,
  byteLength,
  bytesOf,
  inPieces,
  readOrRefused,
  refusal,
  type StoredCase,
  valuesOf,
} from './arrays.js';

const stored = (name: string) => bytesOf(ARRAYS.npz[name]?.file as string);

/** Where a text is in bytes, the n-th time. */
function find(bytes: Uint8Array, text: string, nth = 0): number {
  let at = -1;
  for (let i = 0; i <= nth; i++) at = Buffer.from(bytes).indexOf(text, at + 1, 'latin1');
  expect(at).toBeGreaterThanOrEqual(0);
  return at;
}

/** A copy with other bytes somewhere. */
function changed(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

describe('readNpz', () => {
  it.each(Object.entries(ARRAYS.npz))('reads what numpy.%s wrote', async (_, { file, arrays }) => {
    const read = await readNpz(bytesOf(file));
    expect(Object.keys(read).sort()).toEqual(Object.keys(arrays).sort());
    for (const [name, original] of Object.entries(arrays)) {
      const expected = ARRAYS.npy[original] as StoredCase;
      const { data, shape } = read[name] as NdArray;
      expect(shape).toEqual(expected.shape);
      expect([...data]).toEqual(valuesOf(expected));
    }
  });

  it('takes names of prototypes for names', async () => {
    const read = await readNpz(stored('savez'));
    expect(Object.getPrototypeOf(read)).toBe(null);
    expect(Object.hasOwn(read, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).shape).toBe(undefined);
  });

  it('reads some of the arrays only, and says which there are', async () => {
    const bytes = stored('savez_compressed');
    expect(Object.keys(await readNpz(bytes, { arrays: ['y', 'X', 'y'] }))).toEqual(['y', 'X']);
    expect(await refusal(readNpz(bytes, { arrays: ['Z'] }))).toBe(
      'data: has no array "Z": it has "X", "y", "__proto__", "größe/1", "constructor"',
    );
  });

  it('reads what another zip writes, compressed or not', async () => {
    const X = { data: new Float32Array(5000).fill(2.5), shape: [50, 100] };
    for (const level of [0, 9] as const) {
      const read = await readNpz(inPieces(zipSync({ 'X.npy': writeNpy(X) }, { level }), 1000));
      expect(read.X).toMatchObject(X);
    }
  });

  it('reads what writeNpz wrote', async () => {
    const arrays = fc.dictionary(fc.string(), fc.oneof(fc.int32Array(), fc.float64Array()));
    await fc.assert(
      fc.asyncProperty(arrays, fc.boolean(), async (arrays, compress) => {
        const read = await readNpz(await writeNpz(arrays, { compress }));
        expect(Object.keys(read).sort()).toEqual(Object.keys(arrays).sort());
        for (const name of Object.keys(arrays)) expect((read[name] as NdArray).data).toEqual(arrays[name]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [{ maxBytes: 0 }, RangeError],
    [{ maxBytes: '1' }, TypeError],
    [{ arrays: 'X' }, TypeError],
    [{ array: ['X'] }, TypeError],
  ])('refuses the options %j', async (options, kind) => {
    await expect(readNpz(stored('savez'), options as never)).rejects.toThrow(kind);
  });
});

describe('an archive that is none', () => {
  const X = writeNpy({ data: new Float64Array(1000), shape: [10, 100] });
  const plain = zipSync({ 'X.npy': X }, { level: 0 });
  const zipped = zipSync({ 'X.npy': X }, { level: 9 });
  const entry = find(zipped, 'PK\x01\x02');

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'is no zip archive, or ends too early'],
    ['a NPY file', X, 'is no zip archive'],
    ['encrypted', changed(zipped, entry + 8, 1), 'the entry "X.npy" is encrypted'],
    [
      'of another compression',
      changed(zipped, entry + 10, 12),
      'compressed by method 12: expected none (0) or deflate (8)',
    ],
    ['in parts', changed(zipped, zipped.length - 18, 1), 'is one part of a zip archive in several'],
    [
      'of a wrong checksum, not compressed',
      changed(plain, find(plain, 'NUMPY') + 200, 1),
      'the entry "X.npy" is damaged',
    ],
    [
      'of a wrong checksum, compressed',
      changed(zipped, entry + 16, 1, 2, 3, 4),
      'the entry "X.npy" is damaged',
    ],
    [
      'smaller than it says',
      changed(zipped, entry + 24, 255, 255),
      '"X.npy": declares 65535 bytes: (10, 100) of <f8 takes 8128',
    ],
    [
      'far smaller than it says',
      changed(zipped, entry + 24, 0, 0, 0, 127),
      'holds arrays of 2130706432 bytes: expected at most 1073741824, the option maxBytes',
    ],
    ['larger than it says', changed(zipped, entry + 24, 200, 0), 'the entry "X.npy" is damaged'],
    ['elsewhere', changed(zipped, entry + 42, 1), '"X.npy" is not where the directory says'],
    ['beyond its end', changed(zipped, entry + 42, 255, 255), '"X.npy" is beyond its end'],
    [
      'of a zip64 size that is missing',
      changed(zipped, entry + 24, 255, 255, 255, 255),
      'a zip64 size is missing',
    ],
    [
      'of two entries more',
      changed(zipped, zipped.length - 12, 3),
      'it has 1 entries and says that there are 3',
    ],
    [
      'with something that is no array',
      zipSync({ 'X.npy': X, 'notes.txt': Uint8Array.of(1) }),
      'the entry "notes.txt" is no array',
    ],
    [
      'with an array that is none',
      zipSync({ 'X.npy': Uint8Array.of(1, 2) }),
      'data: "X.npy": is no NPY file',
    ],
  ])('is refused: %s', async (_, bytes, message) => {
    expect(await refusal(readNpz(bytes))).toContain(message);
  });

  it('is refused with the same name twice, and with two entries of the same data', async () => {
    const two = zipSync({ 'X.npy': X, 'Y.npy': X }, { level: 0 });
    expect(await refusal(readNpz(changed(two, find(two, 'Y.npy', 1), 88)))).toContain(
      'the entry "X.npy" is there twice',
    );
    const second = find(two, 'PK\x01\x02', 1);
    expect(await refusal(readNpz(changed(two, second + 42, 0, 0, 0, 0)))).toContain(
      '"Y.npy" overlaps another entry',
    );
  });

  it('is refused where it has more bytes than are allowed', async () => {
    expect(await refusal(readNpz(plain, { maxBytes: 1000 }))).toBe(
      'data: has more than 1000 bytes: expected at most 1000, the option maxBytes',
    );
    expect(await refusal(readNpz(zipped, { maxBytes: 1000 }))).toContain('holds arrays of 8128 bytes');
  });

  it('is refused wherever it ends', { timeout: 20_000 }, async () => {
    const bytes = zipSync({ 'X.npy': X.slice(0, 208), 'y.npy': writeNpy(['a', 'b']) });
    for (let end = 0; end < bytes.length; end++) await refusal(readNpz(bytes.subarray(0, end)));
  });

  it.each(['savez', 'savez_compressed'])(
    'of numpy.%s is read or refused whichever byte is another',
    { timeout: 60_000 },
    async name => {
      const bytes = stored(name);
      const whole = JSON.stringify(Object.values(await readNpz(bytes)).map(({ data }) => [...data]));
      for (let at = 0; at < bytes.length; at++) {
        const damaged = changed(bytes, at, (bytes[at] as number) ^ (1 + ((at * 37) % 255)));
        const read = await readOrRefused(readNpz(damaged));
        // What is not refused is right: there is a checksum on all of the data.
        if (read) expect(JSON.stringify(Object.values(read).map(({ data }) => [...data]))).toBe(whole);
      }
    },
  );

  it('is read or refused whatever stands before its directory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.nat(), async (noise, at) => {
        const damaged = zipped.slice();
        damaged.set(noise.subarray(0, damaged.length), at % Math.max(1, damaged.length - noise.length));
        const read = await readOrRefused(readNpz(damaged));
        for (const array of Object.values(read ?? {})) expect(byteLength(array)).toBeLessThan(1e5);
      }),
      { numRuns: 200 },
    );
  });

  it('does not unpack a bomb', { timeout: 30_000 }, async () => {
    // 400 MB of zeros, deflated to 400 kB, as an array of 8 kB; in a process of its own, whose memory is only its own.
    const script = `
      const { crc32, deflateRawSync } = await import('node:zlib');
      const { readNpz } = await import('softmax-wasm/data');
      const head = Buffer.from('\\x93NUMPY\\x01\\0', 'latin1');
      const text = "{'descr': '|u1', 'fortran_order': False, 'shape': (8000,), }".padEnd(117) + '\\n';
      const bomb = deflateRawSync(Buffer.concat([head, Buffer.of(118, 0), Buffer.from(text), Buffer.alloc(4e8)]));
      const fields = Buffer.alloc(26);
      fields.writeUInt16LE(20, 0);
      fields.writeUInt16LE(8, 4);
      fields.writeUInt32LE(bomb.length, 14);
      fields.writeUInt32LE(8128, 18);
      fields.writeUInt16LE(5, 22);
      const name = Buffer.from('X.npy');
      const local = Buffer.concat([Buffer.from('PK\\x03\\x04'), fields, name, bomb]);
      const entry = Buffer.concat([Buffer.from('PK\\x01\\x02\\x14\\0'), fields, Buffer.alloc(14), name]);
      const end = Buffer.alloc(18);
      end.writeUInt16LE(1, 4);
      end.writeUInt16LE(1, 6);
      end.writeUInt32LE(entry.length, 8);
      end.writeUInt32LE(local.length, 12);
      const archive = Buffer.concat([local, entry, Buffer.from('PK\\x05\\x06'), end]);
      globalThis.gc();
      const before = process.memoryUsage().rss;
      let most = 0;
      const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss - before); }, 1);
      const message = await readNpz(archive).then(() => 'it was read', error => error.name + ': ' + error.message);
      clearInterval(watch);
      most = Math.max(most, process.memoryUsage().rss - before);
      console.log(JSON.stringify({ message, most }));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      '--input-type=module',
      '-e',
      script,
    ]);
    const { message, most } = JSON.parse(stdout);
    expect(message).toMatch(/^ReadError: data: "?.*X\.npy" is damaged$/);
    expect(most).toBeLessThan(64e6);
  });
});
