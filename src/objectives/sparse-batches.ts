import { mulberry32, shuffle } from '../data/random.js';
import type { Batch, Batches, Objective } from '../objective.js';
import { sum } from '../sum.js';
import type { SparseData } from './sparse.js';

/** Spreads epochs over the numbers that seed a generator. */
const GOLDEN = 0x9e3779b1;

/**
 * Mini-batches of sparse rows: rows in an order of each epoch's own, those of a batch stored anew every time.
 * @param make the objective of some rows; the one before is good for nothing any more
 */
export function sparseBatches(data: SparseData, make: (part: SparseData) => Objective): Batches {
  const { X, y, weights } = data;
  const { totalWeight = weights ? sum(weights) : X.rows } = data;
  const mean = totalWeight / X.rows;
  let dealt: { seed: number; epoch: number; order: Uint32Array } | null = null;
  const orderOf = ({ seed, epoch }: Batch) => {
    if (dealt?.seed === seed && dealt.epoch === epoch) return dealt.order;
    const order = Uint32Array.from({ length: X.rows }, (_, i) => i);
    shuffle(order, mulberry32(seed ^ Math.imul(epoch + 1, GOLDEN)));
    dealt = { seed, epoch, order };
    return order;
  };
  return {
    count: size => Math.ceil(X.rows / size),
    valueAndGradient(w, gradient, batch) {
      const chosen = orderOf(batch).subarray(batch.index * batch.size, (batch.index + 1) * batch.size);
      const own = weights && Float64Array.from(chosen, row => weights[row] as number);
      const total = own ? sum(own) : chosen.length;
      if (total === 0) {
        gradient.fill(0);
        return 0;
      }
      const labels = Uint16Array.from(chosen, row => y[row] as number);
      const part = make({
        ...data,
        X: X.selectRows(chosen),
        y: labels,
        weights: own,
        totalWeight: undefined,
      });
      // The part's own mean is over its weights.
      const scale = total / (chosen.length * mean);
      const value = part.valueAndGradient(w, gradient);
      if (scale !== 1)
        for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * scale;
      return value * scale;
    },
  };
}
