/** From answers about pairs of classes to answers about all. */
import { factorise, solve } from '../solvers/cholesky.js';

/** Pairwise probabilities stay this far from 0 and 1, as LIBSVM's do. */
const LEAST = 1e-7;

/** The pairs (a, b), a < b, in the order (0, 1), (0, 2), …, (K − 2, K − 1). */
export function pairs(nClasses: number): [number, number][] {
  return Array.from({ length: nClasses }, (_, a) =>
    Array.from({ length: nClasses - 1 - a }, (_, i): [number, number] => [a, a + 1 + i]),
  ).flat();
}

/** 1/(1 + exp(−z)), accurate in both tails. */
export function sigmoid(z: number): number {
  return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
}

/** log(sigmoid(z)). */
export function logSigmoid(z: number): number {
  return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));
}

/** Pairwise coupling for K classes, one row at a time. */
export class Coupling {
  readonly #pairs: readonly [number, number][];
  readonly #nClasses: number;
  readonly #matrix: Float64Array;
  readonly #scale: Float64Array;

  constructor(nClasses: number) {
    this.#nClasses = nClasses;
    this.#pairs = pairs(nClasses);
    this.#matrix = new Float64Array(nClasses * nClasses);
    this.#scale = new Float64Array(nClasses);
  }

  /**
   * The second method of Wu, Lin and Weng (2004), "Probability estimates for multi-class classification by pairwise
   * coupling": p minimises Σ_{a<b} (r_ba·p_a − r_ab·p_b)² with Σp = 1, r_ab being the probability of a among a and b.
   *
   * With Q that sum's matrix, p ∝ Q⁻¹·1 where Q is regular, and its null vector where the r agree.  Both are
   * (Q̂ + uuᵀ)⁻¹u in coordinates in which Q̂ has a unit diagonal and u = 1/√diagonal, of norm 1.
   *
   * @param logits of b against a, one per pair
   * @param out p, K numbers
   */
  probabilities(logits: Float64Array, out: Float64Array): void {
    const K = this.#nClasses;
    const Q = this.#matrix.fill(0);
    if (K === 2) {
      out[0] = sigmoid(-(logits[0] as number));
      out[1] = sigmoid(logits[0] as number);
      return;
    }
    for (const [i, [a, b]] of this.#pairs.entries()) {
      const z = logits[i] as number;
      const ofA = Math.min(Math.max(sigmoid(-z), LEAST), 1 - LEAST);
      const ofB = Math.min(Math.max(sigmoid(z), LEAST), 1 - LEAST);
      Q[a * K + a] = (Q[a * K + a] as number) + ofB * ofB;
      Q[b * K + b] = (Q[b * K + b] as number) + ofA * ofA;
      Q[b * K + a] = -ofA * ofB;
    }
    const scale = this.#scale;
    for (let a = 0; a < K; a++) scale[a] = 1 / Math.sqrt(Q[a * K + a] as number);
    const norm = Math.hypot(...scale);
    for (let a = 0; a < K; a++) out[a] = (scale[a] as number) / norm;
    for (let a = 0; a < K; a++) {
      for (let b = 0; b <= a; b++) {
        const scaled = (Q[a * K + b] as number) * (scale[a] as number) * (scale[b] as number);
        Q[a * K + b] = scaled + (out[a] as number) * (out[b] as number);
      }
    }
    factorise(Q, K, Number.EPSILON);
    solve(Q, K, out, 0);
    let sum = 0;
    for (let a = 0; a < K; a++) {
      out[a] = Math.max((out[a] as number) * (scale[a] as number), 0);
      sum += out[a] as number;
    }
    for (let a = 0; a < K; a++) out[a] = (out[a] as number) / sum;
  }

  /** How many pairs each class wins; a logit of 0 is a's. */
  votes(logits: Float64Array, out: Float64Array): void {
    out.fill(0);
    for (const [i, [a, b]] of this.#pairs.entries()) {
      const winner = (logits[i] as number) > 0 ? b : a;
      out[winner] = (out[winner] as number) + 1;
    }
  }

  /** Votes plus, below 1/3 in size, what the sum s of a class's logits says: s/(3(|s| + 1)), scikit-learn's tie-break. */
  confidences(logits: Float64Array, out: Float64Array): void {
    this.votes(logits, out);
    const sums = this.#scale.fill(0);
    for (const [i, [a, b]] of this.#pairs.entries()) {
      const z = logits[i] as number;
      sums[a] = (sums[a] as number) - z;
      sums[b] = (sums[b] as number) + z;
    }
    for (let a = 0; a < out.length; a++) {
      const s = sums[a] as number;
      out[a] = (out[a] as number) + s / (3 * (Math.abs(s) + 1));
    }
  }
}
