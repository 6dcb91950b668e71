import { SoftmaxRegression } from '../index.js';
import type { Problem } from './problem.js';

/** Values of rows read at a time. */
const CHUNK_VALUES = 8192;

/** Of a row that counts: its index and weight, x less the centre followed by 1 where there is an intercept, and its class. */
type Visit = (i: number, weight: number, x: Float64Array, own: number) => void;

/** Calls `visit` for each row that weighs something; it may not keep its arguments. */
export function eachRow({ X, y, weights, fitIntercept }: Problem, centre: Float64Array, visit: Visit): void {
  const d = X.cols;
  const count = Math.max(1, Math.floor(CHUNK_VALUES / d));
  const chunk = new Float64Array(Math.min(count, X.rows) * d);
  const x = new Float64Array(d + Number(fitIntercept)).fill(1);
  for (let first = 0; first < X.rows; first += count) {
    const last = Math.min(first + count, X.rows);
    X.copy(first, last, chunk);
    for (let i = first; i < last; i++) {
      const weight = weights[i] as number;
      if (weight === 0) continue;
      const row = (i - first) * d;
      for (let j = 0; j < d; j++) x[j] = (chunk[row + j] as number) - (centre[j] as number);
      visit(i, weight, x, y[i] as number);
    }
  }
}

/**
 * Probabilities at parameters w as objectives have them, n × K: by the kernel that predictions have, in float64.
 */
export function probabilitiesAt({ model, X, fitIntercept }: Problem, w: Float64Array): Float64Array {
  const { nFeatures: d, classes } = model;
  const stride = d + Number(fitIntercept);
  const coef = new Float64Array(classes.length * d);
  const intercept = new Float64Array(classes.length);
  for (let k = 0; k < classes.length; k++) {
    coef.set(w.subarray(k * stride, k * stride + d), k * d);
    if (fitIntercept) intercept[k] = w[k * stride + d] as number;
  }
  const { deterministic } = model.options;
  const options = {
    C: Infinity,
    fitIntercept,
    precision: 'float64',
    ...(deterministic && { deterministic }),
  } as const;
  const state = { ...model.fitted, options, coef, intercept, calibration: null };
  return SoftmaxRegression.restore(state).predictProba(X).data;
}
