import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Batches, Curvature, Objective, SlicedObjective } from '../objective.js';
import { sum } from '../sum.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { roundScale } from './dense-plan.js';
import { stripRows } from './packed-rows.js';
import { recycled } from './recycled.js';
import { sparseBatches } from './sparse-batches.js';
import { SparseCurvature } from './sparse-curvature.js';
import { SparseMemory } from './sparse-memory.js';

export interface SparseData {
  readonly X: CsrMatrix;
  /** Class index per row, below `nClasses`. */
  readonly y: Uint16Array;
  readonly nClasses: number;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
  readonly fitIntercept: boolean;
  readonly precision: Precision;
  /** What losses are divided by; default: the sum of the weights. */
  readonly totalWeight?: number | undefined;
}

/**
 * Mean weighted log-loss of sparse rows and its gradient, on this thread; no zero is stored or multiplied.
 *
 * Columns are not shifted: that would fill them.  Sums over rows leave the kernels' type after 4096 terms.
 * Cost: 2·K multiply-adds an entry and n·K exponentials.
 */
export class SparseObjective implements Objective {
  readonly size: number;
  readonly curvature: Curvature;
  readonly batches: Batches;
  readonly precision: Precision;
  readonly #memory: SparseMemory;
  readonly #labels: number;
  readonly #weights: number;
  readonly #scale: number;

  constructor(data: SparseData, instantiate: Instantiate) {
    const { X, y, nClasses, weights, precision } = data;
    const memory = new SparseMemory(X, data, instantiate);
    const { stored } = memory;
    this.#memory = memory;
    this.precision = precision;
    this.size = nClasses * memory.stride;
    const whole = Math.ceil(X.rows / stripRows(precision)) * stripRows(precision);
    // 8 bytes more than the labels: vector loads of the last strip's labels reach past them.
    this.#labels = memory.allocate(2 * whole + 8);
    const labels = stored.arena.uint16(this.#labels, whole);
    labels.set(y);
    labels.fill(0, X.rows);
    this.#weights = 0;
    let total = data.totalWeight ?? X.rows;
    if (weights) {
      const unit = roundScale(weights);
      this.#weights = memory.allocate((precision === 'float32' ? 4 : 8) * X.rows);
      stored.view(this.#weights, X.rows).set(weights.map(weight => weight / unit));
      total = (data.totalWeight ?? sum(weights)) / unit;
    }
    this.#scale = 1 / total;
    this.curvature = new SparseCurvature(memory, this.#weights, this.#scale, instantiate);
    const again = recycled(instantiate);
    this.batches = sparseBatches(data, part => new SparseObjective(part, again));
  }

  /** That compute it. */
  get threads(): number {
    return 1;
  }

  /** Zeros: what columns are stored less. */
  get centre(): Float64Array {
    return new Float64Array(this.#memory.stored.cols);
  }

  /** Bytes of memory that hold X, y, the weights and all that kernels need beside them. */
  get byteLength(): number {
    return this.#memory.stored.arena.byteLength;
  }

  /** The rows as they are stored: what they were, rounded to the precision. */
  get storedRows(): CsrMatrix {
    return this.#memory.stored.toCsr();
  }

  /** Its answers come at once. */
  get sliced(): SlicedObjective {
    return this;
  }

  /** Nothing was lent to it. */
  end(): void {}

  valueAndGradient(w: Float64Array, gradient: Float64Array): number {
    const { stored, vectors, nClasses, scratch, z } = this.#memory;
    const bytes = this.precision === 'float32' ? 4 : 8;
    gradient.fill(0);
    let loss = 0;
    for (const block of stored.blocks) {
      this.#memory.logits(block, w, z);
      const { first, rows } = block;
      const weights = this.#weights && this.#weights + bytes * first;
      loss += stored.instance.kernels.sparseResiduals(
        z,
        rows,
        nClasses,
        vectors,
        this.#labels + 2 * first,
        weights,
        scratch,
      );
      this.#memory.addSums(block, z, this.#scale, gradient);
    }
    return loss * this.#scale;
  }
}
