/** Which rows of a problem a solver gets, and in which order. */
import { CsrMatrix } from '../data/csr-matrix.js';
import { mulberry32, shuffle } from '../data/random.js';
import { SelectedRows } from '../data/selected-rows.js';
import { splitting } from '../data/split.js';
import { invalidValue } from '../errors.js';
import type { CheckedOptions } from '../options/index.js';
import { isStochastic } from '../solvers/table.js';
import { finish, overRows, type Work } from '../work.js';
import type { Input } from './input.js';
import type { Problem } from './problem.js';

/** The rows to fit to, and those held out to stop by; null: none. */
export interface DealtRows {
  readonly input: Input;
  readonly heldOut: Problem | null;
}

type Options = Pick<CheckedOptions, 'solver' | 'seed' | 'validationFraction'>;

/**
 * Holds out a share of each class, where options ask for it, and puts the others into a random order for solvers that take
 * them in batches.
 */
export function* dealRows(input: Input, options: Options): Work<DealtRows> {
  const { solver, seed, validationFraction } = options;
  let { problem } = input;
  let heldOut: Problem | null = null;
  if (validationFraction > 0) {
    const { train, test } = yield* split(problem, validationFraction, seed);
    heldOut = yield* selectRows(problem, test);
    problem = yield* selectRows(problem, train);
  }
  if (isStochastic(solver)) problem = yield* puttingInRandomOrder(problem, seed);
  return { input: { ...input, problem }, heldOut };
}

/** Rows dealt with before others may have a turn. */
const ROWS_PER_PIECE = 16384;

export function inRandomOrder(problem: Problem, seed: number): Problem {
  return finish(puttingInRandomOrder(problem, seed));
}

function* puttingInRandomOrder(problem: Problem, seed: number): Work<Problem> {
  const order = allRows(problem.X.rows);
  yield;
  shuffle(order, mulberry32(seed));
  yield;
  return yield* selectRows(problem, order);
}

function allRows(rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) all[i] = i;
  return all;
}

function* selectRows(problem: Problem, indices: Uint32Array): Work<Problem> {
  const { X, y, weights } = problem;
  const chosenWeights = weights && new Float64Array(indices.length);
  const chosen = new Uint16Array(indices.length);
  yield* overRows(indices.length, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) {
      const row = indices[i] as number;
      chosen[i] = y[row] as number;
      if (weights && chosenWeights) chosenWeights[i] = weights[row] as number;
    }
  });
  return {
    ...problem,
    X: X instanceof CsrMatrix ? X.selectRows(indices) : new SelectedRows(X, indices),
    y: chosen,
    weights: chosenWeights,
    correction: selectedCorrection(problem, indices),
  };
}

function selectedCorrection({ correction = null, nClasses }: Problem, indices: Uint32Array) {
  if (!correction || correction instanceof Float64Array || 'byClass' in correction) return correction;
  return {
    byRow(first: number, last: number, out: Float64Array) {
      for (let i = first, at = 0; i < last; i++, at += nClasses) {
        const row = indices[i] as number;
        correction.byRow(row, row + 1, out.subarray(at, at + nClasses));
      }
    },
  };
}

/** Rows that weigh nothing have no say in it and stay in the training part. */
function* split({ X, y, weights }: Problem, fraction: number, seed: number) {
  const counted = yield* rowsWhere(X.rows, i => !weights || (weights[i] as number) > 0);
  const expected = `a share that leaves rows on both sides of ${counted.length}`;
  if (Math.ceil(fraction * counted.length) >= counted.length)
    throw invalidValue('validationFraction', expected, fraction);
  const labels = new Uint16Array(counted.length);
  for (let at = 0; at < labels.length; at++) labels[at] = y[counted[at] as number] as number;
  yield;
  const { test } = yield* splitting(labels, fraction, seed);
  if (test.length === 0) throw invalidValue('validationFraction', expected, fraction);
  const inTest = new Uint8Array(X.rows);
  for (let at = 0; at < test.length; at++) {
    test[at] = counted[test[at] as number] as number;
    inTest[test[at] as number] = 1;
  }
  return { train: yield* rowsWhere(X.rows, i => !inTest[i]), test };
}

function* rowsWhere(rows: number, holds: (i: number) => boolean): Work<Uint32Array> {
  const found = new Uint32Array(rows);
  let count = 0;
  yield* overRows(rows, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) if (holds(i)) found[count++] = i;
  });
  return found.slice(0, count);
}
