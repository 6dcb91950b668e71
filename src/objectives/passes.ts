import type { Work } from '../work.js';
import type { DensePlan } from './dense-plan.js';
import type { PackedRows } from './packed-rows.js';

/** What is summed over rows, block by block; w, v: parameters.  Plain data: it can be sent to a worker. */
export type Pass =
  /** Gradient and, last, value of the mean loss. */
  | { readonly kind: 'evaluate'; readonly w: Float64Array }
  /** The same sums over every so many strips of each block, not yet scaled: K × (d + 1) of stored rows, and the loss. */
  | { readonly kind: 'sample'; readonly w: Float64Array; readonly every: number }
  /** The Hessian at w times v, not yet scaled: K × (d + 1) of stored rows. */
  | { readonly kind: 'product'; readonly w: Float64Array; readonly v: Float64Array }
  /** Blocks G_kl of the Hessian, k < l, not yet scaled: (d + 1)² of stored rows each (see assembly/hessian.ts). */
  | { readonly kind: 'hessian'; readonly w: Float64Array; readonly every: number };

/** A memory with rows, and where in it passes read and write. */
export interface PassMemory {
  readonly plan: DensePlan;
  readonly packed: PackedRows;
  /** Address of what kernels take for the rows' offsets: zeros where parameters are those of the stored rows. */
  readonly kernelCentre: number;
  /** Address of one weight per row; 0: all weigh 1. */
  readonly weights: number;
  /** Addresses of K × (d + 1) numbers. */
  readonly params: number;
  readonly gradient: number;
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly setParams: (w: Float64Array) => void;
  /** Copies what an evaluation wrote, without an intercept where there is none. */
  readonly readGradient: (gradient: Float64Array) => void;
}

/** Addresses of a block's rows. */
export interface BlockRows {
  readonly x: number;
  readonly labels: number;
  /** 0: all weigh 1. */
  readonly weights: number;
  readonly rows: number;
}

/** Bytes of weighted rows of a panel of the Hessian: what stays in the first-level cache. */
const HESSIAN_PANEL_BYTES = 16384;

/** Sums of pairs of classes that are taken in one pass: at least one pair, and others while they fit in these bytes. */
const HESSIAN_SUMS = { least: 65536, share: 0.01 };

/** Sums of one block; the kinds but 'evaluate', which has its own way (see DenseShard). */
export function* blockSums(
  memory: PassMemory,
  block: BlockRows,
  pass: Exclude<Pass, { kind: 'evaluate' }>,
): Work<Float64Array> {
  switch (pass.kind) {
    case 'sample':
      return sample(memory, block, pass.w, pass.every);
    case 'product':
      return product(memory, block, pass.w, pass.v);
    case 'hessian':
      return yield* hessian(memory, block, pass.w, pass.every);
  }
}

function sample(memory: PassMemory, block: BlockRows, w: Float64Array, every: number): Float64Array {
  const { plan, packed, kernelCentre, params, gradient } = memory;
  const { arena, cols, instance, stripRows } = packed;
  const { evaluateSample, evaluateSampleScratch } = instance.kernels;
  const { nClasses } = plan;
  const strips = Math.ceil(block.rows / stripRows);
  const step = Math.min(every, strips);
  // As many strips to a panel as the scratch memory of an evaluation has room for.
  let panel = Math.min(plan.panelStrips, Math.ceil(strips / step));
  while (panel > 1 && evaluateSampleScratch(cols, nClasses, panel) > memory.scratchBytes) panel--;
  return withScratch(memory, evaluateSampleScratch(cols, nClasses, panel), scratch => {
    memory.setParams(w);
    const { x, labels, weights, rows } = block;
    const loss = evaluateSample(
      x,
      kernelCentre,
      labels,
      weights,
      rows,
      step,
      cols,
      nClasses,
      params,
      gradient,
      panel,
      scratch,
    );
    const size = nClasses * (cols + 1);
    const sums = new Float64Array(size + 1);
    sums.set(arena.float64(gradient, size));
    sums[size] = loss;
    return sums;
  });
}

