import { loss, type Scores, steps } from './steps.js';

/** What moves on the chart: the temperature, or the score of one class. */
export type Moving = 'temperature' | number;

export const SCORE_RANGE = [-10, 10] as const;
export const TEMPERATURE_RANGE = [0.1, 10] as const;

/** Everything at one place of what moves. */
export interface Place {
  readonly at: number;
  readonly shares: readonly number[];
  readonly loss: number;
}

/** Where what moves stands now. */
export function standing({ logits, temperature }: Scores, moving: Moving): number {
  return moving === 'temperature' ? temperature : (logits[moving] as number);
}

/** The same scores with another number for what moves. */
export function moved(scores: Scores, moving: Moving, at: number): Scores {
  if (moving === 'temperature') return { ...scores, temperature: at };
  return { ...scores, logits: scores.logits.map((z, k) => (k === moving ? at : z)) };
}

export function place(scores: Scores, moving: Moving, truth: number, at: number): Place {
  const there = steps(moved(scores, moving, at), true);
  return { at, shares: there.shares, loss: loss(there, truth) };
}

/**
 * Places along the whole range of what moves, temperatures evenly on a logarithmic axis.  In float64 without the offset,
 * which changes nothing.
 */
export function sweep(scores: Scores, moving: Moving, truth: number, count = 161): Place[] {
  const exact: Scores = { ...scores, offset: 0, format: 'float64' };
  const [from, to] = moving === 'temperature' ? TEMPERATURE_RANGE : SCORE_RANGE;
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const at = moving === 'temperature' ? from * (to / from) ** share : from + (to - from) * share;
    return place(exact, moving, truth, at);
  });
}

/**
 * Heights for labels that want to stand at `wanted`, in the same order: at least `gap` apart, in `range`, as near as that
 * allows.
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = wanted
    .map((_, i) => i)
    .sort((a, b) => (wanted[a] as number) - (wanted[b] as number) || b - a);
  // Groups of labels that touch, each about the mean of what its members want.
  const groups: { members: number[]; first: number }[] = [];
  for (const i of order) {
    let group = { members: [i], first: clamp(wanted[i] as number, low, high) };
    for (let before = groups.at(-1); before && overlap(before, group.first, gap); before = groups.at(-1)) {
      groups.pop();
      const members = [...before.members, ...group.members];
      const mean = members.reduce((sum, m, at) => sum + (wanted[m] as number) - at * gap, 0) / members.length;
      group = { members, first: clamp(mean, low, high - (members.length - 1) * gap) };
    }
    groups.push(group);
  }
  const result = new Array<number>(wanted.length);
  for (const { members, first } of groups) {
    for (const [at, m] of members.entries()) result[m] = first + at * gap;
  }
  return result;
}

function overlap(before: { members: number[]; first: number }, first: number, gap: number): boolean {
  return before.first + before.members.length * gap > first;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
