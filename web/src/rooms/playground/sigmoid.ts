/** Two classes: one score z = w·x + b, and the probability of the second class over it. */
import type { SoftmaxRegression } from 'softmax-wasm';
import type { Problem } from './training.js';

export interface Score {
  /** w and b of z = z_second − z_first. */
  readonly w: number[];
  readonly b: number;
  /** |z| of the points at the most, and somewhat more; at least 4. */
  readonly reach: number;
  /** Of each row. */
  readonly points: readonly { readonly z: number; readonly p: number; readonly y: string }[];
  /** Along a line across the border, as the model gives it. */
  readonly curve: readonly { readonly z: number; readonly p: number }[];
}

const CURVE_POINTS = 121;

/** Null where the model has not two classes, or tells them nothing apart. */
export function scoreOf(model: SoftmaxRegression, { X, y }: Problem): Score | null {
  if (model.classes.length !== 2) return null;
  const [boundary] = model.decisionBoundaries();
  if (!boundary) return null;
  const w = Array.from(boundary.normal, value => -value || 0);
  const b = -boundary.offset || 0;
  const square = w.reduce((sum, value) => sum + value * value, 0);
  const logits = model.decisionFunction(X);
  const proba = model.predictProba(X);
  const points = y.map((label, i) => ({
    z: logits.get(i, 1) - logits.get(i, 0),
    p: proba.get(i, 1),
    y: label,
  }));
  const reach = Math.max(4, ...points.map(({ z }) => Math.abs(z))) * 1.05;
  if (square === 0) return { w, b, reach, points, curve: [] };
  // Along w from the border on, z at p is |w|² times how far one went.
  const scores = Array.from({ length: CURVE_POINTS }, (_, i) => reach * ((2 * i) / (CURVE_POINTS - 1) - 1));
  const along = model.predictProba(scores.map(z => w.map(value => (value * (z - b)) / square)));
  return { w, b, reach, points, curve: scores.map((z, i) => ({ z, p: along.get(i, 1) })) };
}
