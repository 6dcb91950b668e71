/** Runs of a solver, on this thread or with workers: first in the precision asked for, then in float64 where that ends. */

import type { L1Term } from '../objective.js';
import type { CheckedOptions } from '../options/index.js';
import { type RunOptions, type RunResult, runAsync, runSync } from '../solvers/driver.js';
import type { Solver } from '../solvers/solver.js';
import { createSolver, isStochastic, pathMatters, resolveSolver } from '../solvers/table.js';
import { centreBlocks, shiftIntercepts } from '../solvers/vector.js';
import { finish, inTurns, isWork, type Work } from '../work.js';
import { WorkerObjective } from '../workers/objective.js';
import {
  type Assembled,
  type AssembledInWorkers,
  assembleInWorkers,
  assembling,
  type Parts,
} from './assemble.js';
import { uncentred } from './bounds.js';
import type { DataTerm, Kept, LocalData } from './data-term.js';
import type { Input } from './input.js';
import type { FitOptions } from './options.js';
import type { Problem } from './problem.js';
import { dealRows } from './rows.js';
import { threadCount } from './threads.js';
import { validationOf } from './validation.js';

/** What a fit has come to. */
export interface Fit {
  readonly input: Omit<Input, 'problem' | 'start'> & { readonly problem?: Pick<Problem, 'moments'> };
  readonly data: Omit<DataTerm, 'end'>;
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

/** All that a run needs, made before it. */
interface Prepared<P extends Parts> {
  readonly input: Input;
  readonly parts: P;
  readonly run: RunOptions;
}

/** Runs to the end without waiting. */
export function fitHere(reading: Work<Input>, options: CheckedOptions, fitOptions: FitOptions): Fit {
  const prepared = finish(
    prepare(reading, options, fitOptions, ({ problem, shifted }) => assembling(problem, options, shifted)),
  );
  const { input, run } = prepared;
  let { parts } = prepared;
  try {
    let result = runSync(firstSolver(input, options, parts), parts.sliced.objective, run);
    const finer = needsRefining(result, parts.data, options) && finish(parts.refined());
    if (finer) {
      parts = finer;
      const solver = nextSolver(input, options, parts, result);
      result = runSync(solver, parts.sliced.objective, { ...run, continues: result });
    }
    return fitOf(input, options, parts, result);
  } finally {
    parts.data.end();
  }
}

/**
 * Runs to the end, giving the event loop its turns; with workers where options or the size of the problem want them.
 * @param held what the last fit of the same problem held, and the next one will
 * @throws the signal's reason where it is aborted before the run begins
 */
export async function fitAnywhere(
  reading: Input | Work<Input>,
  options: CheckedOptions,
  fitOptions: FitOptions,
  held?: Held,
): Promise<Fit> {
  const { signal } = fitOptions;
  const place = (input: Input) => partsOf(input, options, held);
  const prepared = await inTurns(prepare(reading, options, fitOptions, place, held), signal);
  const { input, run } = prepared;
  let { parts } = prepared;
  try {
    let result = await runAsync(firstSolver(input, options, parts), parts.sliced.objective, run);
    if (needsRefining(result, parts.data, options)) {
      const finer = await refinedInTurns(parts, signal);
      if (finer) {
        parts = finer;
        const solver = nextSolver(input, options, parts, result);
        result = await runAsync(solver, parts.sliced.objective, { ...run, continues: result });
      } else if (signal?.aborted) result = { ...result, status: 'aborted' };
    }
    return fitOf(input, options, parts, result);
  } finally {
    if (!held) await parts.data.end();
    else if (isRemote(parts)) held.there = parts;
    else held.here = parts;
  }
}

function* prepare<P extends Parts>(
  reading: Input | Work<Input>,
  options: CheckedOptions,
  { signal, onIteration }: FitOptions,
  place: (input: Input) => Work<P>,
  held?: Held,
): Work<Prepared<P>> {
  const all = isWork(reading) ? yield* reading : reading;
  const { input, heldOut } = yield* dealRows(all, options);
  const parts = yield* place(input);
  try {
    const { maxIter, tol } = options;
    const validation = yield* validationOf(heldOut, options, input.shifted, parts.data.centre);
    const run = { maxIter, tol, signal, onIteration, started: input.started, validation };
    return { input, parts, run };
  } catch (error) {
    if (!held) void parts.data.end();
    throw error;
  }
}

/** Where the signal is aborted meanwhile, null: the run ends where it is. */
async function refinedInTurns(
  parts: Assembled | AssembledInWorkers,
  signal: AbortSignal | undefined,
): Promise<Assembled | AssembledInWorkers | null> {
  try {
    return isRemote(parts) ? await parts.refined() : await inTurns(parts.refined(), signal);
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

function* partsOf(input: Input, options: CheckedOptions, held?: Held): Work<Assembled | AssembledInWorkers> {
  const { problem, shifted } = input;
  const threads = held ? 1 : threadCount(options.workers, problem);
  if (!isStochastic(options.solver) && (held?.away || threads > 1))
    return yield* assembleInWorkers(problem, options, threads, shifted, held?.away, held?.there);
  return yield* assembling(problem, options, shifted, undefined, held?.here);
}

function isRemote(parts: Assembled | AssembledInWorkers): parts is AssembledInWorkers {
  return parts.data instanceof WorkerObjective;
}

function fitOf(input: Input, options: CheckedOptions, parts: Parts, result: RunResult): Fit {
  const { data, objective } = parts;
  return { input, data, l1: objective.l1, solver: resolveSolver(options.solver, objective), result };
}

/** From where the fit begins. */
function firstSolver(input: Input, options: CheckedOptions, { objective, data }: Parts): Solver {
  const { start, shifted, nFeatures, box } = input;
  const from = start.slice();
  if (shifted) shiftIntercepts(from, data.centre.subarray(0, nFeatures), 1);
  return createSolver(options.solver, objective, from, { ...options, box });
}

/** From where a run ended, without the shift of all classes that float32 noise has left and preconditioned steps never undo. */
function nextSolver(
  { problem, box }: Input,
  options: CheckedOptions,
  { objective }: Parts,
  { w }: RunResult,
): Solver {
  const from = w.slice();
  const size = w.length / problem.nClasses;
  centreBlocks(from, size, uncentred(size, objective.l1, box));
  return createSolver(options.solver, objective, from, { ...options, box });
}

/** Whether rounding in float32 kernels has stopped a solver short of its tolerance. */
export function needsRefining(
  { status, iterations }: RunResult,
  { precision }: Pick<DataTerm, 'precision'>,
  { maxIter, solver }: Pick<CheckedOptions, 'maxIter' | 'solver'>,
): boolean {
  return (
    status === 'lineSearchFailed' &&
    iterations < maxIter &&
    precision === 'float32' &&
    !pathMatters(solver) &&
    !isStochastic(solver)
  );
}
