import type { Work } from '../work.js';
import type { DensePlan } from './dense-plan.js';
import { stripRows } from './packed-rows.js';
import { pairsOf } from './passes.js';
import { blockStart } from './row-blocks.js';

/** Entries of pairs of classes that are put in their places at a time. */
const PIECE = 65536;

/** Σ wᵢ, in stored units, over every so many strips of each block. */
export class SampledWeight {
  readonly #plan: DensePlan;
  readonly #weights: Float64Array | null;
  readonly #known = new Map<number, number>();

  constructor(plan: DensePlan, weights: Float64Array | null) {
    this.#plan = plan;
    this.#weights = weights;
  }

  over(every: number): number {
    const known = this.#known.get(every);
    if (known !== undefined) return known;
    const total = this.#sum(every);
    this.#known.set(every, total);
    return total;
  }

  /** `sampleEvery` as a step; 1, all rows, where what it samples weighs nothing. */
  positiveStep(sampleEvery: number): number {
    const every = Math.max(1, Math.round(sampleEvery));
    return this.over(every) > 0 ? every : 1;
  }

  #sum(every: number): number {
    const { rows, blocks, precision, weightUnit } = this.#plan;
    const weights = this.#weights;
    const perStrip = stripRows(precision);
    let total = 0;
    for (let block = 0; block < blocks; block++) {
      const end = blockStart(rows, blocks, block + 1);
      for (let first = blockStart(rows, blocks, block); first < end; first += every * perStrip) {
        const last = Math.min(end, first + perStrip);
        if (!weights) total += last - first;
        else for (let i = first; i < last; i++) total += (weights[i] as number) / weightUnit;
      }
    }
    return total;
  }
}

/**
 * Sums over stored rows x − centre as sums over rows:  Σ s·x = Σ s·(x − centre) + centre·Σ s, then the scale.
 * sums: K × (d + 1), the last of each row Σ s.  out: parameters.
 */
export function fromStoredRows(plan: DensePlan, sums: Float64Array, scale: number, out: Float64Array): void {
  const { cols, nClasses, centre, fitIntercept, shifted } = plan;
  for (let k = 0, at = 0, to = 0; k < nClasses; k++, at += cols + 1) {
    const ones = sums[at + cols] as number;
    for (let j = 0; j < cols; j++) {
      const offset = shifted ? 0 : ones * (centre[j] as number);
      out[to++] = ((sums[at + j] as number) + offset) * scale;
    }
    if (fitIntercept) out[to++] = ones * scale;
  }
}

/**
 * The Hessian, in the coordinates of Gram matrices, from its pairs: G_kl goes from blocks (k, l) and (l, k), and to (k, k)
 * and (l, l).  out: size × size.
 */
export function* hessianFromPairs(
  plan: DensePlan,
  pairs: Float64Array,
  scale: number,
  out: Float64Array,
): Work<void> {
  const { cols, nClasses } = plan;
  const entries = (cols + 1) ** 2;
  const perPiece = Math.ceil(PIECE / entries);
  out.fill(0);
  for (const [at, [k, l]] of pairsOf(nClasses).entries()) {
    spread(plan, k, l, pairs.subarray(at * entries, (at + 1) * entries), scale, out);
    if ((at + 1) % perPiece === 0) yield;
  }
}

function spread(
  { cols, centre, fitIntercept, nClasses }: DensePlan,
  k: number,
  l: number,
  G: Float64Array,
  scale: number,
  out: Float64Array,
): void {
  const block = cols + (fitIntercept ? 1 : 0);
  const size = nClasses * block;
  // Without an intercept there is nothing to take up the shift: raw entries follow as in DenseGrams.
  const mu = fitIntercept ? null : centre;
  const total = G[G.length - 1] as number;
  for (let i = 0; i < block; i++) {
    const row = i * (cols + 1);
    const sum = G[row + cols] as number;
    for (let j = 0; j < block; j++) {
      let entry = G[row + j] as number;
      if (mu) {
        const other = G[j * (cols + 1) + cols] as number;
        entry += (mu[i] as number) * other + (mu[j] as number) * (sum + total * (mu[i] as number));
      }
      entry *= scale;
      const own = (k * block + i) * size;
      const others = (l * block + i) * size;
      out[own + k * block + j] = (out[own + k * block + j] as number) + entry;
      out[others + l * block + j] = (out[others + l * block + j] as number) + entry;
      out[own + l * block + j] = (out[own + l * block + j] as number) - entry;
      out[others + k * block + j] = (out[others + k * block + j] as number) - entry;
    }
  }
}
