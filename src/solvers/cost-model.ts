import type { AnyCurvature } from '../objective.js';

/**
 * The Hessian of softmax regression without its coupling of classes: diagonal blocks
 *   M_k = Σ wᵢ·pᵢₖ(1 − pᵢₖ)·x̃ᵢx̃ᵢᵀ / Σ wᵢ + ridge,
 * of which there are four grades: one for all classes at the uniform start (the Böhning–Lindsay bound, Böhning 1992),
 * one for all classes at the current point, and one per class; or the diagonal of that alone, where blocks are too large.
 */
export type Grade = 'bound' | 'shared' | 'class' | 'diagonal';

/** What an exponential and the factorisation's multiply-adds cost in a float32 kernel's, the latter here or in a kernel. */
const EXP_COST = 16;
const FACTOR_COST = { plain: 25, kernel: 2 };
/** And a multiply-add for an entry of sparse rows: in an evaluation, in a Gram matrix; and one of that to be put in its places. */
const ENTRY_COST = { evaluation: 12, gram: 4, spread: 25 };
/** Blocks smaller than this are factorised here: calling a kernel would cost more. */
export const KERNEL_SIZE = 16;
/**
 * Rows that represent all others in a Gram matrix: of each parameter of a block some, and more the more classes there are,
 * because a class's weights p(1 − p) are near 0 in most rows of the others; and more where they are cheap, as many as
 * matrices for all classes at the price of half an evaluation allow.
 */
const SAMPLE = { least: 1200, cheap: 4096, perParameter: 0.3, perParameterAndClass: 0.12 };
/** What a product of the Hessian and a vector costs, in evaluations: three sweeps over a panel instead of two. */
export const PRODUCT_COST = 1.5;
/** Products of the Hessian that conjugate gradients take in a Newton step. */
const PRODUCTS_PER_STEP = 10;
/** The first preconditioner may cost as much as this many evaluations. */
const ADVANCE = 30;
/** Most bytes of factors. */
const MAX_FACTOR_BYTES = 64e6;

/** The same of a model that coordinate descent keeps, and what a Hessian for it may cost. */
const MAX_MODEL_BYTES = 16e6;
const MODEL_EVALUATIONS = 300;

/** One row in how many represents the others in Gram matrices. */
export function sampleEvery(rows: number, classes: number, blockSize: number): number {
  const perParameter = SAMPLE.perParameter + SAMPLE.perParameterAndClass * classes;
  const cheap = (rows * (2 * blockSize + EXP_COST)) / (blockSize * blockSize);
  const wanted = Math.max(SAMPLE.least, perParameter * blockSize, Math.min(cheap, SAMPLE.cheap));
  return Math.max(1, Math.floor(rows / wanted));
}

/** What building and applying cost, in a kernel's multiply-adds.  The one place that knows. */
export class CostModel {
  /** Rows per row sampled. */
  readonly sampleEvery: number;
  /** One value and gradient. */
  readonly evaluation: number;
  readonly #curvature: AnyCurvature;

  constructor(curvature: AnyCurvature) {
    const { rows, classes, blockSize, entries } = curvature;
    this.#curvature = curvature;
    this.sampleEvery = sampleEvery(rows, classes, blockSize);
    this.evaluation =
      classes *
      (entries === undefined
        ? rows * (2 * blockSize + EXP_COST)
        : 2 * ENTRY_COST.evaluation * entries + rows * EXP_COST);
  }

  /** One preconditioner of a grade. */
  build(grade: Grade): number {
    const { rows, classes, blockSize, entries } = this.#curvature;
    if (grade === 'diagonal') return this.evaluation;
    const sampled = rows / this.sampleEvery;
    const blocks = grade === 'class' ? classes : 1;
    const gram =
      entries === undefined
        ? (sampled * blockSize * blockSize) / 2
        : (ENTRY_COST.gram * entries * blockSize) / 2;
    const factor = (FACTOR_COST[usesKernel(this.#curvature) ? 'kernel' : 'plain'] * blockSize ** 3) / 6;
    const logits =
      grade === 'bound'
        ? 0
        : entries === undefined
          ? sampled * classes * (blockSize + EXP_COST)
          : this.evaluation / 2;
    return blocks * (gram + factor) + logits;
  }

  /** The whole Hessian over every `every`-th row, and its factor without the last class. */
  hessian(every: number): number {
    const { rows, classes, blockSize, factors, entries } = this.#curvature;
    const sampled = rows / every;
    const pairs = (classes * (classes - 1)) / 2;
    const side = (classes - 1) * blockSize;
    const factor = (FACTOR_COST[factors && side >= KERNEL_SIZE ? 'kernel' : 'plain'] * side ** 3) / 6;
    if (entries !== undefined)
      return pairs * blockSize * ((ENTRY_COST.gram * entries) / 2 + ENTRY_COST.spread * blockSize) + factor;
    return sampled * (pairs * blockSize * blockSize + classes * (blockSize + EXP_COST)) + factor;
  }

  /** Whether a Newton step by factorising the Hessian is cheaper than one by conjugate gradients. */
  factorsHessian(): boolean {
    const { classes, blockSize, hessian, hessianVector } = this.#curvature;
    if (!hessian || !hessianVector) return hessian !== undefined;
    const bytes = 24 * (classes * blockSize) ** 2;
    return bytes <= MAX_FACTOR_BYTES && this.hessian(1) <= PRODUCTS_PER_STEP * PRODUCT_COST * this.evaluation;
  }

  /** Whether a model of all parameters may hold the whole Hessian. */
  holdsHessian(): boolean {
    const { classes, blockSize, hessian } = this.#curvature;
    const bytes = 8 * (classes * blockSize) ** 2;
    return (
      hessian !== undefined &&
      bytes <= MAX_MODEL_BYTES &&
      this.hessian(1) <= MODEL_EVALUATIONS * this.evaluation
    );
  }

  /** Whether the first preconditioner is a block for all classes. */
  startsWithBlocks(): boolean {
    return this.fits('bound') && this.build('bound') <= ADVANCE * this.evaluation;
  }

  fits(grade: Grade): boolean {
    return this.#curvature.blockSize <= this.largestBlock(grade);
  }

  /** Side of the largest block that fits. */
  largestBlock(grade: Grade): number {
    return Math.floor(Math.sqrt(MAX_FACTOR_BYTES / (8 * (grade === 'class' ? this.#curvature.classes : 1))));
  }
}

export function usesKernel(curvature: AnyCurvature): boolean {
  return curvature.factors !== undefined && curvature.blockSize >= KERNEL_SIZE;
}
