/**
 * Splits, cross-validation, learning curves and permutation importance, of estimators of any kind.
 *
 * @module softmax-wasm/selection
 */

export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type EvaluationOptions,
} from './cross-validate.js';
export type { Estimator, EstimatorLike, Optioned, Predicting } from './estimator.js';
export type { CV } from './folds.js';
export { kFold } from './k-fold.js';
export type { Scorings } from './labelled-data.js';
export { type LearningCurve, type LearningCurveOptions, learningCurve } from './learning-curve.js';
export {
  type ImportanceOptions,
  type PermutationImportance,
  permutationImportance,
} from './permutation-importance.js';
export type { Scorer, Scoring } from './scoring.js';
export { groupKFold, type KFoldOptions, type Split, stratifiedKFold } from './splits.js';
export {
  type SplitOptions,
  type SplitPart,
  type TrainTestSplit,
  trainTestSplit,
} from './train-test-split.js';
