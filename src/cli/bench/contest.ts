import { createBaseline, createPlainBaseline } from '../../../bench/baseline.js';
import { createObjective } from '../../create-objective.js';
import { mulberry32 } from '../../data/random.js';
import type { Objective } from '../../objective.js';
import { SoftmaxRegression } from '../../softmax-regression.js';
import { minimize } from '../../solvers/index.js';
import type { Problem } from './problem.js';

export type Evaluator = 'softmax-wasm' | 'plain loops' | 'tiled by hand';
export type Fitter = Evaluator | 'all threads';

export interface Contest {
  /** Each computes loss, ridge penalty added, and gradient at one point. */
  readonly evaluations: Record<Evaluator, () => number>;
  /** Each goes from rows in arrays to the optimum; all threads only where a fit of them takes more than one. */
  readonly fits: Partial<Record<Fitter, () => unknown>>;
  /** Threads of the fit that may take all. */
  readonly threads: number;
  /** How far the sides are apart, relative. */
  readonly differences: { readonly objective: number; readonly gradient: number; readonly minimum: number };
}

/** Inverse strength of the ridge penalty, and the bound on max |∂F| at which fits end: the library's defaults. */
export const C = 1;
export const TOL = 1e-4;
const SOLVER = { solver: 'lbfgs', maxIter: 1000, tol: TOL } as const;

/**
 * Kernels and storage are float32.  A logit is a sum of products, each rounded to 6e-8, so that loss and gradient agree to a few
 * 1e-6 of what is added up: ten times that is a mistake, not rounding.
 */
const TOL_ANSWER = 1e-5;
/** Fits stop where the gradient is small, not where F is least: on raw columns two such points differ by up to some 1e-3. */
const TOL_MINIMUM = 5e-3;

/** @throws Error where the sides do not give the same answers */
export async function contest({ X, y, rows, features, classes }: Problem): Promise<Contest> {
  const data = { data: X, rows, cols: features };
  // Of two classes the penalty is on one vector of weights, kept as two rows ∓w/2.
  const lambda = (classes === 2 ? 2 : 1) / (C * rows);
  const ours = createObjective(data, y, { nClasses: classes, C });
  const tiled = createBaseline(X, rows, features, classes, y, { lambda });
  const plain = createPlainBaseline(X, rows, features, classes, y, { lambda });
  // The same solver for all: the textbook's evaluations under it take samples and curvature from the tiled loops.
  const textbook: Objective = { ...tiled, valueAndGradient: plain.valueAndGradient };

  const scales = columnScales(X, rows, features);
  const point = somePoint(scales, classes);
  const reference = new Float64Array(point.length);
  const F = plain.valueAndGradient(point, reference);
  const gradient = new Float64Array(point.length);
  let objectiveError = 0;
  let gradientError = 0;
  for (const [name, side] of Object.entries({ 'softmax-wasm': ours, 'tiled by hand': tiled })) {
    const error = Math.abs(side.valueAndGradient(point, gradient) - F) / Math.abs(F);
    agree(error <= TOL_ANSWER, name, 'objective', error);
    objectiveError = Math.max(objectiveError, error);
    for (const [at, value] of gradient.entries()) {
      const expected = reference[at] as number;
      // An entry is a mean of residual · x: its rounding is relative to x.
      const size = Math.max(scales[at % scales.length] as number, Math.abs(expected));
      gradientError = Math.max(gradientError, Math.abs(value - expected) / size);
    }
    agree(gradientError <= TOL_ANSWER, name, 'gradient', gradientError);
  }

  const labels = Array.from(y);
  const onOne = () => new SoftmaxRegression({ C, ...SOLVER }).fitSync(data, labels, { quiet: true });
  const onAll = () => new SoftmaxRegression({ C, ...SOLVER }).fit(data, labels, { quiet: true });
  const all = await onAll();
  const at = (w: Float64Array) => plain.valueAndGradient(w, gradient);
  const minimum = at(minimize(textbook, SOLVER).w);
  const others = {
    'softmax-wasm': at(parameters(onOne())),
    'all threads': at(parameters(all)),
    'tiled by hand': at(minimize(tiled, SOLVER).w),
  };
  let minimumError = 0;
  for (const [name, value] of Object.entries(others)) {
    const error = Math.abs(value - minimum) / Math.abs(minimum);
    agree(error <= TOL_MINIMUM, name, 'minimum', error);
    minimumError = Math.max(minimumError, error);
  }
  const { threads } = all.report;
  return {
    evaluations: {
      'softmax-wasm': () => ours.valueAndGradient(point, gradient),
      'tiled by hand': () => tiled.valueAndGradient(point, gradient),
      'plain loops': () => plain.valueAndGradient(point, gradient),
    },
    fits: {
      'softmax-wasm': onOne,
      ...(threads > 1 && { 'all threads': onAll }),
      'tiled by hand': () => minimize(tiled, SOLVER).w,
      'plain loops': () => minimize(textbook, SOLVER).w,
    },
    threads,
    differences: { objective: objectiveError, gradient: gradientError, minimum: minimumError },
  };
}

function agree(ok: boolean, name: string, what: string, error: number): void {
  if (!ok)
    throw new Error(
      `the answers differ: the ${what} of ${name} is ${error.toExponential(1)} from that of plain loops, relative`,
    );
}

/** Root mean square of each column, then 1 for the intercept. */
function columnScales(X: Float64Array, n: number, d: number): Float64Array {
  const scales = new Float64Array(d + 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) (scales[j] as number) += (X[i * d + j] as number) ** 2;
  }
  return scales.map((sum, j) => (j === d ? 1 : Math.sqrt(sum / n) || 1));
}

/** Weights that give logits of about 1 whatever the scales of the columns. */
function somePoint(scales: Float64Array, K: number): Float64Array {
  const uniform = mulberry32(7);
  const stride = scales.length;
  return Float64Array.from(
    { length: K * stride },
    (_, at) => (2 * uniform() - 1) / ((scales[at % stride] as number) * Math.sqrt(stride)),
  );
}

/** Coefficients and intercepts in the objective's layout. */
function parameters({ coef, intercept }: SoftmaxRegression): Float64Array {
  const stride = coef.cols + 1;
  return Float64Array.from({ length: intercept.length * stride }, (_, at) => {
    const [k, j] = [Math.floor(at / stride), at % stride];
    return j === coef.cols ? (intercept[k] as number) : coef.get(k, j);
  });
}
