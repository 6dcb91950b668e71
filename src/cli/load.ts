/** Where tables come from: of the command line this module alone knows what reads them. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Matrix } from '../data/matrix.js';
import { stackRows } from '../data/stack.js';
import type { Label } from '../labels.js';
import type { Options } from '../options/index.js';
import { type Block, readBlocks } from '../readers/csv/blocks.js';
import { type CsvOptions, readCsv } from '../readers/csv/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { inFile, named } from './failure.js';
import { columnNames, columnOf, type TableOptions } from './table-options.js';

/** Bytes of a file read so far, and how many there are: null for a stream. */
export type OnRead = (bytes: number, total: number | null) => void;

/** How a table is to be read. */
export interface LoadOptions {
  /** Columns of text, to be had as texts instead of features. */
  text?: readonly string[] | undefined;
  /** The model that the rows are for: its columns and its target are taken where the user names none, and its classes. */
  model?: SoftmaxRegression;
  /** Of the rows: in float32 a number too large for it is refused where it stands.  Default: the model's, or float32. */
  precision?: Options['precision'];
  onRead?: OnRead | undefined;
}

/** Rows as a table has them, n. */
export interface Rows {
  /** n × d; n × 0 where texts are asked for. */
  X: Matrix;
  /** n; null where no columns of text are asked for. */
  texts: string[] | null;
}

/** A table of rows with labels, in memory. */
export interface LabelledRows extends Rows {
  /** What messages call it. */
  file: string;
  y: Label[];
  /** d names */
  featureNames: string[];
  targetName: string;
  readMs: number;
}

/** Numbers, or letters of text, of a batch: enough to make a prediction worth its while. */
const BATCH = 1 << 18;

/** The largest number that float32 holds. */
const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * Reads a whole table that has labels.
 * @param path of the file, `-` for stdin
 * @throws Error of one line that names the file and what of it cannot be read
 */
export async function loadLabelled(
  path: string,
  args: TableOptions,
  how: LoadOptions = {},
): Promise<LabelledRows> {
  const started = performance.now();
  const { source, file } = await openTable(path, how.onRead);
  const { model } = how;
  const { X, texts, y, featureNames, targetName } = await inFile(file, () =>
    readCsv(source, {
      ...(model && { target: model.targetName ?? -1, classes: model.classes }),
      ...csvOptions(args, how),
      name: file,
    }),
  );
  return {
    file,
    X,
    texts,
    y: y as Label[],
    featureNames,
    targetName: targetName as string,
    readMs: performance.now() - started,
  };
}

/**
 * Reads the rows of a table a batch at a time, in memory that does not grow with the file; labels are left out.
 * @param path of the file, `-` for stdin
 * @throws as `loadLabelled`, when it gets there
 */
export async function loadBatches(
  path: string,
  args: TableOptions,
  how: LoadOptions = {},
): Promise<{ file: string; batches: AsyncIterable<Rows> }> {
  const { source, file } = await openTable(path, how.onRead);
  return {
    file,
    batches: joined(readBlocks(source, file, { ...csvOptions(args, how), target: null }), file),
  };
}

/** What the user says of a table, then the model; what neither says is the reader's to find. */
function csvOptions(
  { target, features, header, delimiter }: TableOptions,
  { text, model, precision = model?.options.precision }: LoadOptions,
): CsvOptions {
  return {
    ...(model?.featureNames && { features: model.featureNames }),
    ...(target !== undefined && { target: columnOf(target) }),
    ...(features !== undefined && { features: columnNames(features) }),
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
    ...(text && { text }),
    ...(precision !== 'float64' && { largest: FLOAT32_MAX }),
  };
}

/** The bytes at a path, or of stdin for `-`, and what messages call them. */
async function openTable(
  path: string,
  onRead: OnRead | undefined,
): Promise<{ source: AsyncIterable<Uint8Array>; file: string }> {
  const watched = (bytes: AsyncIterable<Uint8Array>, total: number | null) =>
    onRead === undefined ? bytes : counted(bytes, total, onRead);
  if (path === '-') return { source: watched(process.stdin, null), file: 'stdin' };
  // A file that is not there is told of when it is read.
  const info = await stat(path).catch(() => undefined);
  const bytes = createReadStream(path, { highWaterMark: 1 << 18 });
  return { source: watched(bytes, info?.isFile() ? info.size : null), file: path };
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  total: number | null,
  onRead: OnRead,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onRead(bytes, total);
    yield chunk;
  }
}

async function* joined(blocks: AsyncIterable<Block>, file: string): AsyncGenerator<Rows> {
  let parts: Block[] = [];
  let size = 0;
  const all = (): Rows => ({
    X: stackRows(parts.map(({ X }) => X)),
    texts: parts[0]?.texts ? parts.flatMap(({ texts }) => texts ?? []) : null,
  });
  try {
    for await (const block of blocks) {
      parts.push(block);
      size += block.X.data.length + (block.texts ?? []).reduce((letters, line) => letters + line.length, 0);
      if (size < BATCH) continue;
      yield all();
      parts = [];
      size = 0;
    }
    if (parts.length > 0) yield all();
  } catch (error) {
    throw named(file, error);
  }
}
