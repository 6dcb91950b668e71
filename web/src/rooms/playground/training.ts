import { type Label, type Progress, type Report, SoftmaxRegression } from 'softmax-wasm';
import { METHODS, type Method, type Settings } from './methods.js';
import { letter, type Points, present } from './points.js';

/** What the model sees of a point: both coordinates, or x alone. */
export type Features = 'plane' | 'line';

/** Rows of features, and labels. */
export interface Problem {
  readonly X: { readonly data: Float64Array; readonly rows: number; readonly cols: number };
  readonly y: readonly string[];
}

/** Iterates of models, kept so that going back and forth does not fit again. */
const MOST_KEPT = 600;

export function problemOf(points: Points, features: Features): Problem {
  const cols = features === 'plane' ? 2 : 1;
  const data = new Float64Array(points.length * cols);
  for (const [i, { x, y }] of points.entries()) {
    data[i * cols] = x;
    if (cols === 2) data[i * cols + 1] = y;
  }
  return { X: { data, rows: points.length, cols }, y: points.map(({ k }) => letter(k)) };
}

/** A method's run to its end, and every model on the way. */
export class Run {
  readonly method: Method;
  readonly model: SoftmaxRegression;
  readonly #problem: Problem;
  readonly #settings: Settings;
  readonly #models = new Map<number, SoftmaxRegression>();

  constructor(method: Method, problem: Problem, settings: Settings) {
    this.method = method;
    this.#problem = problem;
    this.#settings = settings;
    this.model = this.#fitted(settings.maxIter);
  }

  get report(): Report {
    return this.model.report;
  }

  /** Iterations to its end. */
  get length(): number {
    return this.model.nIter;
  }

  /** Where it stands after so many steps: runs that have ended stay at their end. */
  progress(step: number): Progress {
    return this.report.history[Math.min(step, this.length)] as Progress;
  }

  /** Solvers do the same from the same start, so the model after k steps is that of a fit that may do k. */
  at(step: number): SoftmaxRegression {
    if (step >= this.length) return this.model;
    let model = this.#models.get(step);
    if (!model) {
      if (this.#models.size >= MOST_KEPT) this.#models.clear();
      model = this.#fitted(step);
      this.#models.set(step, model);
    }
    return model;
  }

  #fitted(maxIter: number): SoftmaxRegression {
    const { C, tol } = this.#settings;
    const options = {
      ...this.method.options(this.#settings),
      C,
      tol,
      maxIter,
      precision: 'float64' as const,
    };
    const { X, y } = this.#problem;
    return new SoftmaxRegression(options).fitSync(X, y, { quiet: true });
  }
}

/** The same problem solved by each method. */
export interface Training {
  readonly problem: Problem;
  readonly settings: Settings;
  readonly runs: readonly [Run, Run, Run];
  /** Steps of the longest run. */
  readonly length: number;
  /** The least F there is, to rounding. */
  readonly least: number;
  readonly classes: readonly Label[];
}

/** Null where there is nothing to tell apart. */
export function train(points: Points, features: Features, settings: Settings): Training | null {
  if (present(points).length < 2) return null;
  const problem = problemOf(points, features);
  const [descent, batches, lbfgs] = METHODS;
  const runs = [
    new Run(descent, problem, settings),
    new Run(batches, problem, settings),
    new Run(lbfgs, problem, settings),
  ] as const;
  const best = new Run(lbfgs, problem, { ...settings, tol: 1e-10, maxIter: 1000 });
  const least = [best, ...runs].reduce(
    (low, { report }) => report.history.reduce((l, { objective }) => Math.min(l, objective), low),
    Infinity,
  );
  return {
    problem,
    settings,
    runs: [...runs],
    length: Math.max(...runs.map(run => run.length)),
    least,
    classes: best.model.classes,
  };
}
