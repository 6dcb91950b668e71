import type { MatrixLike } from '../data/matrix-like.js';
import { trainTestSplit as stratifiedSplit } from '../data/split.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { boolean } from '../options/checks.js';
import type { Truth } from './estimator.js';
import { labelledData, part } from './labelled-data.js';

/** Options of `trainTestSplit`. */
export interface SplitOptions {
  /** Below 1 the share of rows that goes to the test part, rounded up, else their number; default 0.25. */
  testSize?: number;
  /** The same seed gives the same split everywhere; default 0. */
  seed?: number;
  /** Keeps the share of each class in both parts, to within one row; default true. */
  stratify?: boolean;
  /** n numbers of at least 0. */
  sampleWeight?: ArrayLike<number>;
}

/** Some of the rows. */
export interface SplitPart {
  /** Of an array of rows an array, of sparse rows a CsrMatrix, of rows on demand `{ rows, cols, copy }`, else a Matrix. */
  readonly X: MatrixLike;
  /** Their labels. */
  readonly y: Label[];
  /** Where there were any. */
  readonly sampleWeight?: Float64Array;
  /** Rows of X, ascending. */
  readonly indices: Uint32Array;
}

/** The rows of X, dealt to two parts. */
export interface TrainTestSplit {
  /** Rows to fit to. */
  readonly train: SplitPart;
  /** Rows to score on. */
  readonly test: SplitPart;
}

/**
 * Splits X (n × d) and y (n labels) at random into rows to train with and rows to test with.
 * @throws TypeError, RangeError for bad input, an option that does not exist, or a size that leaves one part empty
 */
export function trainTestSplit(
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: SplitOptions = {},
): TrainTestSplit {
  checkNames(options, ['testSize', 'seed', 'stratify', 'sampleWeight'], ' of trainTestSplit');
  const { testSize = 0.25, seed = 0, stratify = true, sampleWeight } = options;
  if (typeof testSize !== 'number') throw invalidType('testSize', 'a number', testSize);
  if (!Number.isSafeInteger(seed)) throw invalidValue('seed', 'a whole number', seed);
  boolean('stratify')(stratify);
  const data = labelledData(X, y, sampleWeight);
  // Rows that are all of one class are split whatever their labels.
  const split = stratifiedSplit(stratify ? data.y : data.y.map(() => 0), testSize, seed);
  return { train: partOf(data, split.train), test: partOf(data, split.test) };
}

function partOf(data: Truth, indices: Uint32Array): SplitPart {
  const { X, y, sampleWeight } = part(data, indices);
  return { X, y: [...y], indices, ...(sampleWeight && { sampleWeight }) };
}
