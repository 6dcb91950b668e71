import type { AnyObjective, Objective, SlicedObjective } from '../objective.js';
import { isWork, Slice, type Work } from '../work.js';
import { KeptIterate } from './kept-iterate.js';
import type { Progress, RunOptions, RunResult, Status, Validation } from './progress.js';
import type { Solver, Step } from './solver.js';

export type { Progress, RunOptions, RunResult, Status, Validation } from './progress.js';

/** Runs a solver to its end without yielding to the event loop. */
export function runSync(
  solver: Solver,
  objective: Objective | SlicedObjective,
  options: RunOptions,
): RunResult {
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
  const slice = new Slice();
  for (;;) {
    const advanced = run.advance();
    if (!(advanced instanceof Promise ? await advanced : advanced)) break;
    if (slice.over) await slice.next();
  }
  return run.result();
}

/** What answers a step in pieces; a promise is to be waited for before the next. */
type Pieces = Generator<undefined | Promise<unknown>, unknown, unknown>;

type Iterate = Extract<Step, { type: 'iterate' }>;

function* inPieces(work: void | Work<void>): Work<void> {
  if (work) yield* work;
  yield;
}

/** One run: answers the solver's steps, counts, keeps the last iterate, decides when to stop. */
class Run {
  readonly #solver: Solver;
  readonly #objective: AnyObjective;
  readonly #options: RunOptions;
  readonly #started: number;
  readonly #history: Progress[];
  /** The first iterate is the last one of the run before. */
  #repeated: boolean;
  #evaluations: number;
  #answer = 0;
  /** Of the present step. */
  #pieces: Pieces | null = null;
  readonly #kept: KeptIterate;
  #status: Status = 'lineSearchFailed';

  constructor(solver: Solver, objective: AnyObjective, options: RunOptions) {
    this.#solver = solver;
    this.#objective = objective;
    this.#options = options;
    this.#started = options.started ?? performance.now();
    this.#history = [...(options.continues?.history ?? [])];
    this.#kept = new KeptIterate(
      options.continues?.w.slice() ?? new Float64Array(objective.size),
      this.#history[this.#history.length - 1] ?? null,
    );
    this.#repeated = options.continues !== undefined;
    this.#evaluations = options.continues?.evaluations ?? 0;
  }

  /** One step, or a piece of one; false when the run has ended.  A promise where the objective's answer is one. */
  advance(): boolean | Promise<boolean> {
    if (this.#options.signal?.aborted && this.#history.length > 0) {
      this.#pieces?.return(undefined);
      this.#kept.takeBest();
      return this.#end('aborted');
    }
    if (this.#pieces) return this.#goOn(this.#pieces);
    const { done, value } = this.#solver.next(this.#answer);
    if (done) return this.#end(value);
    return value ? this.#take(value) : true;
  }

  #goOn(pieces: Pieces): boolean | Promise<boolean> {
    const { done, value } = pieces.next();
    if (!done) return value instanceof Promise ? value.then(() => true) : true;
    this.#pieces = null;
    return value !== false;
  }

  /** Answers a step by these. */
  #in(pieces: Pieces): true {
    this.#pieces = pieces;
    return true;
  }

  #whenDone(answer: void | Promise<void> | Work<void>): true | Promise<true> {
    if (answer instanceof Promise) return answer.then(() => true);
    return isWork(answer) ? this.#in(answer) : true;
  }

  #take(step: Step): boolean | Promise<boolean> {
    switch (step.type) {
      case 'evaluate':
        return this.#evaluate(step);
      case 'gram':
        return this.#in(this.#grams(step));
      case 'product':
        return this.#whenDone(this.#objective.curvature?.hessianVector?.(step.w, step.v, step.out));
      case 'diagonal':
        return this.#whenDone(this.#objective.curvature?.diagonal?.(step.w, step.out));
      case 'hessian':
        return this.#whenDone(this.#objective.curvature?.hessian?.(step.w, step.sampleEvery, step.out));
      case 'iterate':
        return this.#options.validation
          ? this.#in(this.#validated(step, this.#options.validation))
          : this.#iterate(step);
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
    if (value instanceof Promise) return value.then(answer => this.#answered(answer));
    return isWork(value) ? this.#in(this.#answering(value)) : this.#answered(value);
  }

  *#answering(work: Work<number>): Work<void> {
    this.#answer = yield* work;
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
  *#grams({ weights, sampleEvery, take }: Extract<Step, { type: 'gram' }>): Pieces {
    const { curvature } = this.#objective;
    if (!curvature) throw new Error('a Gram matrix was asked of an objective without curvature');
    const newMatrix = () => new Float64Array(curvature.blockSize ** 2);
    let matrix = newMatrix();
    const later: [Promise<void>, Float64Array][] = [];
    for (const each of weights) {
      const answer = curvature.gram(each, sampleEvery, matrix);
      if (answer instanceof Promise) {
        // Where an earlier one fails, nobody waits for it.
        answer.catch(() => {});
        later.push([answer, matrix]);
        matrix = newMatrix();
        continue;
      }
      if (isWork(answer)) yield* answer;
      yield* inPieces(take(matrix));
    }
    for (let next = later.shift(); next; next = later.shift()) {
      yield next[0];
      yield* inPieces(take(next[1]));
    }
    return true;
  }

  /** An iterate, with the loss of rows held out. */
  *#validated(step: Iterate, { loss }: Validation): Work<boolean> {
    if (!Number.isFinite(step.value)) return this.#iterate(step);
    const answer = loss(step.w);
    return this.#iterate(step, isWork(answer) ? yield* answer : answer);
  }

  #iterate({ w, value: objective, gradientNorm }: Iterate, validationLoss?: number): boolean {
    if (!Number.isFinite(objective)) return this.#end('lineSearchFailed');
    const { maxIter, tol, onIteration, validation } = this.#options;
    if (this.#repeated) this.#history.pop();
    const iteration = this.#history.length;
    const elapsedMs = performance.now() - this.#started;
    const evaluations = this.#counted();
    const progress: Progress = { iteration, objective, gradientNorm, evaluations, elapsedMs };
    if (validationLoss !== undefined) progress.validationLoss = validationLoss;
    this.#history.push(progress);
    this.#kept.take(w, progress);
    if (!this.#repeated) onIteration?.({ ...progress });
    this.#repeated = false;
    if (gradientNorm <= tol) return this.#end('converged');
    const chosen = this.#kept.progress;
    if (validation && chosen && iteration - chosen.iteration >= validation.patience)
      return this.#end('earlyStopped');
    if (iteration >= maxIter) return this.#end('maxIter');
    return true;
  }

  #end(status: Status): false {
    this.#status = status;
    this.#pieces = null;
    this.#solver.return('converged');
    return false;
  }

  /** The last iterate's end is not that of the one kept. */
  #told(): Status {
    const earlier = this.#kept.progress !== (this.#history[this.#history.length - 1] ?? null);
    const ended = this.#status === 'converged' || this.#status === 'maxIter';
    return earlier && ended ? 'earlyStopped' : this.#status;
  }

  result(): RunResult {
    return {
      w: this.#kept.w,
      value: this.#kept.progress?.objective ?? Number.NaN,
      gradientNorm: this.#kept.progress?.gradientNorm ?? Number.NaN,
      status: this.#told(),
      iterations: Math.max(0, this.#history.length - 1),
      evaluations: this.#counted(),
      history: this.#history,
      elapsedMs: performance.now() - this.#started,
    };
  }
}
