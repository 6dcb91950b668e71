import { invalidValue } from '../errors.js';
import type { Curvature, Factors, GramWeights, Sweeps } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import { curvatureShape } from './curvature-shape.js';
import { pairsOf } from './passes.js';
import { sameNumbers } from './sampled-weights.js';
import type { SparseMemory } from './sparse-memory.js';
import type { SparseBlock } from './sparse-rows.js';

/** Vectors of columns that a pass of a Gram matrix takes, and what these may take of the stored rows' memory. */
const TILE = { vectors: 4, share: 0.1 };

/** Probabilities of all rows are kept where they take no more than this share of the stored rows' memory. */
const P_SHARE = 0.1;

/** Second derivatives over sparse rows; all rows, whatever sample is asked for. */
export class SparseCurvature implements Curvature {
  readonly rows: number;
  readonly classes: number;
  readonly blockSize: number;
  readonly entries: number;
  readonly rounding: number | undefined;
  readonly factors: (side?: number, exact?: boolean) => Factors;
  readonly sweeps: (m: number) => Sweeps;
  readonly #memory: SparseMemory;
  readonly #weights: number;
  readonly #scale: number;
  /** Address of P where a product has been asked for, of all rows or of a block, and the point it is of all rows at. */
  #p = 0;
  #pAt: Float64Array | null = null;
  #tile: { address: number; vectors: number } | null = null;

  /**
   * @param weights address of one weight per row; 0: all weigh 1
   * @param scale what sums over rows are multiplied with
   */
  constructor(memory: SparseMemory, weights: number, scale: number, instantiate: Instantiate) {
    const { stored, nClasses, fitIntercept } = memory;
    const { rows, cols, precision, nnz } = stored;
    const shape = curvatureShape({ rows, cols, nClasses, fitIntercept, precision }, instantiate);
    this.rows = rows;
    this.classes = nClasses;
    this.blockSize = memory.stride;
    this.entries = nnz;
    this.rounding = shape.rounding;
    this.factors = shape.factors as SparseCurvature['factors'];
    this.sweeps = shape.sweeps as SparseCurvature['sweeps'];
    this.#memory = memory;
    this.#weights = weights;
    this.#scale = scale;
  }

  hessianVector(w: Float64Array, v: Float64Array, out: Float64Array): void {
    const { stored, vectors, z } = this.#memory;
    const probabilities = this.#probabilitiesAt(w);
    out.fill(0);
    for (const block of stored.blocks) {
      const p = probabilities(block);
      this.#memory.logits(block, v, z);
      stored.instance.kernels.sparseCombine(p, z, block.rows, vectors, this.#weightsOf(block));
      this.#memory.addSums(block, z, this.#scale, out);
    }
  }

  diagonal(w: Float64Array, out: Float64Array): void {
    const { stored, nClasses, lanes, z } = this.#memory;
    out.fill(0);
    for (const block of stored.blocks) {
      this.#probabilities(block, w, z);
      const p = stored.view(z, lanes * block.rows);
      const weightOf = this.#rowWeights(block);
      for (let i = 0; i < block.rows; i++) {
        for (let k = 0, at = i * lanes; k < nClasses; k++, at++) {
          const pk = p[at] as number;
          p[at] = weightOf(i) * pk * (1 - pk);
        }
      }
      this.#memory.addSums(block, z, this.#scale, out, true);
    }
  }

  /** Cost: entries·blockSize/2 multiply-adds. */
  gram(weights: GramWeights, _: number, out: Float64Array): void {
    out.fill(0);
    for (const block of this.#memory.stored.blocks)
      this.#addGram(block, this.#gramWeights(block, weights), out);
    const { blockSize } = this;
    for (let i = 0; i < blockSize; i++) {
      for (let j = 0; j <= i; j++) {
        const entry = (out[i * blockSize + j] as number) * this.#scale;
        out[i * blockSize + j] = entry;
        out[j * blockSize + i] = entry;
      }
    }
  }

  /** Cost: K(K − 1)/2 Gram matrices. */
  hessian(w: Float64Array, _: number, out: Float64Array): void {
    const { stored, nClasses, lanes, z } = this.#memory;
    const G = new Float64Array(this.blockSize ** 2);
    out.fill(0);
    for (const block of stored.blocks) {
      this.#probabilities(block, w, z);
      // The tile may lie over z.
      const p = stored.view(z, lanes * block.rows).slice();
      for (const [k, l] of pairsOf(nClasses)) {
        const weightOf = this.#rowWeights(block);
        const v = Float64Array.from(
          { length: block.rows },
          (_, i) => weightOf(i) * (p[i * lanes + k] as number) * (p[i * lanes + l] as number),
        );
        this.#addGram(block, v, G.fill(0));
        this.#addPair(G, k, l, out);
      }
    }
  }

  /** The Gram matrix of vᵢ = wᵢ·pᵢₖ·pᵢₗ goes to blocks (k, k) and (l, l), and from (k, l) and (l, k). */
  #addPair(G: Float64Array, k: number, l: number, out: Float64Array): void {
    const { blockSize } = this;
    const size = this.classes * blockSize;
    const places = [
      [k, k, 1],
      [l, l, 1],
      [k, l, -1],
      [l, k, -1],
    ] as const;
    for (const [a, b, sign] of places) {
      const scale = sign * this.#scale;
      for (let i = 0; i < blockSize; i++) {
        const row = (a * blockSize + i) * size + b * blockSize;
        for (let j = 0; j < blockSize; j++) {
          const entry = G[i < j ? j * blockSize + i : i * blockSize + j] as number;
          out[row + j] = (out[row + j] as number) + scale * entry;
        }
      }
    }
  }

  /**
   * The lower triangle of Σ vᵢ·x̃ᵢx̃ᵢᵀ over a block.  A tile of columns times v is written out over the rows, then summed as a
   * gradient's residuals are.
   */
  #addGram(block: SparseBlock, v: Float64Array, out: Float64Array): void {
    const memory = this.#memory;
    const { stored, fitIntercept } = memory;
    const { blockSize } = this;
    const { address, vectors } = this.#tileMemory();
    const width = (memory.lanes / memory.vectors) * vectors;
    const ids = stored.arena.uint32(block.ids, block.columns);
    const tile = stored.view(address, width * block.rows);
    for (let first = 0; first < block.columns; first += width) {
      const count = Math.min(width, block.columns - first);
      tile.fill(0);
      memory.spread(block, first, count, address, vectors);
      for (let i = 0, at = 0; i < block.rows; i++) {
        for (let c = 0; c < width; c++, at++) tile[at] = (tile[at] as number) * (v[i] as number);
      }
      memory.eachSum(block, address, { first, vectors }, (j, sums, at) => {
        // Columns ascend: of two in the tile the later one comes with the earlier one, and the earlier with the later.
        for (let c = 0; c < count; c++) {
          const i = ids[first + c] as number;
          if (i <= j) out[j * blockSize + i] = (out[j * blockSize + i] as number) + (sums[at + c] as number);
        }
      });
      if (!fitIntercept) continue;
      const totals = memory.totals(block, address, vectors);
      for (let c = 0; c < count; c++) {
        const at = (blockSize - 1) * blockSize + (ids[first + c] as number);
        out[at] = (out[at] as number) + (totals[c] as number);
      }
    }
    if (fitIntercept) {
      const last = out.length - 1;
      out[last] = (out[last] as number) + v.reduce((sum, value) => sum + value, 0);
    }
  }

