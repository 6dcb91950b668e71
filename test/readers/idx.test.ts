import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArrayChunk } from '../../src/data/nd-array.js';
import { readIdx, readIdxChunks } from '../../src/tables/index.js';
import { writeIdx } from '../../src/writers/idx.js';
import { ARRAYS, byteLength, bytesOf, inPieces, readOrRefused, refusal } from './arrays.js';

const stored = (name: string) => bytesOf(ARRAYS.idx[name]?.file as string);

async function chunksOf(bytes: Uint8Array, chunkRows?: number): Promise<ArrayChunk[]> {
  const chunks: ArrayChunk[] = [];
  for await (const chunk of readIdxChunks(bytes, chunkRows === undefined ? {} : { chunkRows }))
    chunks.push(chunk);
  return chunks;
}

/** The beginning of a file of bytes with these lengths. */
const header = (...lengths: number[]) => {
  const bytes = Buffer.alloc(4 + 4 * lengths.length);
  bytes.set([0, 0, 8, lengths.length]);
  for (const [j, length] of lengths.entries()) bytes.writeUInt32BE(length, 4 + 4 * j);
  return bytes;
};

describe('readIdx', () => {
  it.each(Object.entries(ARRAYS.idx))('reads %s', async (_, { file, shape, values }) => {
    const array = await readIdx(bytesOf(file));
    expect(array.shape).toEqual(shape);
    expect([...array.data]).toEqual(values);
  });

  it.each([
    ['u1', Uint8Array],
    ['i1', Int8Array],
    ['i2', Int16Array],
    ['i4', Int32Array],
    ['f4', Float32Array],
    ['f8', Float64Array],
  ])('gives %s as its own kind of array', async (name, Kind) => {
    expect((await readIdx(stored(name))).data).toBeInstanceOf(Kind);
  });

  it('reads gzip, and a stream of single bytes', async () => {
    const expected = await readIdx(stored('i4'));
    expect(await readIdx(new Uint8Array(gzipSync(stored('i4'))))).toEqual(expected);
    expect(await readIdx(inPieces(stored('i4'), 1))).toEqual(expected);
  });

  it('reads what writeIdx wrote, bit for bit', async () => {
    const kinds = [
      fc.uint8Array(),
      fc.int8Array(),
      fc.int16Array(),
      fc.int32Array(),
      fc.float32Array(),
      fc.float64Array(),
    ];
    await fc.assert(
      fc.asyncProperty(fc.oneof(...kinds), async data => {
        const read = await readIdx(writeIdx({ data, shape: [1, data.length, 1] }));
        expect(read.data).toEqual(data);
        expect(read.shape).toEqual([1, data.length, 1]);
      }),
    );
  });

  it.each([
    ['nothing', new Uint8Array(), 'is no IDX file'],
    ['a type that is none', Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 0), 'is no IDX file'],
    ['no dimensions', Uint8Array.of(0, 0, 8, 0, 5), 'is no IDX file'],
    ['half a header', header(2, 2).subarray(0, 9), 'ends within the IDX header'],
    [
      'too few data',
      Buffer.concat([header(2, 2), Buffer.alloc(3)]),
      'ends too early, at byte 15: expected (2, 2) of |u1',
    ],
    [
      'too many data',
      Buffer.concat([header(2, 2), Buffer.alloc(5)]),
      'goes on after its array, which ends at byte 16',
    ],
    ['2^40 values', Buffer.concat([header(2 ** 20, 2 ** 20), Buffer.alloc(5)]), 'ends too early'],
    ['2^8000 values', header(...new Array(255).fill(2 ** 31)), 'in all): no file holds as much'],
  ])('refuses %s', async (_, bytes, message) => {
    expect(await refusal(readIdx(bytes))).toContain(message);
  });

  it('makes no room for what a header claims', async () => {
    const before = process.memoryUsage().arrayBuffers;
    await refusal(readIdx(Buffer.concat([header(4e9), Buffer.alloc(1000)])));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8e6);
  });

  it('refuses a file wherever it ends, and reads or refuses one whichever byte is another', async () => {
    const bytes = stored('i2');
    for (let end = 0; end < bytes.length; end++) await refusal(readIdx(bytes.subarray(0, end)));
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ (1 + ((at * 37) % 255));
      const read = await readOrRefused(readIdx(damaged));
      if (read) expect(byteLength(read)).toBeLessThanOrEqual(bytes.length);
    }
  });

  it('reads or refuses whatever comes after a valid beginning', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async tail => {
        await readOrRefused(readIdx(Uint8Array.from([0, 0, 8, ...tail])));
        await readOrRefused(chunksOf(Uint8Array.from([0, 0, 8, ...tail]), 1e6));
      }),
    );
  });
});

describe('readIdxChunks', () => {
  it('gives a row for each image, so many at a time', async () => {
    const data = Uint8Array.from({ length: 7 * 12 }, (_, i) => i);
    const chunks = await chunksOf(writeIdx({ data, shape: [7, 3, 4] }), 3);
    expect(chunks.map(({ rows, cols }) => [rows, cols])).toEqual([
      [3, 12],
      [3, 12],
      [1, 12],
    ]);
    expect(chunks.flatMap(chunk => [...chunk.data])).toEqual([...data]);
  });

  it('has one column of labels', async () => {
    const [chunk] = await chunksOf(stored('labels'));
    expect([chunk?.rows, chunk?.cols]).toEqual([20, 1]);
  });

  it('refuses rows without columns, of which a header can claim any number', async () => {
    expect(await refusal(chunksOf(header(2 ** 32 - 1, 0)))).toContain('has rows without columns');
  });
});
