import { invalidType } from '../errors.js';
import { type Label, Matrix, type MatrixLike, type SoftmaxRegression } from '../index.js';
import { type Influence, influence } from './influence.js';
import { type MarginalEffects, marginalEffects } from './marginal-effects.js';
import { findOptimum, type Optimum } from './optimum.js';
import { type InferenceOptions, type Problem, readProblem } from './problem.js';
import { scoreProducts } from './scores.js';
import { summaryOf } from './summary.js';
import { chiSquareTail, normalQuantile, normalTails } from './tails.js';

/** How far coefficients may be from the optimum, in standard errors, whatever the fit says of itself. */
const NEAR = 0.1;
/** Times the slope that a fit reported, rounding counted: its own rows have no more. */
const SLOPE_SLACK = 10;

/** That all coefficients but the intercepts are 0. */
export interface LikelihoodRatio {
  /** 2·(logLikelihood − nullLogLikelihood). */
  readonly statistic: number;
  /** Degrees of freedom: coefficients but the intercepts, (K − 1)·d. */
  readonly df: number;
  /** Of the chi-square distribution. */
  readonly pValue: number;
}

/**
 * Standard errors, tests and what else follows from the likelihood of an unpenalised fit: statsmodels' MNLogit, and of two
 * classes Logit.  Computed at the optimum of X and y, in float64, from the model's coefficients by Newton's method.
 *
 * @param model fitted with `C: Infinity`
 * @param X the rows it was fitted to, n × d; they must stay as they are for `marginalEffects` and `influence`
 * @param y their labels, n
 * @throws TypeError, RangeError for bad input; RangeError for a penalised model, classes that are separated, an X of
 *   linearly dependent columns, more than 4096 parameters, other rows than the fit's, and a fit that did not converge
 */
export function inference(
  model: SoftmaxRegression,
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: InferenceOptions = {},
): Inference {
  if (typeof options !== 'object' || options === null)
    throw invalidType('the options of inference', 'an object', options);
  const problem = readProblem(model, X, y, options);
  const names = model.featureNames ?? Array.from({ length: model.nFeatures }, (_, j) => `x${j + 1}`);
  return new Inference(problem, names, findOptimum(problem, names));
}

/** What `inference` found.  Matrices are (K − 1) × p: a row per class but the base, a column per parameter. */
export class Inference {
  /** The class that the others are compared with. */
  readonly base: Label;
  /** The K − 1 others, in the model's order. */
  readonly classes: readonly Label[];
  /** Names of the p parameters of a class: 'intercept' where there is one, then the columns'. */
  readonly parameters: readonly string[];
  /** What the fit called y. */
  readonly targetName: string | null;
  /** Σ weights: the number of rows, where they have none. */
  readonly observations: number;
  /** Of confidence intervals. */
  readonly level: number;
  /** Which covariance errors, tests and intervals are of. */
  readonly covarianceType: 'observed' | 'robust';
  /** Logarithms of odds against the base class: β_k − β_base. */
  readonly coef: Matrix;
  /** Roots of the covariance's diagonal. */
  readonly standardErrors: Matrix;
  /** coef / standardErrors. */
  readonly z: Matrix;
  /** P(|Z| > |z|), Z normal. */
  readonly pValues: Matrix;
  /** Lower ends of confidence intervals. */
  readonly lower: Matrix;
  /** Upper ends of confidence intervals. */
  readonly upper: Matrix;
  /** Relative-risk ratios exp(coef): the factor of P(class)/P(base) per unit of a column; of two classes odds ratios. */
  readonly relativeRisk: Matrix;
  /** Covariance of all coefficients, class by class as rows of `coef` follow each other: (K − 1)·p square. */
  readonly covariance: Matrix;
  /** Σ weight·log p of the rows' own classes, at the optimum. */
  readonly logLikelihood: number;
  /** Of intercepts alone; without intercepts of equal probabilities. */
  readonly nullLogLikelihood: number;
  /** The test that all coefficients but the intercepts are 0. */
  readonly likelihoodRatio: LikelihoodRatio;
  /** 2·(K − 1)·p − 2·logLikelihood. */
  readonly aic: number;
  /** log(observations)·(K − 1)·p − 2·logLikelihood. */
  readonly bic: number;
  /** McFadden's 1 − logLikelihood/nullLogLikelihood. */
  readonly pseudoR2: number;
  /**
   * The largest distance of the model's own coefficients from `coef`, in standard errors of the observed information: what
   * the fit's `tol` left.
   */
  readonly shift: number;

