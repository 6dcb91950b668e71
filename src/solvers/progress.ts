/** What a run of a solver is told, tells and comes to. */
import type { Work } from '../work.js';

/**
 * Why a run ended; 'earlyStopped': rows held out were not predicted better for `patience` iterations, or at its end not as
 * well as by the iterate that it gives; 'streamEnded': the rows, which are seen once, had all been seen.
 */
export type Status =
  | 'converged'
  | 'maxIter'
  | 'lineSearchFailed'
  | 'aborted'
  | 'earlyStopped'
  | 'streamEnded';

/** Where a run stands after an iteration. */
export interface Progress {
  /** Iterations so far; 0 is the start, or where a sample of the rows led from there. */
  iteration: number;
  /** F, with its penalty. */
  objective: number;
  /** max |∂F|, what `tol` bounds. */
  gradientNorm: number;
  /** Values and gradients computed so far; one on a sample or a batch of rows counts as its share. */
  evaluations: number;
  /** Milliseconds since the run, or the fit, began. */
  elapsedMs: number;
  /** Mean log-loss of the rows held out, where there are any. */
  validationLoss?: number;
}

/** Rows held out, to stop by. */
export interface Validation {
  /** Iterations that may pass without a better loss. */
  readonly patience: number;
  readonly loss: (w: Float64Array) => number | Work<number>;
}

export interface RunOptions {
  /** Most iterations. */
  readonly maxIter: number;
  /** Bound on max |∂F|. */
  readonly tol: number;
  readonly onIteration?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** When the work began, as `performance.now()` had it; default now. */
  readonly started?: number | undefined;
  /** The run ends where these rows are predicted no better for long, and its result is the iterate that predicts them best. */
  readonly validation?: Validation | undefined;
  /** A run to go on from: its history and counts are this run's, and the solver starts where it ended. */
  readonly continues?: RunResult | undefined;
}

/** Where a run ended, and how. */
export interface RunResult {
  /** The parameters, as many as the objective has. */
  readonly w: Float64Array;
  /** The objective at w. */
  readonly value: number;
  /** max |∂F| at w, or what the objective takes for it. */
  readonly gradientNorm: number;
  /** Why it ended. */
  readonly status: Status;
  /** Iterations, of sgd and adam epochs. */
  readonly iterations: number;
  /** Values and gradients computed, rounded up. */
  readonly evaluations: number;
  /** One entry per iteration, the first of the start. */
  readonly history: Progress[];
  /** Milliseconds that it took. */
  readonly elapsedMs: number;
}
