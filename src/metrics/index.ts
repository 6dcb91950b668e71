/**
 * Scores of labels and of probabilities, curves, reliability.
 *
 * @module softmax-wasm/metrics
 */

export { accuracy } from './accuracy.js';
export { averagePrecision } from './average-precision.js';
export { balancedAccuracy } from './balanced-accuracy.js';
export { type BrierOptions, brierScore } from './brier-score.js';
export { type ClassScores, classScores } from './class-scores.js';
export {
  type Average,
  type AverageScores,
  type ClassificationReport,
  classificationReport,
  type ReportOptions,
} from './classification-report.js';
export { cohenKappa, type KappaOptions } from './cohen-kappa.js';
export { type ConfusionMatrix, type ConfusionOptions, confusionMatrix } from './confusion-matrix.js';
export { expectedCalibrationError } from './expected-calibration-error.js';
export type { LabelOptions } from './label-counts.js';
export { logLoss } from './log-loss.js';
export { matthewsCorrelation } from './matthews-correlation.js';
export type { CurveOptions, OneVsRestOptions } from './one-vs-rest.js';
export { type PrecisionRecallCurve, precisionRecallCurve } from './precision-recall-curve.js';
export { type AverageOptions, f1, precision, recall } from './precision-recall-f1.js';
export { type ReliabilityBin, type ReliabilityOptions, reliabilityBins } from './reliability-bins.js';
export { rocAuc } from './roc-auc.js';
export { type RocCurve, rocCurve } from './roc-curve.js';
export type { ScoredOptions } from './scored-rows.js';
export type { Scores } from './scores.js';
export { topKAccuracy } from './top-k-accuracy.js';
