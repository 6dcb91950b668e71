/** What both kinds of curve are made of. */

/** One class against the rest. */
export interface BinaryRows {
  readonly scores: ArrayLike<number>;
  /** 1 where the row is of the class. */
  readonly positive: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** By threshold, from the highest on: weights of the rows whose score reaches it. */
export interface ThresholdCounts {
  /** The distinct scores, descending, of rows that weigh something. */
  readonly thresholds: Float64Array;
  /** Of the class. */
  readonly truePositives: Float64Array;
  /** Of the rest. */
  readonly falsePositives: Float64Array;
}

export function thresholdCounts({ scores, positive, weights }: BinaryRows): ThresholdCounts {
  const rows = Uint32Array.from({ length: scores.length }, (_, i) => i).filter(i => weights[i] !== 0);
  rows.sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let ofClass = 0;
  let ofRest = 0;
  for (const [at, i] of rows.entries()) {
    if (positive[i]) ofClass += weights[i] as number;
    else ofRest += weights[i] as number;
    if (at + 1 < rows.length && scores[rows[at + 1] as number] === scores[i]) continue;
    thresholds.push(scores[i] as number);
    truePositives.push(ofClass);
    falsePositives.push(ofRest);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
  };
}
