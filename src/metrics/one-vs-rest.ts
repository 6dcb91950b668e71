import { invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import type { Average } from './classification-report.js';
import { checkAverage } from './precision-recall-f1.js';
import type { ScoredOptions, ScoredRows } from './scored-rows.js';
import type { BinaryRows } from './threshold-counts.js';

export interface OneVsRestOptions extends ScoredOptions {
  /**
   * 'macro': the mean over classes, each against the rest; 'weighted': by the weight of their rows; 'micro': all n·K scores
   * in one list, each of its row's class or not.  Of two classes, the second alone counts.  Default 'macro'.
   */
  average?: Average;
}

/** What a curve is told beside labels and scores. */
export interface CurveOptions extends ScoredOptions {
  /** The class that is told from the rest; default the second of two. */
  label?: Label;
}

export function binaryRows({ indices, scores, weights }: ScoredRows, k: number): BinaryRows {
  return {
    scores: Float64Array.from(indices, (_, i) => scores.get(i, k)),
    positive: indices.map(index => Number(index === k)),
    weights,
  };
}

/** Rows of the class that a curve is of.  @throws RangeError where there is none such, or it is not told which */
export function curveRows(rows: ScoredRows, label: Label | undefined): BinaryRows {
  const { classes } = rows;
  if (label === undefined && classes.length !== 2)
    throw invalidValue(
      'label',
      `one of the ${classes.length} classes: the one that is told from the rest`,
      label,
    );
  const k = label === undefined ? 1 : classes.indexOf(label);
  if (k < 0) throw invalidValue('label', 'one of the classes', label);
  return binaryRows(rows, k);
}

/** A score of one class against the rest, averaged over classes. */
export function oneVsRest(
  rows: ScoredRows,
  average: Average | undefined = 'macro',
  score: (rows: BinaryRows, label: Label | undefined) => number,
): number {
  checkAverage(average);
  const { classes, indices, scores, weights } = rows;
  const K = classes.length;
  if (K === 2) return score(binaryRows(rows, 1), classes[1]);
  if (average === 'micro') {
    const each = <T>(of: (i: number, k: number) => T) =>
      Array.from({ length: indices.length * K }, (_, at) => of(Math.floor(at / K), at % K));
    const all = {
      scores: scores.data,
      positive: each((i, k) => Number(indices[i] === k)),
      weights: each(i => weights[i] as number),
    };
    return score(all, undefined);
  }
  const totals = new Float64Array(K);
  for (const [i, k] of indices.entries()) (totals[k] as number) += weights[i] as number;
  let sum = 0;
  let total = 0;
  for (const [k, label] of classes.entries()) {
    const weight = average === 'weighted' ? (totals[k] as number) : 1;
    sum += weight * score(binaryRows(rows, k), label);
    total += weight;
  }
  return sum / total;
}
