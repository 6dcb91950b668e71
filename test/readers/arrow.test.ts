import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mulberry32 } from '../../src/data/random.js';
import { openArrow } from '../../src/readers/arrow.js';
import type { Source } from '../../src/readers/source.js';
import { listen } from '../listen.js';
import { chunksOf, damageEverywhere, problemOf, readColumns, readWhole, rustTable } from './tables.js';

const open = (bytes: Source) => openArrow(bytes, 'f.arrow');

/** Record batches of these columns, each cut at the same rows. */
function write(columns: [string, arrow.Vector][], form: 'stream' | 'file' = 'stream', cuts: number[] = []) {
  const rows = columns[0]?.[1].length ?? 0;
  const fields = columns.map(([name, { type }]) => new arrow.Field(name, type, true));
  const schema = new arrow.Schema(fields);
  const batches = [...cuts, rows].map((end, i) => {
    const start = cuts[i - 1] ?? 0;
    const children = columns.map(([, vector]) => (vector.data[0] as arrow.Data).slice(start, end - start));
    const type = new arrow.Struct(fields);
    return new arrow.RecordBatch(
      schema,
      arrow.makeData({ type, length: end - start, nullCount: 0, children }),
    );
  });
  return arrow.tableToIPC(new arrow.Table(schema, batches), form);
}

const vector = (type: arrow.DataType, values: readonly unknown[]) =>
  new arrow.Vector([arrow.vectorFromArray(values as unknown[], type).data[0] as arrow.Data]);

const DAY = 86_400_000;

/** Columns of all types: their vector, their values and their numbers as the reader should give them. */
function allTypes(rows: number) {
  const random = mulberry32(3);
  const each = <T>(make: (i: number) => T) => Array.from({ length: rows }, (_, i) => make(i));
  const some = <T>(values: T[]) => values.map(value => (random() < 0.2 ? null : value));
  const columns: [string, arrow.Vector, unknown[], (value: never) => number][] = [];
  const add = (name: string, type: arrow.DataType, values: unknown[], written = values, number = Number) =>
    columns.push([name, vector(type, written), values, number as (value: never) => number]);
  const ints = (bits: number) => each(() => Math.floor(random() * 2 ** bits) - 2 ** (bits - 1));
  const small = some(ints(8));
  add('int8', new arrow.Int8(), small);
  add('int16', new arrow.Int16(), ints(16));
  const middle = some(ints(32));
  add('int32', new arrow.Int32(), middle);
  add('uint32', new arrow.Uint32(), some(each(() => Math.floor(random() * 2 ** 32))));
  const long = some(ints(52));
  add(
    'int64',
    new arrow.Int64(),
    long,
    long.map(v => (v === null ? null : BigInt(v))),
  );
  const double = each(() => random() - 0.5);
  add('float64', new arrow.Float64(), double);
  add('float64?', new arrow.Float64(), some(double));
  add('float32', new arrow.Float32(), some(double.map(Math.fround)));
  add('bool', new arrow.Bool(), some(each(() => random() < 0.5)));
  const words = some(each(() => ['setosa', 'versicolor', 'é'][Math.floor(random() * 3)]));
  add('text', new arrow.Utf8(), words);
  add('large', new arrow.LargeUtf8(), words);
  add('category', new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()), words);
  const day = some(each(() => Math.floor(random() * 20_000)));
  const date = (ms: number | null) => (ms === null ? null : new Date(ms));
  const ofDay = day.map(d => (d === null ? null : d * DAY));
  const isoDays = ofDay.map(ms => date(ms)?.toISOString().slice(0, 10) ?? null);
  const byDay = (value: string | null) => (value === null ? Number.NaN : Date.parse(value));
  add('day', new arrow.DateDay(), isoDays, ofDay.map(date), byDay as never);
  add('day in ms', new arrow.DateMillisecond(), isoDays, ofDay.map(date), byDay as never);
  const ms = some(each(() => Math.floor(random() * 2e9) * 1000));
  const iso = (zone: string) => ms.map(v => (v === null ? null : date(v)?.toISOString().replace('Z', zone)));
  const byTime = (value: string | null) =>
    value === null ? Number.NaN : Date.parse(`${value.replace('Z', '')}Z`);
  for (const [name, type, zone] of [
    ['s', new arrow.TimestampSecond('UTC'), 'Z'],
    ['ms', new arrow.TimestampMillisecond(), ''],
    ['us', new arrow.TimestampMicrosecond(), ''],
    ['ns', new arrow.TimestampNanosecond('Europe/Vienna'), 'Z'],
  ] as const)
    add(name, type, iso(zone), ms, byTime as never);
  add(
    'nothing',
    new arrow.Null(),
    each(() => null),
  );
  return columns;
}

