import type { Work } from './work.js';

/**
 * THE WAIST. Everything above it is optimisation, everything below it is data.
 *
 * Parameters are K rows of d weights, each followed by that class's intercept when there is one:
 * `w[k * stride + j]` is W[k][j], `w[k * stride + d]` is b[k], stride = d + (intercept ? 1 : 0).
 */
export interface Objective {
  /** Number of parameters, K · stride. */
  readonly size: number;
  /**
   * One pass over the data. Writes ∂F/∂w over `gradient` and returns F(w).
   * Carries its own point: any call may be repeated. Not finite where F overflows.
   */
  valueAndGradient(w: Float64Array, gradient: Float64Array): number;
  /**
   * The same over about every `sampleEvery`-th row: F up to what a sample is off, for a first approach.
   * Not finite where the sample weighs nothing.
   */
  sampledValueAndGradient?(w: Float64Array, gradient: Float64Array, sampleEvery: number): number;
  /**
   * What a tolerance on the gradient bounds, where it is not max |gradient|: see the objective's own parameters.
   * `shrink` takes from the entries that are compared, in place, what the slope of an L1 term takes up.
   */
  readonly gradientNorm?:
    | ((gradient: Float64Array, shrink?: (entries: Float64Array) => void) => number)
    | undefined;
  /** What is to be minimised beside the smooth part, which alone `valueAndGradient` and `curvature` are of. */
  readonly l1?: L1Term | undefined;
  /** Mini-batches, where rows can be had a few at a time. */
  readonly batches?: Batches;
  /** Second-order information, where the objective can give it. */
  readonly curvature?: Curvature;
}

/**
 * Σⱼ factors[j]·Σₖ |w[k][j]|, or grouped, Σⱼ factors[j]·√(Σₖ w[k][j]²): convex, with kinks at 0.
 */
export interface L1Term {
  /** One factor per parameter of a class, at least 0; 0 for its intercept. */
  readonly factors: Float64Array;
  /** Whether all classes of a feature go together. */
  readonly grouped: boolean;
  /**
   * Two classes kept as rows ∓w/2: solvers keep them so.  The term alone would let (0, w) cost what (−w/2, w/2) does.
   */
  readonly mirrored: boolean;
}

/** Which rows a step of a stochastic solver takes: batch `index` of an epoch, whose order `seed` and `epoch` decide. */
export interface Batch {
  /** Rows, about: those that hold the data may take them in groups. */
  readonly size: number;
  /** Of the order of rows. */
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
  /** Within the epoch, from 0. */
  readonly index: number;
}

/** F and its gradient over some rows: the mean of their losses, and what a penalty adds in full. */
export interface Batches {
  /** Batches in an epoch, which takes every row once. */
  count(size: number): number;
  /** As `Objective.valueAndGradient`, of a batch.  Carries all it needs: any call may be repeated. */
  valueAndGradient(w: Float64Array, gradient: Float64Array, batch: Batch): number;
  /** What F curves by at the least in every direction that is penalised, where a ridge says so; default 0. */
  readonly convexity?: number;
}

/** An objective whose answers take a while, because they are computed elsewhere. */
export interface RemoteObjective
  extends Omit<Objective, 'valueAndGradient' | 'sampledValueAndGradient' | 'batches' | 'curvature'> {
  /** As `Objective.valueAndGradient`; until it resolves `w` must stay as it is, and `gradient` is undefined. */
  valueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number>;
  /** As `Objective.sampledValueAndGradient`. */
  sampledValueAndGradient?(w: Float64Array, gradient: Float64Array, sampleEvery: number): Promise<number>;
  /** Second-order information, where the objective can give it. */
  readonly curvature?: RemoteCurvature;
}

/** An objective on this thread whose answers may take longer than a frame: then they are work in pieces. */
export interface SlicedObjective
  extends Omit<Objective, 'valueAndGradient' | 'sampledValueAndGradient' | 'curvature'> {
  valueAndGradient(w: Float64Array, gradient: Float64Array): number | Work<number>;
  sampledValueAndGradient?(
    w: Float64Array,
    gradient: Float64Array,
    sampleEvery: number,
  ): number | Work<number>;
  readonly curvature?: SlicedCurvature;
}

/** Which probabilities weight a Gram matrix Σᵢ vᵢ x̃ᵢ x̃ᵢᵀ / Σᵢ wᵢ, where x̃ is x followed by 1 if there is an intercept. */
export type GramWeights =
  /** vᵢ = wᵢ·½(1 − 1/K), the Böhning–Lindsay bound: no pass over the logits. */
  | { kind: 'bound' }
  /** vᵢ = wᵢ·(1/K)·Σₖ pᵢₖ(1 − pᵢₖ) at `w`: one matrix for all classes. */
  | { kind: 'shared'; w: Float64Array }
  /** vᵢ = wᵢ·pᵢₖ(1 − pᵢₖ) at `w`: the Hessian's diagonal block of class k. */
  | { kind: 'class'; w: Float64Array; k: number };

/**
 * The Hessian's diagonal blocks, exact or cheaper, for a preconditioner: a Gram matrix plus what a penalty adds to it.
 * Promises that shifting all classes alike changes nothing but a penalty, so that the minimum lies where blocks sum to 0.
 */
