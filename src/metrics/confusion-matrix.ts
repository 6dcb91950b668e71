import type { Matrix } from '../data/matrix.js';
import { checkNames, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { type ConfusionMatrix, confusionCounts } from './confusion-counts.js';

export type { ConfusionMatrix };

/** Options of `confusionMatrix`. */
export interface ConfusionOptions {
  /** Default all labels that occur, sorted.  Rows with a label outside given classes are left out. */
  classes?: readonly Label[];
  /** n numbers of at least 0; default 1 each. */
  sampleWeight?: ArrayLike<number>;
  /**
   * 'true': shares of each class's rows; 'pred': of the rows predicted as each; 'all': of all.  Shares of nothing are 0.
   * Default: weights.
   */
  normalize?: 'true' | 'pred' | 'all';
}

/**
 * Counts true against predicted labels, n each.
 *
 * @throws TypeError for labels of more than one type; RangeError for lengths that differ or a class named twice
 */
export function confusionMatrix(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ConfusionOptions = {},
): ConfusionMatrix {
  checkNames(options, ['classes', 'sampleWeight', 'normalize'], ' of confusionMatrix');
  const { normalize } = options;
  if (normalize !== undefined && !['true', 'pred', 'all'].includes(normalize))
    throw invalidValue('normalize', "'true', 'pred' or 'all'", normalize);
  const { classes, counts } = confusionCounts(yTrue, yPred, options);
  if (normalize) divide(counts, normalize);
  return { classes, counts };
}

/** Σ of each row, of each column. */
export function marginals({ counts }: ConfusionMatrix): { rows: Float64Array; cols: Float64Array } {
  const rows = new Float64Array(counts.rows);
  const cols = new Float64Array(counts.cols);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let j = 0; j < cols.length; j++, at++) {
      (rows[i] as number) += counts.data[at] as number;
      (cols[j] as number) += counts.data[at] as number;
    }
  }
  return { rows, cols };
}

function divide(counts: Matrix, by: 'true' | 'pred' | 'all'): void {
  const { rows, cols } = marginals({ classes: [], counts });
  const all = rows.reduce((sum, row) => sum + row, 0);
  for (let at = 0; at < counts.data.length; at++) {
    const total = { true: rows[Math.floor(at / counts.cols)], pred: cols[at % counts.cols], all }[by];
    (counts.data[at] as number) /= total || 1;
  }
}
