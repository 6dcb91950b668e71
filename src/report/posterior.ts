/**
 * What rows leave open about the coefficients of a ridge fit.  A ridge penalty is the logarithm of a normal prior, so that
 * Σw·F is minus a log-posterior, and near its maximum that is a parabola: Laplace's approximation, a normal distribution
 * with covariance (Σw·∇²F)⁻¹.
 */
import { createObjective } from '../create-objective.js';
import { penaltyFactors } from '../fit/penalty.js';
import { Definite } from '../inference/definite.js';
import { classTotals, classWeights, encodeLabels, times } from '../labels.js';
import { checkOptions } from '../options/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { sum } from '../sum.js';
import type { Rows } from './input.js';

/** A pivot, relative to its diagonal, that is rounding. */
const SINGULAR = 1e-13;

/** Standard deviations of the approximate posterior. */
export interface Posterior {
  /** Of w[k][j] less the mean of the classes' w[·][j]; of two classes of w[1][j] − w[0][j]. */
  deviation(k: number, j: number): number;
}

/**
 * At the coefficients of a fit to these rows without an L1 term, in float64.  Shifts of all classes alike, which
 * probabilities do not see, are left out.  Memory: (K·(d + 1))² numbers, three times.
 * @returns null where the curvature is singular, or the rows' form gives none
 */
export function posterior(model: SoftmaxRegression, { X, y }: Rows): Posterior | null {
  const { classes, coef, intercept, nFeatures: d } = model;
  const options = checkOptions(model.options);
  const { fitIntercept, deterministic, classWeight } = options;
  const K = classes.length;
  const stride = d + Number(fitIntercept);
  const size = K * stride;
  const { indices } = encodeLabels(y, X.rows, classes, undefined);
  const factors = classWeights(classes, classWeight, () => classTotals(K, indices, null));
  const weights = times(null, factors, indices);
  const total = weights ? sum(weights) : X.rows;
  const scales = model.scaler?.scale;
  const { ridge } = penaltyFactors(options, {
    cols: d,
    nClasses: K,
    fitIntercept,
    totalWeight: total,
    scales,
  });

  const objective = createObjective(X, indices as unknown as number[], {
    nClasses: K,
    fitIntercept,
    precision: 'float64',
    deterministic,
    ...(weights && { sampleWeight: weights }),
  });
  const matrix = new Float64Array(size * size);
  try {
    const hessian = objective.curvature?.hessian;
    if (!hessian) return null;
    const w = new Float64Array(size);
    for (let k = 0; k < K; k++) {
      w.set(coef.row(k), k * stride);
      if (fitIntercept) w[k * stride + d] = intercept[k] as number;
    }
    hessian.call(objective.curvature, w, 1, matrix);
  } finally {
    objective.dispose();
  }
  for (let i = 0; i < size; i++)
    matrix[i * (size + 1)] = (matrix[i * (size + 1)] as number) + (ridge[i % stride] as number);
  for (let at = 0; at < matrix.length; at++) matrix[at] = total * (matrix[at] as number);
  holdShifts(matrix, K, stride);
  const definite = new Definite(matrix, size, SINGULAR);
  if (definite.singularAt >= 0) return null;

  const direction = new Float64Array(size);
  return {
    deviation(k, j) {
      direction.fill(0);
      for (let l = 0; l < K; l++) {
        const own = l === k ? 1 : 0;
        direction[l * stride + j] = K === 2 ? 2 * own - 1 : own - 1 / K;
      }
      const solved = definite.solve(direction.slice());
      return Math.sqrt(direction.reduce((all, value, i) => all + value * (solved[i] as number), 0));
    },
  };
}

/**
 * Adds curvature along each shift of all classes alike.  The loss has none there and the ridge is the same for all classes,
 * so shifts and differences of classes do not mix: the inverse's part along differences stays what it was.
 */
function holdShifts(matrix: Float64Array, K: number, stride: number): void {
  const size = K * stride;
  for (let j = 0; j < stride; j++) {
    let mean = 0;
    for (let k = 0; k < K; k++) mean += (matrix[(k * stride + j) * (size + 1)] as number) / K;
    for (let k = 0; k < K; k++) {
      for (let l = 0; l < K; l++) {
        const at = (k * stride + j) * size + l * stride + j;
        matrix[at] = (matrix[at] as number) + mean / K;
      }
    }
  }
}
