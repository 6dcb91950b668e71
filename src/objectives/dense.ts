import type { RowSource } from '../data/row-source.js';
import { invalidValue } from '../errors.js';
import type { Batch, Batches, Curvature, GramWeights, Objective, SlicedObjective } from '../objective.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { finish, isWork, type Work } from '../work.js';
import { curvatureShape, gramStep } from './curvature-shape.js';
import { type DenseData, type DensePlan, MEMORY_BYTES, parameterCount } from './dense-plan.js';
import { DenseShard } from './dense-shard.js';
import { type Question, Questions } from './questions.js';
import { rawGradientNorm } from './raw-gradient.js';
import { blockStart } from './row-blocks.js';
import { RowSample } from './row-sample.js';
import { type Stored, storeRows } from './store-rows.js';
import type { Loan } from './stored-rows.js';
import { rootOf, TreeSum } from './tree-sum.js';

export type { DenseData } from './dense-plan.js';

type Grams = (weights: GramWeights, sampleEvery: number, out: Float64Array) => Work<void>;

/**
 * Mean weighted log-loss of dense rows and its gradient, on this thread; rows beyond one memory are spread over several.
 *
 *   F(W, b) = Σᵢ wᵢ·(−log p_{i,yᵢ}) / Σᵢ wᵢ
 */
export class DenseObjective implements Objective {
  readonly size: number;
  readonly curvature: Curvature;
  readonly gradientNorm: Objective['gradientNorm'];
  readonly batches: Batches;
  /** The same, whose answers are work in pieces. */
  readonly sliced: SlicedObjective;
  readonly plan: DensePlan;
  readonly #shards: readonly DenseShard[];
  readonly #sum = new TreeSum();
  readonly #questions: Questions;
  readonly #loan: Loan | undefined;

  /**
   * @param memoryBytes most bytes of rows in one memory
   * @param loan the rows as they are stored, packed less the data's centre, instead of packing them
   * @param stored what `storeRows` made of these
   */
  constructor(
    data: DenseData,
    instantiate: Instantiate,
    memoryBytes = MEMORY_BYTES,
    loan?: Loan,
    { plan, shards }: Stored = finish(storeRows(data, instantiate, memoryBytes, loan)),
  ) {
    const { weights } = data;
    this.plan = plan;
    this.size = parameterCount(plan);
    this.#loan = loan;
    this.#shards = shards;
    this.gradientNorm = plan.shifted ? rawGradientNorm(plan.centre) : undefined;
    this.#questions = new Questions(plan, weights);
    const curvature = this.#slicedCurvature(instantiate, weights);
    const { gram, hessianVector, hessian } = curvature;
    this.curvature = {
      ...curvature,
      gram: (kind, sampleEvery, out) => finish(gram(kind, sampleEvery, out)),
      hessianVector: (w, v, out) => finish(hessianVector(w, v, out)),
      hessian: (w, sampleEvery, out) => finish(hessian(w, sampleEvery, out)),
    };
    this.batches = {
      count: size => this.#shards.reduce((sum, { batches }) => sum + batches.count(size), 0),
      valueAndGradient: (w, gradient, batch) => this.#batch(w, gradient, batch),
    };
    const { size, gradientNorm, batches } = this;
    this.sliced = {
      size,
      gradientNorm,
      batches,
      curvature,
      // One block takes no longer than a piece.
      valueAndGradient: (w, gradient) =>
        plan.blocks === 1
          ? this.valueAndGradient(w, gradient)
          : this.#ask(this.#questions.evaluate(w, gradient)),
      sampledValueAndGradient: (w, gradient, every) => this.#ask(this.#questions.sample(w, gradient, every)),
    };
  }

  /** The same, its rows packed in pieces. */
  static *make(data: DenseData, instantiate: Instantiate, loan?: Loan): Work<DenseObjective> {
    const stored = yield* storeRows(data, instantiate, MEMORY_BYTES, loan);
    return new DenseObjective(data, instantiate, MEMORY_BYTES, loan, stored);
  }

