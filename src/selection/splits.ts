import { mulberry32, shuffle as shuffleInPlace } from '../data/random.js';
import { checkNames, describe, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { boolean, wholeNumber } from '../options/checks.js';

/** Row indices of the two parts of one fold. */
export interface Split {
  /** Rows to fit to. */
  readonly train: ArrayLike<number>;
  /** Rows to score on. */
  readonly test: ArrayLike<number>;
}

/** Options of `stratifiedKFold` and `kFold`. */
export interface KFoldOptions {
  /** Folds, at least 2; default 5. */
  k?: number;
  /** Of the shuffling: the same seed gives the same folds everywhere.  Default 0. */
  seed?: number;
  /**
   * Deals the rows of a class at random; without, in their order, as scikit-learn's StratifiedKFold does.  Default true.
   */
  shuffle?: boolean;
  /** Times that all rows are dealt anew; default 1. */
  repeats?: number;
}

const CHECKS: Record<keyof KFoldOptions, (value: unknown) => void> = {
  k: wholeNumber('k', 2),
  seed(value) {
    if (!Number.isSafeInteger(value)) throw invalidValue('seed', 'a whole number', value);
  },
  shuffle: boolean('shuffle'),
  repeats: wholeNumber('repeats', 1),
};

/** @throws TypeError, RangeError for options of `stratifiedKFold` or `kFold` that do not exist or have a wrong value */
export function checkKFold(options: KFoldOptions, owner = 'stratifiedKFold'): Required<KFoldOptions> {
  checkNames(options, Object.keys(CHECKS), ` of ${owner}`);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) CHECKS[name as keyof KFoldOptions](value);
  }
  const { k = 5, seed = 0, shuffle = true, repeats = 1 } = options;
  if (repeats > 1 && !shuffle) {
    throw new RangeError(
      `repeats is ${repeats}: expected 1 without shuffle, as every repeat would be the same`,
    );
  }
  return { k, seed, shuffle, repeats };
}

/**
 * k folds with the shares of the classes in each, to within one row: k · repeats splits, in each repeat every row in the
 * test part once.
 * @param y one label per row
 * @throws TypeError, RangeError for an option that does not exist or has a wrong value; RangeError for no labels, and for a
 *   k above the number of rows of the smallest class
 */
export function stratifiedKFold(y: ArrayLike<Label>, options: KFoldOptions = {}): Split[] {
  const { k, seed, shuffle, repeats } = checkKFold(options);
  const classes = rowsOf(y, 'y');
  for (const [label, rows] of classes) {
    if (rows.length >= k) continue;
    const [name, { length }] = [...classes].reduce(
      (a, b) => (b[1].length < a[1].length ? b : a),
      [label, rows],
    );
    if (length < 2)
      throw new RangeError(
        `the class ${describe(name)} has one row: expected at least ${k}, one for each fold`,
      );
    throw invalidValue(
      'k',
      `at most ${length}, the number of rows of the smallest class, ${describe(name)}`,
      k,
    );
  }
  const random = mulberry32(seed);
  const splits: Split[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fold = new Uint32Array(y.length);
    // Rows dealt class after class like cards: the folds' sizes are even too.
    let dealt = 0;
    for (const rows of classes.values()) {
      const counts = new Uint32Array(k);
      for (let i = 0; i < rows.length; i++) (counts[dealt++ % k] as number)++;
      const folds = [...counts].flatMap((count, f) => new Array<number>(count).fill(f));
      if (shuffle) shuffleInPlace(folds, random);
      for (const [i, row] of rows.entries()) fold[row] = folds[i] as number;
    }
    splits.push(...splitsOf(fold, k));
  }
  return splits;
}

/**
 * k folds of about as many rows each, no group in more than one: the largest group first, each to the smallest fold so far.
 * @param groups the group of each row, labels of any kind
 * @param k folds, at least 2; default 5
 * @throws RangeError for no groups, and for a k above their number
 */
export function groupKFold(groups: ArrayLike<Label>, k = 5): Split[] {
  CHECKS.k(k);
  const all = rowsOf(groups, 'groups');
  if (all.size < k) throw invalidValue('k', `at most ${all.size}, the number of groups`, k);
  const fold = new Uint32Array(groups.length);
  const sizes = new Uint32Array(k);
  for (const rows of [...all.values()].sort((a, b) => b.length - a.length)) {
    const smallest = sizes.indexOf(sizes.reduce((a, b) => Math.min(a, b)));
    (sizes[smallest] as number) += rows.length;
    for (const row of rows) fold[row] = smallest;
  }
  return splitsOf(fold, k);
}

/**
 * Splits of one's own.  A row may be in the training part more than once, and in neither part; not in both.
 * @throws TypeError for what is no split, RangeError for none, an empty part, a row that is not there or in both parts
 */
export function checkSplits(splits: readonly Split[], rows: number): void {
  if (splits.length === 0) throw invalidValue('cv', 'at least one split', splits);
  for (const [f, split] of splits.entries()) {
    const trained = new Set<number>();
    for (const part of ['train', 'test'] as const) {
      const name = `cv[${f}].${part}`;
      const indices = split?.[part];
      if (typeof indices !== 'object' || indices === null || !Number.isInteger(indices.length))
        throw invalidType(name, 'an array of row indices', indices);
      if (indices.length === 0) throw invalidValue(name, 'at least one row', indices);
      for (let i = 0; i < indices.length; i++) {
        const row = indices[i] as number;
        if (!(Number.isInteger(row) && row >= 0 && row < rows))
          throw invalidValue(`${name}[${i}]`, `a row of X, from 0 to ${rows - 1}`, row);
        if (part === 'train') trained.add(row);
        else if (trained.has(row)) throw invalidValue(`${name}[${i}]`, 'a row that is not in train', row);
      }
    }
  }
}

/** Rows by label, in the order in which labels come first. */
function rowsOf(labels: ArrayLike<Label>, name: string): Map<Label, number[]> {
  if (typeof labels !== 'object' || labels === null || !Number.isInteger(labels.length))
    throw invalidType(name, 'an array of labels', labels);
  if (labels.length === 0) throw invalidValue(`the length of ${name}`, 'at least 1', 0);
  const rows = new Map<Label, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as Label;
    const known = rows.get(label);
    if (known) known.push(i);
    else rows.set(label, [i]);
  }
  return rows;
}

/** @param fold the fold of each row, in whose test part it is */
export function splitsOf(fold: Uint32Array, k: number): Split[] {
  const all = Uint32Array.from(fold.keys());
  return Array.from({ length: k }, (_, f) => ({
    train: all.filter(i => fold[i] !== f),
    test: all.filter(i => fold[i] === f),
  }));
}
