import { CsrMatrix } from '../data/csr-matrix.js';
import { invalidType } from '../errors.js';
import type { RemoteCurvature, RemoteObjective } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import { type Chunk, ChunkSum, type ReadChunks, type StreamShape } from './chunk-sum.js';
import { curvatureShape } from './curvature-shape.js';
import { recycled } from './recycled.js';
import { SparseObjective } from './sparse.js';

/**
 * `StreamObjective` of sparse rows: no zero is stored.  Second derivatives are sums over all chunks too, there is no sample: of
 * rows with few entries each it would not have met most columns.
 */
export class SparseStreamObjective extends ChunkSum<SparseObjective> implements RemoteObjective {
  readonly size: number;
  readonly curvature: RemoteCurvature;
  readonly #instantiate: Instantiate;

  /**
   * @param shape of a centre of zeros
   * @param entries of all chunks together
   */
  constructor(shape: StreamShape, entries: number, read: ReadChunks, instantiate: Instantiate) {
    super(shape, read);
    const { rows, nClasses, fitIntercept, precision, centre } = shape;
    const own = curvatureShape({ rows, cols: centre.length, nClasses, fitIntercept, precision }, instantiate);
    this.#instantiate = recycled(instantiate);
    this.size = own.classes * own.blockSize;
    this.curvature = {
      ...own,
      entries,
      gram: async (weights, _, out) => {
        await this.sum(out, ({ curvature }, part) => curvature.gram(weights, 1, part));
      },
      diagonal: async (w, out) => {
        await this.sum(out, ({ curvature }, part) => curvature.diagonal?.(w, part));
      },
    };
  }

  protected objectiveOf({ X, ...chunk }: Chunk): SparseObjective {
    if (!(X instanceof CsrMatrix)) throw invalidType('X', 'sparse rows, as in the first pass', X);
    return new SparseObjective({ ...this.shape, ...chunk, X }, this.#instantiate);
  }
}
