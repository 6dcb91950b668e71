import { invalidValue } from '../errors.js';
import { finish, overRows, type Work } from '../work.js';
import { Matrix } from './matrix.js';
import { mulberry32, shuffle } from './random.js';

/** Row indices of the two parts, each ascending. Together they are all rows, none twice. */
export interface Split {
  train: Uint32Array<ArrayBuffer>;
  test: Uint32Array<ArrayBuffer>;
}

/** Rows dealt with before others may have a turn. */
const ROWS_PER_PIECE = 16384;

/**
 * As `splitting`, in one go.
 * @throws RangeError for a size that cannot be had, and where every class has one row, so that none is left to test with
 */
export function trainTestSplit(y: ArrayLike<unknown>, testSize: number, seed = 0): Split {
  const split = finish(splitting(y, testSize, seed));
  if (split.test.length > 0) return split;
  throw new RangeError('every class has one row: expected at least two of one, to keep a row for testing');
}

/**
 * Splits rows at random so that every class keeps its share in both parts, to within one row. A class of one row goes
 * to the training part, and no class goes to the test part entirely. The same seed gives the same split everywhere.
 *
 * @param y one label per row
 * @param testSize below 1 the share of rows that goes to the test part (rounded up, as in scikit-learn), else their number
 */
export function* splitting(y: ArrayLike<unknown>, testSize: number, seed = 0): Work<Split> {
  const n = y.length;
  const wanted = testSize < 1 ? Math.ceil(testSize * n) : testSize;
  if (!(testSize > 0 && Number.isInteger(wanted) && wanted < n)) {
    throw invalidValue('testSize', `a share between 0 and 1, or a number of rows below ${n}`, testSize);
  }

  const random = mulberry32(seed);
  const inTest = new Uint8Array(n);
  const groups = yield* rowsByClass(y);
  const quotas = apportion(
    groups.map(rows => rows.length),
    wanted,
  );
  let count = 0;
  for (const [k, rows] of groups.entries()) {
    shuffle(rows, random);
    const quota = quotas[k] as number;
    for (let at = 0; at < quota; at++) inTest[rows[at] as number] = 1;
    count += quota;
    yield;
  }
  const train = new Uint32Array(n - count);
  const test = new Uint32Array(count);
  let inTrain = 0;
  let at = 0;
  yield* overRows(n, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) {
      if (inTest[i]) test[at++] = i;
      else train[inTrain++] = i;
    }
  });
  return { train, test };
}

/** The rows of X that `indices` names, in that order. */
export function selectRows(X: Matrix, indices: ArrayLike<number>): Matrix {
  const data = new Float64Array(indices.length * X.cols);
  for (let i = 0; i < indices.length; i++) data.set(X.row(indices[i] as number), i * X.cols);
  return new Matrix(data, indices.length, X.cols);
}

function* rowsByClass(y: ArrayLike<unknown>): Work<number[][]> {
  const groups = new Map<unknown, number[]>();
  yield* overRows(y.length, ROWS_PER_PIECE, (first, last) => {
    for (let i = first; i < last; i++) {
      const rows = groups.get(y[i]);
      if (rows === undefined) groups.set(y[i], [i]);
      else rows.push(i);
    }
  });
  return [...groups.values()];
}

/**
 * How many of each class to take so that `wanted` are taken in proportion: the whole part of every share, then one more
 * by largest remainder. At least one of each class is left, so fewer than `wanted` may be taken where classes are tiny.
 */
function apportion(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const shares = sizes.map(size => (size * wanted) / total);
  const quotas = shares.map((share, k) => Math.min(Math.floor(share), (sizes[k] as number) - 1));
  let missing = wanted - quotas.reduce((sum, quota) => sum + quota, 0);
  const byRemainder = shares.map((share, k) => ({ k, remainder: share - Math.floor(share) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder);
  for (const { k } of byRemainder) {
    if (missing === 0) break;
    if ((quotas[k] as number) + 1 >= (sizes[k] as number)) continue;
    quotas[k] = (quotas[k] as number) + 1;
    missing--;
  }
  return quotas;
}
