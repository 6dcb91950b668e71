import type { AnyCurvature } from '../objective.js';
import { sampleEvery } from './cost-model.js';
import type { Solver, Steps } from './solver.js';

/**
 * A first approach on a sample of the rows.  While w is far from the optimum, a fraction of the rows tells the way as well
 * as all: the sample's optimum lies above that of all rows by about size/(2·rows sampled), in units of the mean loss.
 */

/** Rows per row sampled.  Primes from 5 up: rows whose classes take turns do not fall in step with them. */
const STEPS = [13, 7, 5];
/** Rows that a sample has at least: so many, and so many per parameter. */
const LEAST_ROWS = 1024;
const ROWS_PER_PARAMETER = 4;
/** The approach ends where an iteration gains less than this share of what the sample is off. */
const LEAST_GAIN = 0.5;
const MAX_ITERATIONS = 30;

/** Every how-manieth row an approach takes; 1 where the rows are too few for one. */
export function approachEvery({ rows }: AnyCurvature, size: number): number {
  const least = Math.max(LEAST_ROWS, ROWS_PER_PARAMETER * size);
  return STEPS.find(step => rows >= step * least) ?? 1;
}

/** The curvature of a sample, for whoever weighs costs. */
export function sampledCurvature(curvature: AnyCurvature, every: number): AnyCurvature {
  const { classes, blockSize, offset, rounding, entries, diagonal, factors } = curvature;
  return {
    rows: curvature.rows / every,
    classes,
    blockSize,
    offset,
    rounding,
    entries: entries && entries / every,
    gram: curvature.gram.bind(curvature),
    ...(diagonal && { diagonal: diagonal.bind(curvature) }),
    ...(factors && { factors: factors.bind(curvature) }),
  } as AnyCurvature;
}

/**
 * Runs a solver on every `every`-th row until sampling, not distance, is what keeps it from the optimum: writes its last
 * iterate over `w`, and returns the sample's value where it began.
 */
export function* approach(
  solver: Solver,
  every: number,
  { rows, classes, blockSize }: AnyCurvature,
  w: Float64Array,
): Steps<number> {
  // Never finer than the run itself asks for: that is all that samples in other memories hold.
  const least = sampleEvery(rows, classes, blockSize);
  const enough = (LEAST_GAIN * w.length * every) / (2 * rows);
  const values: number[] = [];
  for (let answer = 0; ; ) {
    const { done, value: step } = solver.next(answer);
    if (done) break;
    if (!step) {
      yield;
      continue;
    }
    switch (step.type) {
      case 'evaluate':
        answer = yield { ...step, sampleEvery: every };
        break;
      case 'gram':
        yield { ...step, sampleEvery: Math.max(least, every * step.sampleEvery) };
        break;
      case 'hessian':
        yield { ...step, sampleEvery: every * step.sampleEvery };
        break;
      case 'product':
      case 'diagonal':
        yield step;
        break;
      case 'iterate': {
        w.set(step.w);
        const gain = (values[values.length - 1] ?? Infinity) - step.value;
        values.push(step.value);
        if (gain < enough || values.length > MAX_ITERATIONS) solver.return('converged');
      }
    }
  }
  return values[0] ?? Number.NaN;
}
