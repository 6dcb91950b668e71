import { checkNames, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { type ClassScores, scoresOf } from './class-scores.js';
import { type LabelCounts, type LabelOptions, labelCounts } from './label-counts.js';

/** Options of `classificationReport`. */
export interface ReportOptions extends LabelOptions {
  /**
   * Where nothing was predicted as a class, its precision; where there is nothing of it, its recall; where neither, its F1.
   * With NaN averages leave it out.  Default 0.
   */
  zeroDivision?: 0 | 1 | typeof Number.NaN;
}

/** Precision, recall and F1 of all classes together. */
export interface AverageScores {
  /** Of the rows predicted as a class, the share that is of it. */
  readonly precision: number;
  /** Of the rows of a class, the share that was found. */
  readonly recall: number;
  /** Of macro and weighted averages the mean of the classes' F1, not the F1 of the means. */
  readonly f1: number;
}

/** Scores by class, and their averages. */
export interface ClassificationReport {
  /** In the order of the classes. */
  readonly classes: readonly ClassScores[];
  /** The means over classes. */
  readonly macro: AverageScores;
  /** The means over classes by their support. */
  readonly weighted: AverageScores;
  /** Of the counts of all classes: with all classes, precision, recall and F1 are the accuracy. */
  readonly micro: AverageScores;
}

/** How to make one number of the scores of all classes. */
export type Average = 'macro' | 'weighted' | 'micro';

/**
 * Precision, recall and F1 by class and of all, each class against the rest.
 *
 * @param yTrue n labels
 * @param yPred n labels
 * @param options with some of the classes only, rows of others still count as predicted
 * @throws TypeError, RangeError for labels, options or weights that will not do, or a total weight of 0
 */
export function classificationReport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ReportOptions = {},
): ClassificationReport {
  checkNames(options, ['classes', 'sampleWeight', 'zeroDivision'], ' of classificationReport');
  const { zeroDivision = 0 } = options;
  if (zeroDivision !== 0 && zeroDivision !== 1 && !Number.isNaN(zeroDivision))
    throw invalidValue('zeroDivision', '0, 1 or NaN', zeroDivision);
  const counts = labelCounts(yTrue, yPred, options);
  const { right, predicted, support } = counts;
  const classes = counts.classes.map((label, k) => ({
    label,
    ...scoresOf(right[k] as number, predicted[k] as number, support[k] as number, zeroDivision),
    support: support[k] as number,
  }));
  const [allRight, allPredicted, allSupport] = [right, predicted, support].map(sum) as [
    number,
    number,
    number,
  ];
  return {
    classes,
    macro: averaged(classes, () => 1),
    weighted:
      allSupport > 0
        ? averaged(classes, scores => scores.support)
        : scoresOf(allRight, allPredicted, allSupport, zeroDivision),
    micro: scoresOf(allRight, allPredicted, allSupport, zeroDivision),
  };
}

function sum(values: LabelCounts['right']): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Weighted means of what is a number. */
function averaged(classes: readonly ClassScores[], weightOf: (scores: ClassScores) => number): AverageScores {
  const mean = (of: (scores: ClassScores) => number) => {
    const counted = classes.filter(scores => !Number.isNaN(of(scores)));
    const total = counted.reduce((all, scores) => all + weightOf(scores), 0);
    return counted.reduce((all, scores) => all + weightOf(scores) * of(scores), 0) / total;
  };
  return {
    precision: mean(each => each.precision),
    recall: mean(each => each.recall),
    f1: mean(each => each.f1),
  };
}
