import type { ColumnMoments } from '../data/column-moments.js';
import type { RowSource } from '../data/row-source.js';
import type { Correction } from './soft-targets.js';

/** Rows, classes and weights, checked. */
export interface Problem {
  readonly X: RowSource;
  /** Class index per row. */
  readonly y: Uint16Array;
  readonly nClasses: number;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
  /** How labels differ from the targets, or the term that came of it in the same parameters; default: not at all. */
  readonly correction?: Correction | Float64Array | null;
  /** Whether the last K columns of X are offsets of the logits.  Default false. */
  readonly offset?: boolean;
  /** Where the penalty is to count columns as scaled. */
  readonly moments?: ColumnMoments | null;
}

/** Columns of X whose weights are fitted. */
export function features({ X, nClasses, offset }: Problem): number {
  return offset ? X.cols - nClasses : X.cols;
}