  readonly #problem: Problem;
  readonly #names: readonly string[];
  readonly #optimum: Optimum;
  /** Of the information, in centred coordinates. */
  readonly #inverse: Float64Array;
  /** In the same. */
  readonly #covariance: Float64Array;
  /** Of intervals, in standard errors. */
  readonly #reach: number;

  /** @internal */
  constructor(problem: Problem, names: readonly string[], optimum: Optimum) {
    const { model, base, total, totals, level, robust, fitIntercept } = problem;
    const { stride, information, logLikelihood } = optimum;
    const others = model.classes.map((_, k) => k).filter(k => k !== base);
    const rows = others.length;
    const table = (value: (at: number) => number) =>
      new Matrix(
        Float64Array.from({ length: rows * stride }, (_, at) => value(at)),
        rows,
        stride,
      );
    this.base = model.classes[base] as Label;
    this.classes = others.map(k => model.classes[k] as Label);
    this.parameters = fitIntercept ? ['intercept', ...names] : [...names];
    this.targetName = model.targetName;
    this.observations = total;
    this.level = level;
    this.covarianceType = robust ? 'robust' : 'observed';

    const inverse = information.inverse();
    const observed = reportCovariance(inverse, optimum);
    this.#problem = problem;
    this.#names = names;
    this.#optimum = optimum;
    this.#inverse = inverse;
    this.#covariance = robust ? sandwich(inverse, scoreProducts(problem, optimum)) : inverse;
    const covariance = robust ? reportCovariance(this.#covariance, optimum) : observed;
    const size = rows * stride;
    const reportedAt = (at: number) => reportedIndex(at % stride, stride, fitIntercept);
    const coef = table(at => {
      const k = others[Math.floor(at / stride)] as number;
      return optimum.w[k * stride + reportedAt(at)] as number;
    });
    const errors = table(at => Math.sqrt(covariance[at * (size + 1)] as number));
    const z = table(at => (coef.data[at] as number) / (errors.data[at] as number));
    const reach = normalQuantile((1 - level) / 2);
    this.#reach = reach;
    this.covariance = new Matrix(covariance, size, size);
    this.coef = coef;
    this.standardErrors = errors;
    this.z = z;
    this.pValues = table(at => normalTails(z.data[at] as number));
    this.lower = table(at => (coef.data[at] as number) - reach * (errors.data[at] as number));
    this.upper = table(at => (coef.data[at] as number) + reach * (errors.data[at] as number));
    this.relativeRisk = table(at => Math.exp(coef.data[at] as number));

    this.logLikelihood = logLikelihood;
    this.nullLogLikelihood = fitIntercept
      ? totals.reduce((sum, count) => sum + count * Math.log(count / total), 0)
      : -total * Math.log(totals.length);
    const statistic = 2 * (logLikelihood - this.nullLogLikelihood);
    const df = rows * names.length;
    this.likelihoodRatio = { statistic, df, pValue: chiSquareTail(statistic, df) };
    this.aic = 2 * size - 2 * logLikelihood;
    this.bic = Math.log(total) * size - 2 * logLikelihood;
    this.pseudoR2 = 1 - logLikelihood / this.nullLogLikelihood;
    this.shift = 0;
    for (let at = 0; at < size; at++) {
      const [k, j] = [others[Math.floor(at / stride)] as number, reportedAt(at)];
      const of = (row: number) =>
        (j === names.length ? model.intercept[row] : model.coef.get(row, j)) as number;
      const distance = Math.abs(of(k) - of(base) - (coef.data[at] as number));
      this.shift = Math.max(this.shift, distance / Math.sqrt(observed[at * (size + 1)] as number));
    }
    checkShift(problem, optimum, this.shift);
  }

  /**
   * Average marginal effects, by which a class's probability changes per unit of a column: the mean over the rows, weights
   * counted, a column of 0 and 1 taken as a number like any other.  Reads X again.
   */
  marginalEffects(): MarginalEffects {
    return marginalEffects(this.#problem, this.#optimum, this.#covariance, this.#names, this.#reach);
  }

  /** What each row does to the coefficients, by one Newton step without it.  Reads X again. */
  influence(): Influence {
    const optimum = this.#optimum;
    const report = (vector: Float64Array, out: Float64Array) => reportVector(vector, optimum, out);
    return influence(this.#problem, optimum, this.#inverse, report, this.standardErrors.data);
  }

  /** A table of all this, as statisticians know it, 78 columns wide and wider only for long names. */
  summary(): string {
    return summaryOf(this);
  }
}

/** @throws RangeError where the model is not what the numbers are of */
function checkShift({ model }: Problem, { startGradient }: Optimum, shift: number): void {
  if (shift <= NEAR) return;
  const { status, gradientNorm } = model.report;
  const away = `coefficients are ${shift.toPrecision(3)} standard errors from the optimum of X and y`;
  if (status !== 'converged')
    throw new RangeError(
      `the model's fit ended with status '${status}' and its ${away}: expected a converged one`,
    );
  if (startGradient > SLOPE_SLACK * gradientNorm)
    throw new RangeError(`the model's ${away}: expected the rows and weights it was fitted to`);
}

/** Where a class's parameter number i, the intercept first, stands in a block, which has it last. */
function reportedIndex(i: number, stride: number, fitIntercept: boolean): number {
  return fitIntercept ? (i + stride - 1) % stride : i;
}

/** A vector in centred coordinates, block by block with the intercept last, as one of (b, W). */
function reportVector(vector: Float64Array, { centre, stride }: Optimum, out: Float64Array): void {
  const d = centre.length;
  for (let first = 0; first < vector.length; first += stride) {
    let shift = 0;
    for (let j = 0; j < d; j++) shift += (centre[j] as number) * (vector[first + j] as number);
    for (let i = 0; i < stride; i++) {
      const j = reportedIndex(i, stride, stride > d);
      out[first + i] = (vector[first + j] as number) - (j === d ? shift : 0);
    }
  }
}

/** A covariance likewise: T·C·Tᵀ, T being what that does to vectors. */
function reportCovariance(covariance: Float64Array, optimum: Optimum): Float64Array {
  const size = Math.sqrt(covariance.length);
  let from = covariance;
  // C is symmetric: rows of C·Tᵀ, then rows of its transpose's.
  for (let side = 0; side < 2; side++) {
    const to = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      const column = Float64Array.from({ length: size }, (_, j) => from[j * size + i] as number);
      reportVector(column, optimum, to.subarray(i * size, (i + 1) * size));
    }
    from = to;
  }
  return from;
}

/** A⁻¹·B·A⁻¹ of A⁻¹ and B, symmetric. */
function sandwich(bread: Float64Array, filling: Float64Array): Float64Array {
  const size = Math.sqrt(bread.length);
  const times = (a: Float64Array, b: Float64Array) => {
    const out = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < size; k++) {
        const factor = a[i * size + k] as number;
        for (let j = 0; j < size; j++) (out[i * size + j] as number) += factor * (b[k * size + j] as number);
      }
    }
    return out;
  };
  return times(times(bread, filling), bread);
}
