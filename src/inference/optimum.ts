import { createObjective } from '../index.js';
import type { Curvature, Objective } from '../objective.js';
import { gradientToOffset, maxAbs, shiftIntercepts } from '../solvers/vector.js';
import { Definite } from './definite.js';
import type { Problem } from './problem.js';
import { checkRank } from './rank.js';
import { checkSeparation, largestChange } from './separation.js';

/** Of a step, in logits: Newton's next would be its square. */
const SETTLED = 1e-6;
/** Steps from the model's coefficients, where few do, and from 0, where separation shows after some 20. */
const STEPS = [8, 60];
/** Halvings of a step that goes uphill. */
const HALVINGS = 40;
/** Of a mean loss: sums of n rows are off by less. */
const LOSS_ROUNDING = 1e-13;
/** A pivot of the information that is rounding. */
const SINGULAR = 1e-14;

/** Where the likelihood is largest. */
export interface Optimum {
  /** K blocks of d weights and an intercept, the base class's 0. */
  readonly w: Float64Array;
  /** What columns have subtracted, d: in the coordinates (W, b + W·centre) the information is well conditioned. */
  readonly centre: Float64Array;
  /** Parameters of a class. */
  readonly stride: number;
  /** The observed information in those coordinates, without the base class. */
  readonly information: Definite;
  readonly logLikelihood: number;
  /** max |∂F| of the mean loss where the search began. */
  readonly startGradient: number;
}

/**
 * Newton's method from the model's coefficients to the optimum, in float64.
 * @throws RangeError where X is rank-deficient or the likelihood has no maximum
 */
export function findOptimum(problem: Problem, names: readonly string[]): Optimum {
  const { X, y, weights, model, fitIntercept } = problem;
  const { deterministic = false } = model.options;
  const objective = createObjective(X, y as unknown as number[], {
    nClasses: model.classes.length,
    fitIntercept,
    sampleWeight: weights,
    precision: 'float64',
    deterministic,
    workers: 1,
  });
  try {
    const { curvature } = objective;
    if (!curvature?.hessian) throw new Error('the objective has no Hessian');
    checkRank(curvature, names, fitIntercept);
    for (const [attempt, steps] of STEPS.entries()) {
      const w = attempt === 0 ? startAt(problem) : new Float64Array(objective.size);
      const optimum = ascend(problem, objective, curvature, w, steps, names);
      if (optimum) return optimum;
    }
  } finally {
    objective.dispose();
  }
  throw new RangeError(
    "the likelihood has no maximum that Newton's method finds: the classes are separated, or nearly: expected rows that mix, fewer columns, or a penalty",
  );
}

/** The model's parameters less those of the base class. */
function startAt({ model, base, fitIntercept }: Problem): Float64Array {
  const { coef, intercept, nFeatures: d } = model;
  const stride = d + Number(fitIntercept);
  return Float64Array.from({ length: coef.rows * stride }, (_, at) => {
    const [k, j] = [Math.floor(at / stride), at % stride];
    if (j === d) return (intercept[k] as number) - (intercept[base] as number);
    return coef.get(k, j) - coef.get(base, j);
  });
}

/** Null where steps do not become small. */
function ascend(
  problem: Problem,
  objective: Objective,
  curvature: Curvature,
  start: Float64Array,
  steps: number,
  names: readonly string[],
): Optimum | null {
  const { base, total, X } = problem;
  const { offset, blockSize: stride } = curvature;
  const centre = offset ?? new Float64Array(X.cols);
  const size = start.length;
  const gradient = new Float64Array(size);
  const scratch = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const kept = Array.from({ length: size }, (_, i) => i).filter(i => Math.floor(i / stride) !== base);
  const m = kept.length;
  const informationAt = (w: Float64Array) => {
    curvature.hessian?.(w, 1, hessian);
    const matrix = Float64Array.from({ length: m * m }, (_, at) => {
      const row = kept[Math.floor(at / m)] as number;
      return total * (hessian[row * size + (kept[at % m] as number)] as number);
    });
    return new Definite(matrix, m, SINGULAR);
  };
  let w = start;
  let value = objective.valueAndGradient(w, gradient);
  const startGradient = maxAbs(gradient);
  for (let step = 0; step < steps; step++) {
    const information = informationAt(w);
    if (information.singularAt >= 0) {
      checkSeparation(problem, centre, centred(w, offset, 1), names);
      return null;
    }
    if (offset) gradientToOffset(gradient, offset);
    const reduced = information.solve(Float64Array.from(kept, i => -total * (gradient[i] as number)));
    const direction = new Float64Array(size);
    for (const [at, i] of kept.entries()) direction[i] = reduced[at] as number;
    const change = largestChange(problem, centre, direction);
    if (change > SETTLED) {
      checkSeparation(problem, centre, direction, names);
      checkSeparation(problem, centre, centred(w, offset, 1), names);
    }
    if (offset) shiftIntercepts(direction, offset, -1);
    // Within the rounding of F no descent is to be seen: there the step is taken as it is.
    let next = value;
    let share = 1;
    for (let halving = 0; halving < HALVINGS; halving++, share /= 2) {
      for (let i = 0; i < size; i++) scratch[i] = (w[i] as number) + share * (direction[i] as number);
      next = objective.valueAndGradient(scratch, gradient);
      if (next <= value * (1 + LOSS_ROUNDING)) break;
    }
    w = scratch.slice();
    value = next;
    if (change <= SETTLED) {
      return {
        w,
        centre,
        stride,
        information: informationAt(w),
        logLikelihood: -total * value,
        startGradient,
      };
    }
  }
  return null;
}

/** A copy in the coordinates that `offset` makes. */
function centred(w: Float64Array, offset: Float64Array | undefined, sign: 1 | -1): Float64Array {
  const copy = w.slice();
  if (offset) shiftIntercepts(copy, offset, sign);
  return copy;
}