const TEXTS = ['text', 'large', 'category'];

afterEach(() => {
  vi.doUnmock('apache-arrow');
  vi.resetModules();
});

describe.each(['stream', 'file'] as const)('values of a %s', form => {
  it('come as they were written, batch by batch', async () => {
    const columns = allTypes(500);
    const bytes = write(
      columns.map(([name, vector]) => [name, vector]),
      form,
      [100, 101, 350],
    );
    const table = await open(bytes);
    expect(table.names).toEqual(columns.map(([name]) => name));
    expect(table.types).toEqual(
      table.names.map(name => (TEXTS.includes(name) ? 'text' : name === 'nothing' ? 'unknown' : 'number')),
    );
    const values = await readColumns(table, 'values');
    const numbers = await readColumns(
      table,
      'numbers',
      table.names.filter(name => !TEXTS.includes(name)),
    );
    for (const [name, , expected, number] of columns) {
      expect(values.get(name), name).toEqual(expected);
      if (TEXTS.includes(name)) continue;
      const asNumbers = expected.map(value => (value === null ? Number.NaN : number(value as never)));
      expect(numbers.get(name), name).toEqual(asNumbers);
    }
    expect((await chunksOf(table, [])).map(({ rows }) => rows)).toEqual([100, 1, 249, 150]);
  });

  it('come in chunks, those of large batches in several', async () => {
    const x = arrow.makeVector(Float64Array.from({ length: 100_000 }, (_, i) => i));
    const chunks = await chunksOf(await open(write([['x', x]], form, [90_000])), [
      { index: 0, as: 'numbers' },
    ]);
    expect(chunks.map(({ rows }) => rows)).toEqual([65_536, 90_000 - 65_536, 10_000]);
    expect(chunks.map(chunk => [chunk.columns[0]?.[5], chunk.where(5)])).toEqual(
      [5, 65_541, 90_005].map(row => [row, { row }]),
    );
  });

  it('of wide integers, halves, decimals and views are those of their bytes', async () => {
    const decimal = arrow.makeData({
      type: new arrow.Decimal(2, 10, 128),
      length: 2,
      nullCount: 0,
      data: Uint32Array.of(1234, 0, 0, 0, 0xffff_fffb, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff),
    });
    const half = arrow.makeData({
      type: new arrow.Float16(),
      length: 2,
      nullCount: 0,
      data: Uint16Array.of(0x3e00, 0xfc00),
    });
    const wide = arrow.makeVector(BigInt64Array.of(5n, 2n ** 60n));
    const views = vector(new arrow.Utf8View(), ['short', 'a text of more than twelve bytes']);
    const bytes = write(
      [
        ['decimal', new arrow.Vector([decimal])],
        ['half', new arrow.Vector([half])],
        ['wide', wide],
        ['view', views],
      ],
      form,
    );
    expect(Object.fromEntries(await readColumns(await open(bytes), 'values'))).toEqual({
      decimal: [12.34, -0.05],
      half: [1.5, -Infinity],
      wide: [5, '1152921504606846976'],
      view: ['short', 'a text of more than twelve bytes'],
    });
    const error = await problemOf(readColumns(await open(bytes), 'numbers', ['wide']));
    expect(error.message).toBe(
      'f.arrow: row 1: column "wide" is 1152921504606846976: expected an integer that a number holds exactly, of up to 2^53 − 1',
    );
  });
});

