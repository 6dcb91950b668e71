import { invalidType, invalidValue } from '../errors.js';
import { type ClassWeight, checkedClasses, type Label } from '../labels.js';
import type { ChecksOf } from './checks.js';

/** How y is read, and how much its rows count. */
export interface TargetOptions {
  /**
   * Weight by class: 'balanced' (each class the same total of sample weights; scikit-learn 1.2 counts rows instead), or
   * by label; classes not named weigh 1.  Multiplies `sampleWeight`.
   */
  classWeight?: ClassWeight;
  /** Classes that exist whether or not y has them all. */
  classes?: readonly Label[];
}

/** The same with defaults. */
export interface CheckedTargets {
  readonly classWeight: ClassWeight | undefined;
  readonly classes: readonly Label[] | undefined;
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
};

export function checkedTargets({ classWeight, classes }: TargetOptions): CheckedTargets {
  return { classWeight, classes };
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
