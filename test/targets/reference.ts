import type { SoftmaxRegression } from '../../src/index.js';
import { maxAbs, parametersOf } from '../helpers.js';

export interface SoftSpec {
  X: readonly (readonly number[])[];
  /** Targets of rows, n × K. */
  T: readonly (readonly number[])[];
  C?: number;
  fitIntercept?: boolean;
  sampleWeight?: readonly number[];
  /** Weight by class. */
  classWeight?: readonly number[];
  /** Added to the logits, n × K. */
  offset?: readonly (readonly number[])[];
}

/**
 * F and ∂F as they are written down, in plain loops:
 *   F = (1/Σw)·[ Σᵢ sᵢ·Σₖ cₖ·tᵢₖ·(−log pᵢₖ) + (1/C)·½‖W‖² ],  Σw = Σᵢ sᵢ·Σₖ cₖ·tᵢₖ,  the penalty twice for K = 2.
 */
export function directObjective(spec: SoftSpec, w: Float64Array): { value: number; gradient: Float64Array } {
  const { X, T, C = 1, fitIntercept = true, sampleWeight, classWeight, offset } = spec;
  const K = (T[0] as number[]).length;
  const d = (X[0] as number[]).length;
  const stride = d + (fitIntercept ? 1 : 0);
  const gradient = new Float64Array(K * stride);
  let loss = 0;
  let total = 0;
  for (const [i, x] of X.entries()) {
    const z = Array.from({ length: K }, (_, k) => {
      let sum = (fitIntercept ? (w[k * stride + d] as number) : 0) + (offset?.[i]?.[k] ?? 0);
      for (let j = 0; j < d; j++) sum += (w[k * stride + j] as number) * (x[j] as number);
      return sum;
    });
    const largest = Math.max(...z);
    const logSum = largest + Math.log(z.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    const targets = (T[i] as number[]).map((t, k) => (sampleWeight?.[i] ?? 1) * (classWeight?.[k] ?? 1) * t);
    const weight = targets.reduce((sum, t) => sum + t, 0);
    total += weight;
    for (let k = 0; k < K; k++) {
      const logP = (z[k] as number) - logSum;
      loss -= (targets[k] as number) * logP;
      const residual = weight * Math.exp(logP) - (targets[k] as number);
      for (let j = 0; j < stride; j++) {
        gradient[k * stride + j] = (gradient[k * stride + j] as number) + residual * (x[j] ?? 1);
      }
    }
  }
  const strength = (K === 2 ? 2 : 1) / C;
  for (let i = 0; i < w.length; i++) {
    const wi = w[i] as number;
    const pull = i % stride < d ? strength * wi : 0;
    loss += (pull * wi) / 2;
    gradient[i] = ((gradient[i] as number) + pull) / total;
  }
  return { value: loss / total, gradient };
}

/** F and max |∂F| where a fit ended. */
export function atOptimum(model: SoftmaxRegression, spec: SoftSpec): { value: number; gradientNorm: number } {
  const { value, gradient } = directObjective(spec, parametersOf(model, spec.fitIntercept));
  return { value, gradientNorm: maxAbs(gradient) };
}

/** Rows of positive numbers that sum to 1, drawn with `random`. */
export function probabilityRows(random: () => number, n: number, K: number): number[][] {
  return Array.from({ length: n }, () => {
    const raw = Array.from({ length: K }, () => -Math.log(1 - random()));
    const total = raw.reduce((sum, value) => sum + value, 0);
    return raw.map(value => value / total);
  });
}

export function oneHot(y: readonly number[], K: number): number[][] {
  return y.map(label => Array.from({ length: K }, (_, k) => (k === label ? 1 : 0)));
}

/** (1 − ε)·t + ε/K */
export function smoothed(T: readonly (readonly number[])[], epsilon: number): number[][] {
  return T.map(row => row.map(t => (1 - epsilon) * t + epsilon / row.length));
}
