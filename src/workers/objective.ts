import type { Objective, RemoteCurvature, RemoteObjective } from '../objective.js';
import { curvatureShape } from '../objectives/curvature-shape.js';
import {
  type DenseData,
  type DensePlan,
  parameterCount,
  planDense,
  refinedPlan,
} from '../objectives/dense-plan.js';
import type { Pass } from '../objectives/passes.js';
import { type Question, Questions } from '../objectives/questions.js';
import { rawGradientNorm } from '../objectives/raw-gradient.js';
import { RowSample } from '../objectives/row-sample.js';
import { rootOf, TreeSum } from '../objectives/tree-sum.js';
import type { Precision } from '../wasm/precision.js';
import { inTurns, isWork, type Work } from '../work.js';
import { type Engine, handOver, handOverSample, shareable } from './hand-over.js';
import { Local } from './local.js';
import type { Peer } from './peer.js';
import { Remote } from './remote.js';
import { RemoteGrams } from './remote-grams.js';
import { nodeHasThreads } from './thread.js';

export type { Engine } from './hand-over.js';

/** How long this thread looks out for the others' answers before it sleeps: a share of the time that its own took. */
const LOOK_OUT = { share: 0.5, mostMs: 5 };

/** Ends the workers of objectives that nobody has any more, nor waits for. */
const GARBAGE = /* @__PURE__ */ new FinalizationRegistry<readonly Peer[]>(peers => {
  for (const peer of peers) void peer.end();
});

/**
 * Mean weighted log-loss of dense rows and its gradient, computed by several threads: each holds a run of the rows'
 * blocks in memories of its own, only parameters and sums travel.  The same bits as DenseObjective, however many there are.
 *
 * In Node this thread is one of them: with one more to wait for the others, the system would put two on one core now and then
 * (evaluations of 3.6 ms took 5.4 in the median).  A page's own thread has to stay free.
 */
export class WorkerObjective implements RemoteObjective {
  readonly size: number;
  readonly gradientNorm: Objective['gradientNorm'];
  readonly #engine: Engine;
  readonly #peers: Peer[] = [];
  readonly #tree = new TreeSum();
  readonly #rowWeights: Float64Array | null;
  #plan: DensePlan;
  #sample: RowSample;
  #questions: Questions;
  #curvature: RemoteCurvature;
  /** Rejects where a worker could not take its rows. */
  #ready: Promise<unknown> = Promise.resolve();
  /** Resolves when the pass that was begun last has been read. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(data: DenseData, plan: DensePlan, engine: Engine) {
    this.#plan = plan;
    this.#sample = new RowSample(plan, data.weights);
    this.#rowWeights = data.weights;
    this.#questions = new Questions(plan, data.weights);
    this.size = parameterCount(plan);
    this.gradientNorm = plan.shifted ? rawGradientNorm(plan.centre) : undefined;
    this.#engine = engine;
    this.#curvature = this.#newCurvature();
  }

  /**
   * Starts the threads, and packs and hands over all rows.
   * @param threads at the most
   * @param away none of them is this one
   * @throws RangeError for a value of X that is not finite in this precision; Error where the engine has no threads
   */
  static *start(data: DenseData, engine: Engine, threads: number, away = false): Work<WorkerObjective> {
    const plan = yield* planDense(data);
    const objective = new WorkerObjective(data, plan, engine);
    try {
      yield* objective.#begin(data, threads, away);
    } catch (error) {
      void objective.end();
      throw error;
    }
    return objective;
  }

  *#begin(data: DenseData, threads: number, away: boolean): Work<void> {
    const here = !away && nodeHasThreads();
    const count = Math.min(threads, this.#plan.blocks) - (here ? 1 : 0);
    for (let i = 0; i < count; i++) this.#peers.push(new Remote(`worker ${i + 1} of ${count}`));
    // Last, because it answers as soon as it is asked.
    if (here) this.#peers.push(new Local());
    GARBAGE.register(this, this.#peers, this);
    this.#ready = Promise.all(yield* handOver(data, this.#plan, this.#sample, this.#engine, this.#peers));
    // Who asks for something first is told.
    this.#ready.catch(() => {});
  }

  get curvature(): RemoteCurvature {
    return this.#curvature;
  }

  get plan(): DensePlan {
    return this.#plan;
  }

  get precision(): Precision {
    return this.#plan.precision;
  }

  get centre(): Float64Array {
    return this.#plan.centre.slice();
  }

  /** Workers that run, and this one where it is one of them. */
  get threads(): number {
    return this.#peers.length;
  }

  async valueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number> {
    return this.#ask(this.#questions.evaluate(w, gradient));
  }

  async sampledValueAndGradient(
    w: Float64Array,
    gradient: Float64Array,
    sampleEvery: number,
  ): Promise<number> {
    return this.#ask(this.#questions.sample(w, gradient, sampleEvery));
  }

  /**
   * Goes on in float64 with the stored rows and a new `curvature`; false where the memory for it is not to be had: then it is
   * good for nothing any more.
   */
  async refine(): Promise<boolean> {
    const plan = refinedPlan(this.#plan);
    const sample = new RowSample(plan, this.#rowWeights);
    const { every } = sample;
    const stripBytes = 32 * plan.cols;
    try {
      const parts = await Promise.all(this.#peers.map(peer => peer.call('refine', { plan, every })));
      const packed = shareable(sample.strips * stripBytes);
      for (const { at, bytes } of parts.flat()) packed.set(new Uint8Array(bytes), at * stripBytes);
      await Promise.all(await inTurns(handOverSample(sample, this.#rowWeights, packed, this.#peers)));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.#plan = plan;
    this.#sample = sample;
    this.#questions = new Questions(plan, this.#rowWeights);
    this.#curvature = this.#newCurvature();
    return true;
  }

  /** Ends all workers; calls without an answer are rejected. */
  async end(): Promise<void> {
    GARBAGE.unregister(this);
    await Promise.all(this.#peers.map(peer => peer.end()));
  }

  #newCurvature(): RemoteCurvature {
    const grams = new RemoteGrams(this.#peers, () => this.#ready);
    return {
      ...curvatureShape(this.#plan, this.#engine.instantiate),
      gram: (weights, sampleEvery, out) => grams.gram(weights, this.#sample.stepWithin(sampleEvery), out),
      hessianVector: (w, v, out) => this.#ask(this.#questions.product(w, v, out)),
      hessian: (w, sampleEvery, out) => this.#ask(this.#questions.hessian(w, sampleEvery, out)),
    };
  }

  /** One pass at a time: the sum over all blocks is read before the next begins. */
  #ask<T>({ pass, read }: Question<T>): Promise<T> {
    const answer = this.#last.then(async () => {
      const said = read(await this.#sum(pass));
      return isWork(said) ? inTurns(said) : said;
    });
    this.#last = answer.then(
      () => {},
      () => {},
    );
    return answer;
  }

  async #sum(pass: Pass): Promise<Float64Array> {
    await this.#ready;
    const started = performance.now();
    const answers = this.#peers.map(peer => peer.call('sum', { pass }));
    const all = Promise.all(answers);
    all.catch(() => {});
    // When this thread has had its share, the others are about to end theirs.
    if (this.#peers.at(-1)?.pack) await answers.at(-1);
    const ms = Math.min(LOOK_OUT.share * (performance.now() - started), LOOK_OUT.mostMs);
    for (const peer of this.#peers) peer.lookOut?.(ms);
    const parts = await all;
    this.#tree.clear();
    for (const subtrees of parts) {
      for (const { level, index, sum } of subtrees) this.#tree.push(level, index, sum);
    }
    return rootOf(this.#tree);
  }
}
