import type { Curvature, GramWeights } from '../objective.js';
import { isWork, type Work } from '../work.js';

/** There, on its way, or still to be worked out. */
export type Answer<A> = A | Promise<A> | Work<A>;

/** `next` of an answer, at once where it is there. */
export function after<A, B>(answer: Answer<A>, next: (answer: A) => B): Answer<B> {
  if (answer instanceof Promise) return answer.then(next);
  return isWork(answer) ? afterWork(answer, next) : next(answer);
}

function* afterWork<A, B>(work: Work<A>, next: (answer: A) => B): Work<B> {
  return next(yield* work);
}

/** Curvature wherever and however it is computed. */
export interface AnsweringCurvature
  extends Omit<Curvature, 'gram' | 'hessianVector' | 'hessian' | 'diagonal'> {
  gram(weights: GramWeights, sampleEvery: number, out: Float64Array): Answer<void>;
  hessianVector?(w: Float64Array, v: Float64Array, out: Float64Array): Answer<void>;
  diagonal?(w: Float64Array, out: Float64Array): Answer<void>;
  hessian?(w: Float64Array, sampleEvery: number, out: Float64Array): Answer<void>;
}