it('reads a stream that arrow-rs wrote', async () => {
  const table = await open(new URL('../fixtures/arrow-rs.arrows', import.meta.url));
  expect(Object.fromEntries(await readColumns(table, 'values'))).toEqual(rustTable());
});

describe('columns that cannot be had', () => {
  it('are text asked for as numbers', async () => {
    const bytes = write([['x', vector(new arrow.Utf8(), [null, 'one'])]]);
    expect((await problemOf(readColumns(await open(bytes), 'numbers'))).message).toBe(
      'f.arrow: row 1: column "x" is "one": expected a number',
    );
  });

  it('are nested, binary or durations, and only where they are asked for', async () => {
    const bytes = write([
      ['x', vector(new arrow.Int32(), [1])],
      ['list', vector(new arrow.List(new arrow.Field('item', new arrow.Int32())), [[1, 2]])],
      ['bin', vector(new arrow.Binary(), [Uint8Array.of(1)])],
      ['took', vector(new arrow.DurationSecond(), [1n])],
      [
        'deep',
        vector(new arrow.Struct([new arrow.Field(`a\n${'b'.repeat(500)}`, new arrow.Int8())]), [null]),
      ],
    ]);
    const table = await open(bytes);
    expect(table.types).toEqual(['number', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect((await readColumns(table, 'values', ['x'])).get('x')).toEqual([1]);
    for (const [name, type] of [
      ['list', 'List<Int32>'],
      ['bin', 'Binary'],
      ['took', 'Duration<SECOND>'],
      ['deep', `Struct<{a ${'b'.repeat(69)}…`],
    ] as const)
      expect((await problemOf(readColumns(table, 'values', [name]))).message).toBe(
        `f.arrow: column "${name}" is of type ${type}: expected numbers, booleans, text or dates`,
      );
  });

  it('have a name twice', async () => {
    const x = vector(new arrow.Int32(), [1]);
    expect(
      (
        await problemOf(
          open(
            write([
              ['x', x],
              ['x', x],
            ]),
          ),
        )
      ).message,
    ).toBe('f.arrow: column "x" occurs twice');
  });

  it('are none for their names', async () => {
    const names = ['__proto__', 'constructor', '', 'new\nline'];
    const table = await open(write(names.map((name, j) => [name, vector(new arrow.Int32(), [j])])));
    expect(table.names).toEqual(names);
    const [chunk] = await chunksOf(
      table,
      names.map((_, index) => ({ index, as: 'values' })),
    );
    expect(chunk?.columns).toEqual(names.map((_, j) => [j]));
  });

  it('are compressed by what apache-arrow has no codec for', async () => {
    const registry = arrow.compressionRegistry;
    const codec = {
      encode: (b: Uint8Array) => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, ...b),
      decode: (b: Uint8Array) => b.slice(6),
    };
    registry.set(arrow.CompressionType.ZSTD, codec);
    const x = arrow.makeVector(Float64Array.from({ length: 100 }, (_, i) => i));
    const table = new arrow.Table({ x });
    const writer = new arrow.RecordBatchStreamWriter({ compressionType: arrow.CompressionType.ZSTD });
    const bytes = writer.writeAll(table).toUint8Array(true);
    expect((await readColumns(await open(bytes), 'numbers')).get('x')).toEqual([...x]);
    registry.set(arrow.CompressionType.ZSTD, {});
    expect((await problemOf(readWhole(() => open(bytes)))).message).toBe(
      'f.arrow: the file is damaged: its batches are compressed by ZSTD, for which apache-arrow has no codec: give it one by compressionRegistry.set, or write the file uncompressed',
    );
  });
});

describe('sources', () => {
  const bytes = write(
    [['x', arrow.makeVector(Float64Array.from({ length: 1000 }, (_, i) => i))]],
    'file',
    [400],
  );
  const expected = Array.from({ length: 1000 }, (_, i) => i);

  it('are paths, Blobs, http URLs and gzip alike, as often as one likes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'arrow-'));
    const site = await listen((_, response) => response.end(bytes));
    try {
      const path = join(folder, 'f.arrow');
      await writeFile(path, bytes);
      const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
      for (const source of [path, blob, `${site.origin}/f.arrow`, new Uint8Array(gzipSync(bytes))]) {
        const table = await open(source);
        for (let time = 0; time < 2; time++)
          expect((await readColumns(table, 'numbers')).get('x')).toEqual(expected);
      }
    } finally {
      await site.close();
      await rm(folder, { recursive: true });
    }
  });

  it('are streams, kept until they are read for the last time', async () => {
    for (const whole of [bytes, write([['x', arrow.makeVector(Float64Array.from(expected))]])]) {
      const table = await open(new Blob([whole as Uint8Array<ArrayBuffer>]).stream());
      for (const last of [false, false, true]) {
        const chunks = [];
        for await (const chunk of table.chunks([{ index: 0, as: 'numbers' }], last))
          chunks.push(...(chunk.columns[0] as Float64Array));
        expect(chunks).toEqual(expected);
      }
    }
  });

  it('are let go where one stops early', async () => {
    let ended = 0;
    async function* source() {
      try {
        for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
      } finally {
        ended++;
      }
    }
    const table = await open(source());
    for await (const _ of table.chunks([{ index: 0, as: 'numbers' }], true)) break;
    expect(ended).toBe(1);
  });

  it('need the package apache-arrow', async () => {
    vi.doMock('apache-arrow', () => {
      throw new Error('Cannot find package');
    });
    const { openArrow: openAnew } = await import('../../src/readers/arrow.js');
    const error = await openAnew(bytes, 'f.arrow').catch(e => e);
    expect(String(error)).toBe(
      'Error: reading Arrow needs the package apache-arrow: npm install apache-arrow',
    );
  });
});

