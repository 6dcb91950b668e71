import type { AnyCurvature, Sweeps } from '../objective.js';
import type { Work } from '../work.js';
import { blockNorm, type L1 } from './l1.js';
import type { Point } from './line-search.js';
import type { QuadraticModel } from './quadratic-model.js';
import { minimise, plainSweeps } from './sweeps.js';

/** Lists shorter than this are swept here: an instance of the kernels would cost more. */
const SWEPT_HERE = 32;

/** Vectors of one length. */
interface Room extends Sweeps {
  readonly from: Float64Array;
  readonly s: Float64Array;
  readonly Bs: Float64Array;
  readonly y: Float64Array;
}

/** A model at a point plus the L1 term, for the parameters that may move; one after the other, in the same memory. */
export class LocalProblem {
  /** Which of the model's parameters. */
  list: number[] = [];
  readonly #curvature: AnyCurvature;
  readonly #slopes: Float64Array;
  readonly #next: Float64Array;
  readonly #rooms: (Room | undefined)[] = [];
  #room: Room | null = null;
  #group = 1;

  constructor(curvature: AnyCurvature) {
    this.#curvature = curvature;
    this.#slopes = new Float64Array(curvature.classes * curvature.blockSize);
    this.#next = new Float64Array(this.#slopes.length);
  }

  /** @param screen parameters at 0 stay out where their slope is below this share of their factor */
  begin(model: QuadraticModel, { w, gradient }: Point, l1: L1, screen: number): void {
    model.slopes(gradient, this.#slopes);
    const first = w.length - model.size;
    // Of two classes' rows ∓v, both count.
    const factor = l1.mirrored ? 2 : 1;
    this.#group = l1.grouped ? model.size / l1.stride : 1;
    this.list = working(first > 0 ? w.subarray(first) : w, this.#slopes, l1, screen * factor);
    const { list } = this;
    const room = this.#roomOf(list.length);
    this.#room = room;
    model.among(list, room.A, room.width);
    for (let a = 0; a < list.length; a++) {
      const i = list[a] as number;
      room.from[a] = w[first + i] as number;
      room.r[a] = this.#slopes[i] as number;
      room.factors[a] = factor * l1.factor(i);
    }
    room.x.set(room.from);
  }

  /** Moves to about the minimum; returns the sweeps it took. */
  minimise(share: number, maxSweeps: number): Work<number> {
    return minimise(this.#room as Room, this.#group, share, maxSweeps);
  }

  /** From the point to the minimum, of all the model's parameters: the first entries of `out`. */
  step(out: Float64Array): void {
    const { x, from } = this.#room as Room;
    out.fill(0);
    for (let a = 0; a < from.length; a++)
      out[this.list[a] as number] = (x[a] as number) - (from[a] as number);
  }

  /** Tells the model what slopes are like at this share of the step. */
  learn(model: QuadraticModel, { gradient }: Point, alpha: number): void {
    model.slopes(gradient, this.#next);
    const { list } = this;
    const { from, x, r, s, Bs, y } = this.#room as Room;
    for (let a = 0; a < list.length; a++) {
      const i = list[a] as number;
      const slope = this.#slopes[i] as number;
      s[a] = alpha * ((x[a] as number) - (from[a] as number));
      Bs[a] = alpha * ((r[a] as number) - slope);
      y[a] = (this.#next[i] as number) - slope;
    }
    model.learn(list, s, Bs, y);
  }

  /** A kernel has room for the last list alone. */
  #roomOf(m: number): Room {
    const known = m < SWEPT_HERE ? this.#rooms[m] : this.#room?.from.length === m ? this.#room : undefined;
    if (known) return known;
    const sweeps = (m >= SWEPT_HERE && this.#curvature.sweeps?.(m)) || plainSweeps(m);
    const numbers = () => new Float64Array(m);
    const room: Room = Object.assign(sweeps, { from: numbers(), s: numbers(), Bs: numbers(), y: numbers() });
    if (m < SWEPT_HERE) this.#rooms[m] = room;
    return room;
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
