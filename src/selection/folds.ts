/** The option `cv` → splits of the rows. */
import { invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { wholeNumber } from '../options/checks.js';
import {
  checkKFold,
  checkSplits,
  groupKFold,
  type KFoldOptions,
  type Split,
  stratifiedKFold,
} from './splits.js';

/** A number of folds, how to make them, or splits of one's own. */
export type CV = number | KFoldOptions | readonly Split[];

export interface Folds {
  readonly splits: readonly Split[];
  /** Splits whose test parts share no row: those of one repeat. */
  readonly independent: number;
}

/** @throws TypeError, RangeError for what cannot say how to split */
export function checkCV(cv: unknown): void {
  if (Array.isArray(cv)) return;
  if (typeof cv === 'number') wholeNumber('cv', 2)(cv);
  else if (typeof cv === 'object' && cv !== null) checkKFold(cv);
  else
    throw invalidType(
      'cv',
      'a number of folds, { k, repeats, seed, shuffle } or an array of { train, test }',
      cv,
    );
}

/**
 * Stratified by y; of groups where they are given; or the splits as they are.
 * @param seed of the shuffling, where cv has none
 * @param ignored label of rows that are in no part
 */
export function foldsOf(
  cv: CV,
  y: ArrayLike<Label>,
  groups: ArrayLike<Label> | undefined,
  seed = 0,
  ignored?: Label,
): Folds {
  if (isSplits(cv)) {
    if (groups)
      throw new RangeError('groups are given, and cv has splits of its own: expected one of the two');
    const counted = (rows: ArrayLike<number>) => Array.from(rows).filter(row => y[row] !== ignored);
    const splits =
      ignored === undefined
        ? cv
        : cv.map(split => ({ train: counted(split?.train ?? []), test: counted(split?.test ?? []) }));
    checkSplits(splits, y.length);
    return { splits, independent: cv.length };
  }
  const options = typeof cv === 'number' ? { k: cv } : cv;
  const { k, repeats } = checkKFold(options);
  const rows = Uint32Array.from({ length: y.length }, (_, row) => row).filter(row => y[row] !== ignored);
  const labelsOf = (labels: ArrayLike<Label>) => Array.from(rows, row => labels[row] as Label);
  if (groups) {
    if (groups.length !== y.length)
      throw invalidValue('the length of groups', `${y.length}, one per row of X`, groups.length);
    if (repeats > 1) throw invalidValue('repeats', '1 with groups, which are dealt in one way only', repeats);
  }
  const splits = groups
    ? groupKFold(labelsOf(groups), k)
    : stratifiedKFold(labelsOf(y), { seed, ...options });
  const back = (part: ArrayLike<number>) => Uint32Array.from(part, at => rows[at] as number);
  return {
    splits: splits.map(({ train, test }) => ({ train: back(train), test: back(test) })),
    independent: k,
  };
}

function isSplits(cv: CV): cv is readonly Split[] {
  return Array.isArray(cv);
}
