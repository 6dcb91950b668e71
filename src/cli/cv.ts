import type { Options } from '../options/index.js';
import { type GridOptions, gridOf, optionsAt, type Selection } from '../selection/grid.js';
import { type CVResult, resultsOf } from '../selection/results.js';
import type { FoldProgress } from '../selection/score-folds.js';
import type { Scoring } from '../selection/scoring.js';
import { SoftmaxRegressionCV } from '../selection/softmax-regression-cv.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import type { Progress } from '../solvers/driver.js';
import { checked, inFile } from './failure.js';
import { checkModelPath, writeModel } from './files.js';
import { type DataSummary, loadTrainingRows, type TrainingArgs } from './training-rows.js';

export interface CVArgs extends Omit<TrainingArgs, 'testSize'> {
  /** Inverse strengths of the penalty to try, or, instead, factors of it in the mean objective.  Default: 10 Cs, 1e-4 … 1e4. */
  Cs?: readonly number[];
  alphas?: readonly number[];
  /** Each with all strengths.  Default [0]. */
  l1Ratios?: readonly number[];
  /** Default 5, stratified by class and shuffled by `seed`. */
  folds?: number;
  /** Default 1. */
  repeats?: number;
  scoring?: string;
  selection?: string;
  /** Path of the file of the model fitted to all rows. */
  out?: string;
  /** Of each fit, but for the penalty. */
  options?: Options;
  signal: AbortSignal;
  onData?: (data: DataSummary) => void | Promise<void>;
  /** @param done folds, from 0 on, of so many */
  onFold?: (done: number, folds: number) => void;
  /** Of the fit to all rows. */
  onIteration?: (progress: Progress) => void;
}

export interface CVOutcome {
  data: DataSummary;
  scoring: Exclude<Scoring, (...args: never) => unknown>;
  selection: Selection;
  folds: { k: number; repeats: number; seed: number; done: number };
  /** By penalty, over the folds that are done; empty where none is. */
  results: readonly CVResult[];
  /** null where folds are missing. */
  chosen: CVResult | null;
  /** Fitted to all rows; null where that was interrupted before it had begun. */
  model: SoftmaxRegression | null;
  cvMs: number;
  trainMs: number;
}

/** Cross-validates penalties, chooses one and fits it to all rows.  An abort ends it with what is done. */
export async function crossValidate(args: CVArgs): Promise<CVOutcome> {
  const { folds: k = 5, repeats = 1, seed = 0, signal, options = {} } = args;
  const scoring = (args.scoring ?? 'logLoss') as CVOutcome['scoring'];
  const selection = (args.selection ?? 'best') as Selection;
  const { Cs, alphas, l1Ratios } = args;
  const grid = { ...(Cs && { Cs }), ...(alphas && { alphas }), ...(l1Ratios && { l1Ratios }) };
  const cv = checked(
    () =>
      new SoftmaxRegressionCV({
        ...options,
        ...grid,
        cv: { k, repeats, seed },
        scoring,
        selection,
        refit: false,
      }),
  );
  if (args.out !== undefined) await checkModelPath(args.out);

  const { data, train, kept } = await loadTrainingRows(args, options.precision);
  await args.onData?.(data);
  const started = performance.now();
  const done: FoldProgress[] = [];
  args.onFold?.(0, k * repeats);
  const complete = await inFile(data.file, () =>
    cv.fit(train.X, train.y, {
      signal,
      onFold(fold) {
        done.push(fold);
        args.onFold?.(done.length, fold.folds);
      },
    }),
  ).then(
    () => true,
    error => {
      if (!signal.aborted) throw error;
      return false;
    },
  );
  const outcome = {
    data,
    scoring,
    selection,
    folds: { k, repeats, seed, done: done.length },
    results: complete ? cv.cvResults : partial(grid, done, k),
    chosen: complete ? cv.best : null,
    model: null,
    cvMs: performance.now() - started,
    trainMs: 0,
  };
  if (!complete) return outcome;

  const fitting = performance.now();
  const model = new SoftmaxRegression(optionsAt(options, cv.best));
  const fitted = await inFile(data.file, () =>
    model.fit(train.X, train.y, {
      quiet: true,
      ...kept,
      signal,
      ...(args.onIteration && { onIteration: args.onIteration }),
    }),
  ).catch(error => {
    if (!signal.aborted) throw error;
    return null;
  });
  if (fitted && args.out !== undefined) await writeModel(args.out, fitted);
  return { ...outcome, model: fitted, trainMs: performance.now() - fitting };
}

/** How penalties did in the folds that are done; one fold after the other, those of a repeat share no test row. */
function partial(grid: GridOptions, done: readonly FoldProgress[], k: number): CVResult[] {
  if (done.length === 0) return [];
  return resultsOf(
    gridOf(grid),
    done.map(({ scores }) => scores),
    Math.min(k, done.length),
  );
}
