import { Matrix } from '../../data/matrix.js';
import type { Label } from '../../labels.js';
import { atMost, LARGEST } from '../largest.js';
import { quote, ReadError } from '../read-error.js';
import { chooseRoles, type Roles } from '../roles.js';
import { readBytes, type Source } from '../source.js';
import { type Header, type HeaderOptions, readHeader } from './header.js';
import { isNumber, LabelColumn } from './label-column.js';
import { type RowBatch, readRows } from './rows.js';
import { rowOf, wrongLength } from './text-rows.js';

/** What a file's columns are called, and which are which. */
export type Columns = Header & Roles;

/** Some consecutive rows of a table. */
export interface Block {
  readonly columns: Columns;
  /** One row per row of the file, one column per feature. */
  readonly X: Matrix;
  /** Each row's columns of text, joined by a space; null where none is asked for. */
  readonly texts: string[] | null;
  /** The labels of this and of all earlier blocks; null without a target. */
  readonly labels: LabelColumn | null;
}

export interface BlockOptions extends HeaderOptions {
  readonly delimiter?: string;
  readonly classes?: readonly Label[];
  /** Largest feature, in absolute value, that is not refused. */
  readonly largest?: number;
}

/** Reads a table block by block, in memory that does not grow with the file. Blank lines are skipped. */
export async function* readBlocks(
  source: Source,
  file: string,
  options: BlockOptions,
): AsyncGenerator<Block> {
  let columns: Columns | undefined;
  let labels: LabelColumn | null = null;
  let rows = 0;
  for await (const batch of readRows(readBytes(source, file), file, options.delimiter)) {
    let start = 0;
    if (columns === undefined) {
      while (start < batch.rows && batch.isBlank(start)) start++;
      if (start === batch.rows) continue;
      columns = columnsOf(rowOf(batch, start), options, file, batch.lineOf(start));
      const column = columns.names[columns.target];
      if (column !== undefined) labels = new LabelColumn({ file, column }, options.classes);
      if (columns.header) start++;
    }
    const { X, texts } = readBatch(batch, start, columns, {
      file,
      labels,
      largest: options.largest ?? LARGEST.float64,
    });
    rows += X.rows;
    if (X.rows > 0) yield { columns, X, texts, labels };
  }
  if (columns === undefined) throw new ReadError('the file is empty', { file });
  if (rows === 0) throw new ReadError('no rows after the header', { file });
}

function columnsOf(first: readonly string[], options: HeaderOptions, file: string, line: number): Columns {
  const header = readHeader(first, options, file, line);
  return { ...header, ...chooseRoles(header.names, options, { file, line }, header.header) };
}

function readBatch(
  batch: RowBatch,
  start: number,
  columns: Columns,
  { file, labels, largest }: { file: string; labels: LabelColumn | null; largest: number },
): Pick<Block, 'X' | 'texts'> {
  const { names, features, target } = columns;
  const data = new Float64Array((batch.rows - start) * features.length);
  let at = 0;
  let read = 0;
  const texts: string[] | null = columns.texts && [];
  for (let i = start; i < batch.rows; i++) {
    if (batch.isBlank(i)) continue;
    const width = batch.width(i);
    if (width !== names.length) throw wrongLength(width, columns, { file, line: batch.lineOf(i) });
    for (const j of features) {
      const value = batch.number(i, j);
      // Blank text converts to 0, other text to NaN.
      if (!(Math.abs(value) <= largest) || (value === 0 && batch.isEmpty(i, j)))
        throw notNumber(batch.text(i, j).trim(), i, j);
      data[at++] = value;
    }
    labels?.add(batch.text(i, target), () => ({ line: batch.lineOf(i) }));
    texts?.push((columns.texts as number[]).map(j => batch.text(i, j).trim()).join(' '));
    read++;
  }
  return { X: new Matrix(data.length === at ? data : data.slice(0, at), read, features.length), texts };

  function notNumber(text: string, i: number, j: number): ReadError {
    const found = text === '' ? 'is empty' : `is ${quote(text)}`;
    const tooLarge = Number.isFinite(Number(text)) && text !== '';
    const expected = tooLarge
      ? atMost(largest)
      : text !== '' && isNumber(text)
        ? 'a finite number'
        : 'a number';
    const column = names[j] as string;
    return new ReadError(`${found}: expected ${expected}`, { file, line: batch.lineOf(i), column });
  }
}
