import { blockNorm, type L1 } from './l1.js';
import type { Point } from './line-search.js';
import type { QuadraticModel } from './quadratic-model.js';
import type { Problem } from './sweeps.js';

/** A model at a point plus the L1 term, for the parameters that may move. */
export class LocalProblem implements Problem {
  /** Which of the model's parameters. */
  readonly list: number[];
  readonly A: Float64Array;
  readonly x: Float64Array;
  readonly r: Float64Array;
  readonly factors: Float64Array;
  readonly group: number;
  readonly #model: QuadraticModel;
  readonly #slopes: Float64Array;
  readonly #from: Float64Array;

  /** @param screen parameters at 0 stay out where their slope is below this share of their factor */
  constructor(model: QuadraticModel, { w, gradient }: Point, l1: L1, screen: number) {
    this.#model = model;
    this.#slopes = model.slopes(gradient);
    const values = w.subarray(w.length - model.size);
    const factor = l1.mirrored ? 2 : 1;
    this.group = l1.grouped ? model.size / l1.stride : 1;
    this.list = working(values, this.#slopes, l1, screen * factor);
    this.A = model.among(this.list);
    this.x = Float64Array.from(this.list, i => values[i] as number);
    this.#from = this.x.slice();
    this.r = Float64Array.from(this.list, i => this.#slopes[i] as number);
    this.factors = Float64Array.from(this.list, i => factor * l1.factor(i));
  }

  /** From the point to x, of all the model's parameters. */
  step(): Float64Array {
    const s = new Float64Array(this.#model.size);
    for (let a = 0; a < this.list.length; a++)
      s[this.list[a] as number] = (this.x[a] as number) - (this.#from[a] as number);
    return s;
  }

  /** Tells the model what slopes are like where a step has led. */
  learn({ w, gradient }: Point): void {
    const values = w.subarray(w.length - this.#model.size);
    const slopes = this.#model.slopes(gradient);
    const s = Float64Array.from(this.list, (i, a) => (values[i] as number) - (this.#from[a] as number));
    const y = Float64Array.from(this.list, i => (slopes[i] as number) - (this.#slopes[i] as number));
    this.#model.learn(this.list, this.A, s, y);
  }
}

/** Parameters that are not 0, or free, or whose slope is a share of their factor; groups one after the other, whole. */
function working(values: Float64Array, slopes: Float64Array, l1: L1, share: number): number[] {
  const { stride } = l1;
  const list: number[] = [];
  for (let j = 0; j < stride; j++) {
    const factor = l1.factor(j);
    if (l1.grouped && factor > 0) {
      if (blockNorm(values, j, stride) === 0 && blockNorm(slopes, j, stride) <= share * factor) continue;
      for (let i = j; i < values.length; i += stride) list.push(i);
    } else
      for (let i = j; i < values.length; i += stride)
        if (factor === 0 || values[i] !== 0 || Math.abs(slopes[i] as number) > share * factor) list.push(i);
  }
  return list;
}
