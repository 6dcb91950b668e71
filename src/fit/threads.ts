import { CsrMatrix } from '../data/csr-matrix.js';
import { blockCount } from '../objectives/row-blocks.js';
import { hardwareThreads, nodeHasThreads } from '../workers/thread.js';
import type { Problem } from './problem.js';

/**
 * Multiply-adds of an evaluation from which a fit gains from workers in Node: below, starting them (12 ms each in Node 26,
 * 20 in Node 20) and handing over the rows takes what they save.  Two threads instead of one, Node 26, default options:
 * 200000 × 54 × 7 (151e6) 71 → 84 ms, 20000 × 784 × 10 (314e6) 942 → 874, 800000 × 54 × 7 (605e6, four evaluations) 268 → 269,
 * 40000 × 784 × 10 (627e6) 1970 → 1536.
 */
const LEAST_WORK = 500e6;

/** How many threads a fit runs on; `workers` undefined: chosen by the size of the problem.  Sparse rows stay on this one. */
export function threadCount(workers: number | undefined, { X, nClasses }: Problem): number {
  if (X instanceof CsrMatrix) return 1;
  const { rows, cols } = X;
  const wanted =
    workers ?? (nodeHasThreads() && 2 * rows * cols * nClasses >= LEAST_WORK ? hardwareThreads() : 1);
  return Math.min(wanted, blockCount(rows));
}
