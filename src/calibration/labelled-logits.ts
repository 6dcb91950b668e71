import { checkFinite } from '../data/check-finite.js';
import { Matrix } from '../data/matrix.js';
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import { checkNames, invalidValue } from '../errors.js';
import { encodeLabels, type Label, rowWeights } from '../labels.js';
import { sum } from '../sum.js';

/** What a calibration is told beside logits and labels. */
export interface CalibrationOptions {
  /** Class of each column, a model's `classes`; default the distinct labels of y, sorted.  Needed where y lacks one. */
  classes?: readonly Label[];
  /** n numbers of at least 0; default 1 each. */
  sampleWeight?: ArrayLike<number>;
}

/** Logits and what they should have said. */
export interface LabelledLogits {
  readonly classes: readonly Label[];
  /** n × K. */
  readonly logits: Matrix;
  /** Class index per row. */
  readonly indices: Uint16Array;
  /** n, of sum 1. */
  readonly weights: Float64Array;
  /** What they added up to: the number of rows, where none were given. */
  readonly total: number;
}

/**
 * @param X logits, n × K
 * @throws TypeError, RangeError for logits, labels or weights that do not fit each other
 */
export function labelledLogits(
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: CalibrationOptions,
): LabelledLogits {
  checkNames(options, ['classes', 'sampleWeight'], ' of fit');
  const logits = readLogits(X);
  const encoded = encodeLabels(y, logits.rows, options.classes);
  const classes = options.classes ? [...options.classes] : encoded.classes;
  checkColumns(logits, classes.length);
  const column = encoded.classes.map(label => classes.indexOf(label));
  const indices = encoded.indices.map(k => column[k] as number);
  const weights = rowWeights(encoded, options.sampleWeight) ?? new Float64Array(logits.rows).fill(1);
  const total = sum(weights);
  return { classes, logits, indices, weights: weights.map(weight => weight / total), total };
}

/** A copy, all of it finite. */
export function readLogits(X: MatrixLike): Matrix {
  const source = rowSource(X, 'logits');
  checkFinite(source, 'float64', 'logits');
  const { rows, cols } = source;
  const data = new Float64Array(rows * cols);
  source.copy(0, rows, data);
  return new Matrix(data, rows, cols);
}

export function checkColumns(logits: Matrix, nClasses: number): void {
  if (logits.cols !== nClasses)
    throw invalidValue('the number of columns of logits', `${nClasses}, one per class`, logits.cols);
}
