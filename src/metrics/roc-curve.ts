import { checkNames } from '../errors.js';
import type { Label } from '../labels.js';
import { type CurveOptions, curveRows } from './one-vs-rest.js';
import { scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';
import { thresholdCounts } from './threshold-counts.js';

/** One point a threshold, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** Of the rest, the share whose score reaches the threshold: ascending from 0 to 1.  NaN where there is no rest. */
  readonly falsePositiveRate: Float64Array;
  /** Of the class, the share whose score reaches the threshold: ascending from 0 to 1.  NaN where there is none. */
  readonly truePositiveRate: Float64Array;
  /** Descending from Infinity. */
  readonly thresholds: Float64Array;
}

/**
 * The receiver operating characteristic of one class against the rest.
 *
 * @param scores n × K, column k for `classes[k]`: probabilities or logits
 * @param options dropIntermediate: leaves out points on a line between their neighbours; default true
 * @throws TypeError, RangeError for labels, scores or weights that do not fit each other, a label that is no class, or a
 *   total weight of 0
 */
export function rocCurve(
  yTrue: ArrayLike<Label>,
  scores: Scores,
  options: CurveOptions & { dropIntermediate?: boolean } = {},
): RocCurve {
  checkNames(options, ['classes', 'sampleWeight', 'label', 'dropIntermediate'], ' of rocCurve');
  const { label, dropIntermediate = true } = options;
  const counts = thresholdCounts(curveRows(scoredRows(yTrue, scores, options, 'scores'), label));
  const { thresholds, truePositives: tp, falsePositives: fp } = counts;
  const last = thresholds.length - 1;
  const bends = (values: Float64Array, i: number) =>
    (values[i + 1] as number) - 2 * (values[i] as number) + (values[i - 1] as number) !== 0;
  const kept = Array.from(thresholds.keys()).filter(
    i => !dropIntermediate || i === 0 || i === last || bends(tp, i) || bends(fp, i),
  );
  const rate = (values: Float64Array) =>
    Float64Array.from([0, ...kept.map(i => values[i] as number)], value => value / (values[last] as number));
  return {
    falsePositiveRate: rate(fp),
    truePositiveRate: rate(tp),
    thresholds: Float64Array.from([Infinity, ...kept.map(i => thresholds[i] as number)]),
  };
}
