import { Matrix } from '../data/matrix.js';
import { type MatrixLike, type RowSource, rowSource } from '../data/matrix-like.js';
import { mulberry32, shuffle } from '../data/random.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import { wholeNumber } from '../options/checks.js';
import { Slice } from '../work.js';
import { type Predicting, predictionsOf } from './estimator.js';
import { labelledData } from './labelled-data.js';
import { checkScoring, type Scoring, scoreOf } from './scoring.js';

/** Options of `permutationImportance`. */
export interface ImportanceOptions {
  /** As of `crossValidate`; default 'accuracy'. */
  scoring?: Scoring;
  /** Times that each column is shuffled, at least 1; default 5. */
  repeats?: number;
  /** Of the shuffling; default 0. */
  seed?: number;
  /** n numbers of at least 0, in scores; default 1 each. */
  sampleWeight?: ArrayLike<number>;
  /** Ends it between two predictions: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** By column, how much worse a model scores without its information. */
export interface PermutationImportance {
  /** Of X as it is. */
  readonly score: number;
  /** By column, d: how much the score falls when the column is shuffled, the mean of the repeats. */
  readonly mean: Float64Array;
  /** By column, d: the standard deviation of the repeats, over their number. */
  readonly std: Float64Array;
  /** How much the score fell, d × repeats. */
  readonly importances: Matrix;
}

/**
 * What each column of X (n × d) is worth to a fitted model: how much worse it scores on y (n labels) when that column's values
 * are dealt to the rows at random (Breiman 2001).  Columns that stand for each other look worthless each.  Between predictions
 * the event loop has its turns.
 *
 * @param model anything with `predict`, and `predictProba` for scores made of probabilities
 * @throws TypeError, RangeError for bad input; what the model throws; the signal's reason
 */
export async function permutationImportance(
  model: Predicting,
  X: MatrixLike,
  y: ArrayLike<Label>,
  options: ImportanceOptions = {},
): Promise<PermutationImportance> {
  checkNames(options, ['scoring', 'repeats', 'seed', 'sampleWeight', 'signal'], ' of permutationImportance');
  const { scoring = 'accuracy', repeats = 5, seed = 0, sampleWeight, signal } = options;
  if (typeof model?.predict !== 'function') throw invalidType('model', 'a fitted model, with predict', model);
  signal?.throwIfAborted();
  checkScoring(scoring);
  wholeNumber('repeats', 1)(repeats);
  if (!Number.isSafeInteger(seed)) throw invalidValue('seed', 'a whole number', seed);
  const data = labelledData(X, y, sampleWeight);
  // The columns of a model's probabilities are its own classes, which y may lack.
  const classes = checkedClasses([...new Set([...(model.classes ?? []), ...data.classes])]);
  const scoreWith = async (rows: MatrixLike) =>
    scoreOf(scoring, await predictionsOf(model, { ...data, X: rows }, classes, [scoring]));
  const score = await scoreWith(X);
  const source = rowSource(X);
  const importances = new Matrix(new Float64Array(source.cols * repeats), source.cols, repeats);
  const random = mulberry32(seed);
  const order = Uint32Array.from({ length: source.rows }, (_, i) => i);
  const slice = new Slice();
  for (let j = 0; j < source.cols; j++) {
    const column = columnOf(source, j);
    for (let r = 0; r < repeats; r++) {
      if (slice.over) await slice.next();
      signal?.throwIfAborted();
      shuffle(order, random);
      const shuffled = order.map(i => i);
      importances.row(j)[r] =
        score - (await scoreWith(replaced(source, j, i => column[shuffled[i] as number] as number)));
    }
  }
  const mean = Float64Array.from({ length: source.cols }, (_, j) => meanOf(importances.row(j)));
  const std = mean.map((value, j) => Math.sqrt(meanOf(importances.row(j).map(each => (each - value) ** 2))));
  return { score, mean, std, importances };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function columnOf(X: RowSource, j: number): Float64Array {
  const row = new Float64Array(X.cols);
  return Float64Array.from({ length: X.rows }, (_, i) => {
    X.copy(i, i + 1, row);
    return row[j] as number;
  });
}

/** X with another column j. */
function replaced(X: RowSource, j: number, entry: (row: number) => number): RowSource {
  const { rows, cols } = X;
  return {
    rows,
    cols,
    copy(first, last, target) {
      X.copy(first, last, target);
      for (let i = first, at = j; i < last; i++, at += cols) target[at] = entry(i);
    },
  };
}
