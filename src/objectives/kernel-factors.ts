import type { Factors } from '../objective.js';
import { Arena } from '../wasm/arena.js';
import type { Instance, Instantiate } from '../wasm/kernels.js';

/** Cholesky factors in a memory of their own, kept by the kernels: float32, a quarter of the matrix factorised. */
export class KernelFactors {
  readonly #size: number;
  readonly #instance: Instance;
  readonly #arena: Arena;
  readonly #base: number;
  #generation = 0;

  constructor(size: number, instantiate: Instantiate) {
    this.#size = size;
    this.#instance = instantiate('float64');
    this.#arena = new Arena(this.#instance);
    this.#base = this.#arena.mark();
  }

  /** Drops the factors there are, and begins anew. */
  renew(): Factors {
    const generation = ++this.#generation;
    const size = this.#size;
    const arena = this.#arena;
    const { kernels } = this.#instance;
    arena.release(this.#base);
    const purpose = `a preconditioner of ${size} parameters per class`;
    const vector = arena.allocate(8 * (size + 3), purpose);
    const workspace = arena.allocate(8 * size * size, purpose);
    const factors: number[] = [];
    const alive = () => {
      if (generation !== this.#generation) throw new Error('these factors were replaced by newer ones');
    };
    return {
      add(matrix, leastPivot) {
        alive();
        const address = arena.allocate(kernels.packedFactorBytes(size), purpose);
        arena.float64(workspace, size * size).set(matrix);
        kernels.factorise(workspace, size, leastPivot);
        kernels.packFactor(workspace, size, address);
        factors.push(address);
      },
      solve(x) {
        alive();
        const block = arena.float64(vector, size);
        for (let k = 0; k * size < x.length; k++) {
          block.set(x.subarray(k * size, (k + 1) * size));
          kernels.solvePacked((factors[k] ?? factors[0]) as number, size, vector);
          x.set(block, k * size);
        }
      },
    };
  }
}
