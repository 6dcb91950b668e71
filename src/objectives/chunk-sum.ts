import type { Objective } from '../objective.js';
import type { Precision } from '../wasm/precision.js';
import type { DenseData } from './dense-plan.js';

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

/** Rows that are read anew for every answer, chunk after chunk, into one memory.  Sums over chunks are float64. */
export abstract class ChunkSum<T extends Objective> {
  protected readonly shape: StreamShape;
  readonly #read: ReadChunks;
  /** The stream is read for one answer at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(shape: StreamShape, read: ReadChunks) {
    this.shape = shape;
    this.#read = read;
  }

  /** The mean loss of a chunk's rows, over the weight of all. */
  protected abstract objectiveOf(chunk: Chunk): T;

  get precision(): Precision {
    return this.shape.precision;
  }

  get centre(): Float64Array {
    return this.shape.centre.slice();
  }

  get threads(): number {
    return 1;
  }

  /** NaN where reading was told to stop. */
  async valueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number> {
    let value = 0;
    const whole = await this.sum(gradient, (data, part) => {
      value += data.valueAndGradient(w, part);
    });
    return whole ? value : Number.NaN;
  }

  /** Sums over `out` what `write` makes of each chunk; false where reading was told to stop. */
  protected sum(out: Float64Array, write: (data: T, part: Float64Array) => void): Promise<boolean> {
    const read = () => {
      const part = new Float64Array(out.length);
      out.fill(0);
      return this.#read(chunk => {
        write(this.objectiveOf(chunk), part);
        for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (part[i] as number);
      });
    };
    const answer = this.#last.then(read);
    this.#last = answer.catch(() => {});
    return answer;
  }
}
