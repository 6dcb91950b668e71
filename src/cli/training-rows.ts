import { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import { selectRows, trainTestSplit } from '../data/split.js';
import type { FitOptions } from '../fit/options.js';
import type { Label } from '../labels.js';
import type { Options } from '../options/index.js';
import { checked, inFile } from './failure.js';
import { type Format, type LabelledRows, loadLabelled, type OnRead } from './load/index.js';
import type { Part } from './scores.js';
import type { TableOptions } from './table-options.js';
import { newText, type TextArgs, type TextColumns, toSave } from './text.js';

/** Which rows a model is to be fitted to. */
export interface TrainingArgs extends TableOptions, TextArgs {
  /** Path of the table, `-` for stdin. */
  data: string;
  /** Share or number of rows kept for testing. Default: none, all rows train. */
  testSize?: number;
  /** Of the split. Default 0. */
  seed?: number;
  onRead?: OnRead;
}

export interface DataSummary {
  file: string;
  format: Format;
  rows: number;
  /** Rows left out for missing values. */
  dropped: number;
  featureNames: readonly string[];
  /** Where the table holds text: its columns, and the terms, or columns of hashes, that they are made into. */
  text?: { columns: readonly string[]; terms: number; hashed: boolean };
  targetName: string;
  classes: { label: Label; count: number }[];
  trainRows: number;
  testRows: number;
  readMs: number;
}

export interface TrainingRows {
  data: DataSummary;
  train: Part;
  /** null without a test part. */
  test: Part | null;
  /** What a model of them keeps of where they come from. */
  kept: Pick<FitOptions, 'featureNames' | 'targetName' | 'vectorizer'>;
}

/** Reads a table with labels and makes rows of it to fit a model to and, where some are kept for that, to test it on. */
export async function loadTrainingRows(
  args: TrainingArgs,
  precision: Options['precision'],
): Promise<TrainingRows> {
  const text = newText(args);
  const table = await loadLabelled(args.data, args, {
    precision,
    text: text?.columns,
    heldOut: { testSize: args.testSize, seed: args.seed },
    onRead: args.onRead,
  });
  const started = performance.now();
  const parts = await inFile(table.file, () => split(table, args, text));
  const { targetName, featureNames, encoder } = table;
  const names = featureNames ? { featureNames } : {};
  return {
    data: summarise(table, parts, text, table.readMs + performance.now() - started),
    ...parts,
    kept: {
      targetName,
      ...(text ? { vectorizer: toSave(text) } : names),
      ...(encoder && { vectorizer: encoder }),
    },
  };
}

/** Rows to train on and to test; what the test rows say, a vectorizer does not learn. */
function split(
  { X, y: labels, texts }: LabelledRows,
  { testSize, seed }: TrainingArgs,
  text: TextColumns | null,
): Pick<TrainingRows, 'train' | 'test'> {
  const all = Uint32Array.from(labels, (_, i) => i);
  const rows =
    testSize === undefined
      ? { train: all, test: all.subarray(0, 0) }
      : checked(() => trainTestSplit(labels, testSize, seed));
  const part = (indices: Uint32Array, learn: boolean): Part => {
    const y = Array.from(indices, i => labels[i] as Label);
    if (!text) return { X: indices.length === labels.length ? X : rowsAt(X, indices), y };
    const docs = Array.from(indices, i => (texts as string[])[i] as string);
    return { X: learn ? text.vectorizer.fitTransform(docs) : text.vectorizer.transform(docs), y };
  };
  return { train: part(rows.train, true), test: rows.test.length > 0 ? part(rows.test, false) : null };
}

function rowsAt(X: Matrix | CsrMatrix, indices: Uint32Array): Matrix | CsrMatrix {
  return X instanceof CsrMatrix ? X.selectRows(indices) : selectRows(X, indices);
}

function summarise(
  { file, format, y, featureNames, targetName, dropped }: LabelledRows,
  { train, test }: Pick<TrainingRows, 'train' | 'test'>,
  text: TextColumns | null,
  readMs: number,
): DataSummary {
  const counts = new Map<Label, number>();
  for (const label of y) counts.set(label, (counts.get(label) ?? 0) + 1);
  const classes = Array.from(counts, ([label, count]) => ({ label, count }));
  return {
    file,
    format,
    rows: y.length,
    dropped,
    featureNames: featureNames ?? Array.from({ length: train.X.cols }, (_, j) => `x${j}`),
    ...(text && {
      text: {
        columns: text.columns,
        terms: text.vectorizer.nFeatures,
        hashed: text.vectorizer.featureNames === null,
      },
    }),
    targetName,
    classes: classes.sort((a, b) => (a.label < b.label ? -1 : 1)),
    trainRows: train.X.rows,
    testRows: test?.X.rows ?? 0,
    readMs,
  };
}
