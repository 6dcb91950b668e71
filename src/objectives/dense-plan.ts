import type { RowSource } from '../data/row-source.js';
import type { Precision } from '../wasm/precision.js';
import type { Work } from '../work.js';
import { columnCentres } from './column-centres.js';
import { stripRows } from './packed-rows.js';
import { powerOfTwo } from './power-of-two.js';
import { type BlockRange, blockCount, dealBlocks } from './row-blocks.js';

/** X and Z of a panel: what stays in the second-level cache between logits and gradient. */
const PANEL_BYTES = 262144;
const PANEL_STRIPS = { least: 8, most: 256 };

/** Z of a panel, as a share of all X. */
const LOGITS_SHARE = 0.02;

/** Columns of a Gram matrix accumulated in one pass over the rows, and the share of the packed rows' memory they get. */
const GRAM_COLUMNS = { least: 4, most: 48 };
const GRAM_SHARE = 0.01;

/** What Gram matrices' weights may take where rows themselves are many. */
const WEIGHTS_SHARE = 0.01;

export interface DenseData {
  readonly X: RowSource;
  /** Class index per row, below `nClasses`. */
  readonly y: Uint16Array;
  readonly nClasses: number;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
  readonly fitIntercept: boolean;
  /**
   * Parameters (W, b') with b' = b + W·centre instead of (W, b): the same function of better-conditioned parameters.
   * Needs an intercept.  Default false.
   */
  readonly shifted?: boolean | undefined;
  /** What to subtract from the columns, d; default: chosen from the rows. */
  readonly centre?: Float64Array | undefined;
  readonly precision: Precision;
  /** Gram matrices are summed over every so many strips of rows, or a multiple of that.  Default 1. */
  readonly sampleEvery?: number | undefined;
  /** What sums over these rows are divided by, where they are some of many; default Σ weights. */
  readonly totalWeight?: number | undefined;
}

/**
 * All that decides how rows are evaluated, down to the last bit, whichever memories and threads they are dealt to.
 * Plain data: it can be sent to a worker.
 */
export interface DensePlan {
  /** Of all shards together. */
  readonly rows: number;
  readonly cols: number;
  readonly nClasses: number;
  readonly fitIntercept: boolean;
  readonly shifted: boolean;
  readonly precision: Precision;
  readonly centre: Float64Array;
  readonly weighted: boolean;
  /** What weights are divided by before they are stored. */
  readonly weightUnit: number;
  /** 1 / Σ stored weights. */
  readonly scale: number;
  readonly sampleEvery: number;
  /** A power of 2, see row-blocks.ts. */
  readonly blocks: number;
  readonly panelStrips: number;
  readonly gramColumns: number;
  /** Share of the packed rows' memory that the weights of a Gram matrix, by class, may take. */
  readonly weightsShare: number;
}

export function* planDense(data: DenseData): Work<DensePlan> {
  const { X, nClasses, weights, fitIntercept, shifted = false, precision, sampleEvery = 1 } = data;
  const { rows, cols } = X;
  const weightUnit = weights ? roundScale(weights) : 1;
  yield;
  const own = () => (weights ? totalOf(weights, weightUnit) : rows);
  const total = data.totalWeight === undefined ? own() : data.totalWeight / weightUnit;
  return {
    rows,
    cols,
    nClasses,
    fitIntercept,
    shifted,
    precision,
    centre: data.centre ?? (yield* columnCentres(X, weights)),
    weighted: weights !== null,
    weightUnit,
    scale: 1 / total,
    sampleEvery,
    blocks: blockCount(rows),
    weightsShare: WEIGHTS_SHARE,
    ...workSizes(rows, cols, nClasses, precision),
  };
}

/** The plan of the same rows, as they are stored, in float64. */
export function refinedPlan(plan: DensePlan): DensePlan {
  return { ...plan, precision: 'float64', ...workSizes(plan.rows, plan.cols, plan.nClasses, 'float64') };
}

function workSizes(rows: number, cols: number, nClasses: number, precision: Precision) {
  const strips = Math.ceil(rows / stripRows(precision));
  return { panelStrips: panelStrips(strips, cols, nClasses), gramColumns: gramColumns(strips, cols) };
}

/** Bytes of rows, labels and weights that one memory takes: 4 GiB less what kernels need beside them. */
export const MEMORY_BYTES = 3.5 * 2 ** 30;

/** Parts of a run of blocks whose rows each fit into one memory. */
export function spreadOverMemories(
  {
    rows,
    cols,
    precision,
    blocks,
    weighted,
  }: Pick<DensePlan, 'rows' | 'cols' | 'precision' | 'blocks' | 'weighted'>,
  range: BlockRange,
  memoryBytes = MEMORY_BYTES,
): BlockRange[] {
  const bytes = precision === 'float32' ? 4 : 8;
  const rowBytes = bytes * (cols + (weighted ? 1 : 0)) + 2;
  const blockBytes = Math.ceil(rows / blocks + 8) * rowBytes;
  const blocksEach = Math.max(1, Math.floor(memoryBytes / blockBytes));
  return dealBlocks(range, Math.ceil((range.end - range.first) / blocksEach));
}

/** Number of parameters. */
export function parameterCount({
  nClasses,
  cols,
  fitIntercept,
}: Pick<DensePlan, 'nClasses' | 'cols' | 'fitIntercept'>): number {
  return nClasses * (cols + (fitIntercept ? 1 : 0));
}

/** A power of two near the largest weight: dividing by it is exact, and keeps any scale within what float32 holds. */
export function roundScale(weights: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < weights.length; i++) largest = Math.max(largest, weights[i] as number);
  return Math.max(powerOfTwo(largest), Number.MIN_VALUE);
}

function totalOf(weights: Float64Array, unit: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += (weights[i] as number) / unit;
  return total;
}

function panelStrips(strips: number, cols: number, nClasses: number): number {
  const fitting = Math.floor(PANEL_BYTES / (32 * (cols + nClasses)));
  const affordable = Math.floor((LOGITS_SHARE * strips * cols) / nClasses);
  const wanted = Math.min(fitting, affordable, PANEL_STRIPS.most);
  return Math.min(Math.max(wanted, PANEL_STRIPS.least), strips);
}

function gramColumns(strips: number, cols: number): number {
  const columnBytes = 24 * (cols + 1);
  const affordable = Math.floor((GRAM_SHARE * strips * 32 * cols) / columnBytes / 4) * 4;
  return Math.min(cols, Math.max(GRAM_COLUMNS.least, Math.min(GRAM_COLUMNS.most, affordable)));
}
