import { blockCount } from '../objectives/row-blocks.js';
import { hardwareThreads, nodeHasThreads } from '../workers/thread.js';
import type { Problem } from './assemble.js';

/**
 * Multiply-adds of an evaluation from which a fit gains from workers in Node: below, starting them (12 ms each in Node 26,
 * 20 in Node 20) and handing over the rows takes what they save.  Two threads instead of one in Node 26, well-behaved rows
 * that need 8 to 20 evaluations: 20000 × 784 × 10 (314e6) 544 → 534 ms, 38000 × 784 × 10 (596e6) 796 → 715,
 * 800000 × 54 × 7 (605e6) 357 → 308.
 */
const LEAST_WORK = 500e6;

/** How many threads a fit runs on; `workers` undefined: chosen by the size of the problem. */
export function threadCount(workers: number | undefined, { X, nClasses }: Problem): number {
  const { rows, cols } = X;
  const wanted =
    workers ?? (nodeHasThreads() && 2 * rows * cols * nClasses >= LEAST_WORK ? hardwareThreads() : 1);
  return Math.min(wanted, blockCount(rows));
}