describe('hostile files', () => {
  const columns = allTypes(60).map(([name, vector]) => [name, vector] as [string, arrow.Vector]);

  it.each(['', 'ARROW1', 'ARROW1\0\0', 'no Arrow at all', '\0\0\0\0', '\0\0\0\0\0\0\0\0'])(
    'refuses %j',
    async text => {
      expect((await problemOf(open(new TextEncoder().encode(text)))).message).toMatch(/^f\.arrow: /);
    },
  );

  it('refuses messages that claim gigabytes', async () => {
    const head = new Uint8Array(Int32Array.of(-1, 0x7fff_fff8, 0, 0).buffer);
    expect((await problemOf(open(head))).message).toBe(
      'f.arrow: no Arrow file, or damaged: a message of 2147483640 bytes',
    );
  });

  it('refuses batches of 2^60 rows, and bodies of as many bytes', async () => {
    const bytes = write([['x', arrow.makeVector(Float64Array.of(1, 2, 3))]]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const places = [];
    for (let at = 0; at + 8 <= bytes.length; at += 4)
      if ([3n, 24n].includes(view.getBigInt64(at, true))) places.push(at);
    expect(places.length).toBeGreaterThan(1);
    let refused = 0;
    for (const at of places) {
      const claiming = bytes.slice();
      new DataView(claiming.buffer).setBigInt64(at, 2n ** 60n, true);
      await readWhole(() => open(claiming)).catch(error => {
        expect(String(error)).toMatch(/^ReadError: f\.arrow: .*$/);
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(2);
  });

  it('refuses a file that ends after any of its batches', async () => {
    const bytes = write(columns.slice(0, 3), 'file', [20, 40]);
    for (let length = 0; length < bytes.length - 200; length += 8)
      await problemOf(readWhole(() => open(bytes.slice(0, length))).then(() => undefined));
  });

  it.each(['stream', 'file'] as const)(
    'are read or refused in one line and in time, as a %s',
    async form => {
      const bytes = write(columns, form, [30]);
      const failed = await damageEverywhere(bytes, open, { seed: 5, flips: 300, cuts: 100, mostMs: 5000 });
      expect(failed.flipped).toBeGreaterThan(30);
      // What follows on the last batch of a file is an index that is not needed.
      expect(failed.cut).toBeGreaterThan(50);
    },
    60_000,
  );
});
