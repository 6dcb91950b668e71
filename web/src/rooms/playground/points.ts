/** Points of classes in a square of the plane, and what is done to them.  No list is ever changed: undo keeps them. */

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Class, 0 … MOST_LETTERS − 1. */
  readonly k: number;
}

export type Points = readonly Point[];

/** The plane shown, in both directions. */
export const LOW = -3;
export const HIGH = 3;
export const BOUNDS = { xMin: LOW, xMax: HIGH, yMin: LOW, yMax: HIGH };

export const LEAST_CLASSES = 2;
export const MOST_LETTERS = 8;

/** What class k is called: letters sort as their numbers do, which is the order of a model's classes. */
export function letter(k: number): string {
  return String.fromCharCode(65 + k);
}

export function classOf(name: unknown): number {
  return String(name).charCodeAt(0) - 65;
}

/** Two decimals are finer than one can place, and read well. */
export function within(value: number): number {
  return Math.round(100 * Math.min(HIGH, Math.max(LOW, value))) / 100;
}

export function place(points: Points, x: number, y: number, k: number): Points {
  return [...points, { x: within(x), y: within(y), k }];
}

export function move(points: Points, index: number, x: number, y: number): Points {
  return points.map((point, i) => (i === index ? { ...point, x: within(x), y: within(y) } : point));
}

export function erase(points: Points, index: number): Points {
  return points.filter((_, i) => i !== index);
}

/** The point nearest to a place, no further away than `reach`; −1 where there is none.  Of equals the last, which lies on top. */
export function nearest(points: Points, x: number, y: number, reach = Infinity): number {
  let best = -1;
  let least = reach;
  for (const [i, point] of points.entries()) {
    const distance = Math.hypot(point.x - x, point.y - y);
    if (distance > least) continue;
    least = distance;
    best = i;
  }
  return best;
}

/** Classes that have points, in their order. */
export function present(points: Points): number[] {
  return [...new Set(points.map(({ k }) => k))].sort((a, b) => a - b);
}
