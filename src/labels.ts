import { describe, invalidType, invalidValue } from './errors.js';

/** What a class may be called.  All labels of a model are of one type. */
export type Label = string | number | boolean;

/** Class indices are stored as 16-bit integers. */
const MAX_CLASSES = 65536;

/** y as indices into the sorted classes. */
export interface EncodedLabels {
  /** Numbers by value, strings by code unit, false before true. */
  readonly classes: readonly Label[];
  /** Class index per row. */
  readonly indices: Uint16Array;
}

/**
 * Finds the classes of y and encodes it.
 * @param declared classes that exist whether or not y has them; y may have no others
 * @throws TypeError for labels that are no label or mix types; RangeError for numbers that are not whole, a label that
 *   is not declared, and fewer than two or more than 65536 classes
 */
export function encodeLabels(
  y: ArrayLike<Label>,
  rows: number,
  declared: readonly Label[] | undefined,
): EncodedLabels {
  if (typeof y !== 'object' || y === null || typeof y.length !== 'number') {
    throw invalidType('y', 'an array of labels', y);
  }
  if (y.length !== rows) throw invalidValue('the length of y', `${rows}, one label per row of X`, y.length);
  const classes = declared ? checkedClasses(declared) : distinct(y);
  if (classes.length < 2) {
    throw new RangeError(`y has one class only, ${describe(classes[0])}: expected at least two`);
  }
  if (classes.length > MAX_CLASSES) {
    throw new RangeError(`y has ${classes.length} classes: expected at most ${MAX_CLASSES}`);
  }
  const index = new Map(classes.map((label, k) => [label, k]));
  const indices = new Uint16Array(rows);
  for (let i = 0; i < rows; i++) {
    const k = index.get(y[i] as Label);
    if (k === undefined) {
      checkLabel(y[i], `y[${i}]`, typeof classes[0]);
      throw invalidValue(`y[${i}]`, 'one of the declared classes', y[i]);
    }
    indices[i] = k;
  }
  return { classes, indices };
}

/** The classes that an option declares, sorted. */
export function checkedClasses(declared: readonly Label[]): Label[] {
  const seen = new Set<Label>();
  for (const [k, label] of declared.entries()) {
    checkLabel(label, `classes[${k}]`, typeof declared[0]);
    if (seen.has(label)) throw invalidValue(`classes[${k}]`, 'a label that was not there before', label);
    seen.add(label);
  }
  return sort([...seen]);
}

function distinct(y: ArrayLike<Label>): Label[] {
  const seen = new Set<Label>();
  const kind = typeof y[0];
  for (let i = 0; i < y.length; i++) {
    const label = y[i] as Label;
    if (seen.has(label)) continue;
    checkLabel(label, `y[${i}]`, kind);
    seen.add(label);
  }
  return sort([...seen]);
}

function sort(classes: Label[]): Label[] {
  return classes.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function checkLabel(label: unknown, name: string, kind: string): void {
  if (typeof label !== 'string' && typeof label !== 'number' && typeof label !== 'boolean') {
    throw invalidType(name, 'a label: a string, a whole number or a boolean', label);
  }
  if (typeof label !== kind) throw invalidType(name, `a ${kind} like the labels before it`, label);
  if (typeof label === 'number' && !Number.isInteger(label)) {
    throw invalidValue(
      name,
      'a class: a whole number (softmax regression predicts classes, not quantities)',
      label,
    );
  }
}

/** Weight by class: by label, or 'balanced'. */
export type ClassWeight = 'balanced' | Record<string, number> | Map<Label, number>;

/**
 * Weight per row: its own times its class's.  Null when every row weighs 1.
 *
 * 'balanced' gives each class the same total: Σw / (present classes · Σ_{i in class} wᵢ).
 *
 * @throws TypeError, RangeError for weights that are no finite numbers ≥ 0, too few or too many, an unknown class, or a
 *   total of 0
 */
export function rowWeights(
  { classes, indices }: EncodedLabels,
  sampleWeight: ArrayLike<number> | undefined,
  classWeight: ClassWeight | undefined,
): Float64Array | null {
  if (sampleWeight === undefined && classWeight === undefined) return null;
  const weights = new Float64Array(indices.length).fill(1);
  if (sampleWeight !== undefined) {
    if (
      typeof sampleWeight !== 'object' ||
      sampleWeight === null ||
      typeof sampleWeight.length !== 'number'
    ) {
      throw invalidType('sampleWeight', 'an array of numbers', sampleWeight);
    }
    if (sampleWeight.length !== indices.length) {
      throw invalidValue(
        'the length of sampleWeight',
        `${indices.length}, one per row of X`,
        sampleWeight.length,
      );
    }
    for (let i = 0; i < weights.length; i++)
      weights[i] = checkedWeight(sampleWeight[i], `sampleWeight[${i}]`);
  }
  if (classWeight !== undefined) {
    const byClass =
      classWeight === 'balanced'
        ? balanced(classes.length, indices, weights)
        : weightsByLabel(classes, classWeight);
    for (let i = 0; i < weights.length; i++) {
      weights[i] = (weights[i] as number) * (byClass[indices[i] as number] as number);
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) {
    throw new RangeError(
      `${sampleWeight ? 'sampleWeight' : 'classWeight'} leaves a total weight of 0: expected a positive total`,
    );
  }
  if (!Number.isFinite(total)) throw new RangeError('the weights add up to more than a number holds');
  return weights;
}

/** @throws TypeError, RangeError for what is no weight */
export function checkedWeight(value: unknown, name: string): number {
  if (typeof value !== 'number') throw invalidType(name, 'a finite number of at least 0', value);
  if (!(value >= 0 && value < Infinity)) throw invalidValue(name, 'a finite number of at least 0', value);
  return value;
}

function balanced(count: number, indices: Uint16Array, weights: Float64Array): Float64Array {
  const totals = new Float64Array(count);
  for (let i = 0; i < indices.length; i++) {
    totals[indices[i] as number] = (totals[indices[i] as number] as number) + (weights[i] as number);
  }
  const present = totals.filter(total => total > 0);
  const total = present.reduce((sum, value) => sum + value, 0);
  return totals.map(value => (value > 0 ? total / (present.length * value) : 0));
}

function weightsByLabel(
  classes: readonly Label[],
  classWeight: Exclude<ClassWeight, 'balanced'>,
): Float64Array {
  const entries: [Label, number][] =
    classWeight instanceof Map ? [...classWeight] : Object.entries(classWeight);
  const byName = new Map(classes.map((label, k) => [classWeight instanceof Map ? label : String(label), k]));
  const weights = new Float64Array(classes.length).fill(1);
  for (const [label, weight] of entries) {
    const k = byName.get(label);
    if (k === undefined)
      throw invalidValue('classWeight', `classes of y as keys, not ${describe(label)}`, classWeight);
    weights[k] = checkedWeight(weight, `classWeight of ${describe(label)}`);
  }
  return weights;
}
