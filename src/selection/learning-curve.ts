import { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import { mulberry32, shuffle as shuffleInPlace } from '../data/random.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { boolean } from '../options/checks.js';
import { type EvaluationOptions, fitted, prepare, scoresOf } from './cross-validate.js';
import type { EstimatorLike } from './estimator.js';
import { part } from './labelled-data.js';
import type { Scoring } from './scoring.js';
import { take } from './take-rows.js';

/** Options of `learningCurve`. */
export interface LearningCurveOptions extends Omit<EvaluationOptions, 'scoring'> {
  /** As of `crossValidate`, but one alone.  Default 'accuracy'. */
  scoring?: Scoring;
  /**
   * Training rows to fit to: shares, at most 1, of those of the smallest fold, rounded down, or numbers of rows.  Default 0.1,
   * 0.325, 0.55, 0.775, 1.
   */
  trainSizes?: readonly number[];
  /**
   * Takes a fold's training rows at random, each class in its share however few are taken; without, in their order, as
   * scikit-learn's learning_curve does.  Default true.
   */
  shuffle?: boolean;
}

/** Scores and times by the number of rows fitted to. */
export interface LearningCurve {
  /** Rows fitted to, ascending, each once. */
  readonly trainSizes: Uint32Array;
  /** On the rows fitted to, sizes × folds. */
  readonly trainScores: Matrix;
  /** On the folds' test rows, sizes × folds. */
  readonly testScores: Matrix;
  /** Milliseconds of fits, sizes × folds. */
  readonly fitMs: Matrix;
}

const SIZES = [0.1, 0.325, 0.55, 0.775, 1];

/**
 * Scores by the number of rows that an estimator is fitted to: fold by fold, the smaller sets of rows within the larger.
 * @param estimator of any kind, see `Estimator`
 * @throws as `crossValidate`; RangeError for sizes that no fold has
 */
export async function learningCurve(
  estimator: EstimatorLike,
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: LearningCurveOptions = {},
): Promise<LearningCurve> {
  const known = ['cv', 'groups', 'scoring', 'sampleWeight', 'fitOptions', 'seed', 'signal', 'trainSizes'];
  checkNames(options, [...known, 'shuffle'], ' of learningCurve');
  const { trainSizes = SIZES, shuffle = true, seed = 0 } = options;
  boolean('shuffle')(shuffle);
  const { splits, scorings, data } = prepare(X, y, options);
  const most = Math.min(...splits.map(({ train }) => train.length));
  const sizes = rowCounts(trainSizes, most);
  const table = () => new Matrix(new Float64Array(sizes.length * splits.length), sizes.length, splits.length);
  const curve = { trainSizes: sizes, trainScores: table(), testScores: table(), fitMs: table() };
  const random = mulberry32(seed);
  for (const [f, split] of splits.entries()) {
    const order = shuffle ? classByClass(split.train, data.y, random) : Array.from(split.train);
    const test = part(data, split.test);
    for (const [s, size] of sizes.entries()) {
      const started = performance.now();
      const rows = part(data, order.slice(0, size));
      const model = await fitted(estimator, rows, options);
      curve.fitMs.row(s)[f] = performance.now() - started;
      const scores = (of: typeof rows) => scoresOf(model, of, data.classes, scorings);
      curve.trainScores.row(s)[f] = (await scores(rows)).score as number;
      curve.testScores.row(s)[f] = (await scores(test)).score as number;
    }
  }
  return curve;
}

function rowCounts(sizes: readonly number[], most: number): Uint32Array {
  if (!Array.isArray(sizes) || sizes.length === 0)
    throw invalidType('trainSizes', 'an array of shares or numbers of rows', sizes);
  const shares = sizes.every(size => size <= 1);
  const counts = sizes.map((size, s) => {
    const count = shares ? Math.floor(size * most) : size;
    if (!(Number.isInteger(count) && count >= 1 && count <= most)) {
      const expected = `a share above 0, of at least one row, or a number of rows from 1 to ${most}`;
      throw invalidValue(`trainSizes[${s}]`, expected, size);
    }
    return count;
  });
  return Uint32Array.from(new Set(counts)).sort();
}

/** Rows in a random order of which every beginning has each class in its share, to within about a row. */
function classByClass(rows: ArrayLike<number>, y: readonly Label[], random: () => number): number[] {
  const order = Array.from(rows);
  shuffleInPlace(order, random);
  const totals = new Map<Label, number>();
  for (const label of take(y, order)) totals.set(label, (totals.get(label) ?? 0) + 1);
  const seen = new Map<Label, number>();
  const placed = order.map(row => {
    const label = y[row] as Label;
    const rank = seen.get(label) ?? 0;
    seen.set(label, rank + 1);
    return { row, at: (rank + random()) / (totals.get(label) as number) };
  });
  return placed.sort((a, b) => a.at - b.at).map(({ row }) => row);
}
