import type { Matrix } from '../data/matrix.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { largest, type ScoredOptions, type ScoredRows, scoredRows } from './scored-rows.js';
import type { Scores } from './scores.js';

/** Rows whose confidence is in (lower, upper]; the first bin takes 0 too. */
export interface ReliabilityBin {
  /** Confidence that its rows are above. */
  readonly lower: number;
  /** The largest confidence that it takes. */
  readonly upper: number;
  /** Rows. */
  readonly count: number;
  /** Σ of their weights. */
  readonly weight: number;
  /** Their mean confidence, by weight; NaN where the weight is 0. */
  readonly confidence: number;
  /** The share of them that was right, by weight; NaN where the weight is 0. */
  readonly accuracy: number;
}

/** Options of `reliabilityBins` and `expectedCalibrationError`. */
export interface ReliabilityOptions extends ScoredOptions {
  /** Bins, at least 1; default 15, as Guo et al. (2017) have them. */
  nBins?: number;
  /**
   * 'uniform': bins of the same width over [0, 1].  'quantile': bins of about as many rows each, their bounds the quantiles
   * of the confidences, rows counted once each; where confidences tie, bins may be empty.  Default 'uniform'.
   */
  strategy?: 'uniform' | 'quantile';
  /**
   * The class whose probability is the confidence, right where the row is of it, as scikit-learn's calibration_curve has
   * it.  Default: each row's predicted class, of which the probability is largest, right where the row is of that.
   */
  label?: Label;
}

const NAMES = ['classes', 'sampleWeight', 'nBins', 'strategy', 'label'];

/**
 * How confidence and accuracy go together, for a reliability diagram: rows in bins by confidence, `nBins` of them, in
 * ascending order, empty ones included.
 *
 * @param proba n × K, column k for `classes[k]`
 * @throws TypeError, RangeError for options, labels, probabilities or weights that will not do, or a total weight of 0
 */
export function reliabilityBins(
  yTrue: ArrayLike<Label>,
  proba: Scores,
  options: ReliabilityOptions = {},
): ReliabilityBin[] {
  checkNames(options, NAMES, ' of reliabilityBins');
  const { nBins = 15, strategy = 'uniform', label } = options;
  if (typeof nBins !== 'number') throw invalidType('nBins', 'a number', nBins);
  if (!(Number.isInteger(nBins) && nBins >= 1))
    throw invalidValue('nBins', 'a whole number of at least 1', nBins);
  if (strategy !== 'uniform' && strategy !== 'quantile')
    throw invalidValue('strategy', "'uniform' or 'quantile'", strategy);
  const rows = scoredRows(yTrue, proba, options);
  const { confidences, right } = label === undefined ? ofPrediction(rows) : ofClass(rows, label);
  const bounds = strategy === 'uniform' ? evenly(nBins) : quantiles(confidences, nBins);

  const count = new Uint32Array(nBins);
  const weight = new Float64Array(nBins);
  const confidence = new Float64Array(nBins);
  const hits = new Float64Array(nBins);
  for (let i = 0; i < confidences.length; i++) {
    const p = confidences[i] as number;
    const w = rows.weights[i] as number;
    const b = binOf(p, bounds);
    (count[b] as number)++;
    (weight[b] as number) += w;
    (confidence[b] as number) += w * p;
    if (right[i]) (hits[b] as number) += w;
  }
  return Array.from({ length: nBins }, (_, b) => ({
    lower: bounds[b] as number,
    upper: bounds[b + 1] as number,
    count: count[b] as number,
    weight: weight[b] as number,
    confidence: (confidence[b] as number) / (weight[b] as number),
    accuracy: (hits[b] as number) / (weight[b] as number),
  }));
}

interface Confidences {
  readonly confidences: Float64Array;
  /** 1 where the prediction is right. */
  readonly right: Uint8Array;
}

function ofPrediction({ indices, scores }: ScoredRows): Confidences {
  const predicted = indices.map((_, i) => largest(scores.row(i)));
  return confident(scores, predicted, i => predicted[i] === indices[i]);
}

function ofClass({ classes, indices, scores }: ScoredRows, label: Label): Confidences {
  const k = classes.indexOf(label);
  if (k < 0) throw invalidValue('label', 'one of the classes', label);
  return confident(scores, new Int32Array(indices.length).fill(k), i => indices[i] === k);
}

function confident(scores: Matrix, columns: Int32Array, isRight: (i: number) => boolean): Confidences {
  const confidences = Float64Array.from(columns, (k, i) => scores.get(i, k));
  const bad = confidences.findIndex(p => !(p >= 0 && p <= 1));
  if (bad >= 0)
    throw invalidValue(`proba[${bad}][${columns[bad]}]`, 'a probability, from 0 to 1', confidences[bad]);
  return { confidences, right: Uint8Array.from(columns, (_, i) => Number(isRight(i))) };
}

function evenly(nBins: number): Float64Array {
  return Float64Array.from({ length: nBins + 1 }, (_, b) => b / nBins);
}

/** Of n ordered values the one at (n − 1)·b/nBins, between two of them linearly interpolated: NumPy's percentiles. */
function quantiles(values: Float64Array, nBins: number): Float64Array {
  const sorted = values.slice().sort();
  return Float64Array.from({ length: nBins + 1 }, (_, b) => {
    const at = ((sorted.length - 1) * b) / nBins;
    const below = Math.floor(at);
    const low = sorted[below] as number;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
    return low + (high - low) * (at - below);
  });
}

/** The first bin whose upper bound is not below p. */
function binOf(p: number, bounds: Float64Array): number {
  let low = 0;
  let high = bounds.length - 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle + 1] as number) < p) low = middle + 1;
    else high = middle;
  }
  return low;
}
