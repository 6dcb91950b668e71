import { quote, ReadError } from './read-error.js';
import type { ColumnType, ColumnValues, RowPlace, TableChunk, TableValue } from './table.js';

/** A row as an object: values by column. */
export type TableRecord = Readonly<Record<string, unknown>>;

/** The columns that records have, in the order in which they first come, and what these hold. */
export function columnsOf(records: Iterable<TableRecord>): { names: string[]; types: ColumnType[] } {
  const types = new Map<string, ColumnType>();
  for (const record of records) {
    for (const name of Object.keys(record)) {
      const value = record[name];
      const type = typeof value === 'number' || typeof value === 'boolean' ? 'number' : 'text';
      if (value === null || value === undefined) types.set(name, types.get(name) ?? 'unknown');
      else if (types.get(name) !== 'number') types.set(name, type);
    }
  }
  return { names: [...types.keys()], types: [...types.values()] };
}

/**
 * Some records as columns.
 * @throws ReadError for a value that no table has, and for one that is no number where numbers are asked for
 */
export function chunkOfRecords(
  records: readonly TableRecord[],
  columns: readonly { readonly name: string; readonly as: 'numbers' | 'values' | 'labels' }[],
  file: string,
  where: (i: number) => RowPlace,
): TableChunk {
  const cell = (i: number, name: string): TableValue => {
    const record = records[i] as TableRecord;
    // Names such as "constructor" are columns like any other.
    const value = Object.hasOwn(record, name) ? record[name] : null;
    if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return null;
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as TableValue;
    // Not what it calls its constructor: a file may say that, too.
    const found = Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
    throw wrong(i, name, `is ${found}: expected a number, a text, a boolean or null`);
  };
  const number = (i: number, name: string): number => {
    const value = cell(i, name);
    if (value === null) return Number.NaN;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const found = typeof value === 'string' ? quote(value) : String(value);
    throw wrong(i, name, `is ${found}: expected a ${typeof value === 'number' ? 'finite ' : ''}number`);
  };
  const wrong = (i: number, column: string, problem: string) =>
    new ReadError(problem, { file, ...where(i), column });
  return {
    rows: records.length,
    columns: columns.map(
      ({ name, as }): ColumnValues =>
        as === 'numbers'
          ? Float64Array.from(records, (_, i) => number(i, name))
          : records.map((_, i) => cell(i, name)),
    ),
    where,
  };
}
