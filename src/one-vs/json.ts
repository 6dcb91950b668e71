/** Ensembles as JSON: their binary models and what they have in common, with a checksum over all. */

import { describe } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import { isRecord, readOptions, VERSION, writeOptions } from '../model-io/header.js';
import { checkAltered, checksum } from '../model-io/json.js';
import type { Options } from '../options/index.js';
import { readSavedJson } from '../saved-json.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import type { BinaryEnsemble, EnsembleState } from './ensemble.js';

const WHAT = 'the model JSON';

export function toJson(format: string, { classes, options, estimators, vectorizer }: BinaryEnsemble): object {
  const shared = { format, version: VERSION, classes, options: writeOptions(options), vectorizer };
  const content = {
    ...JSON.parse(JSON.stringify(shared)),
    estimators: estimators.map(model => model.toJSON()),
  };
  return { ...content, checksum: checksum(content) };
}

/** @param binary the two classes of each binary model, for the classes of all */
export function fromJson(
  format: string,
  json: object | string,
  binary: (classes: readonly Label[]) => (readonly [Label, Label])[],
): EnsembleState & { options: Options } {
  const value = readSavedJson(json, format, VERSION, WHAT);
  checkAltered(value, WHAT);
  const { classes, estimators, vectorizer } = value;
  const known = Array.isArray(classes) ? checkedClasses(classes as Label[]) : [];
  const expected = binary(known);
  if (known.length < 2 || !Array.isArray(estimators) || estimators.length !== expected.length) {
    throw new RangeError(
      `${WHAT} does not have ${expected.length} binary models for its ${known.length} classes`,
    );
  }
  if (vectorizer !== null && !isRecord(vectorizer))
    throw new RangeError(`${WHAT}: vectorizer is ${describe(vectorizer)}, not what a model has`);
  const restored = estimators.map(model => SoftmaxRegression.fromJSON(model));
  const strange = restored.findIndex(
    ({ nFeatures, classes: two }, i) =>
      nFeatures !== restored[0]?.nFeatures ||
      two.length !== 2 ||
      two.some((label, k) => label !== expected[i]?.[k]),
  );
  if (strange >= 0)
    throw new RangeError(`${WHAT}: estimators[${strange}] does not have the classes or columns it should`);
  return { classes: known, estimators: restored, vectorizer, options: readOptions(value.options, WHAT) };
}
