import type { AnyCurvature, Factors } from '../objective.js';
import type { Work } from '../work.js';
import { plainFactors } from './cholesky.js';
import { KERNEL_SIZE } from './cost-model.js';
import type { Steps } from './solver.js';
import { centreBlocks, gradientToOffset, shiftIntercepts } from './vector.js';

/** A pivot below this share of its diagonal entry is rounding, where the objective does not say what its rounding is. */
const ROUNDING = 1e-6;
/** Of a matrix that is walked through. */
const ROWS_PER_PIECE = 64;

/**
 * H⁻¹ on the vectors whose blocks sum to 0, where the minimum lies: outside them H may be singular, because softmax does
 * not change when all classes shift alike.  The last class is dropped: with w_K = −Σ_k w_k,
 *   H'_kl = H_kl − H_kK − H_Kl + H_KK,   g'_k = g_k − g_K,   k, l < K
 * Cost: a Hessian and ((K − 1)·blockSize)³/6 multiply-adds.
 */
export class HessianFactors {
  readonly #curvature: AnyCurvature;
  readonly #factors: Factors;
  readonly #reduced: Float64Array;

  private constructor(curvature: AnyCurvature, factors: Factors, size: number) {
    this.#curvature = curvature;
    this.#factors = factors;
    this.#reduced = new Float64Array(size);
  }

  static *build(curvature: AnyCurvature, w: Float64Array, sampleEvery: number): Steps<HessianFactors> {
    const { blockSize, rounding = ROUNDING } = curvature;
    const out = new Float64Array(w.length * w.length);
    yield { type: 'hessian', w, sampleEvery, out };
    const size = w.length - blockSize;
    const factors = (size >= KERNEL_SIZE && curvature.factors?.(size, true)) || plainFactors(size);
    const reduced = yield* withoutLast(out, w.length, blockSize);
    if (factors.adding) yield* factors.adding(reduced, rounding);
    else factors.add(reduced, rounding);
    return new HessianFactors(curvature, factors, size);
  }

  /** x ← P·H⁻¹·P·x, P being the projection on vectors whose blocks sum to 0. */
  apply(x: Float64Array): void {
    const { blockSize, offset } = this.#curvature;
    const reduced = this.#reduced;
    centreBlocks(x, blockSize);
    if (offset) gradientToOffset(x, offset);
    const last = reduced.length;
    for (let i = 0; i < last; i++) reduced[i] = (x[i] as number) - (x[last + (i % blockSize)] as number);
    this.#factors.solve(reduced);
    x.set(reduced);
    x.fill(0, last);
    for (let i = 0; i < last; i++) {
      const at = last + (i % blockSize);
      x[at] = (x[at] as number) - (reduced[i] as number);
    }
    if (offset) shiftIntercepts(x, offset, -1);
  }
}

/** H' of H, `size` × `size` in blocks of `block`: both triangles. */
function* withoutLast(H: Float64Array, size: number, block: number): Work<Float64Array> {
  const reduced = size - block;
  const out = new Float64Array(reduced * reduced);
  for (let i = 0; i < reduced; i++) {
    const row = i * size;
    const lastRow = (reduced + (i % block)) * size;
    for (let j = 0, m = reduced; j < reduced; j++) {
      out[i * reduced + j] =
        (H[row + j] as number) -
        (H[row + m] as number) -
        (H[lastRow + j] as number) +
        (H[lastRow + m] as number);
      if (++m === size) m = reduced;
    }
    if (i % ROWS_PER_PIECE === ROWS_PER_PIECE - 1) yield;
  }
  return out;
}