function product(memory: PassMemory, block: BlockRows, w: Float64Array, v: Float64Array): Float64Array {
  const { plan, packed, kernelCentre, params, gradient } = memory;
  const { arena, cols, instance } = packed;
  const { kernels } = instance;
  const { nClasses } = plan;
  const size = nClasses * (cols + 1);
  // P and U of a panel stand where an evaluation has Z alone.
  const panel = Math.max(1, plan.panelStrips >> 1);
  const mark = arena.mark();
  try {
    const vector = arena.allocate(8 * size, purposeOf(memory));
    return withScratch(memory, kernels.hessianVectorScratch(cols, nClasses, panel), scratch => {
      memory.setParams(v);
      arena.float64(vector, size).set(arena.float64(params, size));
      memory.setParams(w);
      const { x, weights, rows } = block;
      kernels.hessianVector(
        x,
        kernelCentre,
        weights,
        rows,
        cols,
        nClasses,
        params,
        vector,
        gradient,
        panel,
        scratch,
      );
      return arena.float64(gradient, size).slice();
    });
  } finally {
    arena.release(mark);
  }
}

function* hessian(memory: PassMemory, block: BlockRows, w: Float64Array, every: number): Work<Float64Array> {
  const { plan, packed, kernelCentre, params } = memory;
  const { arena, cols, instance, stripRows } = packed;
  const { kernels } = instance;
  const { nClasses } = plan;
  const strips = Math.ceil(block.rows / stripRows);
  const entries = (cols + 1) ** 2;
  const pairs = pairsOf(nClasses);
  const panel = Math.max(1, Math.min(strips, Math.floor(HESSIAN_PANEL_BYTES / (32 * (cols + 1)))));
  const affordable = Math.max(HESSIAN_SUMS.least, HESSIAN_SUMS.share * packed.strips * packed.stripBytes);
  const batch = Math.max(1, Math.floor(affordable / (24 * entries)));
  const all = new Float64Array(pairs.length * entries);
  memory.setParams(w);
  for (let first = 0; first < pairs.length; first += batch) {
    const [k, l] = pairs[first] as [number, number];
    const count = Math.min(batch, pairs.length - first);
    const mark = arena.mark();
    try {
      const sums = arena.allocate(8 * count * entries, purposeOf(memory));
      withScratch(memory, kernels.hessianPairsScratch(cols, nClasses, count, panel), scratch => {
        const { x, weights, rows } = block;
        kernels.hessianPairs(
          x,
          kernelCentre,
          weights,
          rows,
          Math.min(every, strips),
          cols,
          nClasses,
          params,
          k,
          l,
          count,
          panel,
          sums,
          scratch,
        );
      });
      all.set(arena.float64(sums, count * entries), first * entries);
    } finally {
      arena.release(mark);
    }
    yield;
  }
  return all;
}

/** (0, 1), (0, 2) … (1, 2) …: the order of the kernel. */
export function pairsOf(classes: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let k = 0; k < classes; k++) for (let l = k + 1; l < classes; l++) pairs.push([k, l]);
  return pairs;
}

/** Runs a kernel in what an evaluation works in, where that is enough, else in memory of its own. */
function withScratch<T>(memory: PassMemory, bytes: number, run: (scratch: number) => T): T {
  if (bytes <= memory.scratchBytes) return run(memory.scratch);
  const { arena } = memory.packed;
  const mark = arena.mark();
  try {
    return run(arena.allocate(bytes, purposeOf(memory)));
  } finally {
    arena.release(mark);
  }
}

function purposeOf({ plan, packed }: PassMemory): string {
  return `derivatives over ${packed.rows} rows × ${packed.cols} features with ${plan.nClasses} classes`;
}
