import type { AnyCurvature, Factors, GramWeights } from '../objective.js';
import { plainFactors } from './cholesky.js';
import { CostModel, type Grade, usesKernel } from './cost-model.js';
import { diagonalFactors } from './diagonal.js';
import type { Step } from './solver.js';
import { centreBlocks, gradientToOffset, shiftIntercepts } from './vector.js';

/** A pivot this small, relative to its diagonal entry, is what rounding of a float32 Gram matrix leaves. */
const LEAST_PIVOT = 1e-6;
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
/** The first M by class, near the optimum, may cost as much as this many evaluations. */
const NEAR_ADVANCE = 3;

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
    if (grade === 'diagonal') {
      const out = new Float64Array(w.length);
      yield { type: 'diagonal', w, out };
      return new Preconditioner(size, diagonalFactors(out, size), curvature.offset);
    }
    const factors = (usesKernel(curvature) && curvature.factors?.()) || plainFactors(size);
    const weights = Array.from(
      { length: grade === 'class' ? curvature.classes : 1 },
      (_, k): GramWeights =>
        grade === 'bound' ? { kind: grade } : grade === 'shared' ? { kind: grade, w } : { kind: grade, w, k },
    );
    const take = (matrix: Float64Array) =>
      factors.adding ? factors.adding(matrix, LEAST_PIVOT) : factors.add(matrix, LEAST_PIVOT);
    yield { type: 'gram', weights, sampleEvery, take };
    return new Preconditioner(size, factors, curvature.offset);
  }

  /**
   * x ← P·M⁻¹·P·x for one vector of parameters, or for two at less than twice the price.  P is the projection on vectors
   * whose blocks sum to 0: shifting all classes alike changes no probability, so the minimum lies there; M, which knows
   * each class alone, takes that flat direction for a steep one and would crawl along it.
   */
  apply(x: Float64Array, y?: Float64Array): void {
    this.#before(x);
    if (y) this.#before(y);
    this.#factors.solve(x, y);
    this.#after(x);
    if (y) this.#after(y);
  }

  #before(x: Float64Array): void {
    centreBlocks(x, this.#size);
    if (this.#offset) gradientToOffset(x, this.#offset);
  }

  #after(x: Float64Array): void {
    if (this.#offset) shiftIntercepts(x, this.#offset, -1);
    centreBlocks(x, this.#size);
  }
}

/** Decides when a run gets its next preconditioner, and of which grade, by what it costs and what has been spent. */
export class RenewalSchedule {
  readonly #curvature: AnyCurvature;
  readonly #costs: CostModel;
  readonly #near: boolean;
  #grade: Grade | null = null;
  #renewed = 0;
  #renewedByClass = 0;
  #classRenewals = 0;

  /** @param near whether the run begins near its end, where blocks by class are good at once */
  constructor(curvature: AnyCurvature, near = false) {
    this.#curvature = curvature;
    this.#near = near;
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
    if (iteration === 0 && this.#near && this.#pays('class', NEAR_ADVANCE)) return 'class';
    const diagonal = this.#curvature.diagonal ? 'diagonal' : null;
    if (iteration === 0) return this.#costs.startsWithBlocks() ? 'bound' : diagonal;
    const patience = 1 + this.#classRenewals;
    if (iteration - this.#renewed < PATIENCE * patience) return null;
    if (this.#pays('class', (GENEROSITY * (iteration - this.#renewedByClass)) / patience)) return 'class';
    if (this.#grade === 'class') return null;
    if (this.#pays('shared', GENEROSITY * (iteration - this.#renewed))) return 'shared';
    return this.#grade === 'diagonal' ? diagonal : null;
  }

  /** Whether a new M costs no more than so many evaluations. */
  #pays(grade: Grade, evaluations: number): boolean {
    return this.#costs.fits(grade) && this.#costs.build(grade) <= evaluations * this.#costs.evaluation;
  }
}
