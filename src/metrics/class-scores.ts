import type { Label } from '../labels.js';
import type { ConfusionMatrix } from './confusion-matrix.js';

/** How one class fared against the rest. */
export interface ClassScores {
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

/** Precision, recall and F1 of every class, K, read off a confusion matrix. */
export function classScores({ classes, counts }: ConfusionMatrix): ClassScores[] {
  return classes.map((label, k) => {
    let predicted = 0;
    let support = 0;
    for (let j = 0; j < counts.cols; j++) {
      predicted += counts.get(j, k);
      support += counts.get(k, j);
    }
    const right = counts.get(k, k);
    return {
      label,
      precision: right / (predicted || 1),
      recall: right / (support || 1),
      f1: (2 * right) / (predicted + support || 1),
      support,
    };
  });
}
