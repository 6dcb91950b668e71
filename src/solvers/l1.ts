import type { L1Term, Objective } from '../objective.js';
import { maxAbs } from './vector.js';

/** An L1 term as solvers use it: its value, and what its slope makes of a gradient. */
export class L1 {
  readonly grouped: boolean;
  readonly mirrored: boolean;
  /** Parameters of a class. */
  readonly stride: number;
  readonly #factors: Float64Array;

  readonly #norm: Objective['gradientNorm'];
  readonly #scratch: Float64Array;

  /** @param norm what a tolerance bounds, see Objective.gradientNorm */
  constructor({ factors, grouped, mirrored }: L1Term, size: number, norm: Objective['gradientNorm']) {
    // Two classes have one coefficient a feature: a group of its own.
    this.grouped = grouped && !mirrored;
    this.mirrored = mirrored;
    this.#factors = factors;
    this.stride = factors.length;
    this.#norm = norm;
    this.#scratch = new Float64Array(size);
  }

  /** Of parameter i, 0 where it is not penalised. */
  factor(i: number): number {
    return this.#factors[i % this.stride] as number;
  }

  value(w: Float64Array): number {
    const stride = this.stride;
    let value = 0;
    for (let j = 0; j < stride; j++) {
      const factor = this.#factors[j] as number;
      if (factor === 0) continue;
      value += factor * (this.grouped ? blockNorm(w, j, stride) : blockSum(w, j, stride));
    }
    return value;
  }

  /** Makes of the smooth part's gradient at w the subgradient of the whole that is smallest, in place. */
  shrink(gradient: Float64Array, w: Float64Array): void {
    const stride = this.stride;
    for (let j = 0; j < stride; j++) {
      const factor = this.#factors[j] as number;
      if (factor === 0) continue;
      if (this.grouped) shrinkGroup(gradient, w, j, stride, factor);
      else
        for (let i = j; i < w.length; i += stride)
          gradient[i] = shrunk(gradient[i] as number, w[i] as number, factor);
    }
  }

  /** The largest entry of the smallest subgradient, in the coordinates in which a tolerance is promised. */
  norm(gradient: Float64Array, w: Float64Array): number {
    if (this.#norm) return this.#norm(gradient, entries => this.shrink(entries, w));
    this.#scratch.set(gradient);
    this.shrink(this.#scratch, w);
    return maxAbs(this.#scratch);
  }

  /** Takes rounding out of a vector whose second half is minus its first. */
  mirror(x: Float64Array): void {
    if (!this.mirrored) return;
    const half = x.length / 2;
    for (let i = 0; i < half; i++) {
      const value = ((x[half + i] as number) - (x[i] as number)) / 2;
      x[i] = 0 - value; // no −0
      x[half + i] = value;
    }
  }
}

/** x less as much of `by` as leaves its sign. */
export function softThreshold(x: number, by: number): number {
  return x > by ? x - by : x < -by ? x + by : 0;
}

function shrunk(gradient: number, w: number, factor: number): number {
  if (w !== 0) return w > 0 ? gradient + factor : gradient - factor;
  return Number.isNaN(gradient) ? gradient : softThreshold(gradient, factor);
}

function shrinkGroup(gradient: Float64Array, w: Float64Array, j: number, stride: number, factor: number) {
  const norm = blockNorm(w, j, stride);
  const scale = norm > 0 ? 0 : Math.max(0, 1 - factor / blockNorm(gradient, j, stride));
  for (let i = j; i < w.length; i += stride) {
    const entry = gradient[i] as number;
    gradient[i] = norm > 0 ? entry + (factor * (w[i] as number)) / norm : entry === 0 ? 0 : entry * scale;
  }
}

function blockSum(x: Float64Array, first: number, stride: number): number {
  let sum = 0;
  for (let i = first; i < x.length; i += stride) sum += Math.abs(x[i] as number);
  return sum;
}

/** Of every `stride`-th entry. */
export function blockNorm(x: Float64Array, first: number, stride: number): number {
  let square = 0;
  for (let i = first; i < x.length; i += stride) square += (x[i] as number) * (x[i] as number);
  return Math.sqrt(square);
}
