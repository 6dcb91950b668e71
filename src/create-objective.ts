import { type MatrixLike, rowSource } from './data/matrix-like.js';
import { checkNames, invalidType, invalidValue } from './errors.js';
import { rowWeights } from './labels.js';
import type { Objective } from './objective.js';
import { checkOptions } from './options.js';
import { assemble } from './training.js';
import type { Precision } from './wasm/precision.js';

export interface ObjectiveOptions {
  /** Default: the largest index in y, plus 1. */
  nClasses?: number;
  /** Default true. */
  fitIntercept?: boolean;
  /** Weight per row; default 1. */
  sampleWeight?: ArrayLike<number>;
  /** Default 'float32'. */
  precision?: Precision;
  /** With C or alpha the ridge penalty is added; default: the mean loss alone. */
  C?: number;
  alpha?: number;
  /** Only 1 yet. */
  workers?: number;
  /** Default false. */
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

/**
 * The objective of softmax regression, for people who bring their own optimiser:
 *
 *   F(W, b) = Σᵢ wᵢ·(−log softmax(W·xᵢ + b)_{yᵢ}) / Σᵢ wᵢ   [ + ½·‖W‖²/(C·Σᵢ wᵢ), doubled for two classes ]
 *
 * Parameters: K rows of d weights followed by that class's intercept, K·(d + 1) in all (K·d without intercept).
 *
 * @param X n × d
 * @param y class indices 0 … K − 1, one per row
 * @throws TypeError, RangeError for input as `SoftmaxRegression.fit` does
 */
export function createObjective(
  X: MatrixLike,
  y: ArrayLike<number>,
  options: ObjectiveOptions = {},
): Objective & { dispose(): void } {
  checkNames(options, OPTIONS, ' of createObjective');
  const { nClasses, sampleWeight, ...rest } = options;
  const checked = checkOptions(rest);
  const source = rowSource(X);
  const indices = checkIndices(y, source.rows, nClasses);
  const K = nClasses ?? indices.reduce((largest, k) => Math.max(largest, k), 1) + 1;
  const classes = Array.from({ length: K }, (_, k) => k);
  const weights = rowWeights({ classes, indices }, sampleWeight, undefined);
  const penalised = options.C !== undefined || options.alpha !== undefined;
  const { objective } = assemble(
    { X: source, y: indices, nClasses: K, weights },
    penalised ? checked : { ...checked, C: undefined },
  );
  return owned(objective);
}

/** Checks lengths on every call, and lets go of the memory when told to. */
function owned(objective: Objective): Objective & { dispose(): void } {
  let alive: Objective | null = objective;
  const { size } = objective;
  const live = () => {
    if (!alive) throw new Error('this objective has been disposed of');
    return alive;
  };
  const dispose = () => {
    alive = null;
  };
  const result: Objective & { dispose(): void } = {
    size,
    get curvature() {
      return live().curvature as NonNullable<Objective['curvature']>;
    },
    valueAndGradient(w, gradient) {
      checkVector(w, 'w', size);
      checkVector(gradient, 'gradient', size);
      return live().valueAndGradient(w, gradient);
    },
    dispose,
  };
  if (typeof Symbol.dispose === 'symbol') Object.defineProperty(result, Symbol.dispose, { value: dispose });
  return result;
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
