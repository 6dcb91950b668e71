import type { GramWeights } from '../objective.js';
import type { Work } from '../work.js';
import type { PassMemory } from './passes.js';
import { SampledWeights } from './sampled-weights.js';

/** Bytes of weighted columns that a pass keeps in the first-level cache. */
const PANEL_BYTES = 16384;
/** Of a matrix that is walked through at a time. */
const ROWS_PER_PIECE = 64;

/**
 * Weighted Gram matrices over the dense rows of one memory, Σ vᵢ·x̃ᵢx̃ᵢᵀ / Σ wᵢ.
 *
 * Kernels sum over centred rows x − μ.  With an intercept these are the result, μ being the `offset`.  Without one there
 * is nothing to take up the shift: with s = Σ vᵢ(xᵢ − μ) and V = Σ vᵢ, the raw entries follow in float64,
 *   Σ vᵢ·xᵢxᵢᵀ = Σ vᵢ(xᵢ − μ)(xᵢ − μ)ᵀ + μsᵀ + sμᵀ + Vμμᵀ
 */
export class DenseGrams {
  readonly #memory: PassMemory;
  readonly #sampled: SampledWeights;

  constructor(memory: PassMemory) {
    this.#memory = memory;
    this.#sampled = new SampledWeights(memory);
  }

  /** Over every `step`-th strip, all where those weigh nothing.  out: blockSize × blockSize. */
  *gram(weights: GramWeights, every: number, out: Float64Array): Work<void> {
    const { plan, packed } = this.#memory;
    const { arena, cols, strips, rows, x, instance } = packed;
    const { kernels } = instance;
    const blockSize = cols + (plan.fitIntercept ? 1 : 0);
    let step = Math.min(every, strips);
    let { v, sum, total } = this.#sampled.at(weights, step);
    if (!(total > 0)) {
      // Only rows of weight 0 were sampled.
      step = 1;
      ({ v, sum, total } = this.#sampled.at(weights, step));
    }
    const sampled = Math.ceil(strips / step);
    const columns = plan.gramColumns;
    const panel = Math.max(1, Math.min(sampled, Math.floor(PANEL_BYTES / (32 * columns))));
    const purpose = `a preconditioner for ${rows} rows × ${cols} features`;
    const mark = arena.mark();
    try {
      const block = arena.allocate(8 * columns * (cols + 1), purpose);
      const scratch = this.#scratch(kernels.gramScratch(cols, columns, panel), purpose);
      const sums = new Float64Array(cols);
      for (let first = 0; first < cols; first += columns) {
        const width = Math.min(columns, cols - first);
        kernels.gramColumns(x, v, strips, step, cols, first, width, panel, block, scratch);
        const entries = arena.float64(block, width * (cols + 1));
        for (let c = 0; c < width; c++) {
          const column = entries.subarray(c * (cols + 1), (c + 1) * (cols + 1));
          const i = first + c;
          sums[i] = column[cols] as number;
          out.set(column.subarray(0, i + 1), i * blockSize);
        }
        yield;
      }
      yield* this.#finish(out, sums, sum, 1 / total);
    } finally {
      arena.release(mark);
    }
  }

  /** What an evaluation works in, where that is enough. */
  #scratch(bytes: number, purpose: string): number {
    const { packed, scratch, scratchBytes } = this.#memory;
    return bytes <= scratchBytes ? scratch : packed.arena.allocate(bytes, purpose);
  }

  /** From the lower triangle of centred entries in `out` and `sums` to the whole symmetric matrix · scale. */
  *#finish(out: Float64Array, sums: Float64Array, total: number, scale: number): Work<void> {
    const { cols, centre, fitIntercept } = this.#memory.plan;
    const blockSize = cols + (fitIntercept ? 1 : 0);
    const mu = fitIntercept ? null : centre;
    for (let i = 0; i < cols; i++) {
      const m = mu ? (mu[i] as number) : 0;
      for (let j = 0; j <= i; j++) {
        let entry = out[i * blockSize + j] as number;
        if (mu) entry += m * (sums[j] as number) + (mu[j] as number) * ((sums[i] as number) + total * m);
        out[i * blockSize + j] = entry * scale;
        out[j * blockSize + i] = entry * scale;
      }
      if (i % ROWS_PER_PIECE === ROWS_PER_PIECE - 1) yield;
    }
    if (!fitIntercept) return;
    for (let j = 0; j < cols; j++) {
      out[cols * blockSize + j] = (sums[j] as number) * scale;
      out[j * blockSize + cols] = (sums[j] as number) * scale;
    }
    out[cols * blockSize + cols] = total * scale;
  }
}
