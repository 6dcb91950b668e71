import { describe, invalidType, invalidValue } from './errors.js';
import { sum } from './sum.js';
import { finish, overRows, type Work } from './work.js';

/** What a class may be called.  All labels of a model are of one type. */
export type Label = string | number | boolean;

/** Class indices are stored as 16-bit integers. */
const MAX_CLASSES = 65536;

/** Rows looked at before others may have a turn. */
const ROWS_PER_PIECE = 8192;

/** y as indices into the sorted classes. */
export interface EncodedLabels {
  /** Numbers by value, strings by code unit, false before true. */
  readonly classes: readonly Label[];
  /** Class index per row; 0 where the row is ignored. */
  readonly indices: Uint16Array;
  /** 1 where the row takes no part; null: all do. */
  readonly ignored: Uint8Array | null;
}

/** As `encodingLabels`, in one go. */
export function encodeLabels(
  y: ArrayLike<Label>,
  rows: number,
  declared?: readonly Label[],
  ignore?: Label,
): EncodedLabels {
  return finish(encodingLabels(y, rows, declared, ignore));
}

/**
 * Finds the classes of y and encodes it.
 * @param declared classes that exist whether or not y has them; y may have no others
 * @param ignore rows of this label take no part; it is no class
 * @throws TypeError for labels that are no label or mix types; RangeError for numbers that are not whole, a label that
 *   is not declared, and fewer than two or more than 65536 classes
 */
export function* encodingLabels(
  y: ArrayLike<Label>,
  rows: number,
  declared?: readonly Label[],
  ignore?: Label,
): Work<EncodedLabels> {
  if (typeof y !== 'object' || y === null || typeof y.length !== 'number') {
    throw invalidType('y', 'an array of labels', y);
  }
  if (y.length !== rows) throw invalidValue('the length of y', `${rows}, one label per row of X`, y.length);
  if (ignore !== undefined && Array.prototype.every.call(y, label => label === ignore)) {
    throw new RangeError(`all of y is ${describe(ignore)}, the label to ignore: expected other labels`);
  }
  const classes = declared ? checkedClasses(declared) : yield* distinct(y, ignore);
  if (classes.length < 2) {
    throw new RangeError(`y has one class only, ${describe(classes[0])}: expected at least two`);
  }
  if (classes.length > MAX_CLASSES) {
    throw new RangeError(`y has ${classes.length} classes: expected at most ${MAX_CLASSES}`);
  }
  const index = new Map(classes.map((label, k) => [label, k]));
  const indices = new Uint16Array(rows);
  let ignored: Uint8Array | null = null;
  yield* overRows(rows, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) {
      const k = index.get(y[i] as Label);
      if (k !== undefined) indices[i] = k;
      else if (ignore !== undefined && y[i] === ignore) {
        ignored ??= new Uint8Array(rows);
        ignored[i] = 1;
      } else {
        checkLabel(y[i], `y[${i}]`, typeof classes[0]);
        throw invalidValue(`y[${i}]`, 'one of the declared classes', y[i]);
      }
    }
  });
  return { classes, indices, ignored };
}

/** The classes that an option declares, sorted; `name` is its own, in messages. */
export function checkedClasses(declared: readonly Label[], name = 'classes'): Label[] {
  const seen = new Set<Label>();
  for (const [k, label] of declared.entries()) {
    checkLabel(label, `${name}[${k}]`, typeof declared[0]);
    if (seen.has(label)) throw invalidValue(`${name}[${k}]`, 'a label that was not there before', label);
    seen.add(label);
  }
  return sort([...seen]);
}

function* distinct(y: ArrayLike<Label>, ignore: Label | undefined): Work<Label[]> {
  const seen = new Set<Label>();
  let kind = '';
  yield* overRows(y.length, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) {
      const label = y[i] as Label;
      if (seen.has(label) || (ignore !== undefined && label === ignore)) continue;
      kind ||= typeof label;
      checkLabel(label, `y[${i}]`, kind);
      seen.add(label);
    }
  });
  return sort([...seen]);
}

