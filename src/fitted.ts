/** What a fitted model does: labels and scores of rows. */
import { type Calibration, oneVsRest } from './calibrated.js';
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
  /** log t, K; undefined: no thresholds. */
  readonly logs: Float64Array | undefined;
  /** Factors of the logits by class, where a calibration has some. */
  readonly scale: Calibration['x'] | null;
  /** What makes probabilities of the logits, where that is no softmax. */
  readonly curves: Calibration | null;
}

export function withViews(state: ModelState): Fitted {
  const { coef, intercept, nFeatures, centre, classes, options, calibration = null } = state;
  const nClasses = intercept.length;
  const scaling = calibration?.method === 'scaling' ? calibration : null;
  const params = new Float64Array(nClasses * (nFeatures + 1));
  for (let k = 0; k < nClasses; k++) {
    const at = k * (nFeatures + 1);
    params.set(coef.subarray(k * nFeatures, (k + 1) * nFeatures), at);
    params[at + nFeatures] = intercept[k] as number;
    if (!scaling) continue;
    for (let j = 0; j <= nFeatures; j++) (params[at + j] as number) *= scaling.x[k]?.[0] as number;
    (params[at + nFeatures] as number) += scaling.y[k]?.[0] as number;
  }
  const linear = { params, centre, nClasses, nFeatures };
  const logs = classThresholds(options.thresholds, classes)?.map(Math.log);
  Object.freeze(classes);
  return {
    ...state,
    matrix: new Matrix(coef, nClasses, nFeatures),
    linear,
    deciding: logs ? { ...linear, params: lessLogs(params, logs, nFeatures) } : linear,
    logs,
    scale: scaling?.x ?? null,
    curves: scaling ? null : calibration,
  };
}

function lessLogs(params: Float64Array, logs: Float64Array, nFeatures: number): Float64Array {
  return params.map((value, at) =>
    at % (nFeatures + 1) === nFeatures ? value - (logs[Math.floor(at / (nFeatures + 1))] as number) : value,
  );
}

/** The most probable class of each row, or by thresholds. */
export function predictLabels(
  fitted: Fitted,
  predictor: Predictor,
  X: MatrixLike,
  offset?: MatrixLike,
): Label[] {
  const { deciding, classes, curves, logs } = fitted;
  if (offset !== undefined || curves) {
    const kind = curves ? Scores.logProbabilities : Scores.logits;
    const scores = predictScores(fitted, predictor, X, kind, offset);
    return Array.from({ length: scores.rows }, (_, i) => classes[largest(scores.row(i), logs)] as Label);
  }
  const source = rowsFor(deciding, X);
  const labels = new Array<Label>(source.rows);
  predictor.classes(deciding, source, (first, indices) => {
    for (let i = 0; i < indices.length; i++) labels[first + i] = classes[indices[i] as number] as Label;
  });
  return labels;
}

/** Scores of a kind of `Scores`, n × K. */
export function predictScores(
  { linear, scale, curves }: Fitted,
  predictor: Predictor,
  X: MatrixLike,
  kind: number,
  offset?: MatrixLike,
): Matrix {
  const source = rowsFor(linear, X);
  if (offset === undefined && !curves) return predictor.scores(linear, source, kind);
  const logits = predictor.scores(linear, source, Scores.logits);
  if (offset !== undefined) addOffset(logits, offset, scale);
  if (kind === Scores.logits) return logits;
  if (curves) {
    const proba = oneVsRest(curves, logits);
    return kind === Scores.probabilities
      ? proba
      : new Matrix(proba.data.map(Math.log), proba.rows, proba.cols);
  }
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

function addOffset(logits: Matrix, offset: MatrixLike, scale: Calibration['x'] | null): void {
  const { data, rows, cols } = logits;
  const added = new Float64Array(rows * cols);
  offsetRows(offset, rows, cols, 'float64').copy(0, rows, added);
  for (let at = 0; at < data.length; at++) {
    (data[at] as number) += (added[at] as number) * (scale?.[at % cols]?.[0] ?? 1);
  }
}

/** Index of the largest entry, less those of `logs`; the first of equals. */
function largest(row: Float64Array, logs?: Float64Array): number {
  const values = logs ? row.map((value, k) => value - (logs[k] as number)) : row;
  let best = 0;
  for (let k = 1; k < row.length; k++) if ((values[k] as number) > (values[best] as number)) best = k;
  return best;
}

function rowsFor({ nFeatures }: LinearModel, X: MatrixLike): RowSource {
  const source = rowSource(X);
  if (source.cols !== nFeatures) {
    throw invalidValue('the number of columns of X', `${nFeatures}, as in fit`, source.cols);
  }
  return source;
}
