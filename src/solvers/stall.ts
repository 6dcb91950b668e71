/** Relative decrease of the value that counts as progress: what float32 kernels can tell. */
const LEAST_PROGRESS = 1e-7;

/** Notices that rounding is all that moves: neither the value nor the gradient has got better for long. */
export class StallDetector {
  readonly #patience: number;
  #value = Infinity;
  #gradientNorm = Infinity;
  #progress = 0;

  /** @param patience iterations that may pass without progress */
  constructor(patience: number) {
    this.#patience = patience;
  }

  at(iteration: number, value: number, gradientNorm: number): boolean {
    if (value < this.#value - LEAST_PROGRESS * Math.abs(this.#value) || gradientNorm < this.#gradientNorm) {
      this.#progress = iteration;
      this.#value = Math.min(this.#value, value);
      this.#gradientNorm = Math.min(this.#gradientNorm, gradientNorm);
    }
    return iteration - this.#progress >= this.#patience;
  }
}
