import type { AnyCurvature, AnyObjective, Batches, GramWeights, L1Term } from '../objective.js';
import { type Answer, type AnsweringCurvature, after } from './after.js';

/** One factor per parameter of a class, 0 for its intercept. */
export interface Penalty {
  /** Of ½·Σₖ w². */
  readonly ridge: Float64Array;
  /** Of Σₖ |w|, or of groups; null where there is none. */
  readonly l1: L1Term | null;
}

/** The objective plus both terms of a penalty; the L1 term stands beside it, for solvers to add. */
export function withPenalty<T extends AnyObjective>(objective: T, { ridge, l1 }: Penalty): T {
  const smooth = withRidge(objective, ridge);
  if (!l1) return smooth;
  return {
    size: smooth.size,
    l1,
    curvature: smooth.curvature,
    gradientNorm: smooth.gradientNorm?.bind(smooth),
    valueAndGradient: smooth.valueAndGradient.bind(smooth),
    ...(smooth.sampledValueAndGradient && {
      sampledValueAndGradient: smooth.sampledValueAndGradient.bind(smooth),
    }),
  } as unknown as T;
}

/**
 * The objective plus a ridge term ½·Σₖ Σⱼ ridge[j]·w[k][j]², in value, gradient and curvature; as remote as it was.
 * @param ridge one factor per parameter of a class, 0 for its intercept
 */
export function withRidge<T extends AnyObjective>(objective: T, ridge: Float64Array): T {
  if (ridge.every(factor => factor === 0)) return objective;
  const { curvature, size } = objective;
  const stride = ridge.length;
  const add = (value: number, w: Float64Array, gradient: Float64Array) => {
    let twice = 0;
    for (let row = 0; row < w.length; row += stride) {
      for (let j = 0; j < stride; j++) {
        const wj = w[row + j] as number;
        const pull = (ridge[j] as number) * wj;
        twice += pull * wj;
        gradient[row + j] = (gradient[row + j] as number) + pull;
      }
    }
    return value + 0.5 * twice;
  };
  return {
    size,
    ...(objective.l1 && { l1: objective.l1 }),
    ...(objective.gradientNorm && {
      gradientNorm: objective.gradientNorm.bind(objective),
    }),
    valueAndGradient: (w: Float64Array, gradient: Float64Array) =>
      after(objective.valueAndGradient(w, gradient), value => add(value, w, gradient)),
    ...(objective.sampledValueAndGradient && {
      sampledValueAndGradient: (w: Float64Array, gradient: Float64Array, sampleEvery: number) =>
        after(objective.sampledValueAndGradient?.(w, gradient, sampleEvery) as Answer<number>, value =>
          add(value, w, gradient),
        ),
    }),
    ...('batches' in objective &&
      objective.batches && { batches: ridgedBatches(objective.batches, ridge, add) }),
    ...(curvature && { curvature: ridgedCurvature(curvature, ridge) }),
  } as unknown as T;
}

function ridgedBatches(
  batches: Batches,
  ridge: Float64Array,
  add: (value: number, w: Float64Array, gradient: Float64Array) => number,
): Batches {
  return {
    count: size => batches.count(size),
    valueAndGradient: (w, gradient, batch) => add(batches.valueAndGradient(w, gradient, batch), w, gradient),
    convexity: ridge.reduce((least, factor) => (factor > 0 ? Math.min(least, factor) : least), Infinity),
  };
}

function ridgedCurvature<T extends AnyCurvature>(given: T, ridge: Float64Array): T {
  const curvature: AnsweringCurvature = given;
  const { rows, classes, blockSize, offset, rounding, entries, hessianVector, hessian, diagonal } = curvature;
  const size = classes * blockSize;
  const ridgeOf = (i: number) => ridge[i % blockSize] as number;
  return {
    rows,
    classes,
    blockSize,
    offset,
    ridge: curvature.ridge?.map((factor, j) => factor + (ridge[j] as number)) ?? ridge,
    rounding,
    entries,
    gram: (weights: GramWeights, sampleEvery: number, out: Float64Array) =>
      after(curvature.gram(weights, sampleEvery, out), () => {
        for (let j = 0; j < blockSize; j++)
          out[j * (blockSize + 1)] = (out[j * (blockSize + 1)] as number) + ridgeOf(j);
      }),
    ...(hessianVector && {
      hessianVector: (w: Float64Array, v: Float64Array, out: Float64Array) =>
        after(hessianVector.call(curvature, w, v, out), () => {
          for (let i = 0; i < size; i++) out[i] = (out[i] as number) + ridgeOf(i) * (v[i] as number);
        }),
    }),
    ...(diagonal && {
      diagonal: (w: Float64Array, out: Float64Array) =>
        after(diagonal.call(curvature, w, out), () => {
          for (let i = 0; i < size; i++) out[i] = (out[i] as number) + ridgeOf(i);
        }),
    }),
    ...(hessian && {
      hessian: (w: Float64Array, sampleEvery: number, out: Float64Array) =>
        after(hessian.call(curvature, w, sampleEvery, out), () => {
          for (let i = 0; i < size; i++) out[i * (size + 1)] = (out[i * (size + 1)] as number) + ridgeOf(i);
        }),
    }),
    ...(curvature.sweeps && { sweeps: curvature.sweeps.bind(curvature) }),
    ...(curvature.factors && { factors: curvature.factors.bind(curvature) }),
  } as unknown as T;
}
