/** X, y and weights of a caller, checked once for all that is done with them. */
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import { invalidType, invalidValue } from '../errors.js';
import { checkedClasses, type Label, positive, sampleWeights } from '../labels.js';
import { finish } from '../work.js';
import type { Truth } from './estimator.js';
import { checkScoring, type Scoring } from './scoring.js';
import { take, takeRows } from './take-rows.js';

/** Names of scores → how to make them; one alone is called `score`. */
export type Scorings = Scoring | Readonly<Record<string, Scoring>>;

export interface LabelledData extends Truth {
  /** Sorted. */
  readonly classes: readonly Label[];
}

/** @throws TypeError, RangeError for an X that is no matrix, a y that is not one label a row, or weights that are not */
export function labelledData(
  X: MatrixLike,
  y: ArrayLike<Label>,
  sampleWeight: ArrayLike<number> | undefined,
): LabelledData {
  const { rows } = rowSource(X);
  if (typeof y !== 'object' || y === null || typeof y.length !== 'number')
    throw invalidType('y', 'an array of labels', y);
  if (y.length !== rows) throw invalidValue('the length of y', `${rows}, one label per row of X`, y.length);
  const weights = positive(finish(sampleWeights(rows, sampleWeight)), true) ?? undefined;
  const labels = Array.from(y);
  return { X, y: labels, sampleWeight: weights, classes: checkedClasses([...new Set(labels)]) };
}

/** Those rows. */
export function part({ X, y, sampleWeight }: Truth, rows: ArrayLike<number>): Truth {
  return {
    X: takeRows(X, rows),
    y: take(y, rows),
    sampleWeight: sampleWeight && Float64Array.from(take(sampleWeight, rows)),
  };
}

/** @throws TypeError, RangeError for what is no scoring */
export function namedScorings(scoring: Scorings): Record<string, Scoring> {
  if (typeof scoring !== 'object' || scoring === null) {
    checkScoring(scoring);
    return { score: scoring };
  }
  const entries = Object.entries(scoring);
  if (entries.length === 0) throw invalidValue('scoring', 'at least one score', scoring);
  for (const [, each] of entries) checkScoring(each);
  return Object.fromEntries(entries);
}
