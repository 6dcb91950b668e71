/** Ensembles as JSON: their binary models, each with its own checksum, and what they have in common. */

import { checkedClasses, type Label } from '../labels.js';
import { readOptions, VERSION, writeOptions } from '../model-io/header.js';
import type { Options } from '../options/index.js';
import { readSavedJson } from '../saved-json.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import type { BinaryEnsemble, EnsembleState } from './ensemble.js';

const WHAT = 'the model JSON';

export function toJson(format: string, { classes, options, estimators }: BinaryEnsemble): object {
  const shared = { format, version: VERSION, classes, options: writeOptions(options) };
  return { ...JSON.parse(JSON.stringify(shared)), estimators: estimators.map(model => model.toJSON()) };
}

/** @param models how many binary models K classes have */
export function fromJson(
  format: string,
  json: object | string,
  models: (nClasses: number) => number,
): EnsembleState & { options: Options } {
  const value = readSavedJson(json, format, VERSION, WHAT);
  const { classes, estimators } = value;
  const known = Array.isArray(classes) ? checkedClasses(classes as Label[]) : [];
  const count = models(known.length);
  if (known.length < 2 || !Array.isArray(estimators) || estimators.length !== count) {
    throw new RangeError(`${WHAT} does not have ${count} binary models for its ${known.length} classes`);
  }
  const restored = estimators.map(model => SoftmaxRegression.fromJSON(model));
  const strange = restored.findIndex(
    ({ nFeatures, classes: two }) => nFeatures !== restored[0]?.nFeatures || two.length !== 2,
  );
  if (strange >= 0) throw new RangeError(`${WHAT}: estimators[${strange}] is not like the others`);
  return { classes: known, estimators: restored, options: readOptions(value.options, WHAT) };
}
