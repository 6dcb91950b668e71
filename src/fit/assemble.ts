/** A problem → its objective, on this thread or in workers. */
import { CsrMatrix } from '../data/csr-matrix.js';
import type { RowSource } from '../data/row-source.js';
import { withLinearTerm } from '../linear-term.js';
import type { Objective, RemoteObjective } from '../objective.js';
import { DenseObjective } from '../objectives/dense.js';
import { SparseObjective } from '../objectives/sparse.js';
import { StoredRows } from '../objectives/stored-rows.js';
import type { CheckedOptions } from '../options/index.js';
import { withPenalty } from '../penalty.js';
import { sampleEvery } from '../solvers/cost-model.js';
import { compiled, type Instantiate, instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
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

/** What a fit asks of a data term beside its answers. */
export interface DataTerm {
  readonly size: number;
  readonly precision: Precision;
  /** That compute it. */
  readonly threads: number;
  /** What columns are stored less, d. */
  readonly centre: Float64Array;
}

/** A data term on this thread. */
export interface LocalData extends DataTerm, Objective {
  /** The rows as they are stored, rounded to the precision. */
  readonly storedRows: RowSource;
  /** Gives back what was lent to it. */
  end(): void;
}

/** The data term by itself, and with the penalty. */
export interface Assembled {
  readonly data: LocalData;
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
 * @param shifted parameters are (W, b + W·centre), see DensePlan; sparse rows have a centre of zeros
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
  const data: LocalData =
    X instanceof CsrMatrix
      ? new SparseObjective({ ...problem, X, fitIntercept, precision }, make)
      : dense(problem, options, make, shifted, centre);
  const term = termOf(problem, data, shifted, fitIntercept);
  return { data, objective: withPenalty(withLinearTerm<Objective>(data, term), penalty), term };
}

function dense(
  problem: Problem,
  options: ObjectiveOptions,
  make: Instantiate,
  shifted: boolean,
  centre?: Float64Array,
): DenseObjective {
  const { X } = problem;
  const { fitIntercept, precision } = options;
  const stored = X instanceof StoredRows ? X : null;
  return new DenseObjective(
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
  const term = termOf(problem, data, shifted, fitIntercept);
  const objective = () => withPenalty(withLinearTerm<RemoteObjective>(data, term), penalty);
  return { data, objective: objective(), refined: async () => ((await data.refine()) ? objective() : null) };
}

function termOf(
  problem: Problem,
  { centre, precision }: DataTerm,
  shifted: boolean,
  fitIntercept: boolean,
): Float64Array | null {
  const { correction = null } = problem;
  if (!correction || correction instanceof Float64Array) return correction;
  return linearTerm(problem, correction, { centre, precision, shifted, fitIntercept });
}

/** The penalty of a problem, by parameter. */
export function penaltyOf({ X, nClasses, weights }: Problem, options: ObjectiveOptions) {
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
