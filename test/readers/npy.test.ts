import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArrayChunk } from '../../src/data/nd-array.js';
import { Dataset, SoftmaxRegression } from '../../src/index.js';
import { readNpy, readNpyChunks } from '../../src/tables/index.js';
import { writeNpy } from '../../src/writers/npy.js';
import {
  ARRAYS,
  byteLength,
  bytesOf,
  dictOf,
  inPieces,
  npyOf,
  readOrRefused,
  refusal,
  valuesOf,
} from './arrays.js';

const stored = (name: string) => bytesOf(ARRAYS.npy[name]?.file as string);

async function chunksOf(bytes: Uint8Array, chunkRows?: number): Promise<ArrayChunk[]> {
  const chunks: ArrayChunk[] = [];
  for await (const chunk of readNpyChunks(bytes, chunkRows === undefined ? {} : { chunkRows }))
    chunks.push(chunk);
  return chunks;
}

describe('readNpy', () => {
  it.each(Object.entries(ARRAYS.npy))('reads what NumPy wrote: %s', async (_, expected) => {
    const { kind, data, shape, dtype } = await readNpy(bytesOf(expected.file));
    expect({ shape, dtype }).toEqual({ shape: expected.shape, dtype: expected.dtype });
    expect([...data]).toEqual(valuesOf(expected));
    expect(kind).toBe(typeof data[0] === 'string' ? 'texts' : 'numbers');
  });

  it.each([
    ['<i1', Int8Array],
    ['bool', Uint8Array],
    ['>u2', Uint16Array],
    ['>i4', Int32Array],
    ['<i8', Float64Array],
    ['<f2', Float32Array],
    ['>f4', Float32Array],
    ['<f8', Float64Array],
  ])('gives %s as its own kind of array', async (name, Kind) => {
    expect((await readNpy(stored(name))).data).toBeInstanceOf(Kind);
  });

  it.each(Object.entries(ARRAYS.refused))('refuses %s by its name', async (_, { file, message }) => {
    expect(await refusal(readNpy(bytesOf(file), { name: 'X.npy' }))).toContain(`X.npy: ${message}`);
  });

  it('reads from a path, gzipped or not, from a Blob and from a stream of single bytes', async () => {
    const bytes = stored('>i4');
    const folder = mkdtempSync(join(tmpdir(), 'softmax-npy-'));
    try {
      const [plain, zipped] = [join(folder, 'X.npy'), join(folder, 'X.npy.gz')];
      writeFileSync(plain, bytes);
      writeFileSync(zipped, gzipSync(bytes));
      const expected = await readNpy(bytes);
      for (const source of [plain, zipped, new Blob([bytes]), inPieces(bytes, 1)])
        expect(await readNpy(source)).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(['f4', 'i4', 'u1'])('gives %s that a model fits to as it is, labels too', async type => {
    const Kind = { f4: Float32Array, i4: Int32Array, u1: Uint8Array }[type] as typeof Int32Array;
    const X = await readNpy(writeNpy({ data: Kind.of(1, 2, 3, 1, 9, 8, 7, 9), shape: [4, 2] }));
    const y = await readNpy(writeNpy(['a', 'a', 'b', 'b']));
    const model = await new SoftmaxRegression().fit(X as never, y.data);
    expect(model.predict([[8, 8]])).toEqual(['b']);
    const Y = await readNpy(writeNpy(Kind.of(0, 0, 1, 1)));
    expect((await new SoftmaxRegression().fit(X as never, Y.data)).classes).toEqual([0, 1]);
  });

  it('reads data of more than the first room that it makes', async () => {
    const data = Float64Array.from({ length: 400_000 }, (_, i) => i);
    const read = await readNpy(inPieces(writeNpy(data), 100_003));
    expect((read.data as Float64Array).every((value, i) => value === i)).toBe(true);
    expect(read.shape).toEqual([400_000]);
  });

  it('reads what writeNpy wrote, bit for bit', async () => {
    const numbers = fc.oneof(
      fc.uint8Array(),
      fc.int16Array(),
      fc.uint32Array(),
      fc.float32Array(),
      fc.float64Array(),
    );
    const texts = fc.array(fc.string({ unit: 'grapheme' }).filter(text => !text.endsWith('\0')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(numbers, texts), fc.integer({ min: 1, max: 70 }), async (data, size) => {
        const read = await readNpy(inPieces(writeNpy(data as never), size));
        if (data.length > 0) expect(read.data).toEqual(data);
        expect(read.shape).toEqual([data.length]);
      }),
    );
  });
});

describe('a NPY file that is none', () => {
  const f8 = "'<f8'";
  it.each([
    ['nothing', new Uint8Array(), 'is no NPY file'],
    ['another magic', Uint8Array.from(Buffer.from('PK\x03\x04 something else')), 'is no NPY file'],
    [
      'a version to come',
      Uint8Array.from([...Buffer.from('\x93NUMPY', 'latin1'), 9, 0, 1, 0]),
      'version 9.0',
    ],
    [
      'a header of 4 GiB',
      Uint8Array.from([...Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\xff', 'latin1')]),
      '4294967295 bytes: expected at most 65536',
    ],
    ['half a header', npyOf(dictOf(f8, '(1,)')).subarray(0, 40), 'ends within the NPY header'],
    [
      'too few data',
      npyOf(dictOf(f8, '(2,)'), new Uint8Array(15)),
      'ends too early, at byte 83: expected (2,) of <f8',
    ],
    ['too many data', npyOf(dictOf(f8, '(2,)'), new Uint8Array(17)), 'goes on after its array'],
    ['2^40 values', npyOf(dictOf(f8, `(${2 ** 40},)`), new Uint8Array(8)), 'ends too early'],
    ['2^80 values', npyOf(dictOf(f8, `(${2 ** 40}, ${2 ** 40})`)), 'no file holds as much'],
    ['2^52 values of 8 bytes', npyOf(dictOf(f8, `(${2 ** 52},)`)), 'no file holds as much'],
    ['a number beyond 2^53', npyOf(dictOf(f8, '(99999999999999999999,)')), 'expected a number below 2^53'],
    [
      'many dimensions',
      npyOf(dictOf(f8, `(${'1, '.repeat(20_000)})`)),
      '20000 dimensions: expected at most 64',
    ],
    ['a negative length', npyOf(dictOf(f8, '(-1,)')), 'expected a value at character 51, not "-1,), }'],
    ['texts of no characters', npyOf(dictOf("'<U0'", `(${2 ** 40},)`)), 'texts of 0 characters'],
    [
      'a boolean of 2',
      npyOf(dictOf("'|b1'", '(2,)'), Uint8Array.of(1, 2)),
      'the boolean at [1] is a byte of 2',
    ],
    [
      'a code beyond Unicode',
      npyOf(dictOf("'<U1'", '(1,)'), Uint8Array.of(0, 0, 0x11, 0)),
      'the text at [0] has 1114112',
    ],
    [
      'half of a character',
      npyOf(dictOf("'<U1'", '(1,)'), Uint8Array.of(0, 0xd8, 0, 0)),
      'the text at [0] has 55296',
    ],
    [
      'bytes that are no UTF-8',
      npyOf(dictOf("'|S1'", '(2,)'), Uint8Array.of(97, 0xff)),
      'the text at [1] is not UTF-8',
    ],
    ['no byte order', npyOf(dictOf("'|f8'", '(1,)')), 'without a byte order'],
    ['a type to come', npyOf(dictOf("'<f1'", '(1,)')), 'no type that is read'],
    ['a type like a method', npyOf(dictOf("'<constructor'", '(1,)')), 'no type that is read'],
    ['deep nesting', npyOf(dictOf(`${'['.repeat(30_000)}`, '(1,)')), 'expected at most 16 levels'],
    ['no dict', npyOf("'<f8'\n"), 'is no dict'],
    [
      'a key too many',
      npyOf("{'descr': '<f8', 'fortran_order': False, 'shape': (), 'x': 1}"),
      'has the keys',
    ],
    ['a key too few', npyOf("{'descr': '<f8', 'shape': ()}"), 'has the keys "descr,shape"'],
    ['a key twice', npyOf("{'descr': '<f8', 'descr': '<f8', 'shape': ()}"), 'no second'],
    [
      'prototype keys',
      npyOf("{'__proto__': {'descr': '<f8'}, 'constructor': 1, 'shape': ()}"),
      'has the keys',
    ],
    ['a string without end', npyOf("{'descr': '<f8"), 'a string without escapes'],
    ['an escape', npyOf(dictOf("'\\x3cf8'", '(1,)')), 'a string without escapes'],
    ['code', npyOf(dictOf("__import__('os').system('true')", '(1,)')), 'expected a value'],
    ['something behind the dict', npyOf(`${dictOf(f8, '()')} + 1`), 'expected the end'],
    ['text as its order', npyOf(dictOf(f8, '()', "'False'")), 'neither True nor False'],
    ['a nested shape', npyOf(dictOf(f8, '((1,),)')), 'no tuple of whole numbers'],
    ['None as its type', npyOf(dictOf('None', '()')), 'a descr that is no text'],
  ])('is refused: %s', async (_, bytes, message) => {
    expect(await refusal(readNpy(bytes))).toContain(message);
  });

  it('takes numbers with an L, as Python 2 wrote them', async () => {
    const { shape } = await readNpy(npyOf(dictOf("'|u1'", '(2L, 3L)'), new Uint8Array(6)));
    expect(shape).toEqual([2, 3]);
  });

  it('makes no room for what a header claims', async () => {
    const before = process.memoryUsage().arrayBuffers;
    await refusal(readNpy(npyOf(dictOf("'<f8'", '(1000000000,)'), new Uint8Array(1000))));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8e6);
  });

  it('is refused wherever it ends', async () => {
    for (const name of ['<f4', '<U', 'Fortran order', 'version 3']) {
      const bytes = stored(name);
      for (let end = 0; end < bytes.length; end++) await refusal(readNpy(bytes.subarray(0, end)));
    }
  });

  it('is read or refused whichever byte is another', async () => {
    for (const name of ['<f4', '<U', '<i8', 'Fortran order']) {
      const bytes = stored(name);
      for (let at = 0; at < bytes.length; at++) {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] as number) ^ (1 + ((at * 37) % 255));
        const read = await readOrRefused(readNpy(damaged));
        if (read) expect(byteLength(read)).toBeLessThanOrEqual(bytes.length);
      }
    }
  });

  it('is read or refused whatever comes after a valid beginning', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ maxLength: 80 }),
        async (tail, text) => {
          const magic = Buffer.from('\x93NUMPY\x01\0', 'latin1');
          await readOrRefused(readNpy(Uint8Array.from([...magic, ...tail])));
          await refusal(readNpy(npyOf(`{'descr': ${text}`, tail)));
        },
      ),
    );
  });
});

