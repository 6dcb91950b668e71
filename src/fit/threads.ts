import { blockCount } from '../objectives/row-blocks.js';
import { hardwareThreads, nodeHasThreads } from '../workers/thread.js';
import type { Problem } from './assemble.js';

/**
 * Multiply-adds of an evaluation from which a fit gains from workers in Node: below, starting them and handing over the
 * rows takes longer than they save.
 */
const LEAST_WORK = 40e6;

/** How many threads a fit runs on; `workers` undefined: chosen by the size of the problem. */
export function threadCount(workers: number | undefined, { X, nClasses }: Problem): number {
  const { rows, cols } = X;
  const wanted =
    workers ?? (nodeHasThreads() && 2 * rows * cols * nClasses >= LEAST_WORK ? hardwareThreads() : 1);
  return Math.min(wanted, blockCount(rows));
}
