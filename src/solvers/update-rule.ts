/** What a stochastic solver keeps from step to step, and how it steps. */
export interface UpdateRule {
  /** Steps so far, t. */
  readonly steps: number;
  /** w ← w + what this rule makes of a batch's gradient. */
  step(w: Float64Array, gradient: Float64Array): void;
  /** The same in a state of its own. */
  clone(): UpdateRule;
}

/** The mean of all iterates it was told of (Polyak and Juditsky 1992; Ruppert 1988). */
export class Average {
  readonly w: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.w = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  add(w: Float64Array): void {
    const mean = this.w;
    const share = 1 / ++this.#count;
    for (let i = 0; i < mean.length; i++) {
      const m = mean[i] as number;
      mean[i] = m + share * ((w[i] as number) - m);
    }
  }

  clone(): Average {
    const copy = new Average(this.w.length);
    copy.w.set(this.w);
    copy.#count = this.#count;
    return copy;
  }
}
