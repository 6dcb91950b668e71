import type { RemoteCurvature, RemoteObjective } from '../objective.js';
import {
  type DenseData,
  type DensePlan,
  parameterCount,
  planDense,
  refinedPlan,
} from '../objectives/dense-plan.js';
import { KernelFactors } from '../objectives/kernel-factors.js';
import { rawGradientNorm } from '../objectives/raw-gradient.js';
import { RowSample } from '../objectives/row-sample.js';
import { readRoot, TreeSum } from '../objectives/tree-sum.js';
import type { Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';
import { type Engine, handOver } from './hand-over.js';
import { Remote } from './remote.js';

export type { Engine } from './hand-over.js';

/** Ends the workers of objectives that nobody has any more, nor waits for. */
const GARBAGE = /* @__PURE__ */ new FinalizationRegistry<readonly Remote[]>(workers => {
  for (const worker of workers) void worker.end();
});

/**
 * Mean weighted log-loss of dense rows and its gradient, computed by workers: each holds a run of the rows' blocks in
 * memories of its own, only parameters and sums travel.  The same bits as DenseObjective, however many there are.
 */
export class WorkerObjective implements RemoteObjective {
  readonly size: number;
  readonly gradientNorm: ((gradient: Float64Array) => number) | undefined;
  readonly curvature: RemoteCurvature;
  readonly #workers: Remote[] = [];
  readonly #sample: RowSample;
  readonly #sum = new TreeSum();
  #plan: DensePlan;
  /** Rejects where a worker could not take its rows. */
  #ready: Promise<unknown>;

  /**
   * Packs and hands over all rows before it returns.
   * @param threads workers at the most
   * @param sampleEvery Gram matrices are summed over every so many rows
   * @throws RangeError for a value of X that is not finite in this precision; Error where the engine has no threads
   */
  constructor(data: DenseData, engine: Engine, threads: number, sampleEvery: number) {
    const plan = planDense(data);
    this.#plan = plan;
    this.#sample = new RowSample(plan, sampleEvery, data.weights);
    this.size = parameterCount(plan);
    this.gradientNorm = plan.shifted ? rawGradientNorm(plan.centre) : undefined;
    this.curvature = this.#curvature(engine.instantiate);
    try {
      const count = Math.min(threads, plan.blocks);
      for (let i = 0; i < count; i++) this.#workers.push(new Remote(`worker ${i + 1} of ${count}`));
      this.#ready = Promise.all(handOver(data, plan, this.#sample, engine, this.#workers));
      // Who asks for something first is told.
      this.#ready.catch(() => {});
      GARBAGE.register(this, this.#workers, this);
    } catch (error) {
      void this.end();
      throw error;
    }
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

  /** Workers that run. */
  get threads(): number {
    return this.#workers.length;
  }

  async valueAndGradient(w: Float64Array, gradient: Float64Array): Promise<number> {
    await this.#ready;
    const parts = await Promise.all(this.#workers.map(worker => worker.call('evaluate', { w })));
    this.#sum.clear();
    for (const subtrees of parts) {
      for (const { level, index, sum } of subtrees) this.#sum.push(level, index, sum);
    }
    return readRoot(this.#sum, gradient);
  }

  /** Goes on in float64 with the rows that are stored; false where the memory for it is not to be had. */
  async refine(): Promise<boolean> {
    const plan = refinedPlan(this.#plan);
    const samplePlan = refinedPlan(this.#sample.plan);
    try {
      await Promise.all(this.#workers.map(worker => worker.call('refine', { plan, samplePlan })));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.#plan = plan;
    return true;
  }

  /** Ends all workers; calls without an answer are rejected. */
  async end(): Promise<void> {
    GARBAGE.unregister(this);
    await Promise.all(this.#workers.map(worker => worker.end()));
  }

  #curvature(instantiate: Instantiate): RemoteCurvature {
    const { rows, cols, nClasses, fitIntercept, shifted, centre } = this.#plan;
    const blockSize = cols + (fitIntercept ? 1 : 0);
    let factors: KernelFactors | null = null;
    let next = 0;
    return {
      rows,
      classes: nClasses,
      blockSize,
      offset: fitIntercept && !shifted ? centre : undefined,
      gram: async (weights, _, out) => {
        await this.#ready;
        const worker = this.#workers[next++ % this.#workers.length] as Remote;
        out.set(await worker.call('gram', { weights }));
      },
      factors() {
        factors ??= new KernelFactors(blockSize, instantiate);
        return factors.renew();
      },
    };
  }
}
