/**
 * CSV and TSV files: matrices, chunks of rows, and fields as text.
 *
 * @module softmax-wasm/csv
 */

import type { Matrix } from '../../data/matrix.js';
import { stackRows } from '../../data/stack.js';
import { checkNames, invalidValue } from '../../errors.js';
import type { Label } from '../../labels.js';
import { checkChunkRows, checkTableOptions } from '../options.js';
import { type Source, sourceName } from '../source.js';
import { type Block, readBlocks } from './blocks.js';
import { type CsvRows, type CsvRowsOptions, readTextRows } from './text-rows.js';

export { ReadError, type Where } from '../read-error.js';
export type { CsvRows, CsvRowsOptions, Source };

/** Options of `readCsv`. */
export interface CsvOptions {
  /** The column of the labels: its name, or its index from 0, negative from the end. null: none. Default −1, the last. */
  target?: string | number | null;
  /** The columns of X by name, in the order wanted. Default: every column but the target, in the file's order. */
  features?: readonly string[];
  /**
   * Columns of text by name: `texts` has them, joined by a space, and X the columns of `features` only.  In this case the
   * first line is taken for names where the columns asked for are among its fields, or where no field is a number.
   */
  text?: readonly string[];
  /**
   * Whether the first line holds names. Default: yes where none of its fields is a number, no where all are; a mix
   * is an error. Without names columns are called x0, x1, …, and `features` may count on their order alone.
   */
  header?: boolean;
  /** One character. Default: found from the first lines among `,` tab `|` and `;`. */
  delimiter?: string;
  /** The labels the target may hold, such as a model's classes. They also decide whether labels are numbers. */
  classes?: readonly Label[];
  /** Largest feature, in absolute value, that is not refused: 3.4e38 where float32 is to hold it. Default: any number. */
  largest?: number;
  /** What error messages call the source. Default: its path, the name of a File, the last part of a URL, or "data". */
  name?: string;
}

/** A table in memory: n rows of d features. */
export interface LabelledTable {
  /** n × d; n × 0 where `text` is asked for and no `features` are. */
  X: Matrix;
  /** n texts, each row's columns of `text`; null where none is asked for. */
  texts: string[] | null;
  /** n labels: numbers where all of them are numbers, strings otherwise. null without a target. */
  y: Label[] | null;
  /** d names */
  featureNames: string[];
  /** Of the target's column, where the file has names. */
  targetName: string | null;
}

const KNOWN = ['target', 'features', 'text', 'header', 'delimiter', 'classes', 'largest', 'name'];

/**
 * Reads a CSV or TSV file: comma-, tab-, semicolon- or bar-separated UTF-8, with or without a header, a BOM, quotes,
 * CRLF or gzip. Features must be finite numbers and no label may be missing; blank lines are skipped (`""` is
 * none) and spaces around fields dropped. Reads in a stream: beside the table, memory holds a few hundred kilobytes of text.
 *
 * @example
 * const { X, y } = await readCsv(new URL('https://example.org/iris.csv'), { target: 'species' });
 * const { X, y } = await readCsv(input.files[0]);
 *
 * @throws ReadError where the file is not such a table, naming line and column.
 * @throws TypeError | RangeError where an option is wrong.
 */
export async function readCsv(source: Source, options: CsvOptions = {}): Promise<LabelledTable> {
  checkOptions(options);
  const file = options.name ?? sourceName(source);
  const parts: Matrix[] = [];
  const texts: string[] = [];
  let last: Block | undefined;
  for await (const block of readBlocks(source, file, options)) {
    parts.push(block.X);
    for (const text of block.texts ?? []) texts.push(text);
    last = block;
  }
  const { columns, labels } = last as Block; // a source without rows has thrown
  const nameOf = (j: number) => columns.names[j] as string;
  return {
    X: stackRows(parts),
    texts: columns.texts && texts,
    y: labels === null ? null : labels.finish(),
    featureNames: columns.features.map(nameOf),
    targetName: columns.target < 0 ? null : nameOf(columns.target),
  };
}

export interface CsvChunkOptions extends CsvOptions {
  /** Rows of a chunk at the least, but of the last. Default 4096. */
  chunkRows?: number;
}

/**
 * Reads what `readCsv` does a chunk of rows at a time, in memory that does not grow with the file: a stream for
 * `model.fitStream`, which takes no `texts`: where `text` is asked for, make X of them on the way, as with the `transform` of
 * a TextVectorizer. Without `classes` the labels of the first chunk decide whether labels are numbers.
 *
 * @example
 * await model.fitStream(() => readCsvChunks(new URL('file:///data/big.csv'), { target: 'class' }));
 *
 * @throws as `readCsv`, when it gets to the line
 */
export async function* readCsvChunks(
  source: Source,
  { chunkRows = 4096, ...options }: CsvChunkOptions = {},
): AsyncGenerator<LabelledTable> {
  checkOptions(options);
  checkChunkRows(chunkRows);
  let blocks: Block[] = [];
  let rows = 0;
  for await (const block of readBlocks(source, options.name ?? sourceName(source), options)) {
    blocks.push(block);
    rows += block.X.rows;
    if (rows < chunkRows) continue;
    yield tableOf(blocks);
    blocks = [];
    rows = 0;
  }
  if (rows > 0) yield tableOf(blocks);
}

/**
 * The fields of a table as text, some hundred rows at a time, in memory that does not grow with the file: to look at what
 * columns there are before any is read as numbers. Blank lines are left out.
 *
 * @example
 * for await (const { names, rows } of readCsvRows(file)) for (const row of rows) console.log(names[0], row[0]);
 *
 * @throws ReadError for a source that is no table by its form: not UTF-8, a row of other length, a name twice, a quote that is
 *   never closed; with the line, when it gets there
 * @throws TypeError | RangeError where an option is wrong.
 */
export async function* readCsvRows(source: Source, options: CsvRowsOptions = {}): AsyncGenerator<CsvRows> {
  checkOptions(options, ['header', 'delimiter', 'name']);
  yield* readTextRows(source, options.name ?? sourceName(source), options);
}

function tableOf(blocks: readonly Block[]): LabelledTable {
  const { columns, labels } = blocks[0] as Block;
  const nameOf = (j: number) => columns.names[j] as string;
  return {
    X: stackRows(blocks.map(({ X }) => X)),
    texts: columns.texts && blocks.flatMap(({ texts }) => texts ?? []),
    y: labels === null ? null : labels.take(),
    featureNames: columns.features.map(nameOf),
    targetName: columns.target < 0 ? null : nameOf(columns.target),
  };
}

function checkOptions(options: CsvOptions, known: readonly string[] = KNOWN): void {
  checkNames(options, known, '');
  checkTableOptions(options);
  const { largest } = options;
  if (largest !== undefined && !(typeof largest === 'number' && largest > 0))
    throw invalidValue('largest', 'a positive number', largest);
}
