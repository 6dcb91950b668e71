import { inference } from '../inference/index.js';
import { normalQuantile } from '../inference/tails.js';
import { checkOptions } from '../options/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import type { Rows } from './input.js';
import { posterior } from './posterior.js';

/** Of the intervals: 95 %. */
const LEVEL = 0.95;
/** Parameters that are taken together at the most: all pairs of them. */
const MOST_PARAMETERS = 1500;
/** Multiply-adds of their curvature: some seconds. */
const MOST_WORK = 2e10;
/** Wald's come after Newton's steps, each a curvature. */
const NEWTON_STEPS = 6;

/** Intervals of coefficients, or why there are none. */
export interface Intervals {
  readonly method: 'wald' | 'laplace' | null;
  /** A sentence, where there are none. */
  readonly reason: string | null;
  /** Half the width of the interval of a coefficient: of two classes of w[1] − w[0], else of w[k] as it is, which sums to 0. */
  reach(k: number, j: number): number;
}

export function intervals(model: SoftmaxRegression, rows: Rows): Intervals {
  const { C, alpha, l1Ratio, fitIntercept } = checkOptions(model.options);
  const size = model.classes.length * (model.nFeatures + Number(fitIntercept));
  const free = alpha === 0 || C === Infinity;
  if (!free && l1Ratio > 0)
    return none(
      'An L1 penalty sets coefficients to exactly 0, and no interval of the usual kind holds for what it leaves. Repeat the fit on resampled rows to see how stable they are.',
    );
  const { status } = model.report;
  if (status !== 'converged')
    return none('Training did not converge, and intervals hold only where it has: there are none.');
  if (size > MOST_PARAMETERS)
    return none(
      `The model has ${size.toLocaleString('en-US')} parameters; intervals take all pairs of them, and are left out above ${MOST_PARAMETERS.toLocaleString('en-US')}.`,
    );
  const work = (rows.X.rows * size * size) / 2;
  if (work * (free ? NEWTON_STEPS : 1) > MOST_WORK)
    return none(
      `Intervals of ${size.toLocaleString('en-US')} parameters over ${rows.X.rows.toLocaleString('en-US')} rows would take long, and were left out.`,
    );
  return free ? wald(model, rows) : laplace(model, rows);
}

function none(reason: string): Intervals {
  return { method: null, reason, reach: () => Number.NaN };
}

function laplace(model: SoftmaxRegression, rows: Rows): Intervals {
  const found = posterior(model, rows);
  if (!found) return none('The curvature at the solution is singular to rounding: there are no intervals.');
  const z = normalQuantile((1 - LEVEL) / 2);
  return { method: 'laplace', reason: null, reach: (k, j) => z * found.deviation(k, j) };
}

/** Of β_k less the mean over classes: β of the base class is 0, and the covariance is of the others. */
function wald(model: SoftmaxRegression, { X, y }: Rows): Intervals {
  const { classes } = model;
  const K = classes.length;
  try {
    const { covariance, parameters } = inference(model, X, y as never, {
      level: LEVEL,
      base: classes[0] as never,
    });
    const p = parameters.length;
    const first = p - model.nFeatures;
    const z = normalQuantile((1 - LEVEL) / 2);
    const reach = (k: number, j: number) => {
      // Row r of the covariance's tables is class r + 1.
      const weight = (r: number) => (K === 2 ? 1 : Number(r + 1 === k) - 1 / K);
      let variance = 0;
      for (let r = 0; r < K - 1; r++) {
        for (let s = 0; s < K - 1; s++)
          variance += weight(r) * weight(s) * covariance.get(r * p + first + j, s * p + first + j);
      }
      return z * Math.sqrt(variance);
    };
    return { method: 'wald', reason: null, reach };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return none(`There are no intervals: ${error.message}.`);
  }
}
