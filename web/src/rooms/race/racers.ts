/// <reference path="./baseline.d.ts" />
import { createObjective, SoftmaxRegression } from 'softmax-wasm';
import { minimize } from 'softmax-wasm/solvers';
import { createBaseline, createPlainBaseline } from '../../../../bench/baseline.js';
import type { Data } from './data.js';
import type { RacerId } from './protocol.js';

/** Inverse strength of the ridge penalty, and the bound on max |∂F| at which fits end: the library's defaults. */
const C = 1;
const TOL = 1e-4;
const SOLVER = { solver: 'lbfgs', maxIter: 1000, tol: TOL } as const;

export interface Fitted {
  /** Classes' weights, each followed by its intercept. */
  readonly w: Float64Array;
  readonly evaluations: number;
  readonly status: string;
  readonly threads: number;
}

/** One who computes the same as the others. */
export interface Racer {
  readonly id: RacerId;
  /** Loss, ridge penalty added, and gradient. */
  evaluate(w: Float64Array, gradient: Float64Array): number | Promise<number>;
  /** From rows in arrays to the optimum. */
  fit(): Fitted | Promise<Fitted>;
  /** Lets go of what evaluations took. */
  endEvaluations(): void;
}

export interface Field {
  readonly racers: readonly Racer[];
  /** The textbook's loops in float64: what judges. */
  readonly judge: (w: Float64Array, gradient: Float64Array) => number;
}

/** Everyone at the start, the quick ones first; several threads only where the machine has them. */
export function field(data: Data, threads: number): Field {
  const { X, y, rows, columns, classes } = data;
  const lambda = 1 / (C * rows);
  const tiled = createBaseline(X, rows, columns, classes, y, { lambda });
  const plain = createPlainBaseline(X, rows, columns, classes, y, { lambda });
  // The same solver for all: the textbook's evaluations under it take samples and curvature from the tiled loops.
  const textbook = { ...tiled, valueAndGradient: plain.valueAndGradient };
  const racers = [library(data, 'one', 1), inPlain('tiled', tiled), inPlain('textbook', textbook)];
  if (threads > 1) racers.unshift(library(data, 'all', threads));
  return { racers, judge: plain.valueAndGradient };
}

function inPlain(id: RacerId, objective: Parameters<typeof minimize>[0]): Racer {
  return {
    id,
    evaluate: (w, gradient) => objective.valueAndGradient(w, gradient),
    fit() {
      const { w, evaluations, status } = minimize(objective, SOLVER);
      return { w, evaluations, status, threads: 1 };
    },
    endEvaluations() {},
  };
}

function library({ X, y, rows, columns, classes }: Data, id: RacerId, workers: number): Racer {
  const matrix = { data: X, rows, cols: columns };
  const objective = createObjective(matrix, y, { nClasses: classes, C, workers });
  return {
    id,
    evaluate: (w, gradient) => objective.valueAndGradient(w, gradient),
    async fit() {
      const labels = Array.from({ length: classes }, (_, k) => k);
      const model = new SoftmaxRegression({ ...SOLVER, C, workers, classes: labels });
      if (workers === 1) model.fitSync(matrix, y, { quiet: true });
      else await model.fit(matrix, y, { quiet: true });
      const { evaluations, status, threads } = model.report;
      return { w: parameters(model, columns), evaluations, status, threads };
    },
    endEvaluations: () => objective.dispose(),
  };
}

/** coef and intercept as objectives take them. */
function parameters({ coef, intercept }: SoftmaxRegression, columns: number): Float64Array {
  const w = new Float64Array(coef.rows * (columns + 1));
  for (let k = 0; k < coef.rows; k++) {
    w.set(coef.row(k), k * (columns + 1));
    w[k * (columns + 1) + columns] = intercept[k] as number;
  }
  return w;
}
