export { accuracy } from './accuracy.js';
export { type ClassScores, classScores } from './class-scores.js';
export { type ConfusionMatrix, confusionMatrix } from './confusion-matrix.js';
export { expectedCalibrationError } from './expected-calibration-error.js';
export { logLoss } from './log-loss.js';
export { type ReliabilityBin, type ReliabilityOptions, reliabilityBins } from './reliability-bins.js';
export type { ScoredOptions } from './scored-rows.js';