function sort(classes: Label[]): Label[] {
  return classes.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function checkLabel(label: unknown, name: string, kind: string = typeof label): void {
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
 * @throws TypeError, RangeError for weights that are no finite numbers ≥ 0, too few or too many, an unknown class, or a
 *   total of 0
 */
export function rowWeights(
  { classes, indices, ignored = null }: Omit<EncodedLabels, 'ignored'> & Partial<EncodedLabels>,
  sampleWeight: ArrayLike<number> | undefined,
  classWeight?: ClassWeight,
): Float64Array | null {
  const weights = finish(sampleWeights(indices.length, sampleWeight, ignored));
  const byClass = classWeights(classes, classWeight, () => classTotals(classes.length, indices, weights));
  return positive(times(weights, byClass, indices), sampleWeight !== undefined);
}

/** Checked copy of the rows' own weights, 0 where they are ignored; null: all weigh 1. */
export function* sampleWeights(
  rows: number,
  sampleWeight: ArrayLike<number> | undefined,
  ignored: Uint8Array | null = null,
): Work<Float64Array | null> {
  if (sampleWeight === undefined) {
    const kept = ignored && new Float64Array(ignored);
    for (let i = 0; kept && i < rows; i++) kept[i] = 1 - (kept[i] as number);
    return kept;
  }
  if (typeof sampleWeight !== 'object' || sampleWeight === null || typeof sampleWeight.length !== 'number') {
    throw invalidType('sampleWeight', 'an array of numbers', sampleWeight);
  }
  if (sampleWeight.length !== rows) {
    throw invalidValue('the length of sampleWeight', `${rows}, one per row of X`, sampleWeight.length);
  }
  const weights = new Float64Array(rows);
  yield* overRows(rows, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) {
      const weight = sampleWeight[i] as number;
      if (!isWeight(weight)) checkedWeight(weight, `sampleWeight[${i}]`);
      weights[i] = ignored?.[i] ? 0 : weight;
    }
  });
  return weights;
}

/**
 * Weight by class; null: 1.  'balanced' gives each class that is present the same total: Σ totals / (present · totalₖ).
 * @param totals Σ of the rows' own weights by class, asked for where it matters
 */
export function classWeights(
  classes: readonly Label[],
  classWeight: ClassWeight | undefined,
  totals: () => Float64Array,
): Float64Array | null {
  if (classWeight === undefined) return null;
  return classWeight === 'balanced'
    ? balanced(totals())
    : valuesByLabel('classWeight', classWeight, classes, checkedWeight);
}

/** Σ weights by class; null: 1 each. */
export function classTotals(count: number, indices: Uint16Array, weights: Float64Array | null): Float64Array {
  const totals = new Float64Array(count);
  for (let i = 0; i < indices.length; i++) {
    const k = indices[i] as number;
    totals[k] = (totals[k] as number) + (weights ? (weights[i] as number) : 1);
  }
  return totals;
}

/** weights · factors[indices]; null is 1, of both. */
export function times(
  weights: Float64Array | null,
  factors: Float64Array | null,
  indices: Uint16Array,
): Float64Array | null {
  if (!factors) return weights;
  const product = weights ?? new Float64Array(indices.length).fill(1);
  for (let i = 0; i < product.length; i++) {
    product[i] = (product[i] as number) * (factors[indices[i] as number] as number);
  }
  return product;
}

/**
 * The weights, whose total has to be positive and finite.
 * @param own whether rows were given weights of their own, for the message
 */
export function positive(weights: Float64Array | null, own: boolean): Float64Array | null {
  if (!weights) return null;
  const total = sum(weights);
  if (!(total > 0)) {
    throw new RangeError(
      `${own ? 'sampleWeight' : 'classWeight'} leaves a total weight of 0: expected a positive total`,
    );
  }
  if (!Number.isFinite(total)) throw new RangeError('the weights add up to more than a number holds');
  return weights;
}

/** @throws TypeError, RangeError for what is no weight */
export function checkedWeight(value: unknown, name: string): number {
  if (typeof value !== 'number') throw invalidType(name, 'a finite number of at least 0', value);
  if (!isWeight(value)) throw invalidValue(name, 'a finite number of at least 0', value);
  return value;
}

function isWeight(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

function balanced(totals: Float64Array): Float64Array {
  const present = totals.filter(total => total > 0);
  const total = present.reduce((sum, value) => sum + value, 0);
  return totals.map(value => (value > 0 ? total / (present.length * value) : 0));
}

/** Numbers by class from numbers by label; classes that are not named have 1.  @throws for a label that is no class */
export function valuesByLabel(
  name: string,
  values: Record<string, number> | Map<Label, number>,
  classes: readonly Label[],
  checked: (value: unknown, name: string) => number,
): Float64Array {
  const isMap = values instanceof Map;
  const entries: [Label, number][] = isMap ? [...values] : Object.entries(values);
  const byName = new Map(classes.map((label, k) => [isMap ? label : String(label), k]));
  const all = new Float64Array(classes.length).fill(1);
  for (const [label, value] of entries) {
    const k = byName.get(label);
    if (k === undefined) throw invalidValue(name, `classes of y as keys, not ${describe(label)}`, values);
    all[k] = checked(value, `${name} of ${describe(label)}`);
  }
  return all;
}
