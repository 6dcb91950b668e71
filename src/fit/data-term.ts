/** What a problem's rows are to a fit: stored, here or in workers, and asked for their mean loss. */
import { CsrMatrix } from '../data/csr-matrix.js';
import type { RowSource } from '../data/row-source.js';
import type { AnyObjective, Objective, SlicedObjective } from '../objective.js';
import { DenseObjective } from '../objectives/dense.js';
import { rawGradientNorm } from '../objectives/raw-gradient.js';
import { SparseObjective } from '../objectives/sparse.js';
import { StoredRows } from '../objectives/stored-rows.js';
import type { CheckedOptions } from '../options/index.js';
import { sampleEvery } from '../solvers/cost-model.js';
import { withFixedColumns } from '../terms/fixed-columns.js';
import { withLinearTerm } from '../terms/linear-term.js';
import { compiled, type Instantiate, instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import type { Work } from '../work.js';
import { WorkerObjective } from '../workers/objective.js';
import { features, type Problem } from './problem.js';
import { linearTerm } from './soft-targets.js';

/** How rows are stored and computed with. */
export type StorageOptions = Pick<CheckedOptions, 'fitIntercept' | 'precision' | 'deterministic'>;

/** What a fit asks of stored rows beside their answers. */
export interface DataTerm {
  readonly size: number;
  readonly precision: Precision;
  /** That compute it. */
  readonly threads: number;
  /** What columns are stored less, d. */
  readonly centre: Float64Array;
  /** Gives back what was lent to it, ends its workers. */
  end(): void | Promise<void>;
}

/** Rows on this thread. */
export interface LocalData extends DataTerm, Objective {
  /** The rows as they are stored, rounded to the precision. */
  readonly storedRows: RowSource;
  /** The same, whose answers may be work in pieces. */
  readonly sliced: SlicedObjective;
  end(): void;
}

/** What does not change with the penalty. */
export interface Kept<D extends DataTerm = DataTerm> {
  readonly data: D;
  /** What targets that are no labels add to the data term. */
  readonly term: Float64Array | null;
}

/** What the parameters of a data term are: (W, b), or shifted, (W, b + W·centre). */
export interface Parameters {
  readonly shifted: boolean;
  readonly fitIntercept: boolean;
}

/** @param centre what to subtract from the columns; default: chosen from the rows; zeros where rows are sparse */
export function* localData(
  problem: Problem,
  options: StorageOptions,
  shifted: boolean,
  centre?: Float64Array,
): Work<LocalData> {
  const { X } = problem;
  const { fitIntercept, precision, deterministic } = options;
  const make = instantiateFor(options);
  if (X instanceof CsrMatrix) return new SparseObjective({ ...problem, X, fitIntercept, precision }, make);
  const stored = X instanceof StoredRows ? X : null;
  const plan = { fitIntercept, precision, shifted, centre: centre ?? stored?.centre };
  const loan = stored?.lend(precision, compiled(deterministic).build, make) ?? undefined;
  try {
    const data = { ...problem, ...plan, sampleEvery: sampling(problem, options) };
    return yield* DenseObjective.make(data, make, loan);
  } catch (error) {
    loan?.end();
    throw error;
  }
}

/** @param away none of the threads is this one */
export function* dataInWorkers(
  problem: Problem,
  options: StorageOptions,
  shifted: boolean,
  threads: number,
  away: boolean,
): Work<WorkerObjective> {
  const { X } = problem;
  const { fitIntercept, precision, deterministic } = options;
  const centre = X instanceof StoredRows ? X.centre : undefined;
  return yield* WorkerObjective.start(
    { ...problem, fitIntercept, precision, shifted, centre, sampleEvery: sampling(problem, options) },
    { instantiate: instantiateFor(options), compiled: compiled(deterministic) },
    threads,
    away,
  );
}

export function* termOf(
  { correction = null, ...problem }: Problem,
  { centre, precision }: DataTerm,
  parameters: Parameters,
): Work<Float64Array | null> {
  if (!correction || correction instanceof Float64Array) return correction;
  return yield* linearTerm(problem, correction, { centre, precision, ...parameters });
}

/** The mean loss of the parameters that are fitted, whatever the targets and offsets. */
export function lossOf<T extends AnyObjective>(
  problem: Problem,
  data: T,
  term: Float64Array | null,
  { centre }: Pick<DataTerm, 'centre'>,
  { shifted, fitIntercept }: Parameters,
): T {
  const whole = withLinearTerm<T>(data, term);
  if (!problem.offset) return whole;
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

function sampling(problem: Problem, { fitIntercept }: StorageOptions): number {
  const { X, nClasses } = problem;
  return sampleEvery(X.rows, nClasses, features(problem) + (fitIntercept ? 1 : 0));
}

function instantiateFor({ deterministic }: StorageOptions): Instantiate {
  return precision => instantiate(precision, deterministic);
}
