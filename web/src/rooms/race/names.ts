import { count } from '../../ui/format.js';
import { classColor, classSymbol } from '../../ui/palette.js';
import type { Contest, RacerId, Stage } from './protocol.js';
import { memory, type Workload } from './workloads.js';

export function racerName(id: RacerId, threads: number): string {
  return {
    all: `softmax-wasm, ${threads} threads`,
    one: 'softmax-wasm, 1 thread',
    tiled: 'Plain JavaScript, tiled by hand',
    textbook: 'Plain JavaScript, textbook loops',
  }[id];
}

const LOOKS: Record<RacerId, number> = { all: 0, one: 3, tiled: 1, textbook: 2 };

export const racerColor = (id: RacerId) => classColor(LOOKS[id]);
export const racerSymbol = (id: RacerId) => classSymbol(LOOKS[id]);

export const CONTEST_NAMES: Record<Contest, string> = {
  evaluation: 'One evaluation of loss and gradient',
  fit: 'A whole fit to the optimum',
};

export const STAGE_NAMES: Record<Stage, string> = {
  data: 'Drawing the data',
  pack: 'Packing it for softmax-wasm, starting threads',
  answers: 'Comparing the answers',
  warm: 'Warming up',
};

/** Rows × columns, classes, and what all copies take. */
export function workloadName(workload: Workload): string {
  const { rows, columns, classes } = workload;
  return `${count(rows)} × ${columns}, ${classes} classes, ${Math.ceil(memory(workload) / 1e6)} MB`;
}
