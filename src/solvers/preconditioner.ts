import type { AnyCurvature, Factors, GramWeights } from '../objective.js';
import { plainFactors } from './cholesky.js';
import type { Step } from './solver.js';
import { centreBlocks, shiftIntercepts } from './vector.js';

/**
 * The Hessian of softmax regression without its coupling of classes: diagonal blocks
 *   M_k = Σ wᵢ·pᵢₖ(1 − pᵢₖ)·x̃ᵢx̃ᵢᵀ / Σ wᵢ + ridge,
 * of which there are three grades: one for all classes at the uniform start (the Böhning–Lindsay bound, Böhning 1992),
 * one for all classes at the current point, and one per class.
 */
export type Grade = 'bound' | 'shared' | 'class';

/** What an exponential and the factorisation's multiply-adds cost in a float32 kernel's, the latter here or in a kernel. */
const EXP_COST = 16;
const FACTOR_COST = { plain: 25, kernel: 4 };
/** Blocks smaller than this are factorised here: calling a kernel would cost more. */
const KERNEL_SIZE = 16;
/** A pivot this small, relative to its diagonal entry, is what rounding of a float32 Gram matrix leaves. */
const LEAST_PIVOT = 1e-6;
/**
 * Rows that represent all others in a Gram matrix.  Per parameter of a block a few, and more the more classes there
 * are: a class's weights p(1 − p) are near 0 in most rows of the others.
 */
const SAMPLE = { least: 2048, perParameter: 2, perParameterAndClass: 0.1 };
/**
 * Iterations from one renewal to the next at the least: L-BFGS needs some to learn what M leaves out.  Every renewal by
 * class lengthens this and the wait for the next, because the blocks change less and less.
 */
const PATIENCE = 5;
/**
 * A grade is due when it costs no more than this many times the evaluations since the last of it.  Twice as eager made
 * runs longer on digits, MNIST and 20000 × 200 × 100.
 */
const GENEROSITY = 1;
/** The first M may cost as much as this many evaluations. */
const ADVANCE = 30;
/** Most bytes of factors. */
const MAX_FACTOR_BYTES = 64e6;

/** One row in how many represents the others in Gram matrices. */
export function sampleEvery(rows: number, classes: number, blockSize: number): number {
  const perParameter = SAMPLE.perParameter + SAMPLE.perParameterAndClass * classes;
  const wanted = Math.max(SAMPLE.least, perParameter * blockSize);
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
    const { rows, classes, blockSize } = curvature;
    this.#curvature = curvature;
    this.sampleEvery = sampleEvery(rows, classes, blockSize);
    this.evaluation = rows * classes * (2 * blockSize + EXP_COST);
  }

  /** One preconditioner of a grade. */
  build(grade: Grade): number {
    const { rows, classes, blockSize } = this.#curvature;
    const sampled = rows / this.sampleEvery;
    const blocks = grade === 'class' ? classes : 1;
    const gram = (sampled * blockSize * blockSize) / 2;
    const factor = (FACTOR_COST[usesKernel(this.#curvature) ? 'kernel' : 'plain'] * blockSize ** 3) / 6;
    const logits = grade === 'bound' ? 0 : sampled * classes * (blockSize + EXP_COST);
    return blocks * (gram + factor) + logits;
  }

  fits(grade: Grade): boolean {
    const { classes, blockSize } = this.#curvature;
    return 8 * blockSize * blockSize * (grade === 'class' ? classes : 1) <= MAX_FACTOR_BYTES;
  }
}

function usesKernel(curvature: AnyCurvature): boolean {
  return curvature.factors !== undefined && curvature.blockSize >= KERNEL_SIZE;
}

/** M⁻¹ as an operator. */
export class Preconditioner {
  readonly #size: number;
  readonly #factors: Factors;
  readonly #offset: Float64Array | undefined;

  private constructor(size: number, factors: Factors, offset: Float64Array | undefined) {
    this.#size = size;
    this.#factors = factors;
    this.#offset = offset;
  }

  static *build(
    curvature: AnyCurvature,
    grade: Grade,
    w: Float64Array,
    sampleEvery: number,
  ): Generator<Step, Preconditioner, number> {
    const size = curvature.blockSize;
    const factors = (usesKernel(curvature) && curvature.factors?.()) || plainFactors(size);
    const weights = Array.from(
      { length: grade === 'class' ? curvature.classes : 1 },
      (_, k): GramWeights =>
        grade === 'bound' ? { kind: grade } : grade === 'shared' ? { kind: grade, w } : { kind: grade, w, k },
    );
    yield { type: 'gram', weights, sampleEvery, take: matrix => factors.add(matrix, LEAST_PIVOT) };
    return new Preconditioner(size, factors, curvature.offset);
  }

  /**
   * x ← P·M⁻¹·P·x for one vector of parameters, P being the projection on vectors whose blocks sum to 0.  Shifting all
   * classes alike changes no probability, so the minimum lies there; M, which knows each class alone, takes that flat
   * direction for a steep one and would crawl along it.
   */
  apply(x: Float64Array): void {
    centreBlocks(x, this.#size);
    if (this.#offset) gradientToOffset(x, this.#offset);
    this.#factors.solve(x);
    if (this.#offset) shiftIntercepts(x, this.#offset, -1);
    centreBlocks(x, this.#size);
  }
}

/** The gradient in (W, b) as that in (W, b + W·offset):  g_W − offset·g_b, block by block. */
function gradientToOffset(g: Float64Array, offset: Float64Array): void {
  const size = offset.length + 1;
  for (let first = 0; first < g.length; first += size) {
    const gb = g[first + size - 1] as number;
    for (let j = 0; j < offset.length; j++)
      g[first + j] = (g[first + j] as number) - (offset[j] as number) * gb;
  }
}

/** Decides when a run gets its next preconditioner, and of which grade, by what it costs and what has been spent. */
export class RenewalSchedule {
  readonly #curvature: AnyCurvature;
  readonly #costs: CostModel;
  #grade: Grade | null = null;
  #renewed = 0;
  #renewedByClass = 0;
  #classRenewals = 0;

  constructor(curvature: AnyCurvature) {
    this.#curvature = curvature;
    this.#costs = new CostModel(curvature);
  }

  /** The preconditioner of this iteration: `present`, or a new one at w. */
  *at(
    iteration: number,
    w: Float64Array,
    present: Preconditioner | null,
  ): Generator<Step, Preconditioner | null, number> {
    const grade = this.#due(iteration);
    if (!grade) return present;
    this.#grade = grade;
    this.#renewed = iteration;
    if (grade === 'class') {
      this.#renewedByClass = iteration;
      this.#classRenewals++;
    }
    return yield* Preconditioner.build(this.#curvature, grade, w, this.#costs.sampleEvery);
  }

  #due(iteration: number): Grade | null {
    if (iteration === 0) return this.#pays('bound', ADVANCE) ? 'bound' : null;
    const patience = 1 + this.#classRenewals;
    if (iteration - this.#renewed < PATIENCE * patience) return null;
    if (this.#pays('class', (GENEROSITY * (iteration - this.#renewedByClass)) / patience)) return 'class';
    if (this.#grade === 'class') return null;
    return this.#pays('shared', GENEROSITY * (iteration - this.#renewed)) ? 'shared' : null;
  }

  /** Whether a new M costs no more than so many evaluations. */
  #pays(grade: Grade, evaluations: number): boolean {
    return this.#costs.fits(grade) && this.#costs.build(grade) <= evaluations * this.#costs.evaluation;
  }
}
