export { accuracy } from './accuracy.js';
export { type ClassScores, classScores } from './class-scores.js';
export { type ConfusionMatrix, confusionMatrix } from './confusion-matrix.js';
export { logLoss } from './log-loss.js';
