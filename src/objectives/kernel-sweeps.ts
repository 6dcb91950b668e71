import type { Sweeps } from '../objective.js';
import { Arena } from '../wasm/arena.js';
import type { Instance, Instantiate } from '../wasm/kernels.js';

/** Sweeps of coordinate descent in a memory of their own. */
export class KernelSweeps {
  readonly #instance: Instance;
  readonly #arena: Arena;
  readonly #base: number;

  constructor(instantiate: Instantiate) {
    this.#instance = instantiate('float64');
    this.#arena = new Arena(this.#instance);
    this.#base = this.#arena.mark();
  }

  /** Drops the sweeps there are, and makes room for m parameters. */
  renew(m: number): Sweeps {
    const arena = this.#arena;
    const width = m + (m & 1);
    const purpose = `a quadratic model of ${m} parameters`;
    arena.release(this.#base);
    const addresses = [width * m, width, width, width].map(length => arena.allocate(8 * length, purpose));
    const [A, x, r, factors] = addresses as [number, number, number, number];
    const views = { A: arena.float64(A, width * m), r: arena.float64(r, width) };
    if (width > m) {
      for (let a = 1; a <= m; a++) views.A[a * width - 1] = 0;
      views.r[m] = 0;
    }
    return {
      width,
      A: views.A,
      x: arena.float64(x, m),
      r: views.r.subarray(0, m),
      factors: arena.float64(factors, m),
      sweep: () => this.#instance.kernels.coordinateSweep(A, x, r, factors, m, width),
    };
  }
}
