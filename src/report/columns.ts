import { columnMoments } from '../data/column-moments.js';
import { CsrMatrix } from '../data/csr-matrix.js';
import { rowSource } from '../data/matrix-like.js';
import { finish } from '../work.js';
import type { ColumnSummary, DataPart } from './document.js';
import type { ReportInput, Rows } from './input.js';
import { rounded } from './round.js';

/** Columns whose summaries are told. */
const MOST_COLUMNS = 200;

/** Of dense rows the columns' means and standard deviations, which charts of coefficients scale by; null of sparse ones. */
export function deviations({ X }: Rows): Float64Array | null {
  if (X instanceof CsrMatrix) return null;
  const { mean, scale } = finish(columnMoments(rowSource(X), null));
  // Moments give a constant column a scale of 1; nothing moves with it.
  const first = X.row(0);
  const moves = new Uint8Array(X.cols);
  for (let i = 1; i < X.rows; i++) {
    const row = X.row(i);
    for (let j = 0; j < X.cols; j++) if (row[j] !== first[j]) moves[j] = 1;
  }
  return scale.map((value, j) => (moves[j] && Number.isFinite(mean[j]) ? value : 0));
}

export function dataPart(input: ReportInput, scales: Float64Array | null): DataPart {
  const { model, train, test, file, text } = input;
  const { classes, nFeatures, targetName } = model;
  const counts = (rows: Rows | null) => {
    const found = new Map<unknown, number>();
    for (const label of rows?.y ?? []) found.set(label, (found.get(label) ?? 0) + 1);
    return found;
  };
  const [inTrain, inTest] = [counts(train), counts(test)];
  const testRows = test?.X.rows ?? 0;
  return {
    file,
    rows: train.X.rows + testRows,
    trainRows: train.X.rows,
    testRows,
    target: targetName ?? 'the label',
    features: nFeatures,
    classes: classes.map(label => ({
      name: String(label),
      train: inTrain.get(label) ?? 0,
      test: inTest.get(label) ?? 0,
    })),
    columns: scales === null ? [] : summaries(input, scales),
    text:
      text && train.X instanceof CsrMatrix
        ? {
            columns: text.columns,
            terms: nFeatures,
            hashed: text.hashed,
            perRow: rounded(train.X.values.length / train.X.rows, 4),
          }
        : null,
  };
}

function summaries({ train: { X }, featureNames }: ReportInput, scales: Float64Array): ColumnSummary[] {
  if (X instanceof CsrMatrix) return [];
  return Array.from({ length: Math.min(X.cols, MOST_COLUMNS) }, (_, j) => {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    for (let at = j; at < X.data.length; at += X.cols) {
      const value = X.data[at] as number;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value / X.rows;
    }
    return {
      name: featureNames[j] as string,
      min: rounded(min, 6),
      mean: rounded(sum, 6),
      max: rounded(max, 6),
      deviation: rounded(scales[j] as number, 6),
    };
  });
}