  get #first(): DenseShard {
    return this.#shards[0] as DenseShard;
  }

  get precision(): Precision {
    return this.plan.precision;
  }

  /** That compute it. */
  get threads(): number {
    return 1;
  }

  /** What is near each column's median, d: float32 keeps more digits of a value less this. */
  get centre(): Float64Array {
    return this.plan.centre.slice();
  }

  /** Bytes of memory that hold X, y, the weights and all that kernels need beside them. */
  get byteLength(): number {
    return this.#shards.reduce((sum, { packed }) => sum + packed.arena.byteLength, 0);
  }

  /** The rows as they are stored: what they were, rounded to the precision. */
  get storedRows(): RowSource {
    const { rows, cols, blocks } = this.plan;
    if (this.#shards.length === 1) return this.#first.packed;
    const parts = this.#shards.map(({ packed, range }) => ({
      packed,
      from: blockStart(rows, blocks, range.first),
    }));
    return {
      rows,
      cols,
      copy(first, last, target) {
        for (const { packed, from } of parts) {
          const start = Math.max(first, from);
          const end = Math.min(last, from + packed.rows);
          if (start < end) packed.copy(start - from, end - from, target.subarray((start - first) * cols));
        }
      },
    };
  }

  /** Gives back rows that were lent; it may be asked no more. */
  end(): void {
    this.#loan?.end();
  }

  /** Which binary runs: 'base' or 'relaxed'. */
  get build(): string {
    return this.#first.packed.instance.build;
  }

  valueAndGradient(w: Float64Array, gradient: Float64Array): number {
    if (this.plan.blocks === 1) return this.#first.evaluateOnly(w, gradient);
    return finish(this.#ask(this.#questions.evaluate(w, gradient)));
  }

  sampledValueAndGradient(w: Float64Array, gradient: Float64Array, sampleEvery: number): number {
    return finish(this.#ask(this.#questions.sample(w, gradient, sampleEvery)));
  }

  /** Memories take their turns whole. */
  #batch(w: Float64Array, gradient: Float64Array, batch: Batch): number {
    let { index } = batch;
    for (const { batches } of this.#shards) {
      const count = batches.count(batch.size);
      if (index < count) return batches.evaluate(w, gradient, { ...batch, index });
      index -= count;
    }
    throw invalidValue('batch.index', `below ${batch.index - index}`, batch.index);
  }

  #slicedCurvature(instantiate: Instantiate, weights: Float64Array | null) {
    const gram = this.#shards.length === 1 ? this.#gramsInPlace() : this.#gramsOfSample(weights);
    return {
      ...curvatureShape(this.plan, instantiate),
      gram,
      hessianVector: (w: Float64Array, v: Float64Array, out: Float64Array) =>
        this.#ask(this.#questions.product(w, v, out)),
      hessian: (w: Float64Array, sampleEvery: number, out: Float64Array) =>
        this.#ask(this.#questions.hessian(w, sampleEvery, out)),
    };
  }

  *#ask<T>({ pass, read }: Question<T>): Work<T> {
    this.#sum.clear();
    for (const shard of this.#shards) yield* shard.add(pass, this.#sum);
    const said = read(rootOf(this.#sum));
    return isWork(said) ? yield* said : said;
  }

  #gramsInPlace(): Grams {
    const { grams } = this.#first;
    return (weights, sampleEvery, out) => grams.gram(weights, gramStep(this.plan, sampleEvery), out);
  }

  #gramsOfSample(weights: Float64Array | null): Grams {
    const { plan } = this;
    const sample = new RowSample(plan, weights);
    const shard = new DenseShard(
      sample.plan,
      { first: 0, end: 1 },
      new Uint16Array(sample.rows),
      weights && sample.weightsOf(weights),
      this.#first.packed.instantiate,
    );
    for (const { packed, range } of this.#shards) {
      const first = blockStart(plan.rows, plan.blocks, range.first) / packed.stripRows;
      sample.select(first, packed.stripView(0, packed.strips), (at, strip) => shard.packed.fill(at, strip));
    }
    return (kind, sampleEvery, out) => shard.grams.gram(kind, sample.stepWithin(sampleEvery), out);
  }
}
