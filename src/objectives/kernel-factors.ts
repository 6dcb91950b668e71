import type { Factors } from '../objective.js';
import { Arena } from '../wasm/arena.js';
import type { Instance, Instantiate } from '../wasm/kernels.js';
import { finish, type Work } from '../work.js';

/** Multiply-adds of a piece. */
const PIECE = 4e6;

/** Cholesky factors in a memory of their own, kept by the kernels. */
export class KernelFactors {
  readonly #instance: Instance;
  readonly #arena: Arena;
  readonly #base: number;
  #generation = 0;

  constructor(instantiate: Instantiate) {
    this.#instance = instantiate('float64');
    this.#arena = new Arena(this.#instance);
    this.#base = this.#arena.mark();
  }

  /**
   * Drops the factors there are, and begins anew with matrices of `size` rows.
   * @param exact keep them in float64; else in float32, a quarter of the matrix factorised
   */
  renew(size: number, exact: boolean): Factors {
    const generation = ++this.#generation;
    const arena = this.#arena;
    const { kernels } = this.#instance;
    arena.release(this.#base);
    const purpose = `Cholesky factors of ${size} × ${size} matrices`;
    const vector = arena.allocate(8 * (size + 3), purpose);
    const workspace = exact ? 0 : arena.allocate(8 * size * size, purpose);
    const factors: number[] = [];
    const alive = () => {
      if (generation !== this.#generation) throw new Error('these factors were replaced by newer ones');
    };
    function* adding(matrix: Float64Array, leastPivot: number): Work<void> {
      alive();
      const address = arena.allocate(exact ? 8 * size * size : kernels.packedFactorBytes(size), purpose);
      const A = exact ? address : workspace;
      arena.float64(A, size * size).set(matrix);
      for (const [first, end] of pieces(size)) {
        alive();
        kernels.factorise(A, size, first, end, leastPivot);
        yield;
      }
      if (!exact) {
        for (const [first, end] of pieces(size)) {
          alive();
          kernels.packFactor(A, size, first, end, address);
          yield;
        }
      }
      factors.push(address);
    }
    return {
      add: (matrix, leastPivot) => finish(adding(matrix, leastPivot)),
      adding,
      solve(x, y) {
        alive();
        const solve = exact ? kernels.solve : kernels.solvePacked;
        const block = arena.float64(vector, size);
        for (let k = 0; k * size < x.length; k++) {
          // Both with one factor before the next: it is in the cache by then.
          for (const each of y ? [x, y] : [x]) {
            block.set(each.subarray(k * size, (k + 1) * size));
            solve((factors[k] ?? factors[0]) as number, size, vector);
            each.set(block, k * size);
          }
        }
      },
    };
  }
}

/** Runs of rows that take a piece each, row i being i²/2 multiply-adds: from a multiple of 4 to another, or to the end. */
function* pieces(size: number): Generator<[number, number]> {
  for (let first = 0; first < size; ) {
    const wanted = Math.cbrt(first ** 3 + 6 * PIECE);
    const end = Math.min(size, Math.max(first + 4, 4 * Math.floor(wanted / 4)));
    yield [first, end];
    first = end;
  }
}
