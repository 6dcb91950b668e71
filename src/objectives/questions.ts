import type { Work } from '../work.js';
import type { DensePlan } from './dense-plan.js';
import { fromStoredRows, hessianFromPairs, SampledWeight } from './pass-results.js';
import type { Pass } from './passes.js';

/** A pass over the rows, and what its sum over all blocks says. */
export interface Question<T> {
  readonly pass: Pass;
  read(root: Float64Array): T | Work<T>;
}

/** What an objective is asked, as questions to whoever holds its rows: this thread or others. */
export class Questions {
  readonly #plan: DensePlan;
  readonly #weights: SampledWeight;

  /** @param weights of all rows */
  constructor(plan: DensePlan, weights: Float64Array | null) {
    this.#plan = plan;
    this.#weights = new SampledWeight(plan, weights);
  }

  evaluate(w: Float64Array, gradient: Float64Array): Question<number> {
    return {
      pass: { kind: 'evaluate', w },
      read(root) {
        gradient.set(root.subarray(0, gradient.length));
        return root[gradient.length] as number;
      },
    };
  }

  sample(w: Float64Array, gradient: Float64Array, sampleEvery: number): Question<number> {
    const every = Math.max(1, Math.round(sampleEvery));
    const scale = 1 / this.#weights.over(every);
    return {
      pass: { kind: 'sample', w, every },
      read: root => {
        fromStoredRows(this.#plan, root, scale, gradient);
        return (root[root.length - 1] as number) * scale;
      },
    };
  }

  product(w: Float64Array, v: Float64Array, out: Float64Array): Question<void> {
    return {
      pass: { kind: 'product', w, v },
      read: root => fromStoredRows(this.#plan, root, this.#plan.scale, out),
    };
  }

  hessian(w: Float64Array, sampleEvery: number, out: Float64Array): Question<void> {
    const every = this.#weights.positiveStep(sampleEvery);
    const scale = 1 / this.#weights.over(every);
    return {
      pass: { kind: 'hessian', w, every },
      read: root => hessianFromPairs(this.#plan, root, scale, out),
    };
  }
}
