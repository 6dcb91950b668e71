import type { AnyCurvature, AnyObjective, Batches, GramWeights } from '../objective.js';
import { type Answer, type AnsweringCurvature, after } from './after.js';

/** Where the weights of the last K columns are not to be fitted: class k takes column k as it is. */
export interface FixedColumns {
  readonly nClasses: number;
  /** Parameters of a class without them. */
  readonly stride: number;
  readonly fitIntercept: boolean;
  /** What the objective's intercepts have beyond those without them: what was subtracted from these columns; K. */
  readonly shift: Float64Array;
  readonly gradientNorm: AnyObjective['gradientNorm'];
}

/**
 * An objective whose last K columns hold offsets of the logits, as one of the parameters before them: weights of those
 * columns are the identity, their entries in gradients and curvature are left out.  As remote as it was.
 */
export function withFixedColumns<T extends AnyObjective>(objective: T, fixed: FixedColumns): T {
  const map = new ParameterMap(fixed);
  const { curvature } = objective;
  const batches = 'batches' in objective ? objective.batches : undefined;
  const inner = new Float64Array(objective.size);
  const answer = (value: Answer<number>, gradient: Float64Array) =>
    after(value, result => {
      map.drop(inner, gradient);
      return result;
    });
  return {
    size: map.size,
    ...(fixed.gradientNorm && { gradientNorm: fixed.gradientNorm }),
    valueAndGradient: (w: Float64Array, gradient: Float64Array) =>
      answer(objective.valueAndGradient(map.expand(w), inner), gradient),
    ...(objective.sampledValueAndGradient && {
      sampledValueAndGradient: (w: Float64Array, gradient: Float64Array, every: number) =>
        answer(objective.sampledValueAndGradient?.(map.expand(w), inner, every) as Answer<number>, gradient),
    }),
    ...(batches && {
      batches: {
        count: size => batches.count(size),
        valueAndGradient(w, gradient, batch) {
          const value = batches.valueAndGradient(map.expand(w), inner, batch);
          map.drop(inner, gradient);
          return value;
        },
      } satisfies Batches,
    }),
    ...(curvature && { curvature: curvatureWithout(curvature, map) }),
  } as unknown as T;
}

function curvatureWithout<T extends AnyCurvature>(given: T, map: ParameterMap): T {
  const curvature: AnsweringCurvature = given;
  const { rows, classes, offset, rounding, entries, factors, hessianVector, diagonal, hessian } = curvature;
  const { stride, wide, size } = map;
  return {
    rows,
    classes,
    blockSize: stride,
    offset: offset?.subarray(0, stride - 1),
    rounding,
    entries,
    gram(weights: GramWeights, sampleEvery: number, out: Float64Array) {
      const matrix = new Float64Array(wide * wide);
      const there = 'w' in weights ? { ...weights, w: map.expand(weights.w) } : weights;
      return after(curvature.gram(there, sampleEvery, matrix), () => {
        for (let i = 0; i < stride; i++) map.dropBlock(matrix, map.at(i) * wide, out, i * stride);
      });
    },
    ...(hessianVector && {
      hessianVector(w: Float64Array, v: Float64Array, out: Float64Array) {
        const product = new Float64Array(classes * wide);
        const answer = hessianVector.call(curvature, map.expand(w), map.direction(v), product);
        return after(answer, () => map.drop(product, out));
      },
    }),
    ...(diagonal && {
      diagonal(w: Float64Array, out: Float64Array) {
        const whole = new Float64Array(classes * wide);
        return after(diagonal.call(curvature, map.expand(w), whole), () => map.drop(whole, out));
      },
    }),
    ...(hessian && {
      hessian(w: Float64Array, sampleEvery: number, out: Float64Array) {
        const side = classes * wide;
        const matrix = new Float64Array(side * side);
        return after(hessian.call(curvature, map.expand(w), sampleEvery, matrix), () => {
          for (let i = 0; i < size; i++) {
            const row = Math.floor(i / stride) * wide + map.at(i % stride);
            map.drop(matrix.subarray(row * side, (row + 1) * side), out.subarray(i * size, (i + 1) * size));
          }
        });
      },
    }),
    ...(factors && {
      factors: (side = stride, exact = false) => factors.call(curvature, side, exact),
    }),
  } as unknown as T;
}

/** Between parameters without the fixed columns, blocks of `stride`, and with them, blocks of `wide`. */
class ParameterMap {
  readonly size: number;
  readonly stride: number;
  readonly wide: number;
  /** Weights of a class that are fitted. */
  readonly #free: number;
  readonly #fixed: FixedColumns;

  constructor(fixed: FixedColumns) {
    const { nClasses, stride, fitIntercept } = fixed;
    this.#fixed = fixed;
    this.size = nClasses * stride;
    this.stride = stride;
    this.wide = stride + nClasses;
    this.#free = fitIntercept ? stride - 1 : stride;
  }

  /** Where entry i of a block stands in a wide one. */
  at(i: number): number {
    return i < this.#free ? i : i + this.#fixed.nClasses;
  }

  /** With zeros for what is fixed: a change of parameters. */
  direction(v: Float64Array): Float64Array {
    const { nClasses } = this.#fixed;
    const out = new Float64Array(nClasses * this.wide);
    for (let k = 0; k < nClasses; k++) {
      for (let i = 0; i < this.stride; i++)
        out[k * this.wide + this.at(i)] = v[k * this.stride + i] as number;
    }
    return out;
  }

  expand(w: Float64Array): Float64Array {
    const { nClasses, fitIntercept, shift } = this.#fixed;
    const out = this.direction(w);
    for (let k = 0; k < nClasses; k++) {
      const block = k * this.wide;
      out[block + this.#free + k] = 1;
      if (fitIntercept)
        out[block + this.wide - 1] = (out[block + this.wide - 1] as number) + (shift[k] as number);
    }
    return out;
  }

  /** Wide blocks without what is fixed. */
  drop(from: Float64Array, out: Float64Array): void {
    for (let k = 0; k < this.#fixed.nClasses; k++) this.dropBlock(from, k * this.wide, out, k * this.stride);
  }

  dropBlock(from: Float64Array, first: number, out: Float64Array, to: number): void {
    for (let i = 0; i < this.stride; i++) out[to + i] = from[first + this.at(i)] as number;
  }
}
