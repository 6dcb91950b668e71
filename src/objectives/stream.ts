import type { RemoteCurvature, RemoteObjective } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import { type Chunk, ChunkSum, type ReadChunks, type StreamShape } from './chunk-sum.js';
import { DenseObjective } from './dense.js';
import { recycled } from './recycled.js';

/**
 * Mean weighted log-loss of rows that are read anew for every evaluation, chunk after chunk, into one memory: they need never
 * be there all at once.  Sums over chunks are float64.
 *
 * A sample of the rows stays in memory.  It stands for all in Gram matrices, and in a solver's first approach.
 */
export class StreamObjective extends ChunkSum<DenseObjective> implements RemoteObjective {
  readonly size: number;
  readonly gradientNorm: RemoteObjective['gradientNorm'];
  readonly curvature: RemoteCurvature;
  readonly #sample: DenseObjective;
  readonly #instantiate: Instantiate;

  /** @param sample rows of all chunks, each as likely as the other */
  constructor(shape: StreamShape, sample: Chunk, read: ReadChunks, instantiate: Instantiate) {
    super(shape, read);
    this.#instantiate = recycled(instantiate);
    this.#sample = new DenseObjective({ ...shape, ...sample, totalWeight: undefined }, instantiate);
    this.size = this.#sample.size;
    this.gradientNorm = this.#sample.gradientNorm;
    const { curvature } = this.#sample;
    this.curvature = {
      classes: curvature.classes,
      blockSize: curvature.blockSize,
      offset: curvature.offset,
      rounding: curvature.rounding,
      rows: shape.rows,
      gram: async (weights, sampleEvery, out) =>
        curvature.gram(weights, Math.max(1, (sampleEvery * curvature.rows) / shape.rows), out),
      factors: (side, exact) => (curvature.factors as NonNullable<typeof curvature.factors>)(side, exact),
    };
  }

  protected objectiveOf(chunk: Chunk): DenseObjective {
    return new DenseObjective({ ...this.shape, ...chunk }, this.#instantiate);
  }

  /** Over the sample, whatever share of the rows is asked for. */
  async sampledValueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number> {
    return this.#sample.valueAndGradient(w, gradient);
  }
}
