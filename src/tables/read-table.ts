import type { Matrix } from '../data/matrix.js';
import { stackRows } from '../data/stack.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import { Dataset } from '../index.js';
import type { Label } from '../labels.js';
import { LARGEST } from '../readers/largest.js';
import { checkChunkRows } from '../readers/options.js';
import type { Source } from '../readers/source.js';
import { type EncodedChunk, encodeTable } from './encode-table.js';
import { ENCODER_OPTIONS } from './options.js';
import { prepare, type TableOptions } from './prepare.js';
import type { TableEncoder } from './table-encoder.js';

export type { TableOptions };

/** A table, packed. */
export interface EncodedTable {
  /** n × d; null where `text` is asked for and no `features` are. */
  readonly X: Dataset | null;
  /** n texts; null where none is asked for. */
  readonly texts: string[] | null;
  /** n labels; null without a target. */
  readonly y: Label[] | null;
  /** d names: `age`, `city=Oslo`. */
  readonly featureNames: string[];
  /** Of the target's column; null without a target. */
  readonly targetName: string | null;
  /** To be given to `fit` as `vectorizer`, so that the model keeps it; null without features. */
  readonly encoder: TableEncoder | null;
  /** Rows that were left out for missing values. */
  readonly dropped: number;
}

const OPTIONS = [
  'target',
  'features',
  'text',
  'classes',
  'encoder',
  'name',
  'format',
  'header',
  'delimiter',
  'missingValues',
  ...ENCODER_OPTIONS,
];

/**
 * Reads a table of named columns, CSV, TSV, JSON lines, Arrow or Parquet, straight into packed rows: beside these memory holds
 * a chunk of the file. Where categories or means are to be learnt the file is read twice; a stream is kept meanwhile.
 *
 * @example
 * const { X, y, encoder, targetName } = await readTable('people.csv', { target: 'income', missing: 'mean' });
 * const model = await new SoftmaxRegression().fit(X, y, { vectorizer: encoder });
 *
 * @throws ReadError for a file that is not such a table, naming line or row and column
 * @throws TypeError | RangeError where an option is wrong
 * @throws Error where the package that reads the format is not installed: hyparquet, apache-arrow
 */
export async function readTable(source: Source, options: TableOptions = {}): Promise<EncodedTable> {
  checkNames(options, [...OPTIONS, 'precision'], ' of readTable');
  const { precision = 'float32' } = options;
  if (!Object.hasOwn(LARGEST, precision))
    throw invalidValue('precision', "'float32' or 'float64'", precision);
  const largest = LARGEST[precision];
  const { table, roles, encoder, close } = await prepare(source, options);
  try {
    const { chunks, labels } = encodeTable(table, roles, encoder, { ...options, largest });
    const texts: string[] = [];
    let dropped = 0;
    async function* rows(): AsyncGenerator<Matrix> {
      for await (const chunk of chunks) {
        for (const text of chunk.texts ?? []) texts.push(text);
        dropped += chunk.dropped;
        if (chunk.X.rows > 0) yield chunk.X;
      }
    }
    let X: Dataset | null = null;
    if (encoder === null) for await (const _ of rows());
    else X = await Dataset.fromChunks(rows(), { precision });
    return {
      X,
      texts: roles.texts && texts,
      y: labels?.finish() ?? null,
      featureNames: encoder?.featureNames ?? [],
      targetName: table.names[roles.target] ?? null,
      encoder,
      dropped,
    };
  } finally {
    await close();
  }
}

/** Options of `readTableChunks`. */
export interface TableChunkOptions extends Omit<TableOptions, 'precision'> {
  /** Rows of a chunk at the least, but of the last. Default 4096. */
  chunkRows?: number;
}

/** Some rows of a table: what `fitStream` and `partialFit` take. */
export interface LabelledChunk {
  /** m × d, float64. */
  readonly X: Matrix;
  /** m labels; null without a target. */
  readonly y: Label[] | null;
  /** m texts; null where none is asked for. */
  readonly texts: string[] | null;
  /** d names. */
  readonly featureNames: string[];
  /** Of the target's column; null without a target. */
  readonly targetName: string | null;
}

/**
 * Reads what `readTable` does a chunk of rows at a time, in memory that does not grow with the file: a stream for `fitStream`.
 * Where categories or means are to be learnt without an `encoder`, every call reads the file once more for these alone.
 * Without `classes` the labels of the first chunk of a CSV file decide whether labels are numbers.
 *
 * @example
 * const encoder = await learnEncoder('big.csv', { target: 'class' });
 * await model.fitStream(() => readTableChunks('big.csv', { target: 'class', encoder }), { vectorizer: encoder });
 *
 * @throws as `readTable`, when it gets to the row
 */
export async function* readTableChunks(
  source: Source,
  { chunkRows = 4096, ...options }: TableChunkOptions = {},
): AsyncGenerator<LabelledChunk> {
  checkNames(options, [...OPTIONS, 'chunkRows'], ' of readTableChunks');
  checkChunkRows(chunkRows);
  const { table, roles, encoder, close } = await prepare(source, options);
  try {
    const { chunks, labels } = encodeTable(table, roles, encoder, options);
    const names = {
      featureNames: encoder?.featureNames ?? [],
      targetName: table.names[roles.target] ?? null,
    };
    let parts: EncodedChunk[] = [];
    let rows = 0;
    const joined = (): LabelledChunk => ({
      X: stackRows(parts.map(({ X }) => X)),
      y: labels?.take() ?? null,
      texts: roles.texts && parts.flatMap(({ texts }) => texts ?? []),
      ...names,
    });
    for await (const chunk of chunks) {
      if (chunk.X.rows === 0) continue;
      parts.push(chunk);
      rows += chunk.X.rows;
      if (rows < chunkRows) continue;
      yield joined();
      parts = [];
      rows = 0;
    }
    if (rows > 0) yield joined();
  } finally {
    await close();
  }
}

/**
 * Learns what the features of a table become, without reading more of it than that takes.
 * @throws as `readTable`; TypeError where no features are asked for
 */
export async function learnEncoder(
  source: Source,
  options: Omit<TableOptions, 'encoder' | 'precision' | 'classes'> = {},
): Promise<TableEncoder> {
  checkNames(
    options,
    OPTIONS.filter(name => name !== 'encoder' && name !== 'classes'),
    ' of learnEncoder',
  );
  const { encoder, close } = await prepare(source, options);
  await close();
  if (encoder === null)
    throw invalidType('features', 'names of columns beside those of text', options.features);
  return encoder;
}
