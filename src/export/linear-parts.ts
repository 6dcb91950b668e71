import { describe, invalidType } from '../errors.js';
import type { Fitted } from '../fitted.js';
import type { Label } from '../labels.js';
import type { LinearClassifier } from '../linear-classifier.js';
import { namesOf } from '../tables/column-encoding.js';
import { isSavedEncoder, readSaved } from '../tables/saved.js';

/** What every format but the library's own is made from: probabilities softmax(W·x + b), calibration by scaling folded in. */
export interface LinearParts {
  readonly classes: readonly Label[];
  /** K rows of d. */
  readonly weights: readonly Float64Array[];
  readonly intercept: Float64Array;
  /** What float32 predictions subtract from a row before they round it, d. */
  readonly centre: Float64Array;
  /** log t, K; undefined: no thresholds. */
  readonly logThresholds: Float64Array | undefined;
  readonly precision: 'float32' | 'float64';
  readonly nFeatures: number;
  readonly featureNames: readonly string[] | null;
  readonly targetName: string | null;
  /** The TableEncoder's JSON, by which x is made of a row of a table; null: x is the row. */
  readonly encoder: object | null;
}

/**
 * @param format what is asked for, in messages
 * @throws TypeError for what is no linear model; RangeError for one that has parts which no linear formula holds; Error
 *   before a fit
 */
export function linearParts(model: LinearClassifier, format: string): LinearParts {
  // Each import of the package has its own classes: instanceof would not know the models of another.
  const fitted = (model as unknown as { fitted?: Fitted } | null)?.fitted;
  if (!fitted?.linear)
    throw invalidType('model', 'a SoftmaxRegression, SoftmaxRegressionCV or SoftmaxModel', model);
  const { classes, linear, centre, logs, curves, options, nFeatures, featureNames, targetName } = fitted;
  if (curves)
    throw new RangeError(
      `the model has a calibration of method ${describe(curves.method)}: expected one by scaling, which ${format} can hold, or none (withCalibration(null))`,
    );
  const { vectorizer } = fitted;
  // Columns that an encoder made are numbers with names; terms of texts are thousands, and rows of them sparse.
  if (vectorizer && !isSavedEncoder(vectorizer))
    throw new RangeError(
      `the model has a vectorizer of texts, which ${format} cannot hold: expected a model that was fitted without one`,
    );
  const row = (k: number) => linear.params.subarray(k * (nFeatures + 1), (k + 1) * (nFeatures + 1));
  return {
    classes,
    weights: classes.map((_, k) => row(k).slice(0, nFeatures)),
    intercept: Float64Array.from(classes, (_, k) => row(k)[nFeatures] as number),
    centre,
    logThresholds: logs,
    precision: options.precision ?? 'float32',
    nFeatures,
    featureNames: featureNames ?? (vectorizer && readSaved(vectorizer).columns.flatMap(namesOf)),
    targetName,
    encoder: vectorizer,
  };
}
