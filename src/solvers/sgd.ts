import { invalidValue } from '../errors.js';
import type { Rate } from './learning-rate.js';
import type { UpdateRule } from './update-rule.js';

export interface SgdOptions {
  /** μ in [0, 1); default 0.9. */
  readonly momentum?: number | undefined;
  /** Default false. */
  readonly nesterov?: boolean | undefined;
}

/**
 * Stochastic gradient descent with momentum, as scikit-learn and Keras have it (Sutskever et al. 2013), g the gradient of
 * a batch and η the rate at step t:
 *
 *   v ← μ·v − η·g        w ← w + v,   with `nesterov`   w ← w + μ·v − η·g
 */
export class Sgd implements UpdateRule {
  #steps = 0;
  readonly #rate: Rate;
  readonly #momentum: number;
  readonly #nesterov: boolean;
  readonly #v: Float64Array;

  constructor(size: number, rate: Rate, { momentum = 0.9, nesterov = false }: SgdOptions = {}) {
    if (!(momentum >= 0 && momentum < 1)) throw invalidValue('momentum', 'a number in [0, 1)', momentum);
    this.#rate = rate;
    this.#momentum = momentum;
    this.#nesterov = nesterov;
    this.#v = new Float64Array(size);
  }

  get steps(): number {
    return this.#steps;
  }

  step(w: Float64Array, gradient: Float64Array): void {
    const v = this.#v;
    const momentum = this.#momentum;
    const rate = this.#rate(this.#steps++);
    const nesterov = this.#nesterov;
    for (let i = 0; i < w.length; i++) {
      const pull = rate * (gradient[i] as number);
      const vi = momentum * (v[i] as number) - pull;
      v[i] = vi;
      w[i] = (w[i] as number) + (nesterov ? momentum * vi - pull : vi);
    }
  }

  clone(): Sgd {
    const copy = new Sgd(this.#v.length, this.#rate, { momentum: this.#momentum, nesterov: this.#nesterov });
    copy.#v.set(this.#v);
    copy.#steps = this.#steps;
    return copy;
  }
}
