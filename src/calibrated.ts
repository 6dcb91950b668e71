/** What a model's logits become where a calibration is stored with it. */
import { Matrix } from './data/matrix.js';
import type { Label } from './labels.js';

/**
 * As models and files hold it: numbers by class.  z are logits; of two classes the one-vs-rest kinds have one curve, of z₁ − z₀.
 *
 * - scaling: probabilities softmax(x∘z + y), a number each: temperature and vector scaling;
 * - sigmoid: 1/(1 + exp(−x·z − y)), divided by the classes' sum;
 * - isotonic: the line through points (x, y), x ascending, level beyond the first and last, divided by the classes' sum.
 */
export interface Calibration {
  /** What is done with x and y. */
  readonly method: 'scaling' | 'sigmoid' | 'isotonic';
  /** By class: one factor, or the points' abscissae. */
  readonly x: readonly (readonly number[])[];
  /** By class: one shift, or the points' ordinates. */
  readonly y: readonly (readonly number[])[];
}

/** What has one: a calibrator of `softmax-wasm/calibration`. */
export interface CalibratedBy {
  /** As models keep it. */
  readonly calibration: Calibration;
  /** Of its columns. */
  readonly classes?: readonly Label[];
}

/** Whether a value, as of a file, is a calibration of K classes. */
export function isCalibration(value: unknown, nClasses: number): value is Calibration {
  const { method, x, y } = (value ?? {}) as Calibration;
  const curves = nClasses > 2 || method === 'scaling' ? nClasses : 1;
  return (
    ['scaling', 'sigmoid', 'isotonic'].includes(method) &&
    [x, y].every(lists => Array.isArray(lists) && lists.length === curves) &&
    x.every(
      (list, k) =>
        Array.isArray(list) &&
        (method === 'isotonic' ? list.length > 0 : list.length === 1) &&
        y[k]?.length === list.length &&
        list.concat(y[k]).every(Number.isFinite),
    )
  );
}

/**
 * Probabilities, n × K, of logits, n × K, by one-vs-rest curves.  Where all of a row's are 0, each is 1/K.
 * @param log their logarithms
 */
export function oneVsRest({ method, x, y }: Calibration, logits: Matrix, log = false): Matrix {
  const { rows, cols } = logits;
  const apply = method === 'sigmoid' ? sigmoid : interpolated;
  const curve = (k: number, z: number) => apply(x[k] as number[], y[k] as number[], z);
  const proba = new Matrix(new Float64Array(rows * cols), rows, cols);
  for (let i = 0; i < rows; i++) {
    const z = logits.row(i);
    const second = cols > 2 ? 0 : curve(0, (z[1] as number) - (z[0] as number));
    const p = cols > 2 ? z.map((each, k) => curve(k, each)) : Float64Array.of(1 - second, second);
    const sum = p.reduce((a, b) => a + b);
    const share = (each: number) => (sum > 0 ? each / sum : 1 / cols);
    proba.row(i).set(p.map(each => (log ? Math.log(share(each)) : share(each))));
  }
  return proba;
}

type Curve = (x: readonly number[], y: readonly number[], z: number) => number;

const sigmoid: Curve = ([scale], [shift], z) =>
  1 / (1 + Math.exp(-(scale as number) * z - (shift as number)));

const interpolated: Curve = (x, y, z) => {
  const above = x.findIndex(each => each > z);
  const at = above < 0 ? x.length : above;
  const [x0, x1, y0, y1] = [x[at - 1], x[at], y[at - 1], y[at]] as [number, number, number, number];
  return at === 0 ? y1 : above < 0 ? y0 : y0 + ((y1 - y0) * (z - x0)) / (x1 - x0);
};
