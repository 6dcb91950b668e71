import { Matrix } from '../data/matrix.js';
import type { Label } from '../labels.js';
import { type RocCurve, rocCurve } from '../metrics/index.js';
import type { RocLine, RocPart } from './document.js';
import { rounded } from './round.js';

/** Probabilities that curves are made of at the most: each class sorts all rows. */
const MOST_VALUES = 5_000_000;
/** Up to here each class has its curve. */
const EACH_CLASS = 10;
/** Of more classes, so many of the worst. */
const WORST = 5;
/** A curve that is drawn: a point where it has moved by so much, 100 at the most each way. */
const STEP = 0.01;

export interface ClassRoc {
  readonly name: string;
  /** null where the rows are all of the class, or none is. */
  readonly auc: number | null;
  readonly curve: RocCurve;
}

/** Curves of each class against the rest; of two classes they mirror each other, and the second's is shown. */
export function rocPart(
  y: readonly Label[],
  proba: Matrix,
  classes: readonly Label[],
): { part: RocPart; curves: ClassRoc[] } {
  const every = Math.ceil(proba.data.length / MOST_VALUES);
  const [labels, scores] = every === 1 ? [y, proba] : everyRow(y, proba, every);
  const curves = classes.map(label => {
    const curve = rocCurve(labels, scores, { classes, label });
    return { name: String(label), auc: area(curve), curve };
  });
  const drawn = curves.filter(({ auc }) => auc !== null) as (ClassRoc & { auc: number })[];
  const line = ({ name, auc, curve }: (typeof drawn)[number]): RocLine => ({
    name,
    auc,
    points: outline(curve),
  });
  if (classes.length === 2)
    return { part: { shown: 'all', every, curves: drawn.slice(-1).map(line) }, curves };
  if (classes.length <= EACH_CLASS) return { part: { shown: 'all', every, curves: drawn.map(line) }, curves };
  const worst = [...drawn].sort((a, b) => a.auc - b.auc).slice(0, WORST);
  return { part: { shown: 'worst', every, curves: [meanCurve(drawn), ...worst.map(line)] }, curves };
}

/** The mean over classes that have a curve; of two classes the second's; null where there is none. */
export function aucOf(curves: readonly ClassRoc[]): number | null {
  if (curves.length === 2) return (curves[1] as ClassRoc).auc;
  const areas = curves.flatMap(({ auc }) => (auc === null ? [] : [auc]));
  return areas.length === 0 ? null : areas.reduce((sum, auc) => sum + auc, 0) / areas.length;
}

function area({ falsePositiveRate: x, truePositiveRate: y }: RocCurve): number | null {
  let sum = 0;
  for (let i = 1; i < x.length; i++)
    sum += ((x[i] as number) - (x[i - 1] as number)) * ((y[i] as number) + (y[i - 1] as number));
  return Number.isNaN(sum) ? null : sum / 2;
}

/** Points of a curve at least `STEP` apart, and the corners between them. */
function outline({ falsePositiveRate: x, truePositiveRate: y }: RocCurve): [number, number][] {
  const points: [number, number][] = [[0, 0]];
  let [lastX, lastY] = [0, 0];
  for (let i = 1; i < x.length; i++) {
    const [px, py] = [x[i] as number, y[i] as number];
    const isLast = i === x.length - 1;
    if (!isLast && px - lastX < STEP && py - lastY < STEP) continue;
    points.push([rounded(px, 4), rounded(py, 4)]);
    [lastX, lastY] = [px, py];
  }
  return points;
}

/** The mean of the classes' true-positive rates at the same false-positive rate. */
function meanCurve(curves: readonly (ClassRoc & { auc: number })[]): RocLine {
  const points: [number, number][] = [[0, 0]];
  for (let at = 0; at <= 100; at++) {
    const x = at / 100;
    const mean = curves.reduce((sum, { curve }) => sum + heightAt(curve, x), 0) / curves.length;
    points.push([x, rounded(mean, 4)]);
  }
  const auc = curves.reduce((sum, { auc }) => sum + auc, 0) / curves.length;
  return { name: 'mean of all classes', auc, points };
}

function heightAt({ falsePositiveRate: x, truePositiveRate: y }: RocCurve, at: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= at) low = middle;
    else high = middle;
  }
  if ((x[high] as number) <= at) return y[high] as number;
  const width = (x[high] as number) - (x[low] as number);
  const share = width > 0 ? (at - (x[low] as number)) / width : 0;
  return (y[low] as number) + share * ((y[high] as number) - (y[low] as number));
}

function everyRow(y: readonly Label[], proba: Matrix, every: number): [Label[], Matrix] {
  const rows = Math.ceil(proba.rows / every);
  const data = new Float64Array(rows * proba.cols);
  const labels: Label[] = [];
  for (let i = 0; i < rows; i++) {
    data.set(proba.row(i * every), i * proba.cols);
    labels.push(y[i * every] as Label);
  }
  return [labels, new Matrix(data, rows, proba.cols)];
}
