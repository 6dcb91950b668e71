import type { Sweeps } from '../objective.js';
import type { Work } from '../work.js';
import { Anderson } from './anderson.js';
import { softThreshold } from './l1.js';

/** Room for sweeps in plain JavaScript, see `Sweeps`. */
export function plainSweeps(m: number): Sweeps {
  const numbers = () => new Float64Array(m);
  const room = { width: m, A: new Float64Array(m * m), x: numbers(), r: numbers(), factors: numbers() };
  return {
    ...room,
    sweep() {
      let change = 0;
      for (let a = 0; a < m; a++) change = Math.max(change, moveEntry(room, a));
      return change;
    },
  };
}

/** Sweeps that most problems end within. */
const BEFORE_LEAPS = 20;
/** Multiply-adds of a piece. */
const PIECE = 1e6;

type Room = Omit<Sweeps, 'sweep'>;

/**
 * Sweeps until the largest entry of the model's smallest subgradient is this share of what it was, or so many times; returns how
 * many.  What a sweep changes would not tell: where columns depend on each other each moves but little, and has far to go.
 * @param group length of the groups that penalised entries come in, neighbours with one factor; 1: each by itself
 */
export function* minimise(room: Sweeps, group: number, share: number, maxSweeps: number): Work<number> {
  const { x, r } = room;
  const bounds = group > 1 ? groupBounds(room, group) : null;
  let anderson: Anderson | null = null;
  let x0 = x;
  let r0 = r;
  const goal = share * subgradient(room, group);
  const perPiece = Math.ceil(PIECE / x.length ** 2);
  for (let sweep = 1; sweep < maxSweeps; sweep++) {
    const change = bounds ? sweepGroups(room, group, bounds) : room.sweep();
    if (!(change > 0) || subgradient(room, group) <= goal) return sweep;
    if (sweep % perPiece === 0) yield;
    if (sweep < BEFORE_LEAPS) continue;
    if (!anderson) {
      anderson = new Anderson();
      x0 = x.slice();
      r0 = r.slice();
    }
    const leap = anderson.next(x, r);
    if (leap && value(room, group, leap.x, leap.r, x0, r0) < value(room, group, x, r, x0, r0)) {
      x.set(leap.x);
      r.set(leap.r);
    }
  }
  return maxSweeps;
}

/** The largest entry of the smallest one. */
function subgradient({ factors, x, r }: Room, group: number): number {
  let most = 0;
  for (let a = 0; a < x.length; ) {
    const factor = factors[a] as number;
    if (group > 1 && factor > 0) {
      const length = Math.sqrt(squares(x, a, group));
      const scale = length > 0 ? 0 : Math.max(0, 1 - factor / Math.sqrt(squares(r, a, group)));
      for (const end = a + group; a < end; a++) {
        const slope = r[a] as number;
        most = Math.max(
          most,
          Math.abs(length > 0 ? slope + (factor * (x[a] as number)) / length : slope && slope * scale),
        );
      }
    } else {
      const at = x[a] as number;
      const slope = r[a++] as number;
      most = Math.max(
        most,
        Math.abs(at > 0 ? slope + factor : at < 0 ? slope - factor : softThreshold(slope, factor)),
      );
    }
  }
  return most;
}

function squares(x: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += (x[i] as number) * (x[i] as number);
  return sum;
}

/** Of the model, less what it is at some x₀ with slopes r₀: ½(r₀ + r)ᵀ(x − x₀) + L1 term. */
function value(
  { factors }: Room,
  group: number,
  x: Float64Array,
  r: Float64Array,
  x0: Float64Array,
  r0: Float64Array,
): number {
  let sum = 0;
  for (let a = 0; a < x.length; a++)
    sum += 0.5 * ((r0[a] as number) + (r[a] as number)) * ((x[a] as number) - (x0[a] as number));
  for (let a = 0; a < x.length; ) {
    const factor = factors[a] as number;
    if (group > 1 && factor > 0) {
      sum += factor * Math.sqrt(squares(x, a, group));
      a += group;
    } else sum += factor * Math.abs(x[a++] as number);
  }
  return sum;
}

/** Moves entry a to its minimum; returns how far, times its bend. */
function moveEntry({ A, width, x, r, factors }: Room, a: number): number {
  const bend = A[a * width + a] as number;
  if (!(bend > 0)) return 0;
  const from = x[a] as number;
  const to = softThreshold(bend * from - (r[a] as number), factors[a] as number) / bend;
  if (to === from) return 0;
  x[a] = to;
  addRow(A, a * width, to - from, r);
  return Math.abs(to - from) * bend;
}

/** A group's block of A is bounded by its largest row sum, and the group moves as one. */
function sweepGroups(room: Room, group: number, bounds: Float64Array): number {
  let change = 0;
  for (let a = 0; a < room.x.length; ) {
    const grouped = (room.factors[a] as number) > 0;
    change = Math.max(change, grouped ? moveGroup(room, group, a, bounds[a] as number) : moveEntry(room, a));
    a += grouped ? group : 1;
  }
  return change;
}

/** Moves the group that begins at a, as if its block were bound·I; returns how far, times bound. */
function moveGroup({ A, width, x, r, factors }: Room, group: number, a: number, bound: number): number {
  if (!(bound > 0)) return 0;
  let square = 0;
  const target = new Float64Array(group);
  for (let i = 0; i < group; i++) {
    const entry = bound * (x[a + i] as number) - (r[a + i] as number);
    target[i] = entry;
    square += entry * entry;
  }
  const scale = Math.max(0, 1 - (factors[a] as number) / Math.sqrt(square)) / bound;
  let most = 0;
  for (let i = 0; i < group; i++) {
    const to = square > 0 ? (target[i] as number) * scale : 0;
    const delta = to - (x[a + i] as number);
    if (delta === 0) continue;
    x[a + i] = to;
    addRow(A, (a + i) * width, delta, r);
    most = Math.max(most, Math.abs(delta));
  }
  return most * bound;
}

/** Of each group, at its first entry, what its block's eigenvalues do not exceed. */
function groupBounds({ A, width, x, factors }: Room, group: number): Float64Array {
  const bounds = new Float64Array(x.length);
  for (let a = 0; a < x.length; a += (factors[a] as number) > 0 ? group : 1) {
    for (let i = a; i < a + group && i < x.length; i++) {
      let sum = 0;
      for (let j = a; j < a + group && j < x.length; j++) sum += Math.abs(A[i * width + j] as number);
      bounds[a] = Math.max(bounds[a] as number, sum);
    }
  }
  return bounds;
}

/** r += scale · the row of A that begins at `row` */
function addRow(A: Float64Array, row: number, scale: number, r: Float64Array): void {
  for (let c = 0; c < r.length; c++) r[c] = (r[c] as number) + scale * (A[row + c] as number);
}