  #gramWeights(block: SparseBlock, weights: GramWeights): Float64Array {
    const { nClasses, stored, lanes, z } = this.#memory;
    const weightOf = this.#rowWeights(block);
    if (weights.kind === 'bound') {
      const bound = 0.5 * (1 - 1 / nClasses);
      return Float64Array.from({ length: block.rows }, (_, i) => bound * weightOf(i));
    }
    const [first, last] = weights.kind === 'shared' ? [0, nClasses] : [weights.k, weights.k + 1];
    if (!(first >= 0 && last <= nClasses))
      throw invalidValue('weights.k', `a class index from 0 to ${nClasses - 1}`, first);
    this.#probabilities(block, weights.w, z);
    const p = stored.view(z, lanes * block.rows);
    return Float64Array.from({ length: block.rows }, (_, i) => {
      let sum = 0;
      for (let k = first; k < last; k++) {
        const pk = p[i * lanes + k] as number;
        sum += pk * (1 - pk);
      }
      return (weightOf(i) * sum) / (last - first);
    });
  }

  /** Address of a block's P at w.  Conjugate gradients ask for products at one point many times. */
  #probabilitiesAt(w: Float64Array): (block: SparseBlock) => number {
    const { stored, vectors } = this.#memory;
    const { rows, nnz, blockRows, precision } = stored;
    const all = 16 * vectors * rows <= P_SHARE * nnz * (precision === 'float32' ? 6 : 10);
    this.#p ||= this.#memory.allocate(16 * vectors * (all ? rows : blockRows));
    if (this.#pAt && sameNumbers(this.#pAt, w)) return ({ first }) => this.#p + 16 * vectors * first;
    this.#pAt = all ? w.slice() : null;
    return block => {
      const address = this.#p + (all ? 16 * vectors * block.first : 0);
      this.#probabilities(block, w, address);
      return address;
    };
  }

  #probabilities(block: SparseBlock, w: Float64Array, z: number): void {
    const { stored, nClasses, vectors, scratch } = this.#memory;
    this.#memory.logits(block, w, z);
    stored.instance.kernels.sparseProbabilities(z, block.rows, nClasses, vectors, scratch);
  }

  /** Address of a block's weights; 0: all weigh 1. */
  #weightsOf({ first }: SparseBlock): number {
    return this.#weights && this.#weights + (this.#memory.stored.precision === 'float32' ? 4 : 8) * first;
  }

  #rowWeights(block: SparseBlock): (i: number) => number {
    const address = this.#weightsOf(block);
    if (!address) return () => 1;
    const view = this.#memory.stored.view(address, block.rows);
    return i => view[i] as number;
  }

  #tileMemory(): { address: number; vectors: number } {
    if (this.#tile) return this.#tile;
    const { stored, vectors: least } = this.#memory;
    const { blockRows, precision, nnz } = stored;
    const affordable = (TILE.share * nnz * (precision === 'float32' ? 6 : 10)) / (16 * blockRows);
    const vectors = Math.max(1, Math.min(TILE.vectors, Math.floor(affordable)));
    // The block's own Z is free by then, and wide enough where the classes are many.
    this.#tile =
      vectors <= least
        ? { address: this.#memory.z, vectors: least }
        : { address: this.#memory.allocate(16 * vectors * blockRows), vectors };
    return this.#tile;
  }
}
