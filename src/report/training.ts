import { checkOptions } from '../options/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import type { TrainingPart } from './document.js';
import { rounded, thinned } from './round.js';

/** Points of a curve. */
const MOST_POINTS = 300;

export function trainingPart(model: SoftmaxRegression, trainMs: number): TrainingPart {
  const { status, solver, evaluations, objective, gradientNorm, history, threads, precision } = model.report;
  const { tol, maxIter } = checkOptions(model.options);
  const least = history.reduce((least, point) => Math.min(least, point.objective), Infinity);
  return {
    solver,
    status,
    iterations: model.nIter,
    evaluations,
    elapsedMs: trainMs,
    objective,
    gradientNorm,
    tol,
    maxIter,
    threads,
    precision,
    history: thinned(history, MOST_POINTS).map(point => ({
      iteration: point.iteration,
      gradientNorm: rounded(point.gradientNorm),
      objective: rounded(point.objective, 8),
      excess: rounded(point.objective - least),
    })),
  };
}
