import type { RowSource } from '../data/row-source.js';
import { readInput } from '../fit/input.js';
import type { Problem } from '../fit/problem.js';
import { conclude, notConverged } from '../fit/result.js';
import { fitAnywhere, Held } from '../fit/run.js';
import { classTotals, type Label } from '../labels.js';
import type { ModelState } from '../model-io/state.js';
import { checkOptions, type Options } from '../options/index.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import { inTurns } from '../work.js';
import { foldRows } from './fold-rows.js';
import { type GridPoint, optionsAt, paths } from './grid.js';
import { type Scoring, score } from './scoring.js';
import type { Split } from './splits.js';

/** A fold that has been fitted and scored. */
export interface FoldProgress {
  /** Its number, from 0. */
  fold: number;
  /** Of them all. */
  folds: number;
  /** One for each penalty of the grid, in its order. */
  scores: Float64Array;
  /** Milliseconds that it took, all penalties together. */
  elapsedMs: number;
}

/** What folds have in common; all of it checked. */
export interface Task {
  readonly X: RowSource;
  readonly y: readonly Label[];
  readonly sampleWeight: Float64Array | undefined;
  /** n × K. */
  readonly offset: RowSource | undefined;
  readonly classes: readonly Label[];
  readonly splits: readonly Split[];
  readonly grid: readonly GridPoint[];
  readonly options: Options;
  readonly scoring: Scoring;
}

export interface FoldScores {
  readonly scores: Float64Array;
  /** Fits that did not converge. */
  readonly failures: number;
}

/** Fits and scores all folds, so many at a time.  @throws the signal's reason where it is aborted */
export async function scoreFolds(
  task: Task,
  threads: number,
  signal: AbortSignal | undefined,
  onFold: ((progress: FoldProgress) => void) | undefined,
): Promise<FoldScores[]> {
  const { splits } = task;
  const results: FoldScores[] = [];
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  let next = 0;
  const work = async () => {
    while (next < splits.length) {
      const fold = next++;
      const started = performance.now();
      const result = await runFold(task, splits[fold] as Split, threads > 1, stop.signal);
      results[fold] = result;
      const elapsedMs = performance.now() - started;
      onFold?.({ fold, folds: splits.length, scores: result.scores.slice(), elapsedMs });
    }
  };
  const workers = Array.from({ length: Math.min(threads, splits.length) }, () =>
    work().catch(error => {
      // What the others are at is of no use any more; where this one was stopped, the reason counts, not how it ended.
      stop.abort(error);
      throw stop.signal.reason;
    }),
  );
  try {
    await Promise.allSettled(workers);
    await Promise.all(workers);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  return results;
}

/** Fits a fold for each penalty, from strong to weak, each from where the last one ended. */
async function runFold(task: Task, split: Split, away: boolean, signal: AbortSignal): Promise<FoldScores> {
  const { X, y, sampleWeight, offset, classes, grid, scoring } = task;
  const weightsOf = (rows: ArrayLike<number>) =>
    sampleWeight && Float64Array.from(rows, row => sampleWeight[row] as number);
  const labelsOf = (rows: ArrayLike<number>) => Array.from(rows, row => y[row] as Label);
  const rows = foldRows(X, split.train);
  const labels = labelsOf(split.train);
  const weights = weightsOf(split.train);
  const heldOut = {
    X: foldRows(X, split.test),
    offset: offset && foldRows(offset, split.test),
    y: labelsOf(split.test),
    sampleWeight: weightsOf(split.test),
  };
  const fitOptions = {
    signal,
    ...(weights && { sampleWeight: weights }),
    ...(offset && { offset: foldRows(offset, split.train) }),
  };
  const scores = new Float64Array(grid.length);
  const held = new Held(away);
  let failures = 0;
  try {
    for (const path of paths(grid)) {
      let from: ModelState | null = null;
      for (const i of path) {
        signal.throwIfAborted();
        const given = optionsAt(task.options, grid[i] as GridPoint);
        const checked = checkOptions({ ...given, classes, workers: 1 });
        const input = await inTurns(readInput(rows, labels, fitOptions, checked, from), signal);
        from = conclude(await fitAnywhere(input, checked, fitOptions, held), fitOptions, given);
        signal.throwIfAborted();
        if (notConverged(from, checked.tol)) failures++;
        // Without an intercept nothing drives a class that was not there to probability 0.
        const trained = targetTotals(input.problem).map(total => !checked.fitIntercept || total > 0);
        scores[i] = score(scoring, SoftmaxRegression.restore(from), { ...heldOut, trained });
      }
    }
  } finally {
    await held.end();
  }
  return { scores, failures };
}

/** Σᵢ wᵢ·tᵢₖ by class, t being the labels or what smoothing and class weights make of them. */
function targetTotals({ y, nClasses: K, weights, correction }: Problem): number[] {
  const totals = Array.from(classTotals(K, y, weights));
  if (!correction || !('byClass' in correction)) return totals;
  const { byClass } = correction;
  return totals.map((_, k) =>
    totals.reduce((sum, total, l) => sum + total * (Number(l === k) - (byClass[l * K + k] as number)), 0),
  );
}
