import type { Label } from '../labels.js';
import type { ConfusionMatrix } from './confusion-counts.js';

/** How one class fared against the rest. */
export interface ClassScores {
  /** The class. */
  readonly label: Label;
  /** Of the rows predicted as this class, the share that is of this class. 0 where there are none. */
  readonly precision: number;
  /** Of the rows of this class, the share that was found. 0 where there are none. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Rows of this class. */
  readonly support: number;
}

/** Precision, recall and F1 of every class, K, read off a confusion matrix that is not normalised. */
export function classScores({ classes, counts }: ConfusionMatrix): ClassScores[] {
  return classes.map((label, k) => {
    let predicted = 0;
    let support = 0;
    for (let j = 0; j < counts.cols; j++) {
      predicted += counts.get(j, k);
      support += counts.get(k, j);
    }
    return { label, ...scoresOf(counts.get(k, k), predicted, support, 0), support };
  });
}

/** @param none what a share of nothing is */
export function scoresOf(right: number, predicted: number, support: number, none: number) {
  const share = (part: number, all: number) => (all > 0 ? part / all : none);
  return {
    precision: share(right, predicted),
    recall: share(right, support),
    f1: share(2 * right, predicted + support),
  };
}
