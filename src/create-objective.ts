import { CsrMatrix } from './data/csr-matrix.js';
import { type MatrixLike, rowSource } from './data/matrix-like.js';
import { checkNames, invalidType, invalidValue } from './errors.js';
import { assemble, assembleInWorkers } from './fit/assemble.js';
import { rowWeights } from './labels.js';
import type { AnyObjective, Curvature, Objective, RemoteCurvature, RemoteObjective } from './objective.js';
import { checkOptions } from './options/index.js';
import type { Precision } from './wasm/precision.js';
import { finish } from './work.js';

/** Options of `createObjective`. */
export interface ObjectiveOptions {
  /** Default: the largest index in y, plus 1. */
  nClasses?: number;
  /** Whether each class has an intercept.  Default true. */
  fitIntercept?: boolean;
  /** Weight per row, finite and at least 0; default 1. */
  sampleWeight?: ArrayLike<number>;
  /** Of storage and kernels.  Default 'float32'. */
  precision?: Precision;
  /** With C or alpha the ridge penalty is added; default: the mean loss alone.  Inverse strength, above 0. */
  C?: number;
  /** Instead of C: the penalty's factor in the mean objective. */
  alpha?: number;
  /** Threads that compute it, sparse rows on one; default 1. */
  workers?: number;
  /** The same bits on every machine.  Default false. */
  deterministic?: boolean;
}

const OPTIONS = [
  'nClasses',
  'fitIntercept',
  'sampleWeight',
  'precision',
  'C',
  'alpha',
  'workers',
  'deterministic',
];

/** Memory, and workers where there are any, go when it is disposed of, or dropped. */
export interface OwnedObjective extends Objective {
  /** Gives its memory back; calls after it throw. */
  dispose(): void;
}

/** The same where workers compute it. */
export interface OwnedRemoteObjective extends RemoteObjective {
  /** Ends the workers. */
  dispose(): void;
}

/**
 * The objective of softmax regression, for people who bring their own optimiser:
 *
 *     F(W, b) = Σᵢ wᵢ·(−log softmax(W·xᵢ + b)_{yᵢ}) / Σᵢ wᵢ   [ + ½·‖W‖²/(C·Σᵢ wᵢ), doubled for two classes ]
 *
 * Parameters: K rows of d weights followed by that class's intercept, K·(d + 1) in all (K·d without intercept).
 *
 * With `workers` above 1, `valueAndGradient` returns a promise; the same bits as without.  The workers end by `dispose`,
 * or when the objective is garbage; they keep no process alive that has nothing else to do.
 *
 * @param X n × d
 * @param y class indices 0 … K − 1, one per row
 * @throws TypeError, RangeError for input as `SoftmaxRegression.fit` does
 */
export function createObjective(
  X: MatrixLike,
  y: ArrayLike<number>,
  options?: ObjectiveOptions & { workers?: 1 },
): OwnedObjective;
export function createObjective(
  X: MatrixLike,
  y: ArrayLike<number>,
  options: ObjectiveOptions,
): OwnedObjective | OwnedRemoteObjective;
export function createObjective(
  X: MatrixLike,
  y: ArrayLike<number>,
  options: ObjectiveOptions = {},
): OwnedObjective | OwnedRemoteObjective {
  checkNames(options, OPTIONS, ' of createObjective');
  const { nClasses, sampleWeight, ...rest } = options;
  const all = checkOptions(rest);
  const penalised = options.C !== undefined || options.alpha !== undefined;
  const checked = penalised ? all : { ...all, C: undefined };
  const source = rowSource(X);
  const indices = checkIndices(y, source.rows, nClasses);
  const K = nClasses ?? indices.reduce((largest, k) => Math.max(largest, k), 1) + 1;
  const classes = Array.from({ length: K }, (_, k) => k);
  const weights = rowWeights({ classes, indices }, sampleWeight, undefined);
  const problem = { X: source, y: indices, nClasses: K, weights };
  const { workers = 1 } = checked;
  if (workers === 1 || source instanceof CsrMatrix) {
    const { data, objective } = assemble(problem, checked);
    const remote = workers > 1;
    return owned<AnyObjective>(remote ? answeringLater(objective) : objective, remote, () => data.end()) as
      | OwnedObjective
      | OwnedRemoteObjective;
  }
  const { data, objective } = finish(assembleInWorkers(problem, checked, workers));
  return owned(objective, true, () => void data.end());
}

