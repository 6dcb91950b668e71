import { CsrMatrix } from '../data/csr-matrix.js';
import { invalidType } from '../errors.js';
import type { RemoteCurvature, RemoteObjective } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { curvatureShape } from './curvature-shape.js';
import { recycled } from './recycled.js';
import { SparseObjective } from './sparse.js';
import type { ReadChunks, StreamShape } from './stream.js';

/**
 * `StreamObjective` of sparse rows: no zero is stored.  Second derivatives are sums over all chunks too, there is no sample: of
 * rows with few entries each it would not have met most columns.
 */
export class SparseStreamObjective implements RemoteObjective {
  readonly size: number;
  readonly curvature: RemoteCurvature;
  readonly #shape: StreamShape;
  readonly #read: ReadChunks;
  readonly #instantiate: Instantiate;
  /** The stream is read for one answer at a time. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param shape of a centre of zeros
   * @param entries of all chunks together
   */
  constructor(shape: StreamShape, entries: number, read: ReadChunks, instantiate: Instantiate) {
    const { rows, nClasses, fitIntercept, precision, centre } = shape;
    const own = curvatureShape({ rows, cols: centre.length, nClasses, fitIntercept, precision }, instantiate);
    this.#shape = shape;
    this.#read = read;
    this.#instantiate = recycled(instantiate);
    this.size = own.classes * own.blockSize;
    this.curvature = {
      ...own,
      entries,
      gram: async (weights, _, out) => {
        await this.#sum(out, ({ curvature }, part) => curvature.gram(weights, 1, part));
      },
      diagonal: async (w, out) => {
        await this.#sum(out, ({ curvature }, part) => curvature.diagonal?.(w, part));
      },
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
    let value = 0;
    const whole = await this.#sum(gradient, (data, part) => {
      value += data.valueAndGradient(w, part);
    });
    return whole ? value : Number.NaN;
  }

  #sum(out: Float64Array, add: (data: SparseObjective, part: Float64Array) => void): Promise<boolean> {
    const read = () => {
      const part = new Float64Array(out.length);
      out.fill(0);
      return this.#read(({ X, ...chunk }) => {
        if (!(X instanceof CsrMatrix)) throw invalidType('X', 'sparse rows, as in the first pass', X);
        add(new SparseObjective({ ...this.#shape, ...chunk, X }, this.#instantiate), part);
        for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (part[i] as number);
      });
    };
    const answer = this.#last.then(read);
    this.#last = answer.catch(() => {});
    return answer;
  }
}
