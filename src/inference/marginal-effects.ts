import { type Label, Matrix } from '../index.js';
import type { Optimum } from './optimum.js';
import type { Problem } from './problem.js';
import { eachRow, probabilitiesAt } from './rows.js';
import { normalTails } from './tails.js';

/** Matrices are K × d: all of the model's classes, columns of X. */
export interface MarginalEffects {
  /** Of the rows of the matrices, K. */
  readonly classes: readonly Label[];
  /** Of their columns, d. */
  readonly features: readonly string[];
  /** Means over the rows of ∂P(class)/∂column; each column adds up to 0. */
  readonly effects: Matrix;
  /** By the delta method. */
  readonly standardErrors: Matrix;
  /** effects / standardErrors. */
  readonly z: Matrix;
  /** P(|Z| > |z|), Z normal. */
  readonly pValues: Matrix;
  /** Lower ends of confidence intervals. */
  readonly lower: Matrix;
  /** Upper ends of confidence intervals. */
  readonly upper: Matrix;
}

/**
 * Of P_k: ∂P_k/∂x_j = p_k·(W_kj − Σ_q p_q·W_qj).  Its slope in β_lm, with x̃ of columns less their centre and 1, is
 *
 *   x̃_m·[δ_kl·p_k·(W_kj − W̄_j) − p_k·p_l·(W_kj + W_lj − 2·W̄_j)] + δ_jm·p_k·(δ_kl − p_l),   W̄_j = Σ_q p_q·W_qj
 *
 * so that sums over rows of p_k·p_l·p_q·x̃ say all: those with fewer factors are sums of theirs, because Σ_q p_q = 1.
 * Cost: n·(d + 1)·K³/6, and for each effect the square of the number of coefficients.
 *
 * @param covariance of the coefficients in centred coordinates, without the base class
 * @param reach of intervals, in standard errors
 */
export function marginalEffects(
  problem: Problem,
  optimum: Optimum,
  covariance: Float64Array,
  features: readonly string[],
  reach: number,
): MarginalEffects {
  const { model, base, total } = problem;
  const { w, stride } = optimum;
  const K = model.classes.length;
  const d = features.length;
  const others = model.classes.map((_, k) => k).filter(k => k !== base);
  const size = others.length * stride;
  const { triples, pairs, singles } = products(problem, optimum);
  const effects = new Matrix(new Float64Array(K * d), K, d);
  const errors = new Matrix(new Float64Array(K * d), K, d);
  const slope = new Float64Array(size);
  const weight = (k: number, j: number) => w[k * stride + j] as number;
  /** Σ_q W_qj·sums_q. */
  const mean = (j: number, sums: (q: number) => number) => {
    let value = 0;
    for (let q = 0; q < K; q++) value += weight(q, j) * sums(q);
    return value;
  };
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < K; k++) {
      effects.row(k)[j] = (weight(k, j) * singles(k, d) - mean(j, q => pairs(k, q, d))) / total;
      for (const [at, l] of others.entries()) {
        const both = weight(k, j) + weight(l, j);
        for (let m = 0; m < stride; m++) {
          let value = 2 * mean(j, q => triples(k, l, q, m)) - both * pairs(k, l, m);
          if (k === l) value += weight(k, j) * singles(k, m) - mean(j, q => pairs(k, q, m));
          if (j === m) value += (k === l ? singles(k, d) : 0) - pairs(k, l, d);
          slope[at * stride + m] = value / total;
        }
      }
      errors.row(k)[j] = Math.sqrt(quadraticForm(covariance, slope));
    }
  }
  const table = (value: (effect: number, error: number) => number) =>
    new Matrix(
      effects.data.map((effect, at) => value(effect, errors.data[at] as number)),
      K,
      d,
    );
  return {
    classes: model.classes,
    features,
    effects,
    standardErrors: errors,
    z: table((effect, error) => effect / error),
    pValues: table((effect, error) => normalTails(effect / error)),
    lower: table((effect, error) => effect - reach * error),
    upper: table((effect, error) => effect + reach * error),
  };
}

/** Σ wᵢ·p_k·p_l·p_q·x̃_m over rows, and the same with two and with one factor; m = d is the sum without x̃. */
function products(problem: Problem, { w, centre }: Optimum) {
  const proba = probabilitiesAt(problem, w);
  const K = problem.totals.length;
  const d = centre.length;
  const width = d + 1;
  // Of k ≤ l ≤ q, one after another.
  const index = (k: number, l: number, q: number) => {
    const a = Math.min(k, l, q);
    const c = Math.max(k, l, q);
    const b = k + l + q - a - c;
    return a + (b * (b + 1)) / 2 + (c * (c + 1) * (c + 2)) / 6;
  };
  const cube = new Float64Array(index(K - 1, K - 1, K - 1) * width + width);
  eachRow(problem, centre, (i, weight, x) => {
    const p = proba.subarray(i * K, (i + 1) * K);
    let at = 0;
    for (let c = 0; c < K; c++) {
      for (let b = 0; b <= c; b++) {
        for (let a = 0; a <= b; a++, at += width) {
          const factor = weight * (p[a] as number) * (p[b] as number) * (p[c] as number);
          for (let m = 0; m < d; m++) (cube[at + m] as number) += factor * (x[m] as number);
          (cube[at + d] as number) += factor;
        }
      }
    }
  });
  const triples = (k: number, l: number, q: number, m: number) => cube[index(k, l, q) * width + m] as number;
  const square = new Float64Array(K * K * width);
  const line = new Float64Array(K * width);
  for (let k = 0; k < K; k++) {
    for (let l = 0; l < K; l++) {
      for (let m = 0; m < width; m++) {
        const at = (k * K + l) * width + m;
        for (let q = 0; q < K; q++) (square[at] as number) += triples(k, l, q, m);
        (line[k * width + m] as number) += square[at] as number;
      }
    }
  }
  return {
    triples,
    pairs: (k: number, l: number, m: number) => square[(k * K + l) * width + m] as number,
    singles: (k: number, m: number) => line[k * width + m] as number,
  };
}

/** vᵀ·A·v. */
function quadraticForm(A: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) {
    let row = 0;
    for (let j = 0; j < v.length; j++) row += (A[i * v.length + j] as number) * (v[j] as number);
    sum += (v[i] as number) * row;
  }
  return sum;
}
