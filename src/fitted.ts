/** What a fitted model does: labels and scores of rows. */
import { Matrix } from './data/matrix.js';
import { type MatrixLike, type RowSource, rowSource } from './data/matrix-like.js';
import { offsetRows } from './data/offset.js';
import { invalidValue } from './errors.js';
import type { Label } from './labels.js';
import type { ModelState } from './model-io/state.js';
import { type LinearModel, type Predictor, Scores } from './predictor.js';
import { classThresholds } from './thresholds.js';

/** A model's state in the forms that people and predictors take. */
export interface Fitted extends ModelState {
  /** The coefficients as people read them. */
  readonly matrix: Matrix;
  readonly linear: LinearModel;
  /** The same with intercepts less log t: its largest logit is the class whose p/t is largest. */
  readonly deciding: LinearModel;
}

export function withViews(state: ModelState): Fitted {
  const { coef, intercept, nFeatures, centre, classes, options } = state;
  const nClasses = intercept.length;
  const params = new Float64Array(nClasses * (nFeatures + 1));
  for (let k = 0; k < nClasses; k++) {
    params.set(coef.subarray(k * nFeatures, (k + 1) * nFeatures), k * (nFeatures + 1));
    params[k * (nFeatures + 1) + nFeatures] = intercept[k] as number;
  }
  const linear = { params, centre, nClasses, nFeatures };
  const thresholds = classThresholds(options.thresholds, classes);
  Object.freeze(classes);
  return {
    ...state,
    matrix: new Matrix(coef, nClasses, nFeatures),
    linear,
    deciding: thresholds ? { ...linear, params: lessLogs(params, thresholds, nFeatures) } : linear,
  };
}

function lessLogs(params: Float64Array, thresholds: Float64Array, nFeatures: number): Float64Array {
  return params.map((value, at) =>
    at % (nFeatures + 1) === nFeatures
      ? value - Math.log(thresholds[Math.floor(at / (nFeatures + 1))] as number)
      : value,
  );
}

/** The most probable class of each row, or by thresholds. */
export function predictLabels(
  { deciding, classes }: Fitted,
  predictor: Predictor,
  X: MatrixLike,
  offset?: MatrixLike,
): Label[] {
  const source = rowsFor(deciding, X);
  const labels = new Array<Label>(source.rows);
  if (offset !== undefined) {
    const logits = predictor.scores(deciding, source, Scores.logits);
    addOffset(logits, offset);
    for (let i = 0; i < labels.length; i++) labels[i] = classes[largest(logits.row(i))] as Label;
    return labels;
  }
  predictor.classes(deciding, source, (first, indices) => {
    for (let i = 0; i < indices.length; i++) labels[first + i] = classes[indices[i] as number] as Label;
  });
  return labels;
}

/** Scores of a kind of `Scores`, n × K. */
export function predictScores(
  { linear }: Fitted,
  predictor: Predictor,
  X: MatrixLike,
  kind: number,
  offset?: MatrixLike,
): Matrix {
  const source = rowsFor(linear, X);
  if (offset === undefined) return predictor.scores(linear, source, kind);
  const logits = predictor.scores(linear, source, Scores.logits);
  addOffset(logits, offset);
  if (kind === Scores.logits) return logits;
  // Less the largest of its row, a logit that matters keeps its digits in float32.
  for (let i = 0; i < logits.rows; i++) {
    const row = logits.row(i);
    const most = row[largest(row)] as number;
    for (let k = 0; k < row.length; k++) row[k] = Math.max((row[k] as number) - most, LEAST_LOGIT);
  }
  return predictor.scores(linear, rowSource(logits), kind, true);
}

/** What float32 holds. */
const LEAST_LOGIT = -1e38;

function addOffset(logits: Matrix, offset: MatrixLike): void {
  const { data, rows, cols } = logits;
  const added = new Float64Array(rows * cols);
  offsetRows(offset, rows, cols, 'float64').copy(0, rows, added);
  for (let at = 0; at < data.length; at++) data[at] = (data[at] as number) + (added[at] as number);
}

function largest(row: Float64Array): number {
  let best = 0;
  for (let k = 1; k < row.length; k++) if ((row[k] as number) > (row[best] as number)) best = k;
  return best;
}

function rowsFor({ nFeatures }: LinearModel, X: MatrixLike): RowSource {
  const source = rowSource(X);
  if (source.cols !== nFeatures) {
    throw invalidValue('the number of columns of X', `${nFeatures}, as in fit`, source.cols);
  }
  return source;
}
