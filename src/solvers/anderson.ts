import { factorise, solve } from './cholesky.js';
import { dot, subtract } from './vector.js';

/** Iterates that an extrapolation combines. */
const MEMORY = 5;
/** Of the differences' products: below it two of them are one. */
const ROUNDING = 1e-12;

/**
 * Anderson extrapolation of a fixed-point iteration (Anderson 1965; of coordinate descent, Bertrand and Massias 2021): the
 * combination Σ cᵢxᵢ, Σ cᵢ = 1, of the last iterates whose differences combine to the least, ‖Σ cᵢ(xᵢ − xᵢ₋₁)‖.
 * Beside each iterate goes a vector r that is affine in it, and is combined alike.
 */
export class Anderson {
  readonly #xs: Float64Array[] = [];
  readonly #rs: Float64Array[] = [];

  /** Takes note of an iterate; where there are enough, forgets them and returns what they lead to. */
  next(x: Float64Array, r: Float64Array): { x: Float64Array; r: Float64Array } | null {
    if (this.#xs.push(x.slice()) <= MEMORY) {
      this.#rs.push(r.slice());
      return null;
    }
    const xs = this.#xs.splice(0);
    const rs = [...this.#rs.splice(0), r];
    for (let i = 0; i < MEMORY; i++)
      subtract(xs[i] as Float64Array, xs[i + 1] as Float64Array, xs[i] as Float64Array);
    const products = new Float64Array(MEMORY * MEMORY);
    for (let i = 0; i < MEMORY; i++)
      for (let j = 0; j <= i; j++)
        products[i * MEMORY + j] = dot(xs[i] as Float64Array, xs[j] as Float64Array);
    factorise(products, MEMORY, ROUNDING);
    const c = new Float64Array(MEMORY).fill(1);
    solve(products, MEMORY, c, 0);
    const sum = c.reduce((total, share) => total + share, 0);
    const out = { x: x.slice(), r: r.slice() };
    // From the last iterate back: xᵢ = x − later differences, so a difference counts for all before it.
    let before = 0;
    for (let i = 0; i < MEMORY; i++) {
      const share = (c[i] as number) / sum;
      for (let a = 0; a < x.length; a++) {
        out.r[a] = (out.r[a] as number) + share * ((rs[i + 1] as Float64Array)[a] as number);
        if (i > 0) out.x[a] = (out.x[a] as number) - before * ((xs[i] as Float64Array)[a] as number);
      }
      before += share;
    }
    for (let a = 0; a < x.length; a++) out.r[a] = (out.r[a] as number) - (r[a] as number);
    return Number.isFinite(before) ? out : null;
  }
}
