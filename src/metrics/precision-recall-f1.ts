/** One number of the classification report each. */
import { checkNames, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import {
  type Average,
  type AverageScores,
  type ClassificationReport,
  classificationReport,
  type ReportOptions,
} from './classification-report.js';

export interface AverageOptions extends ReportOptions {
  /** The mean over classes, their mean by support, or of the counts of all classes.  Default 'macro'. */
  average?: Average;
}

/** The share of the rows predicted as a class that is of it, averaged over classes.  @throws as `classificationReport` */
export function precision(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: AverageOptions = {},
): number {
  return averageOf(yTrue, yPred, options).precision;
}

/** The share of the rows of a class that was found, averaged over classes.  @throws as `classificationReport` */
export function recall(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: AverageOptions = {},
): number {
  return averageOf(yTrue, yPred, options).recall;
}

/** The harmonic mean of a class's precision and recall, averaged over classes.  @throws as `classificationReport` */
export function f1(yTrue: ArrayLike<Label>, yPred: ArrayLike<Label>, options: AverageOptions = {}): number {
  return averageOf(yTrue, yPred, options).f1;
}

function averageOf(yTrue: ArrayLike<Label>, yPred: ArrayLike<Label>, options: AverageOptions): AverageScores {
  checkNames(options, ['average', 'classes', 'sampleWeight', 'zeroDivision'], '');
  const { average = 'macro', ...rest } = options;
  checkAverage(average);
  const report: ClassificationReport = classificationReport(yTrue, yPred, rest);
  return report[average];
}

export function checkAverage(average: unknown): asserts average is Average {
  if (average !== 'macro' && average !== 'weighted' && average !== 'micro')
    throw invalidValue('average', "'macro', 'weighted' or 'micro'", average);
}
