import { describe, invalidType, invalidValue } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import type { LinearClassifier } from '../linear-classifier.js';
import { toJson } from '../model-io/json.js';
import { linearParts } from './linear-parts.js';

/** What a fitted `sklearn.linear_model.LogisticRegression` holds, as JSON. */
export interface ScikitLearnAttributes {
  /** K × d; of two classes 1 × d, of the second class. */
  coef_: number[][];
  /** K; of two classes 1. */
  intercept_: number[];
  /** K, sorted. */
  classes_: Label[];
  /** d. */
  n_features_in_: number;
  /** d, where the columns have names. */
  feature_names_in_?: string[];
}

/**
 * A model as the attributes of scikit-learn's LogisticRegression, whose `predict_proba` and `predict` answer as the model
 * does.  Calibration by scaling is in the coefficients.  Of a model with a TableEncoder `feature_names_in_` are the columns
 * that the encoder makes of a row, not the table's.
 * @throws TypeError for a model that is not linear in one softmax; RangeError for one with thresholds, with a vectorizer of
 *   texts or with isotonic or sigmoid calibration; Error before a fit
 */
export function toScikitLearn(model: LinearClassifier): ScikitLearnAttributes {
  const { classes, weights, intercept, logThresholds, nFeatures, featureNames } = linearParts(
    model,
    "scikit-learn's LogisticRegression",
  );
  if (logThresholds)
    throw new RangeError(
      "the model has thresholds, which scikit-learn's LogisticRegression cannot hold: expected a model that was fitted without them",
    );
  const [first, second] = weights as [Float64Array, Float64Array];
  const [b0, b1] = intercept as unknown as [number, number];
  const binary = classes.length === 2;
  return {
    coef_: binary
      ? [Array.from(second, (w, j) => w - (first[j] as number))]
      : weights.map(row => Array.from(row)),
    intercept_: binary ? [b1 - b0] : Array.from(intercept),
    classes_: [...classes],
    n_features_in_: nFeatures,
    ...(featureNames && { feature_names_in_: [...featureNames] }),
  };
}

/**
 * The attributes of a fitted LogisticRegression as a saved model, for `SoftmaxRegression.fromJSON` and
 * `SoftmaxModel.fromJSON`.  It predicts in float64; its report has the status 'imported'.
 *
 * The attributes do not say whether several classes were fitted one-vs-rest (`multi_class='ovr'`, solver 'liblinear'): such a
 * model has other probabilities.
 * @param attributes as object or JSON text; other keys are ignored
 * @throws TypeError, RangeError for attributes that are none or do not fit each other, naming which
 */
export function fromScikitLearn(attributes: object | string): Record<string, unknown> {
  const value = typeof attributes === 'string' ? parse(attributes) : attributes;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidType('attributes', 'an object of attributes, or its JSON', value);
  const given = value as Record<string, unknown>;
  const labels = list(given, 'classes_') as Label[];
  if (labels.length < 2) throw invalidValue('the length of classes_', 'at least 2', labels.length);
  const classes = checkedClasses(labels, 'classes_');
  const rows = labels.length === 2 ? 1 : labels.length;
  const coef = list(given, 'coef_', rows);
  const nFeatures = Array.isArray(coef[0]) ? coef[0].length : 0;
  if (nFeatures === 0) throw invalidType('coef_[0]', 'a row of numbers', coef[0]);
  const weights = coef.map((row, k) => numbers(row, `coef_[${k}]`, nFeatures));
  const intercept = numbers(given.intercept_, 'intercept_', rows);
  const { n_features_in_: stated = nFeatures, feature_names_in_: names = null } = given;
  if (stated !== nFeatures) throw invalidValue('n_features_in_', `${nFeatures}, as coef_ has`, stated);
  if (names !== null) {
    const strange = list(given, 'feature_names_in_', nFeatures).findIndex(name => typeof name !== 'string');
    if (strange >= 0)
      throw invalidType(`feature_names_in_[${strange}]`, 'a string', (names as unknown[])[strange]);
  }
  // scikit-learn sorts strings by code point, this library by code unit.
  const order = classes.map(label => labels.indexOf(label));
  const pick = (k: number) => {
    if (rows > 1) return { w: weights[k] as number[], b: intercept[k] as number };
    const half = k === 0 ? -0.5 : 0.5;
    return { w: (weights[0] as number[]).map(w => half * w), b: half * (intercept[0] as number) };
  };
  const picked = order.map(pick);
  return toJson({
    options: { precision: 'float64' },
    classes,
    nFeatures,
    coef: Float64Array.from(picked.flatMap(({ w }) => w)),
    intercept: Float64Array.from(picked, ({ b }) => b),
    centre: new Float64Array(nFeatures),
    nIter: 0,
    report: {
      status: 'imported',
      solver: 'scikit-learn',
      objective: Number.NaN,
      gradientNorm: Number.NaN,
      evaluations: 0,
      history: [],
      elapsedMs: 0,
      threads: 1,
      precision: 'float64',
    },
    featureNames: names as string[] | null,
    targetName: null,
    vectorizer: null,
    scaler: null,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`attributes is truncated or not JSON: ${(error as Error).message}`);
  }
}

function list(given: Record<string, unknown>, name: string, length?: number): unknown[] {
  const value = given[name];
  if (!Array.isArray(value)) throw invalidType(name, 'an array', value);
  if (length !== undefined && value.length !== length)
    throw invalidValue(`the length of ${name}`, String(length), value.length);
  return value;
}

function numbers(value: unknown, name: string, length: number): number[] {
  const items = list({ [name]: value }, name, length);
  const strange = items.findIndex(item => !Number.isFinite(item));
  if (strange >= 0)
    throw new RangeError(`${name}[${strange}] is ${describe(items[strange])}: expected a finite number`);
  return items as number[];
}
