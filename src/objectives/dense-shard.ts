import type { Curvature } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import { DenseCurvature } from './dense-curvature.js';
import { type DensePlan, parameterCount } from './dense-plan.js';
import { PackedRows } from './packed-rows.js';
import { type BlockRange, blockStart } from './row-blocks.js';
import type { TreeSum } from './tree-sum.js';

/**
 * A run of blocks of dense rows in one memory, with labels and weights: its part of the mean weighted log-loss.
 *
 *   F(W, b) = Σᵢ wᵢ·(−log p_{i,yᵢ}) / Σᵢ wᵢ
 *
 * Cost of an evaluation: 2·n·d·K multiply-adds and n·K exponentials, in one pass over X.
 */
export class DenseShard {
  readonly plan: DensePlan;
  readonly range: BlockRange;
  /** Its rows; what they hold is undefined until they are packed or filled. */
  readonly packed: PackedRows;
  readonly #y: Uint16Array;
  readonly #rowWeights: Float64Array | null;
  readonly #curvature: DenseCurvature;
  /** Address of what kernels take for the rows' offsets: zeros where parameters are those of the stored rows. */
  readonly #kernelCentre: number;
  readonly #labels: number;
  readonly #weights: number;
  readonly #params: number;
  readonly #gradient: number;
  readonly #scratch: number;
  #paramsView: Float64Array;
  #gradientView: Float64Array;
  /** Gradient and value of a block, as TreeSum takes them. */
  readonly #part: Float64Array;

  /**
   * @param y class index per row of the shard
   * @param weights weight per row of the shard, where the plan has weights
   */
  constructor(
    plan: DensePlan,
    range: BlockRange,
    y: Uint16Array,
    weights: Float64Array | null,
    instantiate: Instantiate,
  ) {
    const { cols, nClasses, blocks, centre, precision, weightUnit, shifted } = plan;
    this.plan = plan;
    this.range = range;
    this.#y = y;
    this.#rowWeights = weights;
    const rows = blockStart(plan.rows, blocks, range.end) - blockStart(plan.rows, blocks, range.first);
    const packed = new PackedRows({ rows, centre, precision }, instantiate);
    this.packed = packed;
    const { arena, strips, stripRows } = packed;
    const { kernels } = packed.instance;

    const purpose = `training on ${rows} rows × ${cols} features with ${nClasses} classes`;
    const allocate = (bytes: number) => arena.allocate(bytes, purpose);
    // 8 bytes more than the labels: vector loads of the last strip's labels reach past them.
    this.#labels = allocate(2 * strips * stripRows + 8);
    this.#weights = weights ? allocate(32 * strips) : 0;
    this.#kernelCentre = shifted ? allocate(8 * cols) : packed.centre;
    if (shifted) arena.float64(this.#kernelCentre, cols).fill(0);
    this.#params = allocate(8 * nClasses * (cols + 1));
    this.#gradient = allocate(8 * nClasses * (cols + 1));
    const scratchBytes = kernels.evaluateScratch(cols, nClasses, plan.panelStrips);
    this.#scratch = allocate(scratchBytes);

    const labels = arena.uint16(this.#labels, strips * stripRows);
    labels.set(y);
    labels.fill(0, rows);
    if (weights) {
      const stored = packed.view(this.#weights, strips * stripRows);
      stored.set(weights.map(weight => weight / weightUnit));
      stored.fill(0, rows);
    }
    this.#paramsView = arena.float64(this.#params, nClasses * (cols + 1));
    this.#paramsView.fill(0);
    this.#gradientView = arena.float64(this.#gradient, nClasses * (cols + 1));
    this.#part = new Float64Array(parameterCount(plan) + 1);
    this.#curvature = new DenseCurvature(packed, plan, {
      kernelCentre: this.#kernelCentre,
      weights: this.#weights,
      params: this.#params,
      setParams: w => this.#setParams(w),
      scratch: this.#scratch,
      scratchBytes,
    });
  }

  /** The rows it stores under another plan: in another precision. */
  refined(plan: DensePlan): DenseShard {
    const shard = new DenseShard(plan, this.range, this.#y, this.#rowWeights, this.packed.instantiate);
    shard.packed.pack(this.packed);
    return shard;
  }

  /** Of this shard's rows alone. */
  get curvature(): Curvature {
    return this.#curvature;
  }

  /** Adds gradient and, last, value of each of its blocks to `sum`. */
  evaluate(w: Float64Array, sum: TreeSum): void {
    for (let block = this.range.first; block < this.range.end; block++) {
      const value = this.#evaluateBlock(w, block, this.#part);
      this.#part[this.#part.length - 1] = value;
      sum.push(0, block, this.#part);
    }
  }

  /** Of its only block: writes the gradient, returns the value. */
  evaluateOnly(w: Float64Array, gradient: Float64Array): number {
    return this.#evaluateBlock(w, this.range.first, gradient);
  }

  #evaluateBlock(w: Float64Array, block: number, gradient: Float64Array): number {
    const { rows, cols, nClasses, fitIntercept, blocks, scale, panelStrips } = this.plan;
    const { x, instance, stripRows, stripBytes } = this.packed;
    this.#setParams(w);
    const origin = blockStart(rows, blocks, this.range.first);
    const first = blockStart(rows, blocks, block);
    const strip = (first - origin) / stripRows;
    const value = instance.kernels.evaluate(
      x + strip * stripBytes,
      this.#kernelCentre,
      this.#labels + 2 * strip * stripRows,
      this.#weights && this.#weights + 32 * strip,
      blockStart(rows, blocks, block + 1) - first,
      cols,
      nClasses,
      this.#params,
      this.#gradient,
      scale,
      panelStrips,
      this.#scratch,
    );
    if (fitIntercept) gradient.set(this.#gradientView);
    else copyRows(this.#gradientView, cols + 1, gradient, cols, cols);
    return value;
  }

  /** Kernels always take an intercept; without one it stays 0. */
  #setParams(w: Float64Array): void {
    this.#refreshViews();
    const { cols } = this.packed;
    if (this.plan.fitIntercept) this.#paramsView.set(w);
    else copyRows(w, cols, this.#paramsView, cols + 1, cols);
  }

  #refreshViews(): void {
    const { arena } = this.packed;
    if (this.#paramsView.buffer === arena.buffer) return;
    const length = this.plan.nClasses * (this.plan.cols + 1);
    this.#paramsView = arena.float64(this.#params, length);
    this.#gradientView = arena.float64(this.#gradient, length);
  }
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
