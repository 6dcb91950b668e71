import type { RemoteCurvature, RemoteObjective } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { DenseObjective } from './dense.js';
import type { DenseData } from './dense-plan.js';
import { recycled } from './recycled.js';

/** What all chunks of rows share. */
export interface StreamShape extends Pick<DenseData, 'nClasses' | 'fitIntercept' | 'shifted' | 'precision'> {
  readonly centre: Float64Array;
  /** Of all chunks together. */
  readonly rows: number;
  readonly totalWeight: number;
}

export type Chunk = Pick<DenseData, 'X' | 'y' | 'weights'>;

/** Hands all chunks to `visit`, one after the other; false where it was told to stop before the last. */
export type ReadChunks = (visit: (chunk: Chunk) => void) => Promise<boolean>;

/**
 * Mean weighted log-loss of rows that are read anew for every evaluation, chunk after chunk, into one memory: they need never
 * be there all at once.  Sums over chunks are float64.
 *
 * A sample of the rows stays in memory.  It stands for all in Gram matrices, and in a solver's first approach.
 */
export class StreamObjective implements RemoteObjective {
  readonly size: number;
  readonly gradientNorm: RemoteObjective['gradientNorm'];
  readonly curvature: RemoteCurvature;
  readonly #shape: StreamShape;
  readonly #read: ReadChunks;
  readonly #sample: DenseObjective;
  readonly #instantiate: Instantiate;

  /** @param sample rows of all chunks, each as likely as the other */
  constructor(shape: StreamShape, sample: Chunk, read: ReadChunks, instantiate: Instantiate) {
    this.#shape = shape;
    this.#read = read;
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

  get precision(): Precision {
    return this.#shape.precision;
  }

  get centre(): Float64Array {
    return this.#shape.centre.slice();
  }

  get threads(): number {
    return 1;
  }

  /** NaN where reading was told to stop. */
  async valueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number> {
    const part = new Float64Array(this.size);
    const sum = new Float64Array(this.size);
    let value = 0;
    const whole = await this.#read(chunk => {
      const data = new DenseObjective({ ...this.#shape, ...chunk }, this.#instantiate);
      value += data.valueAndGradient(w, part);
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (part[i] as number);
    });
    gradient.set(sum);
    return whole ? value : Number.NaN;
  }

  /** Over the sample, whatever share of the rows is asked for. */
  async sampledValueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number> {
    return this.#sample.valueAndGradient(w, gradient);
  }
}
