/** Where tables come from: of the command line this folder alone knows what reads them. */
import type { CsrMatrix } from '../../data/csr-matrix.js';
import type { Matrix } from '../../data/matrix.js';
import { stackRows } from '../../data/stack.js';
import type { Label } from '../../labels.js';
import type { Options } from '../../options/index.js';
import { type Format, isTableFormat } from '../../readers/format.js';
import { LARGEST } from '../../readers/largest.js';
import type { SoftmaxRegression } from '../../softmax-regression.js';
import { type EncodedChunk, encodeTable } from '../../tables/encode-table.js';
import { isSavedEncoder } from '../../tables/saved.js';
import type { TableEncoder } from '../../tables/table-encoder.js';
import { inFile, Misuse, named } from '../failure.js';
import { ENCODING_FLAGS, flag, type TableOptions } from '../table-options.js';
import { type ArrayRows, loadArrays } from './arrays.js';
import { type InputFile, type OnRead, openInput } from './source.js';
import {
  encoderOptions,
  type HeldOut,
  hasLearnt,
  type OpenedTable,
  openForModel,
  openToLearn,
} from './tables.js';

export type { Format, OnRead };
export { encoderOptions };

/** How a table is to be read. */
export interface LoadOptions {
  /** Columns of text, to be had as texts instead of features. */
  text?: readonly string[] | undefined;
  /** The model that the rows are for: its columns and its target are taken where the user names none, and its classes. */
  model?: SoftmaxRegression;
  /** Of the rows: in float32 a number too large for it is refused where it stands.  Default: the model's, or float32. */
  precision?: Options['precision'];
  /** What of them is going to be held out. */
  heldOut?: HeldOut;
  onRead?: OnRead | undefined;
}

/** Rows as a table has them, n. */
export interface Rows {
  /** n × d; n × 0 where texts are asked for. */
  X: Matrix | CsrMatrix;
  /** n; null where no columns of text are asked for. */
  texts: string[] | null;
}

/** A table of rows with labels, in memory. */
export interface LabelledRows extends Rows {
  /** What messages call it. */
  file: string;
  format: Format;
  y: Label[];
  /** d names; null where columns have none. */
  featureNames: string[] | null;
  targetName: string;
  /** What makes columns of the table's; null where these are taken as they are. */
  encoder: TableEncoder | null;
  /** Rows left out for missing values. */
  dropped: number;
  readMs: number;
}

/** Numbers, or letters of text, of a batch: enough to make a prediction worth its while. */
const BATCH = 1 << 18;

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
  const input = await inFile(path, () => openInput(path, args, how.onRead));
  const { file } = input;
  const rows = await inFile(file, () =>
    isTableFormat(input.format) ? tableRows(input, args, how) : arrayRows(input, args, how),
  );
  return { file, format: input.format, ...rows, readMs: performance.now() - started };
}

type LoadedRows = Omit<LabelledRows, 'file' | 'format' | 'readMs'>;

async function tableRows(input: InputFile, args: TableOptions, how: LoadOptions): Promise<LoadedRows> {
  if (args.labels !== undefined)
    throw new Misuse('--labels is about arrays: say --target which column of a table');
  const { model, text } = how;
  const opened = model
    ? await openForModel(input, args, { text, model }, true)
    : await openToLearn(input, args, { text }, how.heldOut ?? {});
  const { table, roles, encoder } = opened;
  const { chunks, labels } = encodeTable(table, roles, encoder, {
    ...limits(how),
    ...(model && { classes: model.classes }),
  });
  const parts: EncodedChunk[] = [];
  let dropped = 0;
  for await (const chunk of chunks) {
    dropped += chunk.dropped;
    if (chunk.X.rows > 0) parts.push(chunk);
  }
  return {
    ...joined(parts),
    y: labels?.finish() ?? [],
    featureNames: encoder?.featureNames ?? [],
    targetName: table.names[roles.target] as string,
    encoder: hasLearnt(encoder) ? encoder : null,
    dropped,
  };
}

async function arrayRows(input: InputFile, args: TableOptions, how: LoadOptions): Promise<LoadedRows> {
  const { X, y } = await readArrays(input, args, how);
  if (y === null) throw new Misuse(`${input.file} has no labels: say --labels which file has them`);
  const known = how.model && new Set(how.model.classes);
  const stranger = known && y.find(label => !known.has(label));
  if (stranger !== undefined)
    throw new Error(`a label is ${stranger}: expected one of ${how.model?.classes.slice(0, 12).join(', ')}`);
  return { X, y, texts: null, featureNames: null, targetName: 'label', encoder: null, dropped: 0 };
}

/** @throws Misuse for what is said of columns that have no names */
function readArrays(input: InputFile, args: TableOptions, { model, text }: LoadOptions): Promise<ArrayRows> {
  const names = ['target', 'features', 'text', ...ENCODING_FLAGS, 'delimiter', 'header'] as const;
  const stray = names.find(name => args[name] !== undefined);
  if (stray !== undefined)
    throw new Misuse(`${flag(stray, args[stray])} is about tables: ${input.file} holds arrays`);
  if (text || (model && isSavedEncoder(model.vectorizer)))
    throw new Misuse(`the model takes the columns of a table: ${input.file} holds arrays`);
  return loadArrays(input, {
    ...(args.labels !== undefined && { labels: args.labels }),
    ...(model && { nFeatures: model.nFeatures, preferTest: true }),
  });
}

/**
 * Reads the rows of a table a batch at a time, in memory that does not grow with the file; labels are left out.
 * @param path of the file, `-` for stdin
 * @throws as `loadLabelled`, when it gets there
 */
export async function loadBatches(
  path: string,
  args: TableOptions,
  how: LoadOptions & { model: SoftmaxRegression },
): Promise<{ file: string; batches: AsyncIterable<Rows> }> {
  const input = await inFile(path, () => openInput(path, args, how.onRead));
  const { file } = input;
  if (!isTableFormat(input.format)) {
    const { X } = await inFile(file, () => readArrays(input, args, how));
    return { file, batches: once({ X, texts: null }) };
  }
  const opened = await inFile(file, () => openForModel(input, args, how, false));
  return { file, batches: batchesOf(opened, how, file) };
}

async function* once(rows: Rows): AsyncGenerator<Rows> {
  yield rows;
}

async function* batchesOf(
  { table, roles, encoder }: OpenedTable,
  how: LoadOptions,
  file: string,
): AsyncGenerator<Rows> {
  let parts: EncodedChunk[] = [];
  let size = 0;
  try {
    for await (const chunk of encodeTable(table, roles, encoder, { ...limits(how), keepAll: true }).chunks) {
      parts.push(chunk);
      size += chunk.X.data.length + (chunk.texts ?? []).reduce((letters, line) => letters + line.length, 0);
      if (size < BATCH) continue;
      yield joined(parts);
      parts = [];
      size = 0;
    }
    if (parts.length > 0) yield joined(parts);
  } catch (error) {
    throw named(file, error);
  }
}

function joined(parts: readonly EncodedChunk[]): Rows {
  return {
    X: stackRows(parts.map(({ X }) => X)),
    texts: parts[0]?.texts ? parts.flatMap(({ texts }) => texts ?? []) : null,
  };
}

function limits({ model, precision = model?.options.precision ?? 'float32' }: LoadOptions): {
  largest: number;
} {
  return { largest: LARGEST[precision] };
}