/** Sparse rows stay on this thread; who asks for workers is answered with promises all the same. */
function answeringLater(objective: Objective): RemoteObjective {
  const { size, curvature } = objective;
  return {
    size,
    valueAndGradient: async (w, gradient) => objective.valueAndGradient(w, gradient),
    ...(curvature && { curvature: curvatureLater(curvature) }),
  };
}

function curvatureLater(curvature: Curvature): RemoteCurvature {
  const { rows, classes, blockSize, offset, rounding, entries } = curvature;
  const { gram, hessianVector, diagonal, hessian, factors } = curvature;
  const later =
    <A extends unknown[]>(ask: (...args: A) => void) =>
    async (...args: A) =>
      ask.apply(curvature, args);
  return {
    rows,
    classes,
    blockSize,
    offset,
    rounding,
    entries,
    gram: later(gram),
    ...(hessianVector && { hessianVector: later(hessianVector) }),
    ...(diagonal && { diagonal: later(diagonal) }),
    ...(hessian && { hessian: later(hessian) }),
    ...(factors && { factors: factors.bind(curvature) }),
  };
}

/** Checks lengths on every call, and lets go of the memory when told to. */
function owned<T extends AnyObjective>(
  objective: T,
  remote: boolean,
  end: () => void,
): T & { dispose(): void } {
  let alive: T | null = objective;
  const { size } = objective;
  const live = () => {
    if (!alive) throw new Error('this objective has been disposed of');
    return alive;
  };
  const dispose = () => {
    alive = null;
    end();
  };
  const result = {
    size,
    get curvature() {
      return live().curvature;
    },
    valueAndGradient(w: Float64Array, gradient: Float64Array) {
      checkVector(w, 'w', size);
      checkVector(gradient, 'gradient', size);
      // An answer that takes a while is of w as it is now.
      return live().valueAndGradient(remote ? w.slice() : w, gradient);
    },
    dispose,
  };
  if (typeof Symbol.dispose === 'symbol') Object.defineProperty(result, Symbol.dispose, { value: dispose });
  return result as unknown as T & { dispose(): void };
}

function checkVector(value: unknown, name: string, size: number): void {
  if (!(value instanceof Float64Array)) throw invalidType(name, `a Float64Array of ${size}`, value);
  if (value.length !== size) throw invalidValue(`the length of ${name}`, `${size} parameters`, value.length);
}

function checkIndices(y: ArrayLike<number>, rows: number, nClasses: number | undefined): Uint16Array {
  if (nClasses !== undefined && !(Number.isInteger(nClasses) && nClasses >= 2 && nClasses <= 65536)) {
    throw invalidValue('nClasses', 'a whole number from 2 to 65536', nClasses);
  }
  if (typeof y !== 'object' || y === null || typeof y.length !== 'number') {
    throw invalidType('y', 'an array of class indices', y);
  }
  if (y.length !== rows)
    throw invalidValue('the length of y', `${rows}, one class index per row of X`, y.length);
  const limit = nClasses ?? 65536;
  const indices = new Uint16Array(rows);
  for (let i = 0; i < rows; i++) {
    const k = y[i];
    if (typeof k !== 'number') throw invalidType(`y[${i}]`, 'a class index', k);
    if (!(Number.isInteger(k) && k >= 0 && k < limit)) {
      throw invalidValue(`y[${i}]`, `a class index from 0 to ${limit - 1}`, k);
    }
    indices[i] = k;
  }
  return indices;
}
