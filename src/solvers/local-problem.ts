import type { AnyCurvature, Sweeps } from '../objective.js';
import { KERNEL_SIZE } from './cost-model.js';
import { blockNorm, type L1 } from './l1.js';
import type { Point } from './line-search.js';
import type { QuadraticModel } from './quadratic-model.js';
import { minimise, plainSweeps } from './sweeps.js';

/** A model at a point plus the L1 term, for the parameters that may move. */
export class LocalProblem {
  /** Which of the model's parameters. */
  readonly list: number[];
  readonly #model: QuadraticModel;
  readonly #room: Sweeps;
  readonly #group: number;
  readonly #slopes: Float64Array;
  readonly #from: Float64Array;

  /** @param screen parameters at 0 stay out where their slope is below this share of their factor */
  constructor(
    model: QuadraticModel,
    { w, gradient }: Point,
    l1: L1,
    screen: number,
    curvature: AnyCurvature,
  ) {
    this.#model = model;
    this.#slopes = model.slopes(gradient);
    const values = w.subarray(w.length - model.size);
    // Of two classes' rows ∓v, both count.
    const factor = l1.mirrored ? 2 : 1;
    this.#group = l1.grouped ? model.size / l1.stride : 1;
    const list = working(values, this.#slopes, l1, screen * factor);
    this.list = list;
    const room = (list.length >= KERNEL_SIZE && curvature.sweeps?.(list.length)) || plainSweeps(list.length);
    this.#room = room;
    model.among(list, room.A, room.width);
    this.#from = new Float64Array(list.length);
    for (let a = 0; a < list.length; a++) {
      const i = list[a] as number;
      this.#from[a] = values[i] as number;
      room.r[a] = this.#slopes[i] as number;
      room.factors[a] = factor * l1.factor(i);
    }
    room.x.set(this.#from);
  }

  /** Moves to about the minimum; returns the sweeps it took. */
  minimise(share: number, maxSweeps: number): number {
    return minimise(this.#room, this.#group, share, maxSweeps);
  }

  /** From the point to the minimum, of all the model's parameters. */
  step(): Float64Array {
    const s = new Float64Array(this.#model.size);
    const { x } = this.#room;
    for (let a = 0; a < x.length; a++)
      s[this.list[a] as number] = (x[a] as number) - (this.#from[a] as number);
    return s;
  }

  /** Tells the model what slopes are like at this share of the step. */
  learn({ gradient }: Point, alpha: number): void {
    const slopes = this.#model.slopes(gradient);
    const { list } = this;
    const s = new Float64Array(list.length);
    const Bs = new Float64Array(list.length);
    const y = new Float64Array(list.length);
    for (let a = 0; a < list.length; a++) {
      const i = list[a] as number;
      s[a] = alpha * ((this.#room.x[a] as number) - (this.#from[a] as number));
      Bs[a] = alpha * ((this.#room.r[a] as number) - (this.#slopes[i] as number));
      y[a] = (slopes[i] as number) - (this.#slopes[i] as number);
    }
    this.#model.learn(list, s, Bs, y);
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
