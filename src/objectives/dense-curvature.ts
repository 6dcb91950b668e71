import type { Curvature, Factors, GramWeights } from '../objective.js';
import type { DensePlan } from './dense-plan.js';
import { KernelFactors } from './kernel-factors.js';
import type { PackedRows } from './packed-rows.js';
import { SampledWeights, type WeightsData } from './sampled-weights.js';

/** Bytes of weighted columns that a pass keeps in the first-level cache. */
const PANEL_BYTES = 16384;

/**
 * Weighted Gram matrices of dense rows, Σ vᵢ·x̃ᵢx̃ᵢᵀ / Σ wᵢ.
 *
 * Kernels sum over centred rows x − μ.  With an intercept these are the result, μ being the `offset`.  Without one there
 * is nothing to take up the shift: with s = Σ vᵢ(xᵢ − μ) and V = Σ vᵢ, the raw entries follow in float64,
 *   Σ vᵢ·xᵢxᵢᵀ = Σ vᵢ(xᵢ − μ)(xᵢ − μ)ᵀ + μsᵀ + sμᵀ + Vμμᵀ
 */
export class DenseCurvature implements Curvature {
  readonly rows: number;
  readonly classes: number;
  readonly blockSize: number;
  readonly offset: Float64Array | undefined;
  readonly #packed: PackedRows;
  readonly #plan: DensePlan;
  readonly #data: WeightsData;
  readonly #sampled: SampledWeights;
  #factors: KernelFactors | null = null;

  constructor(packed: PackedRows, plan: DensePlan, data: WeightsData) {
    const { fitIntercept, nClasses } = plan;
    this.#packed = packed;
    this.#plan = plan;
    this.#data = data;
    this.#sampled = new SampledWeights(packed, plan, data);
    this.offset =
      fitIntercept && data.kernelCentre === packed.centre
        ? packed.arena.float64(packed.centre, packed.cols).slice()
        : undefined;
    this.rows = packed.rows;
    this.classes = nClasses;
    this.blockSize = packed.cols + (fitIntercept ? 1 : 0);
  }

  gram(weights: GramWeights, sampleEvery: number, out: Float64Array): void {
    const { arena, cols, strips, rows, x, instance } = this.#packed;
    const { kernels } = instance;
    let step = Math.min(Math.max(1, Math.round(sampleEvery)), strips);
    let { v, sum, total } = this.#sampled.at(weights, step);
    if (!(total > 0)) {
      // Only rows of weight 0 were sampled.
      step = 1;
      ({ v, sum, total } = this.#sampled.at(weights, step));
    }
    const sampled = Math.ceil(strips / step);
    const columns = this.#plan.gramColumns;
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
          out.set(column.subarray(0, i + 1), i * this.blockSize);
        }
      }
      this.#finish(out, sums, sum, 1 / total);
    } finally {
      arena.release(mark);
    }
  }

  /** What an evaluation works in, where that is enough. */
  #scratch(bytes: number, purpose: string): number {
    const { scratch, scratchBytes } = this.#data;
    return bytes <= scratchBytes ? scratch : this.#packed.arena.allocate(bytes, purpose);
  }

  factors(): Factors {
    this.#factors ??= new KernelFactors(this.blockSize, this.#packed.instantiate);
    return this.#factors.renew();
  }

  /** From the lower triangle of centred entries in `out` and `sums` to the whole symmetric matrix · scale. */
  #finish(out: Float64Array, sums: Float64Array, total: number, scale: number): void {
    const { blockSize } = this;
    const { arena, cols, centre } = this.#packed;
    const mu = this.#plan.fitIntercept ? null : arena.float64(centre, cols);
    for (let i = 0; i < cols; i++) {
      const m = mu ? (mu[i] as number) : 0;
      for (let j = 0; j <= i; j++) {
        let entry = out[i * blockSize + j] as number;
        if (mu) entry += m * (sums[j] as number) + (mu[j] as number) * ((sums[i] as number) + total * m);
        out[i * blockSize + j] = entry * scale;
        out[j * blockSize + i] = entry * scale;
      }
    }
    if (!this.#plan.fitIntercept) return;
    for (let j = 0; j < cols; j++) {
      out[cols * blockSize + j] = (sums[j] as number) * scale;
      out[j * blockSize + cols] = (sums[j] as number) * scale;
    }
    out[cols * blockSize + cols] = total * scale;
  }
}
