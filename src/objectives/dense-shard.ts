import type { Instantiate } from '../wasm/kernels.js';
import type { Work } from '../work.js';
import { DenseBatches } from './dense-batches.js';
import { DenseGrams } from './dense-grams.js';
import { type DensePlan, parameterCount } from './dense-plan.js';
import { PackedRows } from './packed-rows.js';
import { type BlockRows, blockSums, type Pass, type PassMemory } from './passes.js';
import { type BlockRange, blockStart } from './row-blocks.js';
import type { TreeSum } from './tree-sum.js';

/**
 * A run of blocks of dense rows in one memory, with labels and weights: its part of all sums over rows.
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
  /** Gram matrices over this shard's rows alone. */
  readonly grams: DenseGrams;
  /** Mini-batches of this shard's rows. */
  readonly batches: DenseBatches;
  readonly #memory: PassMemory;
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
   * @param stored its rows, where they are packed already
   */
  constructor(
    plan: DensePlan,
    range: BlockRange,
    y: Uint16Array,
    weights: Float64Array | null,
    instantiate: Instantiate,
    stored?: PackedRows,
  ) {
    const { cols, nClasses, blocks, centre, precision, weightUnit, shifted } = plan;
    this.plan = plan;
    this.range = range;
    this.#y = y;
    this.#rowWeights = weights;
    const rows = blockStart(plan.rows, blocks, range.end) - blockStart(plan.rows, blocks, range.first);
    const packed = stored ?? new PackedRows({ rows, centre, precision }, instantiate);
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
      for (let i = 0; i < rows; i++) stored[i] = (weights[i] as number) / weightUnit;
      stored.fill(0, rows);
    }
    this.#paramsView = arena.float64(this.#params, nClasses * (cols + 1));
    this.#paramsView.fill(0);
    this.#gradientView = arena.float64(this.#gradient, nClasses * (cols + 1));
    this.#part = new Float64Array(parameterCount(plan) + 1);
    this.#memory = {
      plan,
      packed,
      kernelCentre: this.#kernelCentre,
      weights: this.#weights,
      params: this.#params,
      gradient: this.#gradient,
      setParams: w => this.#setParams(w),
      readGradient: gradient => this.#readGradient(gradient),
      scratch: this.#scratch,
      scratchBytes,
    };
    this.grams = new DenseGrams(this.#memory);
    const all = { x: packed.x, labels: this.#labels, weights: this.#weights, rows };
    this.batches = new DenseBatches(this.#memory, all, parameterCount(plan));
  }

  /** The rows it stores under another plan: in another precision. */
  *refined(plan: DensePlan): Work<DenseShard> {
    const shard = new DenseShard(plan, this.range, this.#y, this.#rowWeights, this.packed.instantiate);
    yield* shard.packed.pack(this.packed);
    return shard;
  }

  /** Adds the sums of a pass over each of its blocks to `sum`. */
  *add(pass: Pass, sum: TreeSum): Work<void> {
    for (let block = this.range.first; block < this.range.end; block++) {
      if (pass.kind === 'evaluate') {
        this.#part[this.#part.length - 1] = this.#evaluate(pass.w, block, this.#part);
        sum.push(0, block, this.#part);
      } else sum.push(0, block, yield* blockSums(this.#memory, this.#rowsOf(block), pass));
      yield;
    }
  }

  /** Of its only block: writes the gradient, returns the value. */
  evaluateOnly(w: Float64Array, gradient: Float64Array): number {
    return this.#evaluate(w, this.range.first, gradient);
  }

  #rowsOf(block: number): BlockRows {
    const { rows, blocks } = this.plan;
    const { x, stripRows, stripBytes } = this.packed;
    const origin = blockStart(rows, blocks, this.range.first);
    const first = blockStart(rows, blocks, block);
    const strip = (first - origin) / stripRows;
    return {
      x: x + strip * stripBytes,
      labels: this.#labels + 2 * strip * stripRows,
      weights: this.#weights && this.#weights + 32 * strip,
      rows: blockStart(rows, blocks, block + 1) - first,
    };
  }

  #evaluate(w: Float64Array, index: number, gradient: Float64Array): number {
    const { cols, nClasses, scale, panelStrips } = this.plan;
    const block = this.#rowsOf(index);
    this.#setParams(w);
    const value = this.packed.instance.kernels.evaluate(
      block.x,
      this.#kernelCentre,
      block.labels,
      block.weights,
      block.rows,
      cols,
      nClasses,
      this.#params,
      this.#gradient,
      scale,
      panelStrips,
      this.#scratch,
    );
    this.#readGradient(gradient);
    return value;
  }

  #readGradient(gradient: Float64Array): void {
    const { cols, fitIntercept } = this.plan;
    if (fitIntercept) gradient.set(this.#gradientView);
    else copyRows(this.#gradientView, cols + 1, gradient, cols, cols);
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
