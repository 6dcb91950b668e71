import type { RowSource } from '../data/matrix-like.js';
import type { Curvature, Objective } from '../objective.js';
import type { Precision } from '../wasm/precision.js';
import { DenseCurvature } from './dense-curvature.js';
import { PackedRows } from './packed-rows.js';
import { powerOfTwo } from './power-of-two.js';

/** X and Z of a panel: what stays in the second-level cache between logits and gradient. */
const PANEL_BYTES = 262144;
const PANEL_STRIPS = { least: 8, most: 256 };

/** Z of a panel, as a share of all X. */
const LOGITS_SHARE = 0.02;

export interface DenseData {
  readonly X: RowSource;
  /** Class index per row, below `nClasses`. */
  readonly y: Uint16Array;
  readonly nClasses: number;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
  readonly fitIntercept: boolean;
  /**
   * Parameters (W, b') with b' = b + W·centre instead of (W, b): the same function of better-conditioned parameters.
   * Needs an intercept.  Default false.
   */
  readonly shifted?: boolean;
  readonly precision: Precision;
  readonly deterministic: boolean;
}

/**
 * Mean weighted log-loss of dense rows and its gradient.
 *
 *   F(W, b) = Σᵢ wᵢ·(−log p_{i,yᵢ}) / Σᵢ wᵢ
 *
 * Cost of an evaluation: 2·n·d·K multiply-adds and n·K exponentials, in one pass over X.
 */
export class DenseObjective implements Objective {
  readonly size: number;
  readonly curvature: Curvature;
  readonly gradientNorm: ((gradient: Float64Array) => number) | undefined;
  readonly precision: Precision;
  readonly #packed: PackedRows;
  readonly #nClasses: number;
  readonly #fitIntercept: boolean;
  readonly #scale: number;
  readonly #panelStrips: number;
  /** Address of what kernels take for the rows' offsets: zeros where parameters are those of the stored rows. */
  readonly #kernelCentre: number;
  readonly #labels: number;
  readonly #weights: number;
  readonly #params: number;
  readonly #gradient: number;
  readonly #scratch: number;
  #paramsView: Float64Array;
  #gradientView: Float64Array;

