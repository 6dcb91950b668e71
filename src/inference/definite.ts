import { factorise, solve } from '../solvers/cholesky.js';

/** A symmetric matrix by its Cholesky factor, rows and columns scaled to a diagonal of 1 first. */
export class Definite {
  readonly size: number;
  /** Index of the first pivot that is rounding, or −1. */
  readonly singularAt: number;
  readonly #factor: Float64Array;
  /** 1/√ of the diagonal. */
  readonly #scale: Float64Array;

  /**
   * @param matrix size × size, row-major
   * @param least a pivot, 1 − R² of its row on those before, that is rounding
   */
  constructor(matrix: Float64Array, size: number, least: number) {
    this.size = size;
    this.#scale = Float64Array.from({ length: size }, (_, i) => {
      const diagonal = matrix[i * size + i] as number;
      return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
    });
    const scaled = matrix.map(
      (value, at) =>
        value * (this.#scale[Math.floor(at / size)] as number) * (this.#scale[at % size] as number),
    );
    factorise(scaled, size, least);
    this.#factor = scaled;
    // Where a pivot was raised its reciprocal root is that of `least`, or 1 where there was nothing.
    const limit = (1 - 1e-9) / Math.sqrt(least);
    this.singularAt = this.#scale.findIndex(
      (scale, i) => scale === 0 || !((scaled[i * size + i] as number) < limit),
    );
  }

  /** x ← matrix⁻¹·x. */
  solve(x: Float64Array): Float64Array {
    this.#times(x);
    solve(this.#factor, this.size, x, 0);
    this.#times(x);
    return x;
  }

  /** matrix⁻¹, size × size. */
  inverse(): Float64Array {
    const { size } = this;
    const out = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      out[i * size + i] = 1;
      this.solve(out.subarray(i * size, (i + 1) * size));
    }
    return out;
  }

  /**
   * The coefficients of rows 0 … i − 1 that come nearest to row i, i being the first singular one, each times its row's
   * size as a share of row i's.
   */
  dependence(i: number): Float64Array {
    const { size } = this;
    const factor = this.#factor;
    const x = Float64Array.from({ length: i }, (_, j) => factor[i * size + j] as number);
    for (let j = i - 1; j >= 0; j--) {
      let sum = x[j] as number;
      for (let k = j + 1; k < i; k++) sum -= (factor[k * size + j] as number) * (x[k] as number);
      x[j] = sum * (factor[j * size + j] as number);
    }
    return x;
  }

  #times(x: Float64Array): void {
    for (let i = 0; i < this.size; i++) (x[i] as number) *= this.#scale[i] as number;
  }
}
