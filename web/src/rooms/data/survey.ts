import { readCsvRows, type Source } from 'softmax-wasm/csv';
import { type Column, ColumnReader } from './column.js';

/** Columns that this page shows and trains on. */
export const MOST_COLUMNS = 10_000;

/** A table as one sees it before anything is chosen. */
export interface Survey {
  readonly rows: number;
  /** The first line holds names. */
  readonly header: boolean;
  readonly columns: readonly Column[];
  /** All rows have been looked at. */
  readonly complete: boolean;
}

/**
 * Looks at every cell of a table, in memory that does not grow with it.
 * @param options header: whether the first line holds names; null: as it looks
 * @param onFirst told what the first some hundred rows hold
 * @throws ReadError where the file is no table, with line and column; RangeError for one that is too wide
 */
export async function surveyTable(
  open: () => Source,
  options: { name: string; header: boolean | null },
  onFirst?: (survey: Survey) => void,
): Promise<Survey> {
  const { name } = options;
  const header = options.header ?? (await firstLineNames(open(), name));
  let readers: ColumnReader[] | undefined;
  let rows = 0;
  for await (const batch of readCsvRows(open(), { name, header })) {
    const first = readers === undefined;
    if (batch.names.length > MOST_COLUMNS)
      throw new RangeError(
        `${name} has ${batch.names.length} columns: this page takes up to ${MOST_COLUMNS}`,
      );
    readers ??= batch.names.map(column => new ColumnReader(column));
    for (const [i, row] of batch.rows.entries()) {
      const line = () => batch.lineOf(i);
      for (let j = 0; j < readers.length; j++) (readers[j] as ColumnReader).add(row[j] as string, line);
    }
    rows += batch.rows.length;
    if (first) onFirst?.(surveyed(false));
  }
  return surveyed(true);

  function surveyed(complete: boolean): Survey {
    return { rows, header, complete, columns: (readers ?? []).map(reader => reader.column()) };
  }
}

/**
 * Whether the first line holds names, by how it looks beside the second: no number in it, or text where the second has a
 * number and nothing the other way round.
 */
async function firstLineNames(source: Source, name: string): Promise<boolean> {
  let first: readonly string[] | undefined;
  for await (const { rows } of readCsvRows(source, { name, header: false })) {
    for (const row of rows) {
      if (first !== undefined) return looksLikeNames(first, row);
      first = row;
    }
  }
  return !(first as readonly string[]).some(isNumber); // a source without rows has thrown
}

export function looksLikeNames(first: readonly string[], second: readonly string[]): boolean {
  if (!first.some(isNumber)) return true;
  return first.some((field, j) => !isNumber(field) && field.trim() !== '' && isNumber(second[j] as string));
}

function isNumber(field: string): boolean {
  return field.trim() !== '' && !Number.isNaN(Number(field));
}
