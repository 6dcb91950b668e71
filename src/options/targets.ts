import { describe, invalidType, invalidValue } from '../errors.js';
import { type ClassWeight, checkedClasses, checkLabel, type Label } from '../labels.js';
import { checkedThreshold, classThresholds, isList, type Thresholds } from '../thresholds.js';
import { type ChecksOf, share } from './checks.js';

/** How y is read, and how much its rows count. */
export interface TargetOptions {
  /**
   * Weight by class: 'balanced' (each class the same total of sample weights; scikit-learn 1.2 counts rows instead), or
   * by label; classes not named weigh 1.  Multiplies `sampleWeight`.
   */
  classWeight?: ClassWeight;
  /**
   * Classes that exist whether or not y has them all, at least 2; of probabilities as targets the columns, in sorted
   * order.
   */
  classes?: readonly Label[];
  /** ε in [0, 1): targets t become (1 − ε)·t + ε/K, before they are multiplied by class weights.  Default 0. */
  labelSmoothing?: number;
  /** Rows whose y is this label take no part: it is no class, and they count in no mean.  Of any type of label. */
  ignoreLabel?: Label;
  /**
   * `predict` gives the class of the largest pₖ/tₖ, t above 0: K numbers in the order of the sorted classes, or by label,
   * others 1. Probabilities stay as they are.  Default all 1.
   */
  thresholds?: Thresholds;
}

/** The same with defaults. */
export interface CheckedTargets {
  readonly classWeight: ClassWeight | undefined;
  readonly classes: readonly Label[] | undefined;
  readonly labelSmoothing: number;
  readonly ignoreLabel: Label | undefined;
  readonly thresholds: Thresholds | undefined;
}

export const TARGET_CHECKS: ChecksOf<TargetOptions> = {
  classWeight(value) {
    if (value === 'balanced' || isByLabel(value)) return;
    const error = typeof value === 'string' ? invalidValue : invalidType;
    throw error('classWeight', "'balanced', a record or a Map of weights by label", value);
  },
  classes(value) {
    if (!Array.isArray(value)) throw invalidType('classes', 'an array of labels', value);
    if (value.length < 2) throw invalidValue('the length of classes', 'at least 2', value.length);
    checkedClasses(value);
  },
  labelSmoothing: share('labelSmoothing', false),
  ignoreLabel: value => checkLabel(value, 'ignoreLabel'),
  thresholds(value) {
    if (typeof value !== 'object' || value === null || (!isList(value as Thresholds) && !isByLabel(value))) {
      throw invalidType('thresholds', 'an array, a record or a Map of positive numbers', value);
    }
    const list = isList(value as Thresholds);
    const entries =
      value instanceof Map ? value : Object.entries(list ? Array.from(value as number[]) : value);
    for (const [key, threshold] of entries) {
      checkedThreshold(threshold, list ? `thresholds[${key}]` : `thresholds of ${describe(key)}`);
    }
  },
};

export function checkedTargets(options: TargetOptions): CheckedTargets {
  const { classWeight, classes, labelSmoothing = 0, ignoreLabel, thresholds } = options;
  if (ignoreLabel !== undefined && classes?.includes(ignoreLabel)) {
    throw invalidValue('ignoreLabel', 'a label that is not among the declared classes', ignoreLabel);
  }
  if (thresholds && classes) {
    if (isList(thresholds)) checkOrder(classes, 'where thresholds are in an array');
    classThresholds(thresholds, classes);
  }
  return { classWeight, classes, labelSmoothing, ignoreLabel, thresholds };
}

/** Refuses declared classes in another order than the model has them in, where something goes by that order. */
export function checkOrder(declared: readonly Label[], where: string): void {
  const k = checkedClasses(declared).findIndex((label, at) => label !== declared[at]);
  if (k >= 0) throw invalidValue(`classes[${k}]`, `classes in sorted order ${where}`, declared[k]);
}

/** What their giver's later changes do not reach. */
export function copyTargets({ classWeight, classes, thresholds }: TargetOptions): TargetOptions {
  return {
    ...(Array.isArray(classes) && { classes: [...classes] }),
    ...(classWeight && classWeight !== 'balanced' && { classWeight: copyByLabel(classWeight) }),
    ...(thresholds && {
      thresholds: isList(thresholds) ? Array.from(thresholds) : copyByLabel(thresholds),
    }),
  };
}

function copyByLabel<T extends Record<string, number> | Map<Label, number>>(values: T): T {
  return (values instanceof Map ? new Map(values) : { ...values }) as T;
}

function isByLabel(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return value instanceof Map || prototype === null || prototype === Object.prototype;
}
