import type { Rate } from './learning-rate.js';
import type { UpdateRule } from './update-rule.js';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba 2015), g the gradient of a batch and η the rate at step t, counted from 1 here:
 *
 *   m ← β₁·m + (1 − β₁)·g      s ← β₂·s + (1 − β₂)·g²
 *   w ← w − η·(m/(1 − β₁ᵗ)) / (√(s/(1 − β₂ᵗ)) + ε)          β₁ = 0.9, β₂ = 0.999, ε = 1e-8
 */
export class Adam implements UpdateRule {
  #steps = 0;
  readonly #rate: Rate;
  readonly #m: Float64Array;
  readonly #s: Float64Array;

  constructor(size: number, rate: Rate) {
    this.#rate = rate;
    this.#m = new Float64Array(size);
    this.#s = new Float64Array(size);
  }

  get steps(): number {
    return this.#steps;
  }

  step(w: Float64Array, gradient: Float64Array): void {
    const m = this.#m;
    const s = this.#s;
    const rate = this.#rate(this.#steps++) / (1 - BETA_1 ** this.#steps);
    const unbias = 1 / (1 - BETA_2 ** this.#steps);
    for (let i = 0; i < w.length; i++) {
      const g = gradient[i] as number;
      const mi = BETA_1 * (m[i] as number) + (1 - BETA_1) * g;
      const si = BETA_2 * (s[i] as number) + (1 - BETA_2) * g * g;
      m[i] = mi;
      s[i] = si;
      w[i] = (w[i] as number) - (rate * mi) / (Math.sqrt(si * unbias) + EPSILON);
    }
  }

  clone(): Adam {
    const copy = new Adam(this.#m.length, this.#rate);
    copy.#m.set(this.#m);
    copy.#s.set(this.#s);
    copy.#steps = this.#steps;
    return copy;
  }
}
