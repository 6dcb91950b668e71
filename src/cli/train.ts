import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import { selectRows, trainTestSplit } from '../data/split.js';
import type { Label } from '../labels.js';
import { accuracy, type ConfusionMatrix, confusionMatrix, logLoss } from '../metrics/index.js';
import type { Options } from '../options/index.js';
import { type LabelledTable, readCsv } from '../readers/csv/index.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import type { Progress } from '../solvers/driver.js';
import { checked, inFile } from './failure.js';
import { checkModelPath, openTable, writeModel } from './files.js';
import { precisionOptions, type TableOptions, tableOptions } from './table-options.js';
import { newText, type TextArgs, type TextColumns, toSave } from './text.js';

export interface TrainArgs extends TableOptions, TextArgs {
  /** Path of the table, `-` for stdin. */
  data: string;
  /** Share or number of rows kept for testing. Default: none, all rows train. */
  testSize?: number;
  /** Of the split. Default 0. */
  seed?: number;
  /** Path of the model file: .json, or .bin or .softmax for bytes. */
  out?: string;
  /** The model's. */
  options?: Options;
  signal?: AbortSignal;
  /** The data is read and split, training begins. */
  onData?: (data: DataSummary) => void | Promise<void>;
  onIteration?: (progress: Progress) => void;
}

export interface DataSummary {
  file: string;
  rows: number;
  featureNames: readonly string[];
  /** Where the table holds text: its columns, and the terms, or columns of hashes, that they are made into. */
  text?: { columns: readonly string[]; terms: number; hashed: boolean };
  targetName: string;
  classes: { label: Label; count: number }[];
  trainRows: number;
  testRows: number;
  readMs: number;
}

export interface Scores {
  rows: number;
  accuracy: number;
  logLoss: number;
  confusion: ConfusionMatrix;
}

export interface TrainResult {
  data: DataSummary;
  model: SoftmaxRegression;
  train: Scores;
  /** null without a test part. */
  test: Scores | null;
  trainMs: number;
}

/** Reads a table, fits a model to it, measures the model and saves it. */
export async function train(args: TrainArgs): Promise<TrainResult> {
  const model = checked(() => new SoftmaxRegression(args.options));
  if (args.out !== undefined) await checkModelPath(args.out);

  const text = newText(args);
  const started = performance.now();
  const { source, file } = openTable(args.data);
  const table = await inFile(file, () =>
    readCsv(source, {
      ...tableOptions(args),
      ...(text && { text: text.columns }),
      ...precisionOptions(model.options),
      name: file,
    }),
  );
  const parts = await inFile(file, () => split(table, args, text));
  const data = summarise(table, parts, file, performance.now() - started);
  if (text)
    data.text = {
      columns: text.columns,
      terms: text.vectorizer.nFeatures,
      hashed: text.vectorizer.featureNames === null,
    };
  await args.onData?.(data);

  const fitted = performance.now();
  await inFile(file, () =>
    model.fit(parts.train.X, parts.train.y, {
      quiet: true,
      ...(text ? { vectorizer: toSave(text) } : { featureNames: table.featureNames }),
      targetName: data.targetName,
      ...(args.signal && { signal: args.signal }),
      ...(args.onIteration && { onIteration: args.onIteration }),
    }),
  );
  const trainMs = performance.now() - fitted;

  if (args.out !== undefined) await writeModel(args.out, model);
  return {
    data,
    model,
    train: measure(model, parts.train),
    test: parts.test && measure(model, parts.test),
    trainMs,
  };
}

interface Part {
  X: Matrix | CsrMatrix;
  y: Label[];
}

/** Scores of a fitted model on rows with known labels. */
export function measure(model: SoftmaxRegression, { X, y }: Part): Scores {
  const { classes } = model;
  const predicted = model.predict(X);
  return {
    rows: X.rows,
    accuracy: accuracy(y, predicted),
    logLoss: logLoss(y, model.predictProba(X), { classes }),
    confusion: confusionMatrix(y, predicted, { classes }),
  };
}

/** Rows to train on and to test; what the test rows say, a vectorizer does not learn. */
function split(
  { X, y, texts }: LabelledTable,
  { testSize, seed }: TrainArgs,
  text: TextColumns | null,
): { train: Part; test: Part | null } {
  const labels = y as Label[];
  const all = Uint32Array.from(labels, (_, i) => i);
  const rows =
    testSize === undefined
      ? { train: all, test: all.subarray(0, 0) }
      : checked(() => trainTestSplit(labels, testSize, seed));
  const part = (indices: Uint32Array, learn: boolean): Part => {
    const y = Array.from(indices, i => labels[i] as Label);
    if (!text) return { X: indices.length === labels.length ? X : selectRows(X, indices), y };
    const docs = Array.from(indices, i => (texts as string[])[i] as string);
    return { X: learn ? text.vectorizer.fitTransform(docs) : text.vectorizer.transform(docs), y };
  };
  return { train: part(rows.train, true), test: rows.test.length > 0 ? part(rows.test, false) : null };
}

function summarise(
  table: LabelledTable,
  parts: ReturnType<typeof split>,
  file: string,
  readMs: number,
): DataSummary {
  const counts = new Map<Label, number>();
  for (const label of table.y as Label[]) counts.set(label, (counts.get(label) ?? 0) + 1);
  const classes = Array.from(counts, ([label, count]) => ({ label, count }));
  return {
    file,
    rows: table.X.rows,
    featureNames: table.featureNames,
    targetName: table.targetName as string,
    classes: classes.sort((a, b) => (a.label < b.label ? -1 : 1)),
    trainRows: parts.train.X.rows,
    testRows: parts.test?.X.rows ?? 0,
    readMs,
  };
}
