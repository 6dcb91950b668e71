import type { AnyCurvature, AnyObjective, GramWeights } from './objective.js';

/** ½·λ‖W‖² over all parameters but the intercepts. */
export interface Ridge {
  readonly lambda: number;
  /** Parameters per class. */
  readonly stride: number;
  /** Of those, how many are penalised: all, or all but the last. */
  readonly penalised: number;
}

/** The objective plus a ridge term, in value, gradient and curvature; as remote as it was. */
export function withPenalty<T extends AnyObjective>(objective: T, ridge: Ridge): T {
  const { lambda, stride, penalised } = ridge;
  if (lambda === 0) return objective;
  const { curvature, size } = objective;
  const add = (value: number, w: Float64Array, gradient: Float64Array) => {
    let squares = 0;
    for (let row = 0; row < w.length; row += stride) {
      for (let j = row; j < row + penalised; j++) {
        const wj = w[j] as number;
        squares += wj * wj;
        gradient[j] = (gradient[j] as number) + lambda * wj;
      }
    }
    return value + 0.5 * lambda * squares;
  };
  return {
    size,
    ...(objective.gradientNorm && {
      gradientNorm: objective.gradientNorm.bind(objective),
    }),
    valueAndGradient: (w: Float64Array, gradient: Float64Array) =>
      after(objective.valueAndGradient(w, gradient), value => add(value, w, gradient)),
    ...(objective.sampledValueAndGradient && {
      sampledValueAndGradient: (w: Float64Array, gradient: Float64Array, sampleEvery: number) =>
        after(
          objective.sampledValueAndGradient?.(w, gradient, sampleEvery) as number | Promise<number>,
          value => add(value, w, gradient),
        ),
    }),
    ...(curvature && { curvature: withRidge(curvature, ridge) }),
  } as unknown as T;
}

function withRidge<T extends AnyCurvature>(curvature: T, { lambda, penalised }: Ridge): T {
  const { rows, classes, blockSize, offset, rounding, hessianVector, hessian } = curvature;
  const size = classes * blockSize;
  const isPenalised = (i: number) => i % blockSize < penalised;
  return {
    rows,
    classes,
    blockSize,
    offset,
    rounding,
    gram: (weights: GramWeights, sampleEvery: number, out: Float64Array) =>
      after(curvature.gram(weights, sampleEvery, out), () => {
        for (let j = 0; j < penalised; j++)
          out[j * (blockSize + 1)] = (out[j * (blockSize + 1)] as number) + lambda;
      }),
    ...(hessianVector && {
      hessianVector: (w: Float64Array, v: Float64Array, out: Float64Array) =>
        after(hessianVector.call(curvature, w, v, out), () => {
          for (let i = 0; i < size; i++)
            if (isPenalised(i)) out[i] = (out[i] as number) + lambda * (v[i] as number);
        }),
    }),
    ...(hessian && {
      hessian: (w: Float64Array, sampleEvery: number, out: Float64Array) =>
        after(hessian.call(curvature, w, sampleEvery, out), () => {
          for (let i = 0; i < size; i++)
            if (isPenalised(i)) out[i * (size + 1)] = (out[i * (size + 1)] as number) + lambda;
        }),
    }),
    ...(curvature.factors && { factors: curvature.factors.bind(curvature) }),
  } as unknown as T;
}

/** `next` of an answer, at once where it is there. */
function after<A, B>(answer: A | Promise<A>, next: (answer: A) => B): B | Promise<B> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}
