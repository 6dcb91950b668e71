import type { Calibration } from '../calibrated.js';
import type { ColumnMoments } from '../data/column-moments.js';
import type { Label } from '../labels.js';
import type { Options } from '../options/index.js';
import type { Progress, Status } from '../solvers/driver.js';
import type { Precision } from '../wasm/precision.js';

/** How a fit went. */
export interface Report {
  /** 'imported': of a model that was not fitted here. */
  status: Status | 'imported';
  /** The solver that ran. */
  solver: string;
  /** F at the solution. */
  objective: number;
  /** max |∂F| at the solution. */
  gradientNorm: number;
  /** Values and gradients computed. */
  evaluations: number;
  /** One entry per iteration; empty in a model that was loaded. */
  history: Progress[];
  /** Milliseconds from the call of the fit to its end. */
  elapsedMs: number;
  /** Threads that evaluated the rows. */
  threads: number;
  /** Of the kernels that finished: float32 fits go on in float64 where rounding stops them short of `tol`. */
  precision: Precision;
  /** Of a stream, or of all calls of `partialFit`: rows that it had. */
  rowsSeen?: number;
}

/** Of any kind: models keep it and do not read it. */
export type SavedVectorizer = Readonly<Record<string, unknown>>;

/** All that a fitted model is: what files hold. */
export interface ModelState {
  readonly options: Options;
  readonly classes: readonly Label[];
  readonly nFeatures: number;
  /** K × d, row-major. */
  readonly coef: Float64Array;
  readonly intercept: Float64Array;
  /** Near each column's median, d: what float32 predictions subtract from a row before they round it. */
  readonly centre: Float64Array;
  readonly nIter: number;
  readonly report: Report;
  readonly featureNames: readonly string[] | null;
  readonly targetName: string | null;
  /** What makes columns of text, as JSON holds it: a TextVectorizer's `toJSON`. */
  readonly vectorizer: SavedVectorizer | null;
  /** Of the fit's columns, where the penalty counted them as scaled. */
  readonly scaler: ColumnMoments | null;
  /** What is done to logits before they are probabilities; none where it is left out. */
  readonly calibration?: Calibration | null;
}
