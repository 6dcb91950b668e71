import type { MatrixLike } from '../data/matrix-like.js';
import { checkNames, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import type { ModelState } from '../model-io/state.js';
import { rawGradientNorm } from '../objectives/raw-gradient.js';
import type { CheckedOptions, Options } from '../options/index.js';
import type { Progress, Status } from '../solvers/driver.js';
import { maxAbs } from '../solvers/vector.js';
import { problemOf } from './chunks.js';
import { OnlineFit, type Seen } from './online.js';
import { declaredClasses, onlineSolver } from './online-options.js';
import type { FitOptions } from './options.js';
import { conclude } from './result.js';

/** What one call of `partialFit` is told beside X and y. */
export interface PartialFitOptions {
  /** All labels there will be; needed in the first call, where the constructor was not told. */
  classes?: readonly Label[];
  /** Weight per row, finite and at least 0; default 1. */
  sampleWeight?: ArrayLike<number>;
}

const OPTIONS = ['classes', 'sampleWeight'];

/** A model, and what its next chunk goes on from. */
export interface Partial {
  readonly online: OnlineFit;
  readonly state: ModelState;
}

/**
 * One pass over the rows in mini-batches.
 * @param online what the last call left, null in the first
 * @param model to go on from in the first call, null: none
 */
export function partialFit(
  X: MatrixLike,
  y: ArrayLike<Label>,
  { classes, sampleWeight, ...strangers }: PartialFitOptions,
  options: CheckedOptions,
  given: Options,
  online: OnlineFit | null,
  model: ModelState | null,
): Partial {
  const started = performance.now();
  checkNames({ ...strangers, classes, sampleWeight }, OPTIONS, ' of partialFit');
  const solver = onlineSolver(options, 'partialFit', true);
  const declared = declaredClasses(options, classes, model, 'partialFit');
  const chunk = { X, y, ...(sampleWeight && { sampleWeight }) };
  const problem = problemOf(chunk, declared, options.classWeight, model?.nFeatures ?? null);
  const fit = online ?? new OnlineFit(solver, options, declared, problem, model);
  const seen = newSeen(fit);
  if (!fit.take(problem, 1, seen)) throw tooFast(options);
  const progress = progressOf(fit, seen, started, (model?.nIter ?? 0) + 1);
  return {
    online: fit,
    state: {
      ...concludeOnline(
        fit,
        given,
        {},
        {
          started,
          status: 'streamEnded',
          history: [progress],
          iterations: progress.iteration,
        },
      ),
      ...(model && {
        featureNames: model.featureNames,
        targetName: model.targetName,
        vectorizer: model.vectorizer,
      }),
    },
  };
}

export function tooFast({ learningRate }: CheckedOptions): RangeError {
  return invalidValue(
    'learningRate',
    'a smaller one: the loss of these rows is no longer finite',
    learningRate,
  );
}

export function newSeen({ size }: OnlineFit): Seen {
  return { objective: 0, gradient: new Float64Array(size), rows: 0 };
}

export function progressOf(
  { centre, shifted, steps }: OnlineFit,
  { objective, gradient }: Seen,
  started: number,
  iteration: number,
): Progress {
  const gradientNorm = (shifted ? rawGradientNorm(centre) : maxAbs)(gradient);
  return { iteration, objective, gradientNorm, evaluations: steps, elapsedMs: performance.now() - started };
}

/** The model that chunks have led to so far. */
export function concludeOnline(
  online: OnlineFit,
  given: Options,
  fitOptions: FitOptions,
  run: { started: number; status: Status; history: Progress[]; iterations: number },
): ModelState {
  const { classes, nFeatures, shifted, solver, steps, rows } = online;
  const { started, status, history, iterations } = run;
  const last = history[history.length - 1];
  const state = conclude(
    {
      input: { classes, nFeatures, shifted, started, vectorizer: null, box: undefined },
      data: online,
      l1: undefined,
      solver,
      result: {
        w: online.w,
        value: last?.objective ?? Number.NaN,
        gradientNorm: last?.gradientNorm ?? Number.NaN,
        status,
        iterations,
        evaluations: steps,
        history,
        elapsedMs: performance.now() - started,
      },
    },
    fitOptions,
    given,
  );
  return { ...state, report: { ...state.report, rowsSeen: rows } };
}
