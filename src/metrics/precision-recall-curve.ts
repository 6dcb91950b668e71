import { checkNames } from '../errors.js';
import type { Label } from '../labels.js';
import { type CurveOptions, curveRows } from './one-vs-rest.js';
import { scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';
import { thresholdCounts } from './threshold-counts.js';

/** One point a threshold, and the end at recall 0. */
export interface PrecisionRecallCurve {
  /** Of the rows whose score reaches the threshold, the share that is of the class; after the last threshold 1. */
  readonly precision: Float64Array;
  /** Of the class, the share whose score reaches the threshold: descending from 1, after the last threshold 0. */
  readonly recall: Float64Array;
  /** Ascending; one fewer than points. */
  readonly thresholds: Float64Array;
}

/**
 * Precision against recall of one class against the rest, at every score that occurs.
 *
 * @param scores n × K, column k for `classes[k]`: probabilities or logits
 * @throws TypeError, RangeError for labels, scores or weights that do not fit each other, a label that is no class, or a
 *   total weight of 0
 */
export function precisionRecallCurve(
  yTrue: ArrayLike<Label>,
  scores: Scores,
  options: CurveOptions = {},
): PrecisionRecallCurve {
  checkNames(options, ['classes', 'sampleWeight', 'label'], ' of precisionRecallCurve');
  const rows = curveRows(scoredRows(yTrue, scores, options, 'scores'), options.label);
  const { thresholds, truePositives: tp, falsePositives: fp } = thresholdCounts(rows);
  const ofClass = tp[tp.length - 1] as number;
  const precision = tp.map((value, i) => value / (value + (fp[i] as number)));
  const recall = tp.map(value => (ofClass > 0 ? value / ofClass : 1));
  return {
    precision: Float64Array.from([...precision.reverse(), 1]),
    recall: Float64Array.from([...recall.reverse(), 0]),
    thresholds: thresholds.reverse(),
  };
}
