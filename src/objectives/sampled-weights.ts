import { invalidValue } from '../errors.js';
import type { GramWeights } from '../objective.js';
import type { PassMemory } from './passes.js';

/** Classes whose weights at a point are in memory. */
interface Batch {
  readonly w: Float64Array;
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

/**
 * The weights vᵢ of a Gram matrix over every `step`-th strip of rows.  One pass over the logits serves as many classes
 * as fit in memory: who asks for class after class at the same point has them ready.
 */
export class SampledWeights {
  readonly #memory: PassMemory;
  #address = 0;
  #capacity = 0;
  #batch: Batch | null = null;

  constructor(memory: PassMemory) {
    this.#memory = memory;
  }

  /** Address of the weights, Σ vᵢ, and Σ wᵢ over the sampled rows. */
  at(weights: GramWeights, step: number): { v: number; sum: number; total: number } {
    const { stripRows, rows, strips } = this.#memory.packed;
    if (weights.kind === 'class' && !(weights.k >= 0 && weights.k < this.#memory.plan.nClasses)) {
      throw invalidValue('weights.k', `a class index from 0 to ${this.#memory.plan.nClasses - 1}`, weights.k);
    }
    const sampled = Math.ceil(strips / step);
    this.#reserve(sampled);
    const v = weights.kind === 'bound' ? this.#address : this.#compute(weights, step, sampled);
    const values = this.#memory.packed.view(v, sampled * stripRows);
    const rowWeights = this.#memory.weights ? this.#memory.packed.view(this.#memory.weights, rows) : null;
    const bound = 0.5 * (1 - 1 / this.#memory.plan.nClasses);
    if (weights.kind === 'bound') this.#batch = null;
    let sum = 0;
    let total = 0;
    for (let s = 0, at = 0; s < sampled; s++) {
      for (let lane = 0; lane < stripRows; lane++, at++) {
        const row = s * step * stripRows + lane;
        const weight = row >= rows ? 0 : rowWeights ? (rowWeights[row] as number) : 1;
        if (weights.kind === 'bound') values[at] = weight * bound;
        sum += values[at] as number;
        total += weight;
      }
    }
    return { v, sum, total };
  }

  #compute(weights: Exclude<GramWeights, { kind: 'bound' }>, step: number, sampled: number): number {
    const { rows, cols, x, instance } = this.#memory.packed;
    const { params, setParams, kernelCentre } = this.#memory;
    const { nClasses, panelStrips } = this.#memory.plan;
    const bytes = 32 * sampled;
    const ready = this.#batch;
    if (weights.kind === 'class' && ready && ready.step === step && sameNumbers(ready.w, weights.w)) {
      const at = weights.k - ready.first;
      if (at >= 0 && at < ready.count) return this.#address + at * bytes;
    }
    const first = weights.kind === 'class' ? weights.k : -1;
    const count =
      weights.kind === 'class' ? Math.min(nClasses - first, Math.floor(this.#capacity / bytes)) : 1;
    // A panel of the evaluation's own size at most, so that its scratch memory serves here too.
    const panel = Math.min(sampled, panelStrips);
    setParams(weights.w);
    instance.kernels.rowCurvature(
      x,
      kernelCentre,
      this.#memory.weights,
      rows,
      step,
      cols,
      nClasses,
      params,
      first,
      count,
      panel,
      this.#address,
      this.#memory.scratch,
    );
    this.#batch = weights.kind === 'class' ? { w: weights.w.slice(), step, first, count } : null;
    return this.#address;
  }

  #reserve(sampled: number): void {
    const { arena, rows, cols, strips, stripBytes } = this.#memory.packed;
    const least = 32 * sampled;
    if (least <= this.#capacity) return;
    const most = this.#memory.plan.weightsShare * strips * stripBytes;
    this.#capacity = Math.max(
      least,
      Math.min(least * this.#memory.plan.nClasses, Math.floor(most / 32) * 32),
    );
    this.#batch = null;
    this.#address = arena.allocate(this.#capacity, `a preconditioner for ${rows} rows × ${cols} features`);
  }
}

export function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i === a.length && i === b.length;
}
