import type { AnyObjective, Objective } from '../objective.js';
import type { Progress, RunOptions, RunResult, Status } from './progress.js';
import type { Solver, Step } from './solver.js';
import { nextTurn, SLICE_MS } from './turn.js';

export type { Progress, RunOptions, RunResult, Status, Validation } from './progress.js';

/** Runs a solver to its end without yielding to the event loop. */
export function runSync(solver: Solver, objective: Objective, options: RunOptions): RunResult {
  const run = new Run(solver, objective, options);
  for (;;) {
    const advanced = run.advance();
    if (advanced instanceof Promise) {
      // Nobody waits for it.
      advanced.catch(() => {});
      throw new TypeError('the objective answered with a promise: expected a number');
    }
    if (!advanced) break;
  }
  return run.result();
}

/** Runs a solver to its end, waiting for answers or giving the event loop a turn every few milliseconds. */
export async function runAsync(
  solver: Solver,
  objective: AnyObjective,
  options: RunOptions,
): Promise<RunResult> {
  const run = new Run(solver, objective, options);
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const advanced = run.advance();
    if (!(advanced instanceof Promise ? await advanced : advanced)) break;
    if (performance.now() < sliceEnd) continue;
    await nextTurn();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return run.result();
}

/** Whether rows held out are predicted better than at the iterate kept, or it is no other than that. */
function betterThan(kept: Progress | null, { iteration, validationLoss = Number.NaN }: Progress): boolean {
  const least = kept?.validationLoss;
  return least === undefined || kept?.iteration === iteration || validationLoss < least;
}

function whenDone(answer: void | Promise<void>): true | Promise<true> {
  return answer instanceof Promise ? answer.then(() => true) : true;
}

/** One run: answers the solver's steps, counts, keeps the last iterate, decides when to stop. */
class Run {
  readonly #solver: Solver;
  readonly #objective: AnyObjective;
  readonly #options: RunOptions;
  readonly #started: number;
  readonly #last: Float64Array;
  readonly #history: Progress[];
  /** The first iterate is the last one of the run before. */
  #repeated: boolean;
  #evaluations: number;
  #answer = 0;
  /** What stands in history for `#last`: the last iterate, or with rows held out the best for them. */
  #kept: Progress | null = null;
  #status: Status = 'lineSearchFailed';

  constructor(solver: Solver, objective: AnyObjective, options: RunOptions) {
    this.#solver = solver;
    this.#objective = objective;
    this.#options = options;
    this.#last = options.continues?.w.slice() ?? new Float64Array(objective.size);
    this.#started = options.started ?? performance.now();
    this.#history = [...(options.continues?.history ?? [])];
    this.#kept = this.#history[this.#history.length - 1] ?? null;
    this.#repeated = options.continues !== undefined;
    this.#evaluations = options.continues?.evaluations ?? 0;
  }

  /** One step; false when the run has ended.  A promise where the objective's answer is one. */
  advance(): boolean | Promise<boolean> {
    if (this.#options.signal?.aborted && this.#history.length > 0) return this.#end('aborted');
    const { done, value } = this.#solver.next(this.#answer);
    if (done) return this.#end(value);
    return this.#take(value);
  }

  #take(step: Step): boolean | Promise<boolean> {
    switch (step.type) {
      case 'evaluate':
        return this.#evaluate(step);
      case 'gram':
        return this.#grams(step);
      case 'product':
        return whenDone(this.#objective.curvature?.hessianVector?.(step.w, step.v, step.out));
      case 'diagonal':
        return whenDone(this.#objective.curvature?.diagonal?.(step.w, step.out));
      case 'hessian':
        return whenDone(this.#objective.curvature?.hessian?.(step.w, step.sampleEvery, step.out));
      case 'iterate':
        return this.#iterate(step.w, step.value, step.gradientNorm);
    }
  }

  #evaluate(step: Extract<Step, { type: 'evaluate' }>): true | Promise<true> {
    const objective = this.#objective;
    const { w, gradient, sampleEvery = 1, batch } = step;
    if (batch) {
      const { batches } = objective as Objective;
      if (!batches) throw new Error('a batch was asked of an objective without batches');
      this.#evaluations += 1 / batches.count(batch.size);
      return this.#answered(batches.valueAndGradient(w, gradient, batch));
    }
    this.#evaluations += 1 / sampleEvery;
    const value =
      sampleEvery > 1 && objective.sampledValueAndGradient
        ? objective.sampledValueAndGradient(w, gradient, sampleEvery)
        : objective.valueAndGradient(w, gradient);
    return value instanceof Promise ? value.then(answer => this.#answered(answer)) : this.#answered(value);
  }

  #answered(answer: number): true {
    this.#answer = answer;
    return true;
  }

  /** Evaluations begun; a sample of rows is its share of one. */
  #counted(): number {
    return Math.ceil(this.#evaluations - 1e-9);
  }

  /** Matrices one by one in one array where they come at once, else all asked for together. */
  #grams({ weights, sampleEvery, take }: Extract<Step, { type: 'gram' }>): true | Promise<true> {
    const { curvature } = this.#objective;
    if (!curvature) throw new Error('a Gram matrix was asked of an objective without curvature');
    const newMatrix = () => new Float64Array(curvature.blockSize ** 2);
    let matrix = newMatrix();
    let later: Promise<void> | null = null;
    for (const each of weights) {
      const out = matrix;
      const answer = curvature.gram(each, sampleEvery, out);
      if (answer instanceof Promise) {
        later = Promise.all([later, answer]).then(() => take(out));
        matrix = newMatrix();
      } else take(out);
    }
    return later ? later.then(() => true) : true;
  }

  #iterate(w: Float64Array, objective: number, gradientNorm: number): boolean {
    if (!Number.isFinite(objective)) return this.#end('lineSearchFailed');
    const { maxIter, tol, onIteration, validation } = this.#options;
    if (this.#repeated) this.#history.pop();
    const iteration = this.#history.length;
    const elapsedMs = performance.now() - this.#started;
    const evaluations = this.#counted();
    const progress: Progress = { iteration, objective, gradientNorm, evaluations, elapsedMs };
    if (validation) progress.validationLoss = validation.loss(w);
    this.#history.push(progress);
    if (!validation || betterThan(this.#kept, progress)) {
      this.#last.set(w);
      this.#kept = progress;
    }
    if (!this.#repeated) onIteration?.({ ...progress });
    this.#repeated = false;
    if (gradientNorm <= tol) return this.#end('converged');
    if (validation && this.#kept && iteration - this.#kept.iteration >= validation.patience)
      return this.#end('earlyStopped');
    if (iteration >= maxIter) return this.#end('maxIter');
    return true;
  }

  #end(status: Status): false {
    this.#status = status;
    this.#solver.return('converged');
    return false;
  }

  /** The last iterate's end is not that of the one kept. */
  #told(): Status {
    const earlier = this.#kept !== (this.#history[this.#history.length - 1] ?? null);
    const ended = this.#status === 'converged' || this.#status === 'maxIter';
    return earlier && ended ? 'earlyStopped' : this.#status;
  }

  result(): RunResult {
    return {
      w: this.#last,
      value: this.#kept?.objective ?? Number.NaN,
      gradientNorm: this.#kept?.gradientNorm ?? Number.NaN,
      status: this.#told(),
      iterations: Math.max(0, this.#history.length - 1),
      evaluations: this.#counted(),
      history: this.#history,
      elapsedMs: performance.now() - this.#started,
    };
  }
}
