import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mulberry32 } from '../../src/data/random.js';
import { openParquet } from '../../src/readers/parquet.js';
import { listen } from '../listen.js';
import { chunksOf, damageEverywhere, problemOf, readColumns, readWhole, rustTable } from './tables.js';

type Options = Parameters<typeof parquetWriteBuffer>[0];
type Column = Options['columnData'][number];

const write = (columnData: Column[], options: Omit<Options, 'columnData' | 'writer'> = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
const open = (bytes: Uint8Array) => openParquet(bytes, 'f.parquet');
const column = async (bytes: Uint8Array, as: 'numbers' | 'values', name = 'x') =>
  (await readColumns(await open(bytes), as, [name])).get(name);

/** Rows of all kinds of columns, some missing where they can be. */
function allKinds(rows: number, seed = 1) {
  const random = mulberry32(seed);
  const each = <T>(make: (i: number) => T) => Array.from({ length: rows }, (_, i) => make(i));
  const some = <T>(values: T[]) => values.map(value => (random() < 0.2 ? null : value));
  const double = each(() => random() * 1000 - 500);
  const int = each(() => Math.floor(random() * 2 ** 32) - 2 ** 31);
  const long = each(() => BigInt(Math.floor(random() * 2 ** 53)) - 2n ** 52n);
  const text = each(i => `text ${i} ${'é'.repeat(i % 3)}`);
  const word = each(() => ['setosa', 'versicolor', 'virginica'][Math.floor(random() * 3)]);
  const flag = each(() => random() < 0.5);
  const time = each(() => new Date(Math.floor(random() * 2e12)));
  const columns: Column[] = [
    { name: 'double', data: double, type: 'DOUBLE' },
    { name: 'double?', data: some(double), type: 'DOUBLE' },
    { name: 'split', data: double, type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT' },
    { name: 'float?', data: some(double.map(Math.fround)), type: 'FLOAT' },
    { name: 'half', data: each(i => i % 2048), type: 'FLOAT16' },
    { name: 'int', data: int, type: 'INT32', encoding: 'DELTA_BINARY_PACKED' },
    { name: 'int?', data: some(int), type: 'INT32' },
    { name: 'long', data: long, type: 'INT64', encoding: 'DELTA_BINARY_PACKED' },
    { name: 'long?', data: some(long), type: 'INT64' },
    { name: 'flag', data: flag, type: 'BOOLEAN' },
    { name: 'flag?', data: some(flag), type: 'BOOLEAN', encoding: 'RLE' },
    { name: 'word?', data: some(word), type: 'STRING' },
    { name: 'text', data: text, type: 'STRING', encoding: 'DELTA_BYTE_ARRAY' },
    { name: 'text?', data: some(text), type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
    { name: 'time?', data: some(time), type: 'TIMESTAMP' },
  ];
  return columns;
}

/** A value as the reader gives it as a value. */
function asValue(value: unknown) {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? Number(value) : value;
}

/** A value that is no text as the reader gives it as a number. */
function asNumber(value: unknown) {
  return value === null ? Number.NaN : Number(value);
}

afterEach(() => {
  vi.doUnmock('hyparquet');
  vi.doUnmock('hyparquet-compressors');
  vi.resetModules();
});

describe('values', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY'] as const)(
    'come as they were written, %s, in row groups and pages',
    async codec => {
      const columns = allKinds(2000);
      const table = await open(write(columns, { codec, rowGroupSize: 700, pageSize: 1500 }));
      expect(table.names).toEqual(columns.map(({ name }) => name));
      expect(table.types).toEqual(columns.map(({ type }) => (type === 'STRING' ? 'text' : 'number')));
      const values = await readColumns(table, 'values');
      for (const { name, data } of columns) expect(values.get(name), name).toEqual([...data].map(asValue));
      const numeric = columns.filter(({ type }) => type !== 'STRING');
      const numbers = await readColumns(
        table,
        'numbers',
        numeric.map(({ name }) => name),
      );
      for (const { name, data } of numeric) expect(numbers.get(name), name).toEqual([...data].map(asNumber));
    },
  );

  it('come in chunks of row groups, those of large ones in several', async () => {
    const rows = 150_000;
    const x = Float64Array.from({ length: rows }, (_, i) => i);
    const table = await open(
      write([{ name: 'x', data: x, type: 'DOUBLE' }], { rowGroupSize: [140_000, 10_000] }),
    );
    const chunks = await chunksOf(table, [{ index: 0, as: 'numbers' }]);
    expect(chunks.map(chunk => chunk.rows)).toEqual([65_536, 65_536, 140_000 - 2 * 65_536, 10_000]);
    expect(chunks.map(chunk => chunk.where(1))).toEqual([
      { row: 1 },
      { row: 65_537 },
      { row: 131_073 },
      { row: 140_001 },
    ]);
    expect(chunks.map(chunk => chunk.columns[0]?.[1])).toEqual([1, 65_537, 131_073, 140_001]);
  });

  it('come twice, as numbers and as values, in the order asked for', async () => {
    const table = await open(
      write([
        { name: 'a', data: [1, 2] },
        { name: 'b', data: ['x', 'y'] },
      ]),
    );
    const wanted = [
      { index: 1, as: 'values' },
      { index: 0, as: 'values' },
      { index: 0, as: 'numbers' },
    ] as const;
    for (let time = 0; time < 2; time++) {
      const [chunk] = await chunksOf(table, wanted);
      expect(chunk?.columns).toEqual([['x', 'y'], [1, 2], Float64Array.of(1, 2)]);
    }
    expect((await chunksOf(table, [])).map(({ rows, columns }) => [rows, columns])).toEqual([[2, []]]);
  });

  it('are decimals, dates and moments of any unit, by their annotations', async () => {
    const bytes = write(
      [
        { name: 'price', data: [12.34, -0.05, null] },
        { name: 'day', data: [new Date(0), new Date('2024-02-29'), null] },
        { name: 'micros', data: [1_700_000_000_123_456n, -1n, null] },
        { name: 'nanos', data: [1_700_000_000_123_456_789n, 1_000_000n, null] },
        { name: 'unsigned', data: [4_000_000_000, 1, null] },
      ],
      {
        schema: [
          { name: 'root', num_children: 5 },
          {
            name: 'price',
            type: 'INT32',
            converted_type: 'DECIMAL',
            scale: 2,
            precision: 9,
            repetition_type: 'OPTIONAL',
          },
          { name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' },
          {
            name: 'micros',
            type: 'INT64',
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
            repetition_type: 'OPTIONAL',
          },
          {
            name: 'nanos',
            type: 'INT64',
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
            repetition_type: 'OPTIONAL',
          },
          { name: 'unsigned', type: 'INT32', converted_type: 'UINT_32', repetition_type: 'OPTIONAL' },
        ],
      },
    );
    const values = await readColumns(await open(bytes), 'values');
    expect(Object.fromEntries(values)).toEqual({
      price: [12.34, -0.05, null],
      day: ['1970-01-01', '2024-02-29', null],
      micros: ['2023-11-14T22:13:20.123456', '1969-12-31T23:59:59.999999', null],
      nanos: ['2023-11-14T22:13:20.123456789Z', '1970-01-01T00:00:00.001Z', null],
      unsigned: [4_000_000_000, 1, null],
    });
    const numbers = await readColumns(await open(bytes), 'numbers');
    expect(numbers.get('day')).toEqual([0, 1_709_164_800_000, Number.NaN]);
    expect(numbers.get('micros')).toEqual([1_700_000_000_123.456, -0.001, Number.NaN]);
    expect(numbers.get('nanos')).toEqual([1_700_000_000_123.4568, 1, Number.NaN]);
  });

  it('are missing where they are NaN', async () => {
    const bytes = write([{ name: 'x', data: [1, Number.NaN, Infinity], type: 'DOUBLE' }]);
    expect(await column(bytes, 'values')).toEqual([1, null, Infinity]);
    expect(await column(bytes, 'numbers')).toEqual([1, Number.NaN, Infinity]);
  });

  it('are integers that a number holds, or as values their text', async () => {
    const bytes = write([{ name: 'x', data: [1n, 2n ** 53n + 1n, -(2n ** 60n)], type: 'INT64' }]);
    expect(await column(bytes, 'values')).toEqual([1, '9007199254740993', '-1152921504606846976']);
    const error = await problemOf(column(bytes, 'numbers'));
    expect(error.message).toBe(
      'f.parquet: row 1: column "x" is 9007199254740993: expected an integer that a number holds exactly, of up to 2^53 − 1',
    );
    expect([error.row, error.column, error.line]).toEqual([1, 'x', null]);
  });

  it('are read from a file that pandas wrote', async () => {
    const file = new URL('../fixtures/pandas.parquet', import.meta.url);
    const table = await openParquet(file, 'pandas.parquet');
    expect(Object.fromEntries(await readColumns(table, 'values'))).toEqual({
      A: [1, 2, 3],
      B: ['foo', 'foo', 'foo'],
    });
  });
});

describe('codecs', () => {
  it.each(['lz4_raw', 'zstd'])('%s is unpacked of a file that arrow-rs wrote', async codec => {
    const file = new URL(`../fixtures/arrow-rs.${codec}.parquet`, import.meta.url);
    const values = await readColumns(await openParquet(file, 'f.parquet'), 'values');
    expect(Object.fromEntries(values)).toEqual(rustTable());
  });

  const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
  const brotli = (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes));
  const columns = allKinds(300);
  const zipped = () => write(columns, { codec: 'GZIP', compressors: { GZIP: gzip } });

  it.each([
    ['GZIP', { GZIP: gzip }],
    ['BROTLI', { BROTLI: brotli }],
  ] as const)('%s is unpacked by hyparquet-compressors', async (codec, compressors) => {
    const values = await readColumns(await open(write(columns, { codec, compressors })), 'values');
    for (const { name, data } of columns) expect(values.get(name), name).toEqual([...data].map(asValue));
  });

  it('names the package that is missing', async () => {
    vi.doMock('hyparquet-compressors', () => {
      throw new Error('Cannot find package');
    });
    const { openParquet: openAnew } = await import('../../src/readers/parquet.js');
    const error = await readWhole(() => openAnew(zipped(), 'f.parquet')).catch(e => e);
    expect(String(error)).toBe(
      'Error: reading Parquet that is compressed by GZIP needs the package hyparquet-compressors: npm install hyparquet-compressors',
    );
  });
});

it('names the package hyparquet where it is missing', async () => {
  vi.doMock('hyparquet', () => {
    throw new Error('Cannot find package');
  });
  const { openParquet: openAnew } = await import('../../src/readers/parquet.js');
  const error = await openAnew(new Uint8Array(), 'f.parquet').catch(e => e);
  expect(String(error)).toBe('Error: reading Parquet needs the package hyparquet: npm install hyparquet');
});

describe('columns that cannot be had', () => {
  it('are text asked for as numbers', async () => {
    const bytes = write([{ name: 'x', data: [null, 'a\nb'], type: 'STRING' }]);
    const error = await problemOf(column(bytes, 'numbers'));
    expect(error.message).toBe('f.parquet: row 1: column "x" is "a\\nb": expected a number');
  });

  it('are nested or binary, and only where they are asked for', async () => {
    const bytes = write(
      [
        { name: 'x', data: [1, 2] },
        { name: 'list', data: [[1], [2, 3]] },
        { name: 'bin', data: [Uint8Array.of(1), Uint8Array.of(2)] },
      ],
      {
        schema: [
          { name: 'root', num_children: 3 },
          { name: 'x', type: 'INT32', repetition_type: 'REQUIRED' },
          { name: 'list', converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
          { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
          { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' },
          { name: 'bin', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
        ],
      },
    );
    expect((await open(bytes)).types).toEqual(['number', 'unknown', 'unknown']);
    expect(await column(bytes, 'values')).toEqual([1, 2]);
    const expected = ': expected numbers, booleans, text or dates';
    expect((await problemOf(column(bytes, 'values', 'list'))).message).toBe(
      `f.parquet: column "list" is of type LIST${expected}`,
    );
    expect((await problemOf(column(bytes, 'numbers', 'bin'))).message).toBe(
      `f.parquet: column "bin" is of type BYTE_ARRAY (binary)${expected}`,
    );
  });

  it('have a name twice', async () => {
    const bytes = write([
      { name: 'x', data: [1] },
      { name: 'x', data: [2] },
    ]);
    expect((await problemOf(open(bytes))).message).toBe('f.parquet: column "x" occurs twice');
  });

  it('are none for their names', async () => {
    const names = ['__proto__', 'constructor', 'toString', '', 'a.b', 'new\nline'];
    const table = await open(write(names.map((name, j) => ({ name, data: [j] }))));
    expect(table.names).toEqual(names);
    const [chunk] = await chunksOf(
      table,
      names.map((_, index) => ({ index, as: 'values' })),
    );
    expect(chunk?.columns).toEqual(names.map((_, j) => [j]));
  });
});

describe('sources', () => {
  const columns = allKinds(3000);
  const bytes = write(columns, { rowGroupSize: 1000 });

  /** A Blob that notes which bytes are asked for. */
  class Watched extends Blob {
    readonly asked: [number, number][] = [];
    override slice(start = 0, end = this.size, type?: string) {
      this.asked.push([start, end]);
      return super.slice(start, end, type);
    }
  }

  function placesOf(name: string): [number, number][] {
    return parquetMetadata(bytes).row_groups.map(group => {
      const meta = group.columns.find(each => each.meta_data?.path_in_schema[0] === name)?.meta_data;
      const start = Number(meta?.dictionary_page_offset || meta?.data_page_offset);
      return [start, start + Number(meta?.total_compressed_size)];
    });
  }

  it('have nothing read of columns that are not asked for', async () => {
    const blob = new Watched([bytes as Uint8Array<ArrayBuffer>]);
    const table = await openParquet(blob, 'f.parquet');
    const before = blob.asked.length;
    expect(before).toBe(2);
    await readColumns(table, 'numbers', ['int?']);
    expect(blob.asked.slice(before)).toEqual(placesOf('int?'));
    blob.asked.length = 0;
    // Columns that touch are read at one go.
    await readColumns(table, 'values', ['int?', 'int', 'word?']);
    expect(blob.asked).toHaveLength(2 * placesOf('int').length);
  });

  it('have one row group read at a time', async () => {
    const blob = new Watched([bytes as Uint8Array<ArrayBuffer>]);
    const table = await openParquet(blob, 'f.parquet');
    blob.asked.length = 0;
    for await (const _ of table.chunks([{ index: table.names.indexOf('double'), as: 'numbers' }])) break;
    expect(blob.asked).toEqual(placesOf('double').slice(0, 1));
  });

  it('are paths, file URLs, streams and gzip alike', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
    try {
      const path = join(folder, 'f.parquet');
      await writeFile(path, bytes);
      const stream = () => new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
      const expected = await readColumns(await open(bytes), 'values');
      for (const source of [path, pathToFileURL(path), stream(), new Uint8Array(gzipSync(bytes))]) {
        const table = await openParquet(source, 'f.parquet');
        expect(await readColumns(table, 'values')).toEqual(expected);
        expect(await readColumns(table, 'values')).toEqual(expected);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are http URLs, by ranges where the server has them', async () => {
    const asked: string[] = [];
    let ranges = true;
    const site = await listen((request, response) => {
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      asked.push(`${request.method} ${request.headers.range ?? 'all'}`);
      if (!ranges || range === null) {
        response.writeHead(200).end(bytes);
        return;
      }
      const [from, to] = [Number(range[1]), Number(range[2])];
      response
        .writeHead(206, { 'Content-Range': `bytes ${from}-${to}/${bytes.length}` })
        .end(bytes.subarray(from, to + 1));
    });
    try {
      const url = `${site.origin}/f.parquet`;
      const expected = (await readColumns(await open(bytes), 'numbers', ['int?'])).get('int?');
      const table = await openParquet(url, 'f.parquet');
      expect((await readColumns(table, 'numbers', ['int?'])).get('int?')).toEqual(expected);
      expect(asked).toEqual([
        'GET bytes=0-1',
        `GET bytes=${Math.max(0, bytes.length - 65_536)}-${bytes.length - 1}`,
        ...placesOf('int?').map(([from, to]) => `GET bytes=${from}-${to - 1}`),
      ]);
      ranges = false;
      asked.length = 0;
      const whole = await openParquet(url, 'f.parquet');
      expect((await readColumns(whole, 'numbers', ['int?'])).get('int?')).toEqual(expected);
      expect(asked).toEqual(['GET bytes=0-1']);
      // A server that has lost its ranges on the way is no reason to take the whole file for a part of it.
      expect((await problemOf(readColumns(table, 'numbers', ['int?']))).message).toBe(
        'f.parquet: HTTP 200 for a range: expected 206 Partial Content',
      );
    } finally {
      await site.close();
    }
  });

  it('are http URLs that are not found', async () => {
    const site = await listen((_, response) => response.writeHead(404).end());
    try {
      const error = await problemOf(openParquet(`${site.origin}/f.parquet`, 'f.parquet'));
      expect(error.message).toBe('f.parquet: HTTP 404 Not Found');
    } finally {
      await site.close();
    }
  });
});

describe('hostile files', () => {
  const bytes = write(allKinds(80), { rowGroupSize: 50, statistics: false });

  it.each(['', 'PAR1', 'PAR1PAR1', 'no Parquet at all', 'PAR1\0\0\0\0PAR1'])('refuses %j', async text => {
    expect((await problemOf(open(new TextEncoder().encode(text)))).message).toMatch(/^f\.parquet: /);
  });

  it('refuses encrypted files by name', async () => {
    const file = new TextEncoder().encode('PAR1\0\0\0\0PARE');
    expect((await problemOf(open(file))).message).toBe('f.parquet: is encrypted, which is not supported');
  });

  it('refuses metadata that claim gigabytes', async () => {
    const claiming = bytes.slice();
    new DataView(claiming.buffer).setUint32(bytes.length - 8, 0xffff_fff0, true);
    expect((await problemOf(open(claiming))).message).toMatch(
      /^f\.parquet: the metadata claim 4294967280 bytes/,
    );
  });

  /** A file whose metadata are these bytes of thrift. */
  function withMetadata(...metadata: number[]): Uint8Array {
    const file = new Uint8Array(metadata.length + 12);
    file.set([0x50, 0x41, 0x52, 0x31]);
    file.set(metadata, 4);
    new DataView(file.buffer).setUint32(metadata.length + 4, metadata.length, true);
    file.set([0x50, 0x41, 0x52, 0x31], metadata.length + 8);
    return file;
  }

  it('refuses lists of 2^31 elements, lists in lists of them, and structs without end', async () => {
    // field 2 is a list (0x29), of structs (0xfc) as many as a varint says
    await problemOf(open(withMetadata(0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0)));
    const lists = Array.from({ length: 30 }, () => [0xf9, 0xff, 0xff, 0xff, 0x0f]).flat();
    await problemOf(open(withMetadata(0x29, ...lists, 0)));
    await problemOf(open(withMetadata(...new Array(100_000).fill(0x1c))));
    // a list of 100000 empty structs
    await problemOf(open(withMetadata(0x29, 0xfc, 0xa0, 0x8d, 0x06, ...new Array(100_001).fill(0))));
    // an int64 of 100000 bytes
    await problemOf(open(withMetadata(0x36, ...new Array(100_000).fill(0xff), 0, 0)));
  });

  it('refuses row groups of 2^60 rows', async () => {
    const honest = write([{ name: 'x', data: new Float64Array(300), type: 'DOUBLE' }]);
    const metadata = parquetMetadata(honest);
    expect(metadata.row_groups).toHaveLength(1);
    // Counts of rows are int64 fields that follow on the one before: 16, then the varint. Every 300 becomes 2^60.
    const count = Number(metadata.num_rows);
    const zigzag = [((2 * count) & 127) | 128, (2 * count) >> 7];
    const grown: number[] = [];
    const start = honest.length - 8 - metadata.metadata_length;
    let replaced = 0;
    for (let i = start; i < honest.length - 8; i++) {
      if (honest[i] === zigzag[0] && honest[i + 1] === zigzag[1] && honest[i - 1] === 0x16) {
        grown.push(...[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
        replaced++;
        i++;
      } else grown.push(honest[i] as number);
    }
    expect(replaced).toBeGreaterThan(1);
    const file = new Uint8Array(start + grown.length + 8);
    file.set(honest.subarray(0, start));
    file.set(grown, start);
    file.set(honest.subarray(-8), start + grown.length);
    new DataView(file.buffer).setUint32(start + grown.length, grown.length, true);
    expect((await problemOf(readWhole(() => open(file)))).message).toMatch(
      /^f\.parquet: the metadata are damaged: a row group of 1152921504606846976 rows$/,
    );
  });

  it.each([
    ['packed', bytes],
    ['not packed', write(allKinds(80), { rowGroupSize: 50, codec: 'UNCOMPRESSED' })],
  ])(
    'are read or refused in one line and in time, %s',
    async (_, whole) => {
      const failed = await damageEverywhere(whole, open, { seed: 7, flips: 300, cuts: 100, mostMs: 5000 });
      expect(failed.cut).toBe(100);
      expect(failed.flipped).toBeGreaterThan(30);
    },
    60_000,
  );
});
