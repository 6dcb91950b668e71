import { MISSING_VALUES } from '../missing.js';
import { quote, ReadError } from '../read-error.js';
import type { Rereadable } from '../replay.js';
import { readBytes } from '../source.js';
import type { ColumnType, ColumnValues, Table, TableChunk, WantedColumn } from '../table.js';
import { type Header, type HeaderOptions, readHeader } from './header.js';
import { isNumber } from './label-column.js';
import { type RowBatch, readRows } from './rows.js';
import { rowOf, wrongLength } from './text-rows.js';

export interface CsvTableOptions extends HeaderOptions {
  readonly delimiter?: string;
  /** Texts that stand for a missing value, beside nothing at all. */
  readonly missingValues?: readonly string[];
}

/** A CSV file as a table.  What its columns hold is what the first rows hold: some thousand, or as many as 128 kB are. */
export async function openCsv(
  bytes: Rereadable,
  file: string,
  options: CsvTableOptions = {},
): Promise<Table> {
  const { delimiter, missingValues = MISSING_VALUES } = options;
  const missing = missingOf(missingValues);
  const batches = (last = false) => readRows(readBytes(bytes.reopen(last), file), file, delimiter);
  const { header, line, types } = await lookAt(batches(), { file, options, missing });

  return {
    file,
    untyped: true,
    unnamed: !header.header,
    namesAt: { line },
    names: header.names,
    types,
    async *chunks(columns, last) {
      let headerIsDue = header.header;
      const room = new Map<number, Float64Array>();
      const unseen = new Set(types.flatMap((type, j) => (type === 'unknown' ? [j] : [])));
      for await (const batch of batches(last)) {
        const kept: number[] = [];
        for (let i = 0; i < batch.rows; i++) {
          if (batch.isBlank(i)) continue;
          if (headerIsDue) {
            headerIsDue = false;
            continue;
          }
          const width = batch.width(i);
          if (width !== header.names.length)
            throw wrongLength(width, header, { file, line: batch.lineOf(i) });
          kept.push(i);
        }
        if (kept.length === 0) continue;
        yield chunkOf(batch, kept, columns, { file, header, missing, room, unseen });
      }
    },
  };
}

/** What stands for a missing value; a number does however it is written, as in pandas. */
interface Missing {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

function missingOf(texts: readonly string[]): Missing {
  const numbers = texts.filter(text => text.trim() !== '').map(Number);
  return { texts: new Set(texts), numbers: new Set(numbers.filter(Number.isFinite)) };
}

/** What the first batches say of the whole file, as many as it takes to have a row. */
async function lookAt(
  batches: AsyncIterable<RowBatch>,
  { file, options, missing }: { file: string; options: CsvTableOptions; missing: Missing },
): Promise<{ header: Header; line: number; types: ColumnType[] }> {
  let known: { header: Header; line: number } | null = null;
  for await (const batch of batches) {
    let start = firstRow(batch, 0);
    if (start === batch.rows) continue;
    if (known === null) {
      const line = batch.lineOf(start);
      known = { line, header: readHeader(rowOf(batch, start), options, file, line) };
      if (known.header.header) start = firstRow(batch, start + 1);
      if (start === batch.rows) continue;
    }
    return { ...known, types: typesOf(batch, start, known.header, missing) };
  }
  throw new ReadError(known === null ? 'the file is empty' : 'no rows after the header', { file });
}

/** From row `start` on; `batch.rows` for none. */
function firstRow(batch: RowBatch, start: number): number {
  while (start < batch.rows && batch.isBlank(start)) start++;
  return start;
}

interface Context {
  readonly file: string;
  readonly header: Header;
  readonly missing: Missing;
  /** Columns of which the first rows showed no value. */
  readonly unseen: ReadonlySet<number>;
  /** Arrays of columns, which are used again: fresh ones would be most of what there is to collect. */
  readonly room: Map<number, Float64Array>;
}

function chunkOf(
  batch: RowBatch,
  kept: readonly number[],
  columns: readonly WantedColumn[],
  context: Context,
): TableChunk {
  return {
    rows: kept.length,
    columns: columns.map(({ index, as }): ColumnValues => {
      if (as === 'numbers') return numbersOf(batch, kept, index, context);
      const texts = kept.map(i => batch.text(i, index).trim());
      if (as === 'labels') return texts.map(text => (text === '' ? null : text));
      return texts.map(text => (text === '' || context.missing.texts.has(text) ? null : text));
    }),
    where: i => ({ line: batch.lineOf(kept[i] as number) }),
  };
}

function numbersOf(
  batch: RowBatch,
  kept: readonly number[],
  j: number,
  { file, header, missing, room, unseen }: Context,
): Float64Array {
  let all = room.get(j);
  if (all === undefined || all.length < kept.length) {
    all = new Float64Array(2 * kept.length);
    room.set(j, all);
  }
  const numbers = all.subarray(0, kept.length);
  for (let k = 0; k < kept.length; k++) {
    const i = kept[k] as number;
    const value = batch.number(i, j);
    // White space converts to 0, other text to NaN.
    numbers[k] = value !== 0 && Number.isFinite(value) ? value : unusual(value, i);
  }
  const gaps = missing.numbers;
  if (gaps.size > 0)
    for (let k = 0; k < numbers.length; k++) if (gaps.has(numbers[k] as number)) numbers[k] = Number.NaN;
  return numbers;

  function unusual(value: number, i: number): number {
    const text = batch.text(i, j).trim();
    if (text === '' || missing.texts.has(text)) return Number.NaN;
    if (value === 0) return value;
    const truth = BOOLEANS.get(text);
    if (truth !== undefined) return truth;
    const expected = isNumber(text) ? 'a finite number' : 'a number';
    const column = header.names[j] as string;
    const hint = unseen.has(j) ? ', or its name in categorical' : '';
    throw new ReadError(`is ${quote(text)}: expected ${expected}${hint}`, {
      file,
      line: batch.lineOf(i),
      column,
    });
  }
}

/** As pandas writes and reads them: numbers 0 and 1, as booleans of other formats. */
const BOOLEANS = new Map([
  ...['true', 'True', 'TRUE'].map(text => [text, 1] as const),
  ...['false', 'False', 'FALSE'].map(text => [text, 0] as const),
]);

/** Numbers where any is among what is there, or all are booleans: what else stands beside them is wrong, or missing. */
function typesOf(batch: RowBatch, start: number, { names }: Header, missing: Missing): ColumnType[] {
  return names.map((_, j) => {
    let type: ColumnType = 'unknown';
    let booleans = true;
    for (let i = start; i < batch.rows; i++) {
      if (batch.isBlank(i) || batch.width(i) <= j) continue;
      const value = batch.number(i, j);
      if (missing.numbers.has(value)) continue;
      if (!Number.isNaN(value) && (value !== 0 || !batch.isEmpty(i, j))) return 'number';
      const text = batch.text(i, j).trim();
      if (text === '' || missing.texts.has(text)) continue;
      type = 'text';
      booleans &&= BOOLEANS.has(text);
    }
    return type === 'text' && booleans ? 'number' : type;
  });
}
