/**
 * y and what weighs it → labels, weights and how far labels are from the targets.  In this order: ignored rows weigh 0;
 * targets t are smoothed, t′ = (1 − ε)·t + ε/K; class weights c multiply each term of the loss,
 *
 *   lossᵢ = sᵢ·Σₖ cₖ·t′ᵢₖ·(−log pᵢₖ),
 *
 * so that a row weighs wᵢ = sᵢ·Σₖ cₖ·t′ᵢₖ and its targets are cₖ·t′ᵢₖ / Σₗ cₗ·t′ᵢₗ.  The mean is over Σ wᵢ.
 */
import { type MatrixLike, type RowSource, readRows } from '../data/matrix-like.js';
import { invalidValue } from '../errors.js';
import {
  classTotals,
  classWeights,
  type EncodedLabels,
  encodingLabels,
  type Label,
  positive,
  sampleWeights,
  times,
} from '../labels.js';
import { type CheckedTargets, checkOrder } from '../options/targets.js';
import { finish, type Work } from '../work.js';
import type { Correction } from './soft-targets.js';

/** n labels, or n × K probabilities of the classes, rows that sum to 1 within 1e-6. */
export type TargetsLike = ArrayLike<Label> | MatrixLike;

export interface Targets {
  readonly classes: readonly Label[];
  /** Class index per row. */
  readonly indices: Uint16Array;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
  /** Null: the labels are the targets. */
  readonly correction: Correction | null;
}

/** Rows of probabilities may sum to 1 up to this. */
const SUM_TOLERANCE = 1e-6;
/** Probabilities read at a time. */
const CHUNK_VALUES = 16384;

/** @throws TypeError, RangeError for targets or weights that will not do, naming the row */
export function* checkTargets(
  y: TargetsLike,
  rows: number,
  sampleWeight: ArrayLike<number> | undefined,
  options: CheckedTargets,
): Work<Targets> {
  if (isMatrix(y)) return yield* fromProbabilities(yield* readRows(y, 'y'), rows, sampleWeight, options);
  const labels = yield* encodingLabels(y as ArrayLike<Label>, rows, options.classes, options.ignoreLabel);
  return yield* fromLabels(labels, sampleWeight, options);
}

function* fromLabels(
  { classes, indices, ignored }: EncodedLabels,
  sampleWeight: ArrayLike<number> | undefined,
  { classWeight, labelSmoothing: epsilon }: CheckedTargets,
): Work<Targets> {
  const K = classes.length;
  const weights = yield* sampleWeights(indices.length, sampleWeight, ignored);
  yield;
  const byClass = classWeights(classes, classWeight, () => classTotals(K, indices, weights));
  yield;
  if (epsilon === 0) {
    const product = times(weights, byClass, indices);
    yield;
    const all = positive(product, sampleWeight !== undefined);
    yield;
    return { classes, indices, weights: all, correction: null };
  }
  const table = new Float64Array(K * K);
  const totals = new Float64Array(K);
  for (let l = 0; l < K; l++) {
    const row = table.subarray(l * K, (l + 1) * K);
    row[l] = 1;
    totals[l] = toTargets(row, epsilon, byClass);
    awayFrom(row, l);
  }
  const all = positive(times(weights, byClass && totals, indices), sampleWeight !== undefined);
  return { classes, indices, weights: all, correction: { byClass: table } };
}

function* fromProbabilities(
  Y: RowSource,
  rows: number,
  sampleWeight: ArrayLike<number> | undefined,
  { classWeight, classes: declared, labelSmoothing: epsilon, ignoreLabel }: CheckedTargets,
): Work<Targets> {
  const K = Y.cols;
  if (ignoreLabel !== undefined) {
    throw invalidValue(
      'ignoreLabel',
      'none where y holds probabilities: a row of sampleWeight 0 is ignored',
      ignoreLabel,
    );
  }
  if (Y.rows !== rows) throw invalidValue('the number of rows of y', `${rows}, one per row of X`, Y.rows);
  if (K < 2 || K > 65536)
    throw invalidValue('the number of columns of y', 'from 2 to 65536, one per class', K);
  const classes = columnClasses(K, declared);
  let weights = yield* sampleWeights(rows, sampleWeight);
  const totals = new Float64Array(K);
  yield* checkProbabilities(Y, (t, i) => {
    const weight = weights ? (weights[i] as number) : 1;
    for (let k = 0; k < K; k++) totals[k] = (totals[k] as number) + weight * (t[k] as number);
  });
  const byClass = classWeights(classes, classWeight, () => totals);
  const indices = new Uint16Array(rows);
  if (byClass) weights ??= new Float64Array(rows).fill(1);
  let hard = true;
  yield* forRows(Y, 0, rows, (t, i) => {
    const total = toTargets(t, epsilon, byClass);
    if (weights && byClass) weights[i] = (weights[i] as number) * total;
    let y = 0;
    for (let k = 1; k < K; k++) if ((t[k] as number) > (t[y] as number)) y = k;
    indices[i] = y;
    hard &&= total === 0 || t[y] === 1;
  });
  const byRow = (first: number, last: number, out: Float64Array) => {
    const write = (t: Float64Array, i: number) => {
      toTargets(t, epsilon, byClass);
      awayFrom(t, indices[i] as number);
      out.set(t, (i - first) * K);
    };
    finish(forRows(Y, first, last, write));
  };
  return {
    classes,
    indices,
    weights: positive(weights, sampleWeight !== undefined),
    correction: hard ? null : { byRow },
  };
}

