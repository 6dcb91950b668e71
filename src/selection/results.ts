import { Matrix } from '../data/matrix.js';
import type { GridPoint } from './grid.js';

/** How a penalty did. */
export interface CVResult extends GridPoint {
  /** One a fold. */
  readonly scores: Float64Array;
  /** Of the scores, each fold counting once. */
  readonly mean: number;
  /**
   * Of the mean: the standard deviation of the scores over √folds.  Repeats of a split are no new data: the folds of one repeat count.
   */
  readonly standardError: number;
}

/**
 * @param folds for each fold a score for each penalty
 * @param independent splits whose test parts share no row
 */
export function resultsOf(
  grid: readonly GridPoint[],
  folds: readonly ArrayLike<number>[],
  independent: number,
): CVResult[] {
  return grid.map((point, i) => {
    const scores = Float64Array.from(folds, fold => fold[i] as number);
    return { ...point, scores, ...meanOf(scores, independent) };
  });
}

/** Folds × penalties. */
export function scoreMatrix(results: readonly CVResult[]): Matrix {
  const folds = results[0]?.scores.length ?? 0;
  const scores = new Matrix(new Float64Array(folds * results.length), folds, results.length);
  for (const [i, result] of results.entries()) {
    for (let f = 0; f < folds; f++) scores.row(f)[i] = result.scores[f] as number;
  }
  return scores;
}

function meanOf(scores: Float64Array, independent: number): { mean: number; standardError: number } {
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { mean, standardError: n > 1 ? Math.sqrt(squares / (n - 1) / independent) : 0 };
}
