/** What a fitted model does: labels and scores of rows. */
import { Matrix } from './data/matrix.js';
import { type MatrixLike, type RowSource, rowSource } from './data/matrix-like.js';
import { invalidValue } from './errors.js';
import type { Label } from './labels.js';
import type { ModelState } from './model-io/state.js';
import type { LinearModel, Predictor } from './predictor.js';

/** A model's state in the forms that people and predictors take. */
export interface Fitted extends ModelState {
  /** The coefficients as people read them. */
  readonly matrix: Matrix;
  readonly linear: LinearModel;
}

export function withViews(state: ModelState): Fitted {
  const { coef, intercept, nFeatures, centre } = state;
  const nClasses = intercept.length;
  const params = new Float64Array(nClasses * (nFeatures + 1));
  for (let k = 0; k < nClasses; k++) {
    params.set(coef.subarray(k * nFeatures, (k + 1) * nFeatures), k * (nFeatures + 1));
    params[k * (nFeatures + 1) + nFeatures] = intercept[k] as number;
  }
  Object.freeze(state.classes);
  return {
    ...state,
    matrix: new Matrix(coef, nClasses, nFeatures),
    linear: { params, centre, nClasses, nFeatures },
  };
}

/** The most probable class of each row. */
export function predictLabels({ linear, classes }: Fitted, predictor: Predictor, X: MatrixLike): Label[] {
  const source = rowsFor(linear, X);
  const labels = new Array<Label>(source.rows);
  predictor.classes(linear, source, (first, indices) => {
    for (let i = 0; i < indices.length; i++) labels[first + i] = classes[indices[i] as number] as Label;
  });
  return labels;
}

/** Scores of a kind of `Scores`, n × K. */
export function predictScores({ linear }: Fitted, predictor: Predictor, X: MatrixLike, kind: number): Matrix {
  return predictor.scores(linear, rowsFor(linear, X), kind);
}

function rowsFor({ nFeatures }: LinearModel, X: MatrixLike): RowSource {
  const source = rowSource(X);
  if (source.cols !== nFeatures) {
    throw invalidValue('the number of columns of X', `${nFeatures}, as in fit`, source.cols);
  }
  return source;
}
