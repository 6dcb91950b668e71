/**
 * Softmax regression and what goes with it: the estimator, paths, cross-validation, one-vs-rest and one-vs-one, matrices.
 *
 * @module softmax-wasm
 */

export type { BoundarySegment, DecisionBoundary, PlotBounds } from './boundaries.js';
export type { CalibratedBy, Calibration } from './calibrated.js';
export {
  createObjective,
  type ObjectiveOptions,
  type OwnedObjective,
  type OwnedRemoteObjective,
} from './create-objective.js';
export { type CsrInit, CsrMatrix, type SparseRow, type SparseValues } from './data/csr-matrix.js';
export { Matrix } from './data/matrix.js';
export type { MatrixLike, RowSource } from './data/matrix-like.js';
export { type ScalerOptions, StandardScaler } from './data/standard-scaler.js';
export { Dataset, type DatasetOptions } from './dataset.js';
export type { ChunkSource, StreamChunk, StreamSource } from './fit/chunks.js';
export type { FitOptions, Vectorizer } from './fit/options.js';
export type { PartialFitOptions } from './fit/partial.js';
export type { FitStreamOptions } from './fit/stream.js';
export type { TargetsLike } from './fit/targets.js';
export type { KernelOptions } from './kernel-options.js';
export type { ClassWeight, Label } from './labels.js';
export type { LinearClassifier, PredictOptions } from './linear-classifier.js';
export type { Report } from './model-io/state.js';
export type {
  Curvature,
  Factors,
  GramWeights,
  L1Term,
  Objective,
  RemoteCurvature,
  RemoteObjective,
  Sweeps,
} from './objective.js';
export type { BinaryEnsemble, NoOptions } from './one-vs/ensemble.js';
export { OneVsOne } from './one-vs/one-vs-one.js';
export { OneVsRest } from './one-vs/one-vs-rest.js';
export type { Options } from './options/index.js';
export type { PathOptions } from './options/path.js';
export type { CV } from './selection/folds.js';
export type { GridOptions, GridPoint, Selection } from './selection/grid.js';
export type { CVOptions } from './selection/options.js';
export type { CVResult } from './selection/results.js';
export type { FoldProgress } from './selection/score-folds.js';
export type { Scorer, Scoring } from './selection/scoring.js';
export { type CVFitOptions, SoftmaxRegressionCV } from './selection/softmax-regression-cv.js';
export { groupKFold, type KFoldOptions, type Split, stratifiedKFold } from './selection/splits.js';
export { type SoftmaxPath, softmaxPath, softmaxPathSync } from './softmax-path.js';
export { SoftmaxRegression } from './softmax-regression.js';
export type { Progress, Status } from './solvers/driver.js';
export type { LearningRateSchedule } from './solvers/learning-rate.js';
export type { Thresholds } from './thresholds.js';
export type { Precision } from './wasm/precision.js';