export interface Curvature {
  /** Rows of data. */
  readonly rows: number;
  /** K, the number of diagonal blocks. */
  readonly classes: number;
  /** Side of a block, d + (intercept ? 1 : 0); the intercept comes last. */
  readonly blockSize: number;
  /**
   * Where given, Gram matrices are those of rows less this, d numbers near the columns' medians: the blocks of the Hessian
   * in W and b' = b + W·offset.  In raw coordinates a column of 1e6 ± 1 is the intercept's twin, to rounding.
   */
  readonly offset?: Float64Array | undefined;
  /**
   * Writes a blockSize × blockSize matrix, row-major and symmetric, over `out`: the mean over about every
   * `sampleEvery`-th row.  Cost: rows/sampleEvery · blockSize²/2 multiply-adds, plus a pass over the logits.
   */
  gram(weights: GramWeights, sampleEvery: number, out: Float64Array): void;
  /** What a penalty adds to their diagonal, blockSize numbers; default 0. */
  readonly ridge?: Float64Array | undefined;
  /** Relative rounding of these matrices: pivots below it mean nothing.  Default 1e-6, float32's. */
  readonly rounding?: number | undefined;
  /**
   * out = H(w)·v, v and out like w, in the coordinates of w whatever `offset` is.
   * Cost: one pass over the data, about half as long again as an evaluation.
   */
  hessianVector?(w: Float64Array, v: Float64Array, out: Float64Array): void;
  /** Writes the Hessian's diagonal at w over `out`, like w.  Cost: an evaluation. */
  diagonal?(w: Float64Array, out: Float64Array): void;
  /** Entries stored, where most are 0 and are not: what products cost then. */
  readonly entries?: number | undefined;
  /**
   * Writes the whole Hessian at w over `out`, size × size, row-major and symmetric, in the coordinates of Gram matrices:
   * the mean over about every `sampleEvery`-th row.  Cost: about rows/sampleEvery · size²/2 multiply-adds.
   */
  hessian?(w: Float64Array, sampleEvery: number, out: Float64Array): void;
  /**
   * Somewhere faster than plain JavaScript to factorise matrices of `side` rows, default blockSize; factors are kept
   * in float32, or `exact`, in float64.  Making one ends the last one's life.
   */
  factors?(side?: number, exact?: boolean): Factors;
  /** Somewhere faster than plain JavaScript for sweeps over m parameters.  Making one ends the last one's life. */
  sweeps?(m: number): Sweeps;
}

/** Curvature that is computed elsewhere.  Many calls at a time. */
export interface RemoteCurvature extends Omit<Curvature, 'gram' | 'hessianVector' | 'hessian' | 'diagonal'> {
  /** As `Curvature.gram`. */
  gram(weights: GramWeights, sampleEvery: number, out: Float64Array): Promise<void>;
  /** As `Curvature.hessianVector`. */
  hessianVector?(w: Float64Array, v: Float64Array, out: Float64Array): Promise<void>;
  /** As `Curvature.diagonal`. */
  diagonal?(w: Float64Array, out: Float64Array): Promise<void>;
  /** As `Curvature.hessian`. */
  hessian?(w: Float64Array, sampleEvery: number, out: Float64Array): Promise<void>;
}

/** Curvature on this thread, in pieces. */
export interface SlicedCurvature extends Omit<Curvature, 'gram' | 'hessianVector' | 'hessian' | 'diagonal'> {
  gram(weights: GramWeights, sampleEvery: number, out: Float64Array): void | Work<void>;
  hessianVector?(w: Float64Array, v: Float64Array, out: Float64Array): void | Work<void>;
  diagonal?(w: Float64Array, out: Float64Array): void | Work<void>;
  hessian?(w: Float64Array, sampleEvery: number, out: Float64Array): void | Work<void>;
}

/** What a solver is told about: it asks its driver, not the objective. */
export type AnyObjective = Objective | SlicedObjective | RemoteObjective;
export type AnyCurvature = Curvature | SlicedCurvature | RemoteCurvature;

/**
 * Room for coordinate descent on a quadratic model with an L1 term, (x − x₀)ᵀr₀ + ½(x − x₀)ᵀA(x − x₀) + Σ factorsₐ|xₐ|, of m
 * parameters.
 */
export interface Sweeps {
  /** Entries from one row of A to the next, at least m. */
  readonly width: number;
  /** m rows, symmetric. */
  readonly A: Float64Array;
  /** m. */
  readonly x: Float64Array;
  /** Slopes of the quadratic part at x, m. */
  readonly r: Float64Array;
  /** Of the L1 term, m. */
  readonly factors: Float64Array;
  /** Moves each entry of x in turn to its minimum, keeps r up; returns the largest change of an entry's own slope. */
  sweep(): number;
}

/** Cholesky factors of symmetric positive definite matrices of one size. */
export interface Factors {
  /**
   * Factorises one more matrix (row-major, lower triangle read).  A pivot that is less than `leastPivot` times its
   * diagonal entry is raised to that, so that the result is the factor of a nearby positive definite matrix.
   */
  add(matrix: Float64Array, leastPivot: number): void;
  /** @internal The same in pieces, where matrices may be large: `matrix` must stay as it is until all is done. */
  adding?(matrix: Float64Array, leastPivot: number): Work<void>;
  /**
   * Solves in place for each block of x in turn, with the factor of the same number, or the only one; and for y, where
   * given, at less than the price of a second call.
   */
  solve(x: Float64Array, y?: Float64Array): void;
}
