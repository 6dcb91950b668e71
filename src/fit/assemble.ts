/** A problem → its objective, on this thread or in workers. */
import type { AnyObjective, Objective, RemoteObjective, SlicedObjective } from '../objective.js';
import type { CheckedOptions } from '../options/index.js';
import { sum } from '../sum.js';
import { type Penalty, withPenalty } from '../terms/penalty.js';
import { finish, type Work } from '../work.js';
import type { WorkerObjective } from '../workers/objective.js';
import {
  type DataTerm,
  dataInWorkers,
  type Kept,
  type LocalData,
  localData,
  lossOf,
  type Parameters as ParameterKind,
  type StorageOptions,
  termOf,
} from './data-term.js';
import { penaltyFactors } from './penalty.js';
import { features, type Problem } from './problem.js';

type ObjectiveOptions = StorageOptions &
  Pick<CheckedOptions, 'C' | 'alpha' | 'l1Ratio' | 'grouped' | 'penaltyFactors'>;

/** A data term and what is minimised of it. */
export interface Parts<D extends DataTerm = DataTerm, O extends AnyObjective = AnyObjective> extends Kept<D> {
  /** The mean loss, of the parameters that are fitted. */
  readonly loss: O;
  /** The same with the penalty. */
  readonly objective: O;
  /** Both, whose answers may be work in pieces. */
  readonly sliced: { readonly loss: AnyObjective; readonly objective: AnyObjective };
}

/** On this thread. */
export interface Assembled extends Parts<LocalData, Objective> {
  readonly sliced: { readonly loss: SlicedObjective; readonly objective: SlicedObjective };
  /** The stored rows in float64, in the same parameters, or null where the memory for it is not to be had. */
  refined(): Work<Assembled | null>;
}

/** Where workers compute it. */
export interface AssembledInWorkers extends Parts<WorkerObjective, RemoteObjective> {
  refined(): Promise<AssembledInWorkers | null>;
}

/** As `assembling`, in one go. */
export function assemble(...problem: Parameters<typeof assembling>): Assembled {
  return finish(assembling(...problem));
}

/**
 * The objective of a problem.  C and alpha undefined: no penalty.
 * @param shifted parameters are (W, b + W·centre)
 * @param centre what to subtract from the columns; default: chosen from the rows
 * @param kept of a fit of the same problem
 */
export function* assembling(
  problem: Problem,
  options: ObjectiveOptions,
  shifted = false,
  centre?: Float64Array,
  kept?: Kept<LocalData>,
): Work<Assembled> {
  const penalty = penaltyOf(problem, options);
  const parameters = { shifted, fitIntercept: options.fitIntercept };
  const { data, term } =
    kept ?? (yield* keeping(problem, localData(problem, options, shifted, centre), parameters));
  const loss = lossOf<Objective>(problem, data, term, data, parameters);
  const slicedLoss = lossOf<SlicedObjective>(problem, data.sliced, term, data, parameters);
  return {
    data,
    term,
    loss,
    objective: withPenalty(loss, penalty),
    sliced: { loss: slicedLoss, objective: withPenalty(slicedLoss, penalty) },
    *refined() {
      try {
        const finer = { ...options, precision: 'float64' as const };
        const rows = { ...problem, X: data.storedRows, correction: term };
        const refined = yield* assembling(rows, finer, shifted, data.centre);
        data.end();
        return refined;
      } catch (error) {
        if (error instanceof RangeError) return null;
        throw error;
      }
    },
  };
}

/**
 * The same, computed by so many workers at the most.
 * @param away none of them is this thread
 */
export function* assembleInWorkers(
  problem: Problem,
  options: ObjectiveOptions,
  threads: number,
  shifted = false,
  away = false,
  kept?: Kept<WorkerObjective>,
): Work<AssembledInWorkers> {
  const penalty = penaltyOf(problem, options);
  const parameters = { shifted, fitIntercept: options.fitIntercept };
  const { data, term } =
    kept ?? (yield* keeping(problem, dataInWorkers(problem, options, shifted, threads, away), parameters));
  const parts = (): AssembledInWorkers => {
    const loss = lossOf<RemoteObjective>(problem, data, term, data, parameters);
    const objective = withPenalty(loss, penalty);
    return { data, term, loss, objective, sliced: { loss, objective }, refined };
  };
  const refined = async () => ((await data.refine()) ? parts() : null);
  return parts();
}

/** What does not change with the penalty; where the term fails, the data is ended. */
function* keeping<D extends DataTerm>(
  problem: Problem,
  storing: Work<D>,
  parameters: ParameterKind,
): Work<Kept<D>> {
  const data = yield* storing;
  try {
    return { data, term: yield* termOf(problem, data, parameters) };
  } catch (error) {
    void data.end();
    throw error;
  }
}

/** The penalty of a problem, by parameter. */
export function penaltyOf(problem: Problem, options: ObjectiveOptions): Penalty {
  const { X, nClasses, weights, moments } = problem;
  const totalWeight = weights ? sum(weights) : X.rows;
  return penaltyFactors(options, {
    cols: features(problem),
    nClasses,
    fitIntercept: options.fitIntercept,
    totalWeight,
    scales: moments?.scale,
  });
}
