import type { AnyCurvature } from '../objective.js';
import { factorise, solve } from './cholesky.js';
import { CostModel } from './cost-model.js';
import type { Step } from './solver.js';

/** Of parameters: factors of the Hessian, made here whenever the free set changes, take size³/6 multiply-adds. */
const LARGEST_HESSIAN = 256;
/** A Hessian may cost as much as this many evaluations. */
const ADVANCE = 30;

/**
 * The metric M of a step in some of the parameters, the free ones: the Hessian's rows and columns of those, where that is
 * small and cheap enough, else its diagonal: at the uniform start (the Böhning–Lindsay bound), or here where there are too
 * many columns for that; else the identity.
 *
 * Blocks by class, which serve without bounds, do not here: they take the flat direction in which all classes shift alike
 * for a steep one, and with bounds the minimum does not lie where classes sum to 0.
 */
export class FreeMetric {
  /** 1 where a parameter is free.  Its user writes it before `apply`. */
  readonly free: Uint8Array;
  /** Diagonal of the metric, positive. */
  readonly diagonal: Float64Array;
  readonly #size: number;
  readonly #curvature: AnyCurvature | undefined;
  readonly #costs: CostModel | undefined;
  #hessian: Float64Array | null = null;
  #factor: Float64Array | null = null;
  #factored: Uint8Array;
  #due = 0;

  constructor(size: number, curvature?: AnyCurvature) {
    this.#size = size;
    this.#curvature = curvature;
    this.#costs = curvature && new CostModel(curvature);
    this.free = new Uint8Array(size).fill(1);
    this.#factored = new Uint8Array(size);
    this.diagonal = new Float64Array(size).fill(1);
  }

  /** Looks whether a new metric is due in this iteration, at w. */
  *at(iteration: number, w: Float64Array): Generator<Step, void, number> {
    const curvature = this.#curvature;
    if (!curvature || !this.#costs || iteration !== this.#due) return;
    if (this.#wantsHessian(curvature)) {
      this.#hessian ??= new Float64Array(this.#size * this.#size);
      yield { type: 'hessian', w, sampleEvery: this.#costs.sampleEvery, out: this.#hessian };
      this.#factor = null;
      for (let i = 0; i < this.#size; i++)
        this.#setDiagonal(i, this.#hessian[i * (this.#size + 1)] as number);
      // About half a run goes into its metrics, at the most.
      this.#due += Math.ceil(this.#costs.hessian(this.#costs.sampleEvery) / this.#costs.evaluation);
    } else if (iteration > 0) {
      return;
    } else if (this.#costs.fits('bound')) {
      const { blockSize } = curvature;
      const take = (gram: Float64Array) => {
        for (let i = 0; i < this.#size; i++)
          this.#setDiagonal(i, gram[(i % blockSize) * (blockSize + 1)] as number);
      };
      yield { type: 'gram', weights: [{ kind: 'bound' }], sampleEvery: this.#costs.sampleEvery, take };
    } else if (curvature.diagonal) {
      yield { type: 'diagonal', w, out: this.diagonal };
      for (let i = 0; i < this.#size; i++) this.#setDiagonal(i, this.diagonal[i] as number);
    }
  }

  /** Where the Hessian has led nowhere: goes on with its diagonal; false where there is nothing simpler. */
  simplify(): boolean {
    if (!this.#hessian) return false;
    this.#hessian = null;
    this.#due = -1;
    return true;
  }

  /** x ← M⁻¹x in the free entries; 0 in the others, where x must be 0. */
  apply(x: Float64Array): void {
    const size = this.#size;
    if (!this.#hessian) {
      for (let i = 0; i < size; i++) x[i] = (x[i] as number) / (this.diagonal[i] as number);
      return;
    }
    if (!this.#factor || this.free.some((is, i) => is !== this.#factored[i])) this.#refactor(this.#hessian);
    solve(this.#factor as Float64Array, size, x, 0);
    for (let i = 0; i < size; i++) if (!this.free[i]) x[i] = 0;
  }

  /** A column that is not free counts as the identity's. */
  #refactor(hessian: Float64Array): void {
    const size = this.#size;
    this.#factor ??= new Float64Array(size * size);
    this.#factored = this.free.slice();
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const inside = this.free[i] && this.free[j];
        this.#factor[i * size + j] = inside ? (hessian[i * size + j] as number) : i === j ? 1 : 0;
      }
      // Intercepts may shift alike: a little keeps the factor definite.
      const at = i * (size + 1);
      this.#factor[at] = (this.#factor[at] as number) * (1 + this.#rounding);
    }
    factorise(this.#factor, size, this.#rounding);
  }

  #setDiagonal(i: number, value: number): void {
    this.diagonal[i] = value > 0 ? value : 1;
  }

  #wantsHessian(curvature: AnyCurvature): boolean {
    const { hessian, offset } = curvature;
    const costs = this.#costs as CostModel;
    if (!hessian || offset || this.#due < 0 || this.#size > LARGEST_HESSIAN) return false;
    return costs.hessian(costs.sampleEvery) <= ADVANCE * costs.evaluation;
  }

  get #rounding(): number {
    return this.#curvature?.rounding ?? 1e-6;
  }
}
