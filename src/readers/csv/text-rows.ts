import { ReadError } from '../read-error.js';
import { count } from '../roles.js';
import { readBytes, type Source } from '../source.js';
import { readHeader } from './header.js';
import { type RowBatch, readRows } from './rows.js';

/** Some consecutive rows of a table, as they stand in the file. */
export interface CsvRows {
  /** Every column, d. Without a header x0, x1, … */
  readonly names: readonly string[];
  /** The first line holds names. */
  readonly header: boolean;
  /** d fields a row: no blank lines, and not the header. */
  readonly rows: readonly (readonly string[])[];
  /** The physical line, from 1, on which row i of these begins. */
  lineOf(i: number): number;
}

/** Options of `readCsvRows`. */
export interface CsvRowsOptions {
  /** Whether the first line holds names. Default: as `readCsv`. */
  header?: boolean;
  /** One character. Default: found from the first lines among `,` tab `|` and `;`. */
  delimiter?: string;
  /** What error messages call the source. Default: the name of a File, the last part of a URL, or "data". */
  name?: string;
}

/** Rows of fields, some thousands of characters at a time, of a source that is a table by its form. */
export async function* readTextRows(
  source: Source,
  file: string,
  { header, delimiter }: Pick<CsvRowsOptions, 'header' | 'delimiter'>,
): AsyncGenerator<CsvRows> {
  let known: Pick<CsvRows, 'names' | 'header'> | undefined;
  let rows = 0;
  for await (const batch of readRows(readBytes(source, file), file, delimiter)) {
    const kept: string[][] = [];
    const lines: number[] = [];
    for (let i = 0; i < batch.rows; i++) {
      if (batch.isBlank(i)) continue;
      const row = rowOf(batch, i);
      if (known === undefined) {
        known = readHeader(row, header === undefined ? {} : { header }, file, batch.lineOf(i));
        if (known.header) continue;
      }
      if (row.length !== known.names.length)
        throw wrongLength(row.length, known, { file, line: batch.lineOf(i) });
      kept.push(row);
      lines.push(batch.lineOf(i));
    }
    if (known === undefined || kept.length === 0) continue;
    rows += kept.length;
    yield {
      names: known.names,
      header: known.header,
      rows: kept,
      lineOf: i => lines[i] as number,
    };
  }
  if (known === undefined) throw new ReadError('the file is empty', { file });
  if (rows === 0) throw new ReadError('no rows after the header', { file });
}

/** The fields of a row as they stand. */
export function rowOf(batch: RowBatch, i: number): string[] {
  return Array.from({ length: batch.width(i) }, (_, j) => batch.text(i, j));
}

/** Of a row that has more or fewer fields than the first line. */
export function wrongLength(
  length: number,
  { names, header }: Pick<CsvRows, 'names' | 'header'>,
  where: { file: string; line: number },
): ReadError {
  const like = header ? 'as in the header' : 'as in the first line';
  return new ReadError(`${count(length, 'field')}: expected ${names.length} ${like}`, where);
}
