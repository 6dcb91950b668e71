/** Lines on which two classes are equally probable: of the plane, and of x alone. */
import type { SoftmaxRegression } from 'softmax-wasm';
import { HIGH, LOW } from './points.js';

type Place = readonly [number, number];

/** Ends of the line normal·p + offset = 0 in the square; null where it does not cross it. */
export function across(normal: ArrayLike<number>, offset: number): readonly [Place, Place] | null {
  const [a = 0, b = 0] = Array.from(normal);
  const ends: Place[] = [];
  const take = (x: number, y: number) => {
    if (!(x >= LOW && x <= HIGH && y >= LOW && y <= HIGH)) return;
    if (!ends.some(end => Math.hypot(end[0] - x, end[1] - y) < 1e-9)) ends.push([x, y]);
  };
  for (const side of [LOW, HIGH]) {
    if (b !== 0) take(side, -(a * side + offset) / b);
    if (a !== 0) take(-(b * side + offset) / a, side);
  }
  return ends.length < 2 ? null : [ends[0] as Place, ends[1] as Place];
}

/** Where on the line two classes cross, and whether they are the most probable ones there. */
export interface Crossing {
  readonly x: number;
  readonly classes: readonly [string, string];
  readonly counts: boolean;
}

/** Of a model of one feature. */
export function crossings(model: SoftmaxRegression): Crossing[] {
  const places = model.decisionBoundaries().flatMap(({ classes: [a, b], normal, offset }) => {
    const x = -offset / (normal[0] as number);
    return x >= LOW && x <= HIGH ? [{ x, classes: [String(a), String(b)] as const }] : [];
  });
  if (places.length === 0) return [];
  const logits = model.decisionFunction(places.map(({ x }) => [x])).toArray();
  return places.map((place, i) => {
    const row = logits[i] as number[];
    const most = Math.max(...row);
    const own = row[model.classes.indexOf(place.classes[0])] as number;
    // Predictions are in float32 or 64: what they leave of a tie.
    return { ...place, counts: most - own <= 1e-6 * Math.max(1, Math.abs(most)) };
  });
}