  constructor(data: DenseData) {
    const { X, y, nClasses, weights, fitIntercept } = data;
    const packed = new PackedRows(X, data.precision, data.deterministic, weights);
    const { arena, rows, cols, strips, stripRows } = packed;
    const { kernels } = packed.instance;
    this.#packed = packed;
    this.precision = data.precision;
    this.#nClasses = nClasses;
    this.#fitIntercept = fitIntercept;
    this.size = nClasses * (cols + (fitIntercept ? 1 : 0));
    this.#panelStrips = panelStrips(packed, nClasses);

    const purpose = `training on ${rows} rows × ${cols} features with ${nClasses} classes`;
    const allocate = (bytes: number) => arena.allocate(bytes, purpose);
    // 8 bytes more than the labels: vector loads of the last strip's labels reach past them.
    this.#labels = allocate(2 * strips * stripRows + 8);
    this.#weights = weights ? allocate(32 * strips) : 0;
    this.#kernelCentre = data.shifted ? allocate(8 * cols) : packed.centre;
    if (data.shifted) arena.float64(this.#kernelCentre, cols).fill(0);
    this.#params = allocate(8 * nClasses * (cols + 1));
    this.#gradient = allocate(8 * nClasses * (cols + 1));
    const scratchBytes = kernels.evaluateScratch(cols, nClasses, this.#panelStrips);
    this.#scratch = allocate(scratchBytes);

    const labels = arena.uint16(this.#labels, strips * stripRows);
    labels.set(y);
    labels.fill(0, rows);
    let total = rows;
    if (weights) {
      const stored = packed.view(this.#weights, strips * stripRows);
      const unit = roundScale(weights);
      stored.set(weights.map(weight => weight / unit));
      stored.fill(0, rows);
      total = weights.reduce((sum, weight) => sum + weight / unit, 0);
    }
    this.#scale = 1 / total;
    this.#paramsView = arena.float64(this.#params, nClasses * (cols + 1));
    this.#paramsView.fill(0);
    this.#gradientView = arena.float64(this.#gradient, nClasses * (cols + 1));
    this.gradientNorm = data.shifted ? rawGradientNorm(this.centre) : undefined;
    this.curvature = new DenseCurvature(packed, fitIntercept, {
      kernelCentre: this.#kernelCentre,
      nClasses,
      weights: this.#weights,
      params: this.#params,
      setParams: w => this.#setParams(w),
      scratch: this.#scratch,
      scratchBytes,
      panelStrips: this.#panelStrips,
    });
  }

  /** Bytes of memory that hold X, y, the weights and all that kernels need beside them. */
  get byteLength(): number {
    return this.#packed.arena.byteLength;
  }

  /** The rows as they are stored: what they were, rounded to the precision. */
  get storedRows(): RowSource {
    return this.#packed;
  }

  /** What is near each column's median, d: float32 keeps more digits of a value less this. */
  get centre(): Float64Array {
    return this.#packed.arena.float64(this.#packed.centre, this.#packed.cols).slice();
  }

  /** Which binary runs: 'base' or 'relaxed'. */
  get build(): string {
    return this.#packed.instance.build;
  }

  valueAndGradient(w: Float64Array, gradient: Float64Array): number {
    this.#setParams(w);
    const { rows, cols, x, instance } = this.#packed;
    const value = instance.kernels.evaluate(
      x,
      this.#kernelCentre,
      this.#labels,
      this.#weights,
      rows,
      cols,
      this.#nClasses,
      this.#params,
      this.#gradient,
      this.#scale,
      this.#panelStrips,
      this.#scratch,
    );
    if (this.#fitIntercept) gradient.set(this.#gradientView);
    else copyRows(this.#gradientView, cols + 1, gradient, cols, cols);
    return value;
  }

  /** Kernels always take an intercept; without one it stays 0. */
  #setParams(w: Float64Array): void {
    this.#refreshViews();
    const { cols } = this.#packed;
    if (this.#fitIntercept) this.#paramsView.set(w);
    else copyRows(w, cols, this.#paramsView, cols + 1, cols);
  }

  #refreshViews(): void {
    const { arena } = this.#packed;
    if (this.#paramsView.buffer === arena.buffer) return;
    const length = this.#nClasses * (this.#packed.cols + 1);
    this.#paramsView = arena.float64(this.#params, length);
    this.#gradientView = arena.float64(this.#gradient, length);
  }
}

/** max |∂F/∂(W, b)| from the gradient in (W, b + W·centre):  ∂F/∂W = g_W + centre·g_b. */
function rawGradientNorm(centre: Float64Array): (gradient: Float64Array) => number {
  const size = centre.length + 1;
  return gradient => {
    let largest = 0;
    for (let first = 0; first < gradient.length; first += size) {
      const gb = gradient[first + size - 1] as number;
      for (let j = 0; j < size; j++) {
        const entry = j < centre.length ? (gradient[first + j] as number) + (centre[j] as number) * gb : gb;
        if (Number.isNaN(entry)) return entry;
        largest = Math.max(largest, Math.abs(entry));
      }
    }
    return largest;
  };
}

/** A power of two near the largest weight: dividing by it is exact, and keeps any scale within what float32 holds. */
function roundScale(weights: Float64Array): number {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return Math.max(powerOfTwo(largest), Number.MIN_VALUE);
}

function panelStrips(packed: PackedRows, nClasses: number): number {
  const { strips, stripBytes } = packed;
  const fitting = Math.floor(PANEL_BYTES / (stripBytes + 32 * nClasses));
  const affordable = Math.floor((LOGITS_SHARE * strips * stripBytes) / (32 * nClasses));
  const wanted = Math.min(fitting, affordable, PANEL_STRIPS.most);
  return Math.min(Math.max(wanted, PANEL_STRIPS.least), strips);
}

/** Copies `width` leading entries of each row between row-major arrays of different strides. */
function copyRows(
  from: Float64Array,
  fromStride: number,
  to: Float64Array,
  toStride: number,
  width: number,
): void {
  for (let i = 0, j = 0; i < from.length && j < to.length; i += fromStride, j += toStride) {
    for (let k = 0; k < width; k++) to[j + k] = from[i + k] as number;
  }
}
