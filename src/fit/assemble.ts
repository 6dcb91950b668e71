/** A problem → its objective, on this thread or in workers. */
import type { RowSource } from '../data/row-source.js';
import { withLinearTerm } from '../linear-term.js';
import type { Objective, RemoteObjective } from '../objective.js';
import { DenseObjective } from '../objectives/dense.js';
import { StoredRows } from '../objectives/stored-rows.js';
import type { CheckedOptions } from '../options/index.js';
import { withPenalty } from '../penalty.js';
import { sampleEvery } from '../solvers/cost-model.js';
import { compiled, type Instantiate, instantiate } from '../wasm/kernels.js';
import { WorkerObjective } from '../workers/objective.js';
import { penaltyFactors } from './penalty.js';
import { type Correction, linearTerm } from './soft-targets.js';

/** Rows, classes and weights, checked. */
export interface Problem {
  readonly X: RowSource;
  /** Class index per row. */
  readonly y: Uint16Array;
  readonly nClasses: number;
  /** Weight per row; null: 1. */
  readonly weights: Float64Array | null;
  /** How labels differ from the targets, or the term that came of it in the same parameters; default: not at all. */
  readonly correction?: Correction | Float64Array | null;
}

type ObjectiveOptions = Pick<
  CheckedOptions,
  'C' | 'alpha' | 'l1Ratio' | 'grouped' | 'penaltyFactors' | 'fitIntercept' | 'precision' | 'deterministic'
>;

/** The data term by itself, and with the penalty. */
export interface Assembled {
  readonly data: DenseObjective;
  readonly objective: Objective;
  /** What targets that are no labels add to the data term. */
  readonly term: Float64Array | null;
}

/** The same where workers compute it. */
export interface AssembledInWorkers {
  readonly data: WorkerObjective;
  readonly objective: RemoteObjective;
  /** Goes on in float64: the objective from there on, or null where the memory for it is not to be had. */
  readonly refined: () => Promise<RemoteObjective | null>;
}

/**
 * The objective of a problem.  C and alpha undefined: no penalty.
 * @param shifted parameters are (W, b + W·centre), see DensePlan
 * @param centre what to subtract from the columns; default: chosen from the rows
 */
export function assemble(
  problem: Problem,
  options: ObjectiveOptions,
  shifted = false,
  centre?: Float64Array,
): Assembled {
  const penalty = penaltyOf(problem, options);
  const { fitIntercept, precision } = options;
  const make = instantiateFor(options);
  const { X } = problem;
  const stored = X instanceof StoredRows ? X : null;
  const data = new DenseObjective(
    {
      ...problem,
      fitIntercept,
      precision,
      shifted,
      centre: centre ?? stored?.centre,
      sampleEvery: sampling(problem, options),
    },
    make,
    undefined,
    stored?.lend(precision, compiled(options.deterministic).build, make) ?? undefined,
  );
  const term = termOf(problem, data);
  return { data, objective: withPenalty(withLinearTerm<Objective>(data, term), penalty), term };
}

/** The same, computed by so many workers at the most. */
export function assembleInWorkers(
  problem: Problem,
  options: ObjectiveOptions,
  threads: number,
  shifted = false,
): AssembledInWorkers {
  const penalty = penaltyOf(problem, options);
  const { fitIntercept, precision, deterministic } = options;
  const data = new WorkerObjective(
    {
      ...problem,
      fitIntercept,
      precision,
      shifted,
      centre: problem.X instanceof StoredRows ? problem.X.centre : undefined,
      sampleEvery: sampling(problem, options),
    },
    { instantiate: instantiateFor(options), compiled: compiled(deterministic) },
    threads,
  );
  const term = termOf(problem, data);
  const objective = () => withPenalty(withLinearTerm<RemoteObjective>(data, term), penalty);
  return { data, objective: objective(), refined: async () => ((await data.refine()) ? objective() : null) };
}

function termOf(problem: Problem, { plan }: DenseObjective | WorkerObjective): Float64Array | null {
  const { correction = null } = problem;
  if (!correction || correction instanceof Float64Array) return correction;
  return linearTerm(problem, correction, plan);
}

function penaltyOf({ X, nClasses, weights }: Problem, options: ObjectiveOptions) {
  const totalWeight = weights ? weights.reduce((sum, weight) => sum + weight, 0) : X.rows;
  return penaltyFactors(options, {
    cols: X.cols,
    nClasses,
    fitIntercept: options.fitIntercept,
    totalWeight,
  });
}

function sampling({ X, nClasses }: Problem, options: ObjectiveOptions): number {
  return sampleEvery(X.rows, nClasses, blockSize(X, options));
}

function blockSize({ cols }: RowSource, { fitIntercept }: ObjectiveOptions): number {
  return cols + (fitIntercept ? 1 : 0);
}

function instantiateFor({ deterministic }: ObjectiveOptions): Instantiate {
  return precision => instantiate(precision, deterministic);
}
