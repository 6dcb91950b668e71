import { CsrMatrix } from '../data/csr-matrix.js';
import type { RowSource } from '../data/row-source.js';
import { hardwareThreads, nodeHasThreads } from '../workers/thread.js';

/** Multiply-adds of an evaluation of all rows from which folds gain from threads of their own in Node. */
const LEAST_WORK = 20e6;

/** How many folds are fitted at a time; `workers` undefined: chosen by the size of the problem.  Sparse rows stay on this thread. */
export function foldThreads(
  workers: number | undefined,
  folds: number,
  X: RowSource,
  nClasses: number,
): number {
  if (X instanceof CsrMatrix) return 1;
  const { rows, cols } = X;
  const gains = nodeHasThreads() && 2 * rows * cols * nClasses >= LEAST_WORK;
  return Math.min(workers ?? (gains ? hardwareThreads() : 1), folds);
}
