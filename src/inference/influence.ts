import { Matrix } from '../index.js';
import type { Optimum } from './optimum.js';
import type { Problem } from './problem.js';
import { eachRow, probabilitiesAt } from './rows.js';

/** Of each row; NaN where it weighs nothing.  Of a row of weight 3, what one of the three does. */
export interface Influence {
  /** Its share of the information, n: adds up, by weight, to the number of coefficients. */
  readonly leverage: Float64Array;
  /** How far coefficients move without it, in the information's metric and by their number, n. */
  readonly cooksDistance: Float64Array;
  /**
   * Coefficients with all rows less those without it, n × (K − 1)·p, in the order of `covariance`: by one Newton step.
   */
  readonly change: Matrix;
  /** The same in standard errors. */
  readonly dfbetas: Matrix;
}

/**
 * Without row i the score at the optimum is −sᵢ and the information A − Uᵢ·Vᵢ·Uᵢᵀ, with U = I ⊗ x̃, s = U·r, r = e − p and
 * V = diag(p) − ppᵀ of the classes but the base.  One Newton step from there moves coefficients by
 *
 *   −(A − U·V·Uᵀ)⁻¹·U·r = −A⁻¹·U·(I − V·M)⁻¹·r,   M = Uᵀ·A⁻¹·U,   leverage = trace(V·M)
 *
 * Pregibon (1981), "Logistic regression diagnostics"; Lesaffre and Albert (1989) for more classes.
 * Cost: n times the square of the number of coefficients.
 *
 * @param inverse A⁻¹ in centred coordinates
 * @param reported writes a vector of these coordinates as people read it
 * @param errors standard errors, as people read them
 */
export function influence(
  problem: Problem,
  optimum: Optimum,
  inverse: Float64Array,
  reported: (vector: Float64Array, out: Float64Array) => void,
  errors: Float64Array,
): Influence {
  const { base, totals, X } = problem;
  const { centre, stride } = optimum;
  const K = totals.length;
  const others = totals.map((_, k) => k).filter(k => k !== base);
  const c = others.length;
  const size = c * stride;
  const proba = probabilitiesAt(problem, optimum.w);
  const leverage = new Float64Array(X.rows).fill(Number.NaN);
  const cooksDistance = leverage.slice();
  const change = new Matrix(new Float64Array(X.rows * size).fill(Number.NaN), X.rows, size);
  const dfbetas = new Matrix(change.data.slice(), X.rows, size);
  /** A⁻¹·U, a row for each class. */
  const spread = new Float64Array(c * size);
  const M = new Float64Array(c * c);
  const system = new Float64Array(c * c);
  const q = new Float64Array(c);
  const moved = new Float64Array(size);
  eachRow(problem, centre, (i, _, x, own) => {
    const p = others.map(k => proba[i * K + k] as number);
    spread.fill(0);
    for (let k = 0; k < c; k++) {
      for (let a = 0; a < size; a++) {
        let sum = 0;
        for (let j = 0; j < stride; j++)
          sum += (inverse[a * size + k * stride + j] as number) * (x[j] as number);
        spread[k * size + a] = sum;
      }
    }
    for (let k = 0; k < c; k++) {
      for (let l = 0; l < c; l++) {
        let sum = 0;
        for (let j = 0; j < stride; j++)
          sum += (spread[k * size + l * stride + j] as number) * (x[j] as number);
        M[k * c + l] = sum;
      }
    }
    let share = 0;
    for (let l = 0; l < c; l++) {
      let mean = 0;
      for (let k = 0; k < c; k++) mean += (p[k] as number) * (M[k * c + l] as number);
      for (let k = 0; k < c; k++) {
        const product = (p[k] as number) * ((M[k * c + l] as number) - mean);
        system[k * c + l] = Number(k === l) - product;
        if (k === l) share += product;
      }
      q[l] = Number(others[l] === own) - (p[l] as number);
    }
    leverage[i] = share;
    eliminate(system, q);
    moved.fill(0);
    for (let k = 0; k < c; k++) {
      for (let a = 0; a < size; a++)
        (moved[a] as number) += (q[k] as number) * (spread[k * size + a] as number);
    }
    // (A⁻¹·U·q)ᵀ·A·(A⁻¹·U·q) = qᵀ·M·q.
    let distance = 0;
    for (let k = 0; k < c; k++) {
      for (let l = 0; l < c; l++) distance += (q[k] as number) * (M[k * c + l] as number) * (q[l] as number);
    }
    cooksDistance[i] = distance / size;
    const out = change.row(i);
    reported(moved, out);
    dfbetas.row(i).set(out.map((value, a) => value / (errors[a] as number)));
  });
  return { leverage, cooksDistance, change, dfbetas };
}

/** x ← A⁻¹·x by elimination with row pivots; A is overwritten. */
function eliminate(A: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j + 1; i < n; i++)
      if (Math.abs(A[i * n + j] as number) > Math.abs(A[pivot * n + j] as number)) pivot = i;
    if (pivot !== j) {
      for (let k = 0; k < n; k++) swap(A, j * n + k, pivot * n + k);
      swap(x, j, pivot);
    }
    for (let i = j + 1; i < n; i++) {
      const factor = (A[i * n + j] as number) / (A[j * n + j] as number);
      for (let k = j; k < n; k++) (A[i * n + k] as number) -= factor * (A[j * n + k] as number);
      (x[i] as number) -= factor * (x[j] as number);
    }
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let k = j + 1; k < n; k++) (x[j] as number) -= (A[j * n + k] as number) * (x[k] as number);
    (x[j] as number) /= A[j * n + j] as number;
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const value = values[a] as number;
  values[a] = values[b] as number;
  values[b] = value;
}
