import { expect } from 'vitest';
import { mulberry32 } from '../../src/data/random.js';
import { ReadError } from '../../src/readers/read-error.js';
import type { Table, TableChunk, TableValue, WantedColumn } from '../../src/readers/table.js';

/** The columns of a table by their names, its chunks put together. */
export async function readColumns(
  table: Table,
  as: WantedColumn['as'],
  names: readonly string[] = table.names,
): Promise<Map<string, (TableValue | undefined)[]>> {
  const wanted = names.map(name => ({ index: table.names.indexOf(name), as }));
  const columns = new Map<string, TableValue[]>(names.map(name => [name, []]));
  let rows = 0;
  for await (const chunk of table.chunks(wanted)) {
    expect(chunk.rows).toBeGreaterThan(0);
    expect(chunk.where(0)).toEqual({ row: rows });
    rows += chunk.rows;
    chunk.columns.forEach((values, j) => {
      expect(values).toHaveLength(chunk.rows);
      if (as === 'numbers') expect(values).toBeInstanceOf(Float64Array);
      for (const value of values) columns.get(names[j] as string)?.push(value);
    });
  }
  return columns;
}

export async function chunksOf(table: Table, wanted: readonly WantedColumn[]): Promise<TableChunk[]> {
  const chunks: TableChunk[] = [];
  for await (const chunk of table.chunks(wanted)) chunks.push(chunk);
  return chunks;
}

/** The ReadError of one line that reading fails with. */
export async function problemOf(reading: Promise<unknown>): Promise<ReadError> {
  const error = await reading.then(
    () => expect.unreachable('the file was read'),
    (e: unknown) => e,
  );
  if (!(error instanceof ReadError)) throw error;
  expect(error.message).not.toMatch(/[\r\n]/);
  return error;
}

/** Opens a file and reads all of it as values. */
export async function readWhole(open: () => Promise<Table>): Promise<void> {
  const table = await open();
  for await (const _ of table.chunks(table.names.map((_, index) => ({ index, as: 'values' }))));
}

/**
 * Reads a file with a bit or a byte of it changed, and cut short: each is read, or fails with a ReadError of one line, within
 * `mostMs` milliseconds.
 * @returns how many of them failed
 */
export async function damageEverywhere(
  bytes: Uint8Array,
  open: (bytes: Uint8Array) => Promise<Table>,
  { seed, flips, cuts, mostMs }: { seed: number; flips: number; cuts: number; mostMs: number },
): Promise<{ flipped: number; cut: number }> {
  const random = mulberry32(seed);
  const place = () => Math.floor(random() * bytes.length);
  const failed = { flipped: 0, cut: 0 };
  const attempt = async (damaged: Uint8Array, kind: keyof typeof failed, what: string) => {
    const before = performance.now();
    try {
      await readWhole(() => open(damaged));
    } catch (error) {
      if (!(error instanceof ReadError)) throw new Error(`${what}: ${error}`, { cause: error });
      expect(error.message, what).not.toMatch(/[\r\n]/);
      expect(error.message.length, what).toBeLessThan(400);
      failed[kind]++;
    }
    expect(performance.now() - before, what).toBeLessThan(mostMs);
  };
  for (let i = 0; i < flips; i++) {
    const damaged = bytes.slice();
    const at = place();
    damaged[at] =
      i % 2 ? (damaged[at] as number) ^ (1 << Math.floor(random() * 8)) : Math.floor(random() * 256);
    await attempt(damaged, 'flipped', `byte ${at} is ${damaged[at]}`);
  }
  for (let i = 0; i < cuts; i++) {
    const length = place();
    await attempt(bytes.slice(0, length), 'cut', `cut after ${length} bytes`);
  }
  return failed;
}

/** What test/fixtures/arrow-rs.* hold, as values. */
export function rustTable() {
  const rows = Array.from({ length: 400 }, (_, i) => i);
  return {
    third: rows.map(i => (i % 7 ? i / 3 : null)),
    whole: rows.map(i => i * 1000),
    word: rows.map(i => ['a', 'bé', 'ccc', null][i % 4]),
    even: rows.map(i => i % 2 === 0),
    none: rows.map(() => null),
    day: rows.map(i => new Date(i * 86_400_000).toISOString().slice(0, 10)),
  };
}
