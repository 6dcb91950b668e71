import type { Curvature, GramWeights } from '../objective.js';
import type { PackedRows } from './packed-rows.js';

/** Columns of a Gram matrix accumulated in one pass over the rows. */
const BLOCK_COLUMNS = 48;

/** Bytes of weighted columns that a pass keeps in the first-level cache. */
const PANEL_BYTES = 24576;

export interface CurvatureData {
  readonly nClasses: number;
  readonly fitIntercept: boolean;
  /** Address of one weight per row, 0 for none. */
  readonly weights: number;
  /** Address of K × (d + 1) parameters, and what writes them. */
  readonly params: number;
  readonly setParams: (w: Float64Array) => void;
}

/**
 * Weighted Gram matrices of dense rows, Σ vᵢ·x̃ᵢx̃ᵢᵀ / Σ wᵢ.
 *
 * Kernels sum over centred rows x − μ; with s = Σ vᵢ(xᵢ − μ) and V = Σ vᵢ, the raw entries follow in float64:
 *   Σ vᵢ·xᵢxᵢᵀ = Σ vᵢ(xᵢ − μ)(xᵢ − μ)ᵀ + μsᵀ + sμᵀ + Vμμᵀ,      Σ vᵢ·xᵢ = s + Vμ
 */
export class DenseCurvature implements Curvature {
  readonly rows: number;
  readonly classes: number;
  readonly blockSize: number;
  readonly #packed: PackedRows;
  readonly #data: CurvatureData;

  constructor(packed: PackedRows, data: CurvatureData) {
    this.#packed = packed;
    this.#data = data;
    this.rows = packed.rows;
    this.classes = data.nClasses;
    this.blockSize = packed.cols + (data.fitIntercept ? 1 : 0);
  }

  gram(weights: GramWeights, sampleEvery: number, out: Float64Array): void {
    const { arena, cols, strips, rows, x, instance } = this.#packed;
    const { kernels } = instance;
    const step = Math.min(Math.max(1, Math.round(sampleEvery)), strips);
    const sampled = Math.ceil(strips / step);
    const columns = Math.min(BLOCK_COLUMNS, cols);
    const panel = Math.max(1, Math.min(sampled, Math.floor(PANEL_BYTES / (32 * columns))));
    const purpose = `a preconditioner for ${rows} rows × ${cols} features`;
    const mark = arena.mark();
    try {
      const v = arena.allocate(32 * sampled, purpose);
      const { sum, total } = this.#weigh(weights, step, sampled, v, purpose);
      const block = arena.allocate(8 * columns * (cols + 1), purpose);
      const scratch = arena.allocate(kernels.gramScratch(cols, columns, panel), purpose);
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
      this.#uncentre(out, sums, sum, 1 / total);
    } finally {
      arena.release(mark);
    }
  }

  /** Writes vᵢ of the sampled rows; returns Σ vᵢ and Σ wᵢ over them. */
  #weigh(weights: GramWeights, step: number, sampled: number, v: number, purpose: string) {
    const { arena, precision, stripRows, rows, cols, x, centre, instance } = this.#packed;
    const { nClasses, params, setParams } = this.#data;
    const view = (address: number, length: number) =>
      precision === 'float32' ? arena.float32(address, length) : arena.float64(address, length);
    if (weights.kind !== 'bound') {
      const panel = Math.min(sampled, 64);
      const mark = arena.mark();
      const scratch = arena.allocate(instance.kernels.rowCurvatureScratch(cols, nClasses, panel), purpose);
      setParams(weights.w);
      const k = weights.kind === 'class' ? weights.k : -1;
      instance.kernels.rowCurvature(
        x,
        centre,
        this.#data.weights,
        rows,
        step,
        cols,
        nClasses,
        params,
        k,
        panel,
        v,
        scratch,
      );
      arena.release(mark);
    }
    const values = view(v, sampled * stripRows);
    const rowWeights = this.#data.weights ? view(this.#data.weights, rows) : null;
    const bound = 0.5 * (1 - 1 / nClasses);
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
    return { sum, total };
  }

  /** Raw entries from centred ones: lower triangle of `out` and `sums` in, the whole symmetric matrix · scale out. */
  #uncentre(out: Float64Array, sums: Float64Array, total: number, scale: number): void {
    const { blockSize } = this;
    const { arena, cols, centre } = this.#packed;
    const mu = arena.float64(centre, cols);
    for (let i = 0; i < cols; i++) {
      const m = mu[i] as number;
      const s = sums[i] as number;
      for (let j = 0; j <= i; j++) {
        const mj = mu[j] as number;
        const raw = (out[i * blockSize + j] as number) + m * (sums[j] as number) + mj * (s + total * m);
        out[i * blockSize + j] = raw * scale;
        out[j * blockSize + i] = raw * scale;
      }
    }
    if (!this.#data.fitIntercept) return;
    for (let j = 0; j < cols; j++) {
      const raw = ((sums[j] as number) + total * (mu[j] as number)) * scale;
      out[cols * blockSize + j] = raw;
      out[j * blockSize + cols] = raw;
    }
    out[cols * blockSize + cols] = total * scale;
  }
}
