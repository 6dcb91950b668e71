/** Fits that see rows a chunk at a time, and go on where the last chunk left them. */

import { CsrMatrix } from '../data/csr-matrix.js';
import type { Label } from '../labels.js';
import type { ModelState } from '../model-io/state.js';
import type { Objective } from '../objective.js';
import { columnCentres } from '../objectives/column-centres.js';
import { DenseObjective } from '../objectives/dense.js';
import { recycled } from '../objectives/recycled.js';
import { SparseObjective } from '../objectives/sparse.js';
import type { CheckedOptions } from '../options/index.js';
import { averagedFrom, BATCH_SIZE, ruleOf, type StochasticName } from '../solvers/mini-batch.js';
import { Average, type UpdateRule } from '../solvers/update-rule.js';
import { maxAbs, shiftIntercepts } from '../solvers/vector.js';
import { withPenalty } from '../terms/penalty.js';
import { type Instantiate, instantiate } from '../wasm/kernels.js';
import { finish } from '../work.js';
import { weightOf } from './chunks.js';
import { startingPoint } from './input.js';
import { penaltyFactors } from './penalty.js';
import type { Problem } from './problem.js';
import { inRandomOrder } from './rows.js';

/** Means over the batches of some chunks, at the parameters that each batch met. */
export interface Seen {
  objective: number;
  readonly gradient: Float64Array;
  rows: number;
}

/** All that changes from chunk to chunk. */
interface OnlineState {
  readonly w: Float64Array;
  readonly rule: UpdateRule;
  readonly average: Average;
  readonly chunks: number;
  /** Of the first pass, or so far in it: what the penalty's strength is shared among. */
  readonly rows: number;
  readonly weight: number;
}

/**
 * Mini-batch sgd or adam over chunks of rows.  Parameters are (W, b + W·centre), the centre being the first chunk's.
 * A chunk either changes everything it should or, where it throws, nothing.
 */
export class OnlineFit {
  readonly classes: readonly Label[];
  readonly nFeatures: number;
  readonly shifted: boolean;
  readonly centre: Float64Array;
  readonly solver: StochasticName;
  readonly #options: CheckedOptions;
  readonly #instantiate: Instantiate;
  #state: OnlineState;

  /**
   * @param first chunk, for where the columns lie
   * @param from the model to go on from
   */
  constructor(
    solver: StochasticName,
    options: CheckedOptions,
    classes: readonly Label[],
    first: Problem,
    from: ModelState | null,
  ) {
    this.solver = solver;
    this.#options = options;
    this.classes = classes;
    this.nFeatures = first.X.cols;
    this.shifted = options.fitIntercept;
    // Sparse rows are not shifted: that would fill them.
    const sparse = first.X instanceof CsrMatrix;
    this.centre = sparse
      ? new Float64Array(this.nFeatures)
      : (from?.centre.slice() ?? finish(columnCentres(first.X, first.weights)));
    this.#instantiate = recycled(precision => instantiate(precision, options.deterministic));
    const w = startingPoint(classes, this.nFeatures, options.fitIntercept, from);
    if (this.shifted) shiftIntercepts(w, this.centre, 1);
    const weight = weightOf(first);
    if (!(weight > 0)) throw noWeight();
    const { ridge } = this.#penalty(weight);
    const convexity = ridge.reduce(
      (least, factor) => (factor > 0 ? Math.min(least, factor) : least),
      Infinity,
    );
    this.#state = {
      w,
      rule: ruleOf(solver, w.length, options, Number.isFinite(convexity) ? convexity : 0, undefined),
      average: new Average(w.length),
      chunks: 0,
      rows: 0,
      weight: 0,
    };
  }

  get size(): number {
    return this.#state.w.length;
  }

  get threads(): number {
    return 1;
  }

  get precision() {
    return this.#options.precision;
  }

  /** Steps so far, one a batch. */
  get steps(): number {
    return this.#state.rule.steps;
  }

  /** Rows of the first pass so far. */
  get rows(): number {
    return this.#state.rows;
  }

  /** The parameters so far, a copy. */
  get w(): Float64Array {
    const { average, w } = this.#state;
    return (average.count > 0 ? average.w : w).slice();
  }

  /**
   * One pass over a chunk's rows.
   * @param pass over all chunks, from 1
   * @param seen is told of them
   * @returns false, and nothing has changed, where a loss is no longer finite
   * @throws RangeError for a value of X that is not finite in this precision
   */
  take(problem: Problem, pass: number, seen?: Seen): boolean {
    const { batchSize = BATCH_SIZE, seed, fitIntercept, precision } = this.#options;
    const from = this.#state;
    const rows = from.rows + (pass === 1 ? problem.X.rows : 0);
    const weight = from.weight + (pass === 1 ? weightOf(problem) : 0);
    if (!(weight > 0)) throw noWeight();
    const { X, ...others } = inRandomOrder(problem, seed + from.chunks);
    // Batches are means of weight/mean weight · loss, the mean of all rows so far.
    const rest = { ...others, fitIntercept, precision, totalWeight: (X.rows * weight) / rows };
    const { shifted, centre } = this;
    const data =
      X instanceof CsrMatrix && centre.every(value => value === 0)
        ? new SparseObjective({ ...rest, X }, this.#instantiate)
        : new DenseObjective({ ...rest, X, shifted, centre }, this.#instantiate);
    const { batches } = withPenalty<Objective>(data, this.#penalty(weight));
    if (!batches) throw new Error('mini-batches were asked of an objective without them');
    const w = from.w.slice();
    const rule = from.rule.clone();
    const average = from.average.clone();
    const gradient = new Float64Array(w.length);
    const mean = new Float64Array(w.length);
    let objective = 0;
    const count = batches.count(batchSize);
    const averaging = pass >= averagedFrom(this.#options);
    for (let index = 0; index < count; index++) {
      const batch = { size: batchSize, seed, epoch: from.chunks, index };
      const value = batches.valueAndGradient(w, gradient, batch);
      if (!Number.isFinite(value)) return false;
      objective += value / count;
      for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (gradient[i] as number) / count;
      rule.step(w, gradient);
      if (averaging) average.add(w);
    }
    if (!Number.isFinite(maxAbs(w))) return false;
    if (seen) addTo(seen, objective, mean, problem.X.rows);
    this.#state = { w, rule, average, chunks: from.chunks + 1, rows, weight };
    return true;
  }

  #penalty(totalWeight: number) {
    const { fitIntercept } = this.#options;
    const shape = { cols: this.nFeatures, nClasses: this.classes.length, fitIntercept, totalWeight };
    return penaltyFactors(this.#options, shape);
  }
}

function noWeight(): RangeError {
  return new RangeError('sampleWeight leaves a total weight of 0: expected a positive total');
}

function addTo(seen: Seen, objective: number, gradient: Float64Array, rows: number): void {
  seen.rows += rows;
  const share = rows / seen.rows;
  seen.objective += share * (objective - seen.objective);
  const mean = seen.gradient;
  for (let i = 0; i < mean.length; i++)
    mean[i] = (mean[i] as number) + share * ((gradient[i] as number) - (mean[i] as number));
}
