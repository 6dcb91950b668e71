import { gramStep } from './curvature-shape.js';
import type { DensePlan } from './dense-plan.js';
import { stripRows } from './packed-rows.js';

/**
 * Every `every`-th strip of packed rows, gathered in one place: what a Gram matrix is summed over where the rows
 * themselves lie in several memories.
 */
export class RowSample {
  /** Strips from one sampled strip to the next. */
  readonly every: number;
  readonly strips: number;
  readonly rows: number;
  readonly #plan: DensePlan;

  /** @param weights of all rows; where none of the sample weighs anything, all rows are taken */
  constructor(plan: DensePlan, weights: Float64Array | null) {
    const perStrip = stripRows(plan.precision);
    const strips = Math.ceil(plan.rows / perStrip);
    this.#plan = plan;
    const wanted = Math.min(plan.sampleEvery, strips);
    this.every = weights && !this.#weigh(weights, wanted) ? 1 : wanted;
    this.strips = Math.ceil(strips / this.every);
    const lastSampled = (this.strips - 1) * this.every;
    const present = Math.min(perStrip, plan.rows - lastSampled * perStrip);
    this.rows = (this.strips - 1) * perStrip + present;
  }

  /** The plan of an objective over these rows alone. */
  get plan(): DensePlan {
    return { ...this.#plan, rows: this.rows, blocks: 1, sampleEvery: 1, weightsShare: 1 };
  }

  /** Which of the sampled strips a Gram matrix takes that is to be over every `sampleEvery`-th of all. */
  stepWithin(sampleEvery: number): number {
    return Math.max(1, Math.round(gramStep(this.#plan, sampleEvery) / this.every));
  }

  /** Hands on the sampled ones of the strips in `bytes`, the first of which is strip `first` of all rows. */
  select(first: number, bytes: Uint8Array, take: (at: number, strip: Uint8Array) => void): void {
    const stripBytes = 32 * this.#plan.cols;
    const count = bytes.length / stripBytes;
    const start = Math.ceil(first / this.every) * this.every;
    for (let strip = start; strip < first + count; strip += this.every) {
      const at = (strip - first) * stripBytes;
      take(strip / this.every, bytes.subarray(at, at + stripBytes));
    }
  }

  /** The weights of the sampled rows. */
  weightsOf(weights: Float64Array): Float64Array {
    const sampled = new Float64Array(this.rows);
    this.#visit(this.every, (row, at) => {
      if (at < this.rows) sampled[at] = weights[row] as number;
    });
    return sampled;
  }

  #weigh(weights: Float64Array, every: number): boolean {
    let any = false;
    this.#visit(every, row => {
      any ||= (weights[row] as number) > 0;
    });
    return any;
  }

  #visit(every: number, visit: (row: number, at: number) => void): void {
    const { rows, precision } = this.#plan;
    const perStrip = stripRows(precision);
    let at = 0;
    for (let first = 0; first < rows; first += every * perStrip) {
      for (let lane = 0; lane < perStrip && first + lane < rows; lane++) visit(first + lane, at++);
    }
  }
}
