import type { RowSource } from '../data/matrix-like.js';
import type { Curvature, Objective } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import {
  type DenseData,
  type DensePlan,
  MEMORY_BYTES,
  parameterCount,
  planDense,
  spreadOverMemories,
} from './dense-plan.js';
import { DenseShard } from './dense-shard.js';
import { rawGradientNorm } from './raw-gradient.js';
import { blockStart } from './row-blocks.js';
import { RowSample } from './row-sample.js';
import { readRoot, TreeSum } from './tree-sum.js';

export type { DenseData } from './dense-plan.js';

/**
 * Mean weighted log-loss of dense rows and its gradient, on this thread; rows beyond one memory are spread over several.
 *
 *   F(W, b) = Σᵢ wᵢ·(−log p_{i,yᵢ}) / Σᵢ wᵢ
 */
export class DenseObjective implements Objective {
  readonly size: number;
  readonly curvature: Curvature;
  readonly gradientNorm: ((gradient: Float64Array) => number) | undefined;
  readonly plan: DensePlan;
  readonly #shards: readonly DenseShard[];
  readonly #sum = new TreeSum();

  /**
   * @param sampleEvery where rows are spread over memories, the rows that Gram matrices are summed over: every so many
   * @param memoryBytes most bytes of rows in one memory
   */
  constructor(data: DenseData, instantiate: Instantiate, sampleEvery = 1, memoryBytes = MEMORY_BYTES) {
    const plan = planDense(data);
    const { X, y, weights } = data;
    this.plan = plan;
    this.size = parameterCount(plan);
    this.#shards = spreadOverMemories(plan, { first: 0, end: plan.blocks }, memoryBytes).map(range => {
      const first = blockStart(plan.rows, plan.blocks, range.first);
      const end = blockStart(plan.rows, plan.blocks, range.end);
      const shard = new DenseShard(
        plan,
        range,
        y.subarray(first, end),
        weights?.subarray(first, end) ?? null,
        instantiate,
      );
      shard.packed.pack(X, first);
      return shard;
    });
    this.gradientNorm = plan.shifted ? rawGradientNorm(plan.centre) : undefined;
    this.curvature = this.#shards.length === 1 ? this.#first.curvature : this.#sampled(sampleEvery, weights);
  }

  get #first(): DenseShard {
    return this.#shards[0] as DenseShard;
  }

  get precision(): Precision {
    return this.plan.precision;
  }

  /** That compute it. */
  get threads(): number {
    return 1;
  }

  /** What is near each column's median, d: float32 keeps more digits of a value less this. */
  get centre(): Float64Array {
    return this.plan.centre.slice();
  }

  /** Bytes of memory that hold X, y, the weights and all that kernels need beside them. */
  get byteLength(): number {
    return this.#shards.reduce((sum, { packed }) => sum + packed.arena.byteLength, 0);
  }

  /** The rows as they are stored: what they were, rounded to the precision. */
  get storedRows(): RowSource {
    const { rows, cols, blocks } = this.plan;
    if (this.#shards.length === 1) return this.#first.packed;
    const parts = this.#shards.map(({ packed, range }) => ({
      packed,
      from: blockStart(rows, blocks, range.first),
    }));
    return {
      rows,
      cols,
      copy(first, last, target) {
        for (const { packed, from } of parts) {
          const start = Math.max(first, from);
          const end = Math.min(last, from + packed.rows);
          if (start < end) packed.copy(start - from, end - from, target.subarray((start - first) * cols));
        }
      },
    };
  }

  /** Which binary runs: 'base' or 'relaxed'. */
  get build(): string {
    return this.#first.packed.instance.build;
  }

  valueAndGradient(w: Float64Array, gradient: Float64Array): number {
    if (this.plan.blocks === 1) return this.#first.evaluateOnly(w, gradient);
    this.#sum.clear();
    for (const shard of this.#shards) shard.evaluate(w, this.#sum);
    return readRoot(this.#sum, gradient);
  }

  #sampled(sampleEvery: number, weights: Float64Array | null): Curvature {
    const { plan } = this;
    const sample = new RowSample(plan, sampleEvery, weights);
    const { rows } = sample;
    const shard = new DenseShard(
      sample.plan,
      { first: 0, end: 1 },
      new Uint16Array(rows),
      weights && sample.weightsOf(weights),
      this.#first.packed.instantiate,
    );
    for (const { packed, range } of this.#shards) {
      const first = blockStart(plan.rows, plan.blocks, range.first) / packed.stripRows;
      sample.select(first, packed.stripView(0, packed.strips), (at, strip) => shard.packed.fill(at, strip));
    }
    return curvatureOfSample(plan, shard.curvature);
  }
}

/** Curvature of all rows from that of a sample of them, which knows no finer sampling. */
function curvatureOfSample(plan: DensePlan, sample: Curvature): Curvature {
  return {
    rows: plan.rows,
    classes: sample.classes,
    blockSize: sample.blockSize,
    offset: sample.offset,
    gram: (weights, _, out) => sample.gram(weights, 1, out),
    ...(sample.factors && { factors: sample.factors.bind(sample) }),
  };
}