describe('readNpyChunks', () => {
  it('gives the rows of readNpy, so many at a time', async () => {
    const data = Float32Array.from({ length: 35 }, (_, i) => i / 3);
    const chunks = await chunksOf(writeNpy({ data, shape: [7, 5] }), 3);
    expect(chunks.map(({ rows, cols }) => [rows, cols])).toEqual([
      [3, 5],
      [3, 5],
      [1, 5],
    ]);
    expect(chunks.flatMap(chunk => [...chunk.data])).toEqual([...data]);
  });

  it('has one column of one dimension, and a row of all others of three', async () => {
    const [vector] = await chunksOf(stored('one dimension'));
    expect([vector?.rows, vector?.cols]).toEqual([24, 1]);
    const [cube] = await chunksOf(stored('three dimensions'));
    expect([cube?.rows, cube?.cols]).toEqual([2, 12]);
  });

  it('gives no chunk of no rows', async () => {
    expect(await chunksOf(stored('no rows'))).toEqual([]);
  });

  it.each([
    [
      'Fortran order',
      'is in Fortran order, whose rows are whole at its end: save numpy.ascontiguousarray(X), or use readNpy',
    ],
    ['<U', 'holds text: expected numbers; readNpy reads it'],
    ['no dimensions', 'is a single number: expected rows'],
    ['no columns', 'has rows without columns'],
  ])('refuses %s', async (name, message) => {
    expect(await refusal(chunksOf(stored(name)))).toBe(`data: ${message}`);
  });

  it('names an integer that is too large by its place in the file', async () => {
    const { file } = ARRAYS.refused['2^53'] as { file: string };
    expect(await refusal(chunksOf(bytesOf(file), 1))).toContain('the value at [1, 1] is 9007199254740992');
  });

  it('packs a Dataset, and says which chunk cannot be', async () => {
    const data = Float64Array.from({ length: 3000 }, (_, i) => (i * 7919) % 1000);
    const X = await Dataset.fromChunks(
      readNpyChunks(writeNpy({ data, shape: [1000, 3] }), { chunkRows: 100 }),
    );
    expect([X.rows, X.cols]).toEqual([1000, 3]);
    const rows = new Float64Array(3000);
    X.copy(0, 1000, rows);
    expect(rows).toEqual(data);
    await expect(
      Dataset.fromChunks(readNpyChunks(writeNpy({ data: [1, Number.NaN], shape: [2, 1] }), { chunkRows: 1 })),
    ).rejects.toThrow('chunk 1 of the stream: X[0][0] is NaN');
  });

  it('closes its source where one has seen enough', async () => {
    let closed = false;
    async function* source() {
      try {
        yield* inPieces(writeNpy({ data: new Float64Array(1000), shape: [100, 10] }), 64);
      } finally {
        closed = true;
      }
    }
    for await (const { rows } of readNpyChunks(source(), { chunkRows: 1 })) {
      expect(rows).toBe(1);
      break;
    }
    expect(closed).toBe(true);
  });

  it.each([
    [{ chunkRows: 0 }, RangeError],
    [{ chunkRows: 1.5 }, RangeError],
    [{ chunkRows: '9' }, TypeError],
    [{ rows: 9 }, TypeError],
  ])('refuses the options %j', async (options, kind) => {
    await expect(readNpyChunks(stored('<f4'), options as never).next()).rejects.toThrow(kind);
  });
});