/** The classes that columns stand for: as declared, or 0 … K − 1. */
function columnClasses(K: number, declared: readonly Label[] | undefined): readonly Label[] {
  if (!declared) return Array.from({ length: K }, (_, k) => k);
  if (declared.length !== K) {
    throw invalidValue('the number of columns of y', `${declared.length}, one per declared class`, K);
  }
  checkOrder(declared, 'where columns of y stand for them');
  return [...declared];
}

/** t → cₖ·t′ₖ / Σₗ cₗ·t′ₗ, in place; returns that sum.  Where it is 0 the row weighs nothing. */
function toTargets(t: Float64Array, epsilon: number, byClass: Float64Array | null): number {
  const K = t.length;
  let total = 0;
  if (epsilon === 0 && !byClass) return 1;
  for (let k = 0; k < K; k++) {
    const smoothed = (1 - epsilon) * (t[k] as number) + epsilon / K;
    t[k] = (byClass ? (byClass[k] as number) : 1) * smoothed;
    total += t[k] as number;
  }
  if (total > 0) for (let k = 0; k < K; k++) t[k] = (t[k] as number) / total;
  return total;
}

/** t → y − t, y being the unit vector of a class. */
function awayFrom(t: Float64Array, y: number): void {
  for (let k = 0; k < t.length; k++) t[k] = (k === y ? 1 : 0) - (t[k] as number);
}

function* checkProbabilities(Y: RowSource, take: (t: Float64Array, i: number) => void): Work<void> {
  yield* forRows(Y, 0, Y.rows, take, (t, i) => {
    for (let k = 0; k < t.length; k++) {
      const value = t[k] as number;
      if (!(value >= 0 && value <= 1 + SUM_TOLERANCE))
        throw invalidValue(`y[${i}][${k}]`, 'a probability from 0 to 1', value);
    }
    const total = sum(t);
    if (!(Math.abs(total - 1) <= SUM_TOLERANCE))
      throw invalidValue(`the sum of y[${i}]`, `1, up to ${SUM_TOLERANCE}`, total);
  });
}

/**
 * Rows of probabilities, scaled to sum to 1, one at a time in an array that others overwrite.
 * @param check what is handed them as they came
 */
function* forRows(
  Y: RowSource,
  first: number,
  last: number,
  take: (t: Float64Array, i: number) => void,
  check?: (t: Float64Array, i: number) => void,
): Work<void> {
  const K = Y.cols;
  const most = Math.max(1, Math.floor(CHUNK_VALUES / K));
  const chunk = new Float64Array(Math.min(most, last - first) * K);
  for (let from = first; from < last; from += most) {
    const to = Math.min(from + most, last);
    Y.copy(from, to, chunk);
    for (let i = from; i < to; i++) {
      const t = chunk.subarray((i - from) * K, (i - from + 1) * K);
      check?.(t, i);
      normalise(t, sum(t));
      take(t, i);
    }
    yield;
  }
}

function sum(t: Float64Array): number {
  let total = 0;
  for (let k = 0; k < t.length; k++) total += t[k] as number;
  return total;
}

function normalise(t: Float64Array, total: number): void {
  if (total !== 1) for (let k = 0; k < t.length; k++) t[k] = (t[k] as number) / total;
}

/** Whether y is a matrix of numbers: labels are no arrays. */
function isMatrix(y: TargetsLike): y is MatrixLike {
  if (typeof y !== 'object' || y === null) return false;
  if ('length' in y && typeof y.length === 'number') return typeof y[0] === 'object' && y[0] !== null;
  return 'data' in y || 'indptr' in y || 'to2DArray' in y;
}
