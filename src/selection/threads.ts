import { CsrMatrix } from '../data/csr-matrix.js';
import type { RowSource } from '../data/row-source.js';
import { hardwareThreads, nodeHasThreads } from '../workers/thread.js';

/**
 * Multiply-adds of an evaluation of all rows from which folds gain from threads of their own in Node: below, starting threads,
 * handing over rows and messages take what is saved.  Processor time of two folds, two strengths, Node 26, one at a time → two:
 * 200000 × 54 × 7 (151e6) 0.34 → 0.54 s, 20000 × 784 × 10 (314e6) 2.5 → 3.1 s.
 */
const LEAST_WORK = 300e6;

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
