import { invalidType, invalidValue } from '../errors.js';
import { type ClassWeight, checkedClasses, checkLabel, type Label } from '../labels.js';
import { type ChecksOf, share } from './checks.js';

/** How y is read, and how much its rows count. */
export interface TargetOptions {
  /**
   * Weight by class: 'balanced' (each class the same total of sample weights; scikit-learn 1.2 counts rows instead), or
   * by label; classes not named weigh 1.  Multiplies `sampleWeight`.
   */
  classWeight?: ClassWeight;
  /** Classes that exist whether or not y has them all. */
  classes?: readonly Label[];
  /** ε in [0, 1): targets t become (1 − ε)·t + ε/K, before they are multiplied by class weights.  Default 0. */
  labelSmoothing?: number;
  /** Rows whose y is this label take no part: it is no class, and they count in no mean.  Of any type of label. */
  ignoreLabel?: Label;
}

/** The same with defaults. */
export interface CheckedTargets {
  readonly classWeight: ClassWeight | undefined;
  readonly classes: readonly Label[] | undefined;
  readonly labelSmoothing: number;
  readonly ignoreLabel: Label | undefined;
}

export const TARGET_CHECKS: ChecksOf<TargetOptions> = {
  classWeight(value) {
    if (value === 'balanced' || value instanceof Map || isPlainObject(value)) return;
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
};

export function checkedTargets(options: TargetOptions): CheckedTargets {
  const { classWeight, classes, labelSmoothing = 0, ignoreLabel } = options;
  if (ignoreLabel !== undefined && classes?.includes(ignoreLabel)) {
    throw invalidValue('ignoreLabel', 'a label that is not among the declared classes', ignoreLabel);
  }
  return { classWeight, classes, labelSmoothing, ignoreLabel };
}

/** What their giver's later changes do not reach. */
export function copyTargets({ classWeight, classes }: TargetOptions): TargetOptions {
  return {
    ...(Array.isArray(classes) && { classes: [...classes] }),
    ...(classWeight instanceof Map && { classWeight: new Map(classWeight) }),
    ...(isPlainObject(classWeight) && { classWeight: { ...(classWeight as Record<string, number>) } }),
  };
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
