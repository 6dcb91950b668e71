/** A problem → its objective, on this thread or in workers. */
import type { ColumnMoments } from '../data/column-moments.js';
import { CsrMatrix } from '../data/csr-matrix.js';
import type { RowSource } from '../data/row-source.js';
import { withFixedColumns } from '../fixed-columns.js';
import { withLinearTerm } from '../linear-term.js';
import type { AnyObjective, Objective, RemoteObjective } from '../objective.js';
import { DenseObjective } from '../objectives/dense.js';
import { rawGradientNorm } from '../objectives/raw-gradient.js';
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
  /** Whether the last K columns of X are offsets of the logits.  Default false. */
  readonly offset?: boolean;
  /** Where the penalty is to count columns as scaled. */
  readonly moments?: ColumnMoments | null;
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

/** What does not change with the penalty. */
export interface Kept<D> {
  readonly data: D;
  /** What targets that are no labels add to the data term. */
  readonly term: Float64Array | null;
}

/** The data term by itself, and with the penalty. */
export interface Assembled extends Kept<LocalData> {
  /** The mean loss, of the parameters that are fitted. */
  readonly loss: Objective;
  readonly objective: Objective;
}

/** The same where workers compute it. */
export interface AssembledInWorkers extends Kept<WorkerObjective> {
  readonly objective: RemoteObjective;
  /** Goes on in float64: the objective from there on, or null where the memory for it is not to be had. */
  readonly refined: () => Promise<RemoteObjective | null>;
}

/**
 * The objective of a problem.  C and alpha undefined: no penalty.
 * @param shifted parameters are (W, b + W·centre), see DensePlan; sparse rows have a centre of zeros
 * @param centre what to subtract from the columns; default: chosen from the rows
 * @param kept of a fit of the same problem
 */
export function assemble(
  problem: Problem,
  options: ObjectiveOptions,
  shifted = false,
  centre?: Float64Array,
  kept?: Kept<LocalData>,
): Assembled {
  const penalty = penaltyOf(problem, options);
  const { fitIntercept, precision } = options;
  const make = instantiateFor(options);
  const { X } = problem;
  const data: LocalData =
    kept?.data ??
    (X instanceof CsrMatrix
      ? new SparseObjective({ ...problem, X, fitIntercept, precision }, make)
      : dense(problem, options, make, shifted, centre));
  const parameters = { shifted, fitIntercept };
  const term = kept ? kept.term : termOf(problem, data, parameters);
  const loss = dataTerm<Objective>(problem, data, term, parameters);
  return { data, loss, objective: withPenalty(loss, penalty), term };
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

/**
 * The same, computed by so many workers at the most.
 * @param away none of them is this thread
 */
export function assembleInWorkers(
  problem: Problem,
  options: ObjectiveOptions,
  threads: number,
  shifted = false,
  away = false,
  kept?: Kept<WorkerObjective>,
): AssembledInWorkers {
  const penalty = penaltyOf(problem, options);
  const { fitIntercept, precision, deterministic } = options;
  const data =
    kept?.data ??
    new WorkerObjective(
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
      away,
    );
  const parameters = { shifted, fitIntercept };
  const term = kept ? kept.term : termOf(problem, data, parameters);
  const objective = () => withPenalty(dataTerm<RemoteObjective>(problem, data, term, parameters), penalty);
  return {
    data,
    objective: objective(),
    term,
    refined: async () => ((await data.refine()) ? objective() : null),
  };
}

/** What the parameters of a data term are. */
interface Parameters {
  readonly shifted: boolean;
  readonly fitIntercept: boolean;
}

function termOf(
  problem: Problem,
  { centre, precision }: DataTerm,
  parameters: Parameters,
): Float64Array | null {
  const { correction = null } = problem;
  if (!correction || correction instanceof Float64Array) return correction;
  return linearTerm(problem, correction, { centre, precision, ...parameters });
}

/** Of the parameters that are fitted, and of targets that need be no labels. */
function dataTerm<T extends AnyObjective>(
  problem: Problem,
  data: T & DataTerm,
  term: Float64Array | null,
  { shifted, fitIntercept }: Parameters,
): T {
  const whole = withLinearTerm<T>(data, term);
  if (!problem.offset) return whole;
  const { centre } = data;
  const { nClasses } = problem;
  const d = features(problem);
  return withFixedColumns(whole, {
    nClasses,
    stride: d + (fitIntercept ? 1 : 0),
    fitIntercept,
    shift: shifted ? centre.slice(d) : new Float64Array(nClasses),
    gradientNorm: shifted ? rawGradientNorm(centre.slice(0, d)) : undefined,
  });
}

/** Columns of X whose weights are fitted. */
function features({ X, nClasses, offset }: Problem): number {
  return offset ? X.cols - nClasses : X.cols;
}

/** The penalty of a problem, by parameter. */
export function penaltyOf(problem: Problem, options: ObjectiveOptions) {
  const { X, nClasses, weights, moments } = problem;
  const totalWeight = weights ? weights.reduce((sum, weight) => sum + weight, 0) : X.rows;
  return penaltyFactors(options, {
    cols: features(problem),
    nClasses,
    fitIntercept: options.fitIntercept,
    totalWeight,
    scales: moments?.scale,
  });
}

function sampling(problem: Problem, { fitIntercept }: ObjectiveOptions): number {
  const { X, nClasses } = problem;
  return sampleEvery(X.rows, nClasses, features(problem) + (fitIntercept ? 1 : 0));
}

function instantiateFor({ deterministic }: ObjectiveOptions): Instantiate {
  return precision => instantiate(precision, deterministic);
}
