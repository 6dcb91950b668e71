import type { Point } from './line-search.js';
import { addScaled, dot, subtract } from './vector.js';

/** Pairs of steps and gradient differences kept. */
const MEMORY = 10;

/** A pair whose cosine is below this is rounding, not curvature. */
const LEAST_COSINE = 1e-12;

/** M⁻¹: overwrites one vector or two. */
export interface Inverse {
  apply(x: Float64Array, y?: Float64Array): void;
}

/** A step s = w⁺ − w, the change y of the gradient along it, and 1/sᵀy. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  rho: number;
}

/** What a quasi-Newton run remembers. */
export class History {
  readonly #size: number;
  readonly #pairs: Pair[] = [];
  readonly #alpha = new Float64Array(MEMORY);
  readonly #scaled: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#scaled = new Float64Array(size);
  }

  get length(): number {
    return this.#pairs.length;
  }

  clear(): void {
    this.#pairs.length = 0;
  }

  push(from: Point, to: Point): void {
    const size = this.#size;
    const pair =
      this.#pairs.length < MEMORY
        ? { s: new Float64Array(size), y: new Float64Array(size), rho: 0 }
        : (this.#pairs.shift() as Pair);
    subtract(pair.s, to.w, from.w);
    subtract(pair.y, to.gradient, from.gradient);
    const sy = dot(pair.s, pair.y);
    if (!(sy > LEAST_COSINE * Math.sqrt(dot(pair.s, pair.s) * dot(pair.y, pair.y)))) return;
    pair.rho = 1 / sy;
    this.#pairs.push(pair);
  }

  /** out = −H·gradient by the two-loop recursion. */
  inverseHessian(out: Float64Array, gradient: Float64Array, preconditioner: Inverse | null): void {
    const pairs = this.#pairs;
    for (let i = 0; i < out.length; i++) out[i] = -(gradient[i] as number);
    for (let i = pairs.length - 1; i >= 0; i--) {
      const { s, y, rho } = pairs[i] as Pair;
      this.#alpha[i] = rho * dot(s, out);
      addScaled(out, -(this.#alpha[i] as number), y);
    }
    const scale = this.#precondition(out, preconditioner);
    if (scale !== 1) for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) * scale;
    for (let i = 0; i < pairs.length; i++) {
      const { s, y, rho } = pairs[i] as Pair;
      addScaled(out, (this.#alpha[i] as number) - rho * dot(y, out), s);
    }
  }

  /**
   * out ← M⁻¹·out; returns γ = sᵀy / yᵀM⁻¹y of the newest pair, the step length that fits M to the curvature last seen.
   */
  #precondition(out: Float64Array, preconditioner: Inverse | null): number {
    const newest = this.#pairs[this.#pairs.length - 1];
    if (!newest) {
      preconditioner?.apply(out);
      return 1;
    }
    this.#scaled.set(newest.y);
    preconditioner?.apply(out, this.#scaled);
    return 1 / (newest.rho * dot(newest.y, this.#scaled));
  }
}
