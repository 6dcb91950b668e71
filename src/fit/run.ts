/** Runs of a solver, on this thread or with workers: first in the precision asked for, then in float64 where that ends. */

import type { AnyObjective, L1Term } from '../objective.js';
import type { CheckedOptions } from '../options/index.js';
import { type RunOptions, type RunResult, runAsync, runSync } from '../solvers/driver.js';
import type { Solver } from '../solvers/solver.js';
import { createSolver, isStochastic, pathMatters, resolveSolver } from '../solvers/table.js';
import { centreBlocks, shiftIntercepts } from '../solvers/vector.js';
import type { WorkerObjective } from '../workers/objective.js';
import {
  assemble,
  assembleInWorkers,
  type DataTerm,
  type Kept,
  type LocalData,
  type Problem,
} from './assemble.js';
import { uncentred } from './bounds.js';
import type { Input } from './input.js';
import type { FitOptions } from './options.js';
import { dealRows } from './rows.js';
import { threadCount } from './threads.js';
import { validationOf } from './validation.js';

/** What a fit has come to. */
export interface Fit {
  readonly input: Omit<Input, 'problem' | 'start'> & { readonly problem?: Pick<Problem, 'moments'> };
  readonly data: DataTerm;
  /** The solver that ran. */
  readonly solver: string;
  /** Of the penalty. */
  readonly l1: L1Term | undefined;
  /** Its parameters are (W, b + W·centre) where the input says shifted. */
  readonly result: RunResult;
}

/** A problem's data term, kept from fit to fit: between them the penalty alone may change. */
export class Held {
  /** In a thread of its own. */
  readonly away: boolean;
  here: Kept<LocalData> | undefined;
  there: Kept<WorkerObjective> | undefined;

  constructor(away: boolean) {
    this.away = away;
  }

  async end(): Promise<void> {
    this.here?.data.end();
    await this.there?.data.end();
  }
}

/** Runs to the end without waiting. */
export function fitHere(all: Input, options: CheckedOptions, fitOptions: FitOptions): Fit {
  const { input, held: heldOut } = dealRows(all, options);
  let { data, objective, term } = assemble(input.problem, options, input.shifted);
  try {
    const validation = validationOf(heldOut, options, input.shifted, data.centre);
    const run = { ...runOptions(input, options, fitOptions), validation };
    let result = runSync(solverOf(input, options, objective, data.centre), objective, run);
    const refined = needsRefining(result, data, options) && refine(input, data, term, options);
    if (refined) {
      data.end();
      ({ data, objective, term } = refined);
      const solver = createSolver(
        options.solver,
        objective,
        goOnFrom(input, objective, result),
        told(input, options),
      );
      result = runSync(solver, objective, { ...run, continues: result });
    }
    return { input, data, l1: objective.l1, solver: resolveSolver(options.solver, objective), result };
  } finally {
    data.end();
  }
}

/**
 * Runs to the end, giving the event loop its turns; with workers where options or the size of the problem want them.
 * @param held what the last fit of the same problem held, and the next one will
 */
export async function fitAnywhere(
  all: Input,
  options: CheckedOptions,
  fitOptions: FitOptions,
  held?: Held,
): Promise<Fit> {
  const { input, held: heldOut } = dealRows(all, options);
  const { problem, shifted } = input;
  const ruled = runOptions(input, options, fitOptions);
  const threads = isStochastic(options.solver) ? 1 : threadCount(options.workers, problem);
  if (!isStochastic(options.solver) && (held?.away || (!held && threads > 1)))
    return fitInWorkers(input, heldOut, options, ruled, threads, held);
  let { data, objective, term } = assemble(problem, options, shifted, undefined, held?.here);
  try {
    const run = { ...ruled, validation: validationOf(heldOut, options, shifted, data.centre) };
    let result = await runAsync(solverOf(input, options, objective, data.centre), objective, run);
    const refined = needsRefining(result, data, options) && refine(input, data, term, options);
    if (refined) {
      data.end();
      ({ data, objective, term } = refined);
      const solver = createSolver(
        options.solver,
        objective,
        goOnFrom(input, objective, result),
        told(input, options),
      );
      result = await runAsync(solver, objective, { ...run, continues: result });
    }
    return { input, data, l1: objective.l1, solver: resolveSolver(options.solver, objective), result };
  } finally {
    if (held) held.here = { data, term };
    else data.end();
  }
}

async function fitInWorkers(
  input: Input,
  heldOut: Problem | null,
  options: CheckedOptions,
  ruled: RunOptions,
  threads: number,
  held?: Held,
): Promise<Fit> {
  const { problem, shifted } = input;
  const { data, objective, term, refined } = assembleInWorkers(
    problem,
    options,
    threads,
    shifted,
    held?.away,
    held?.there,
  );
  if (held) held.there = { data, term };
  try {
    const run = { ...ruled, validation: validationOf(heldOut, options, input.shifted, data.centre) };
    let result = await runAsync(solverOf(input, options, objective, data.centre), objective, run);
    const finer = needsRefining(result, data, options) && (await refined());
    if (finer) {
      const solver = createSolver(
        options.solver,
        finer,
        goOnFrom(input, finer, result),
        told(input, options),
      );
      result = await runAsync(solver, finer, { ...run, continues: result });
    }
    return { input, data, l1: objective.l1, solver: resolveSolver(options.solver, objective), result };
  } finally {
    if (!held) await data.end();
  }
}

function runOptions(
  input: Input,
  { maxIter, tol }: CheckedOptions,
  { signal, onIteration }: FitOptions,
): RunOptions {
  return { maxIter, tol, signal, onIteration, started: input.started };
}

function solverOf(
  input: Input,
  options: CheckedOptions,
  objective: AnyObjective,
  centre: Float64Array,
): Solver {
  const { start, shifted, nFeatures } = input;
  const from = start.slice();
  if (shifted) shiftIntercepts(from, centre.subarray(0, nFeatures), 1);
  return createSolver(options.solver, objective, from, told(input, options));
}

/** What a solver is told beside its start. */
function told({ box }: Input, options: CheckedOptions) {
  return { ...options, box };
}

/** Whether rounding in float32 kernels has stopped a solver short of its tolerance. */
export function needsRefining(
  { status, iterations }: RunResult,
  { precision }: DataTerm,
  { maxIter, solver }: CheckedOptions,
): boolean {
  return (
    status === 'lineSearchFailed' &&
    iterations < maxIter &&
    precision === 'float32' &&
    !pathMatters(solver) &&
    !isStochastic(solver)
  );
}

/** Where a run ended, without the shift of all classes that float32 noise has left and preconditioned steps never undo. */
function goOnFrom({ problem, box }: Input, { l1 }: AnyObjective, { w }: RunResult): Float64Array {
  const from = w.slice();
  const size = w.length / problem.nClasses;
  centreBlocks(from, size, uncentred(size, l1, box));
  return from;
}

/** The stored rows in float64, in the same parameters; null where the memory for it is not to be had. */
export function refine(
  { problem, shifted }: Input,
  data: LocalData,
  correction: Float64Array | null,
  options: CheckedOptions,
) {
  try {
    const finer = { ...options, precision: 'float64' as const };
    return assemble({ ...problem, X: data.storedRows, correction }, finer, shifted, data.centre);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
