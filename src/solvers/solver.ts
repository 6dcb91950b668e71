import type { Batch, GramWeights } from '../objective.js';
import type { Work } from '../work.js';

/** What a solver asks of its driver, and what it tells it. */
export type Step =
  /**
   * Evaluate at `w`: the driver writes `gradient` and answers with the value.
   * With `sampleEvery`, over about every so-manieth row, of an objective that offers samples; with `batch`, over a batch's
   * rows, of one that offers batches.
   */
  | {
      readonly type: 'evaluate';
      readonly w: Float64Array;
      readonly gradient: Float64Array;
      readonly sampleEvery?: number;
      readonly batch?: Batch;
    }
  /**
   * Compute Gram matrices (see Curvature), which may be done side by side; `take` is handed each in its turn, to read
   * before the next, in pieces where that takes long.  The answer means nothing.
   */
  | {
      readonly type: 'gram';
      readonly weights: readonly GramWeights[];
      readonly sampleEvery: number;
      readonly take: (matrix: Float64Array) => void | Work<void>;
    }
  /** Write H(w)·v over `out` (see Curvature); the answer means nothing. */
  | {
      readonly type: 'product';
      readonly w: Float64Array;
      readonly v: Float64Array;
      readonly out: Float64Array;
    }
  /** Write the Hessian's diagonal at `w` over `out` (see Curvature); the answer means nothing. */
  | {
      readonly type: 'diagonal';
      readonly w: Float64Array;
      readonly out: Float64Array;
    }
  /** Write the Hessian at `w` over `out` (see Curvature); the answer means nothing. */
  | {
      readonly type: 'hessian';
      readonly w: Float64Array;
      readonly sampleEvery: number;
      readonly out: Float64Array;
    }
  /** A new iterate, better than the last.  The driver may end the run here; the answer means nothing. */
  | {
      readonly type: 'iterate';
      readonly w: Float64Array;
      readonly value: number;
      readonly gradientNorm: number;
    };

/** Why a solver ended by itself. */
export type Ending = 'converged' | 'lineSearchFailed';

/**
 * A solver is a generator: it yields steps and receives answers, so that one text serves the synchronous driver, the
 * asynchronous one and whatever evaluates elsewhere.  The driver knows limits, tolerance on the gradient, callbacks and
 * abort signals; the solver ends by itself only when it cannot go on or has its own reason to stop.  Amid long work of its own
 * it yields nothing now and then: others may have a turn.
 */
export type Solver = Generator<Step | undefined, Ending, number>;

/** A part of a solver. */
export type Steps<T> = Generator<Step | undefined, T, number>;
