import type { AnyCurvature } from '../objective.js';
import type { L1 } from './l1.js';
import type { Step } from './solver.js';
import { dot, gradientToOffset, shiftIntercepts } from './vector.js';

/** A step along which slopes change by less than this share of what B says is rounding. */
const LEAST_BEND = 1e-10;

/**
 * The smooth part near a point, B in place of its Hessian: the Hessian itself where a matrix of all parameters is
 * affordable, else its diagonal blocks by class; between renewals it learns from steps (BFGS), as far as entries moved.
 *
 * Two classes kept as rows ∓v have the parameters v alone: g' = g₂ − g₁, H' = H₁₁ − H₁₂ − H₂₁ + H₂₂.
 */
export class QuadraticModel {
  /** Parameters: all, or v. */
  readonly size: number;
  readonly #blockSize: number;
  readonly #offset: Float64Array | undefined;
  /** The whole of B, or blocks one after the other. */
  readonly #matrix: Float64Array;
  readonly #whole: boolean;

  private constructor(curvature: AnyCurvature, size: number, matrix: Float64Array, whole: boolean) {
    this.size = size;
    this.#blockSize = curvature.blockSize;
    this.#offset = curvature.offset;
    this.#matrix = matrix;
    this.#whole = whole;
  }

  static *build(
    curvature: AnyCurvature,
    w: Float64Array,
    l1: L1 | null,
    whole: boolean,
    sampleEvery: number,
  ): Generator<Step, QuadraticModel, number> {
    const { blockSize, classes, ridge } = curvature;
    const side = blockSize * blockSize;
    const mirrored = l1?.mirrored ?? false;
    if (whole) {
      const H = new Float64Array(w.length * w.length);
      yield { type: 'hessian', w, sampleEvery: 1, out: H };
      if (!mirrored) return new QuadraticModel(curvature, w.length, H, true);
      return new QuadraticModel(curvature, blockSize, folded(H, blockSize), true);
    }
    const blocks = new Float64Array(mirrored ? side : classes * side);
    let k = 0;
    const take = (gram: Float64Array) => {
      // Of two classes both blocks are the same, and minus the block between them.
      if (mirrored)
        for (let i = 0; i < side; i++) blocks[i] = (blocks[i] as number) + 2 * (gram[i] as number);
      else blocks.set(gram, k++ * side);
    };
    const weights = Array.from({ length: classes }, (_, k) => ({ kind: 'class' as const, w, k }));
    yield { type: 'gram', weights, sampleEvery, take };
    if (mirrored && ridge) {
      // Each block counted the ridge, but v stands in H₁₁ and H₂₂ alone: 2 of these 4.
      for (let i = 0; i < blockSize; i++)
        blocks[i * (blockSize + 1)] = (blocks[i * (blockSize + 1)] as number) - 2 * (ridge[i] as number);
    }
    return new QuadraticModel(curvature, mirrored ? blockSize : w.length, blocks, false);
  }

  /** A gradient's slopes in the model's parameters: the first entries of `out`, as long as the gradient. */
  slopes(gradient: Float64Array, out: Float64Array): void {
    out.set(gradient);
    if (this.#offset) gradientToOffset(out, this.#offset);
    const { size } = this;
    for (let i = size; i < out.length; i++) out[i - size] = (out[i] as number) - (out[i - size] as number);
  }

  /** Makes of a step of the model's parameters, the first entries of `out`, one of all. */
  expand(out: Float64Array): void {
    const { size } = this;
    for (let i = size; i < out.length; i++) {
      out[i] = out[i - size] as number;
      out[i - size] = 0 - (out[i] as number);
    }
    if (this.#offset) shiftIntercepts(out, this.#offset, -1);
  }

  /** Writes the entries of B between these parameters over the rows of A, `width` entries each. */
  among(list: readonly number[], A: Float64Array, width: number): void {
    const m = list.length;
    for (let a = 0; a < m; a++) {
      const i = list[a] as number;
      if (this.#whole) {
        const row = i * this.size;
        for (let b = 0; b < m; b++) A[a * width + b] = this.#matrix[row + (list[b] as number)] as number;
      } else
        for (let b = 0; b < m; b++) {
          const at = this.#at(i, list[b] as number);
          A[a * width + b] = at < 0 ? 0 : (this.#matrix[at] as number);
        }
    }
  }

  /** Learns from a step s of these parameters, by which slopes changed by y:  B += yyᵀ/yᵀs − Bs(Bs)ᵀ/sᵀBs. */
  learn(list: readonly number[], s: Float64Array, Bs: Float64Array, y: Float64Array): void {
    if (!this.#whole) return;
    const m = list.length;
    const sBs = dot(s, Bs);
    const sy = dot(s, y);
    if (!(sy > LEAST_BEND * sBs) || !(sBs > 0)) return;
    for (let a = 0; a < m; a++) {
      const ya = (y[a] as number) / sy;
      const ba = (Bs[a] as number) / sBs;
      const row = (list[a] as number) * this.size;
      for (let b = 0; b < m; b++) {
        const at = row + (list[b] as number);
        this.#matrix[at] = (this.#matrix[at] as number) + ya * (y[b] as number) - ba * (Bs[b] as number);
      }
    }
  }

  /** Adds to the diagonal, one number per parameter of a class; v is that of two. */
  addRidge(ridge: Float64Array): void {
    const factor = this.size === this.#blockSize ? 2 : 1;
    for (let i = 0; i < this.size; i++) {
      const at = this.#at(i, i);
      this.#matrix[at] = (this.#matrix[at] as number) + factor * (ridge[i % this.#blockSize] as number);
    }
  }

  /** Where the entry of two parameters stands, −1 where it is 0. */
  #at(i: number, j: number): number {
    if (this.#whole) return i * this.size + j;
    const size = this.#blockSize;
    const k = Math.floor(i / size);
    return Math.floor(j / size) === k ? (k * size + (i % size)) * size + (j % size) : -1;
  }
}

/** H' of a Hessian of two classes. */
function folded(H: Float64Array, block: number): Float64Array {
  const size = 2 * block;
  const out = new Float64Array(block * block);
  for (let i = 0; i < block; i++) {
    for (let j = 0; j < block; j++) {
      const a = i * size + j;
      const b = (block + i) * size + j;
      out[i * block + j] =
        (H[a] as number) - (H[a + block] as number) - (H[b] as number) + (H[b + block] as number);
    }
  }
  return out;
}
