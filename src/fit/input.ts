import { columnMoments } from '../data/column-moments.js';
import { type MatrixLike, readRows } from '../data/matrix-like.js';
import { readOffset, withOffsetColumns } from '../data/offset.js';
import { describe, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import type { ModelState, SavedVectorizer } from '../model-io/state.js';
import type { CheckedOptions } from '../options/index.js';
import { checkOrder } from '../options/targets.js';
import type { Box } from '../solvers/box.js';
import { pathMatters } from '../solvers/table.js';
import { classThresholds } from '../thresholds.js';
import { finish, type Work } from '../work.js';
import { boxOf } from './bounds.js';
import { type FitOptions, savedVectorizer } from './options.js';
import type { Problem } from './problem.js';
import { checkTargets, type TargetsLike } from './targets.js';

/** What a fit starts from, all of it checked. */
export interface Input {
  readonly problem: Problem;
  readonly classes: readonly Label[];
  readonly nFeatures: number;
  /** Parameters to start from, (W, b). */
  readonly start: Float64Array;
  /** The solver's parameters are (W, b + W·centre). */
  readonly shifted: boolean;
  /** Bounds on parameters. */
  readonly box?: Box | undefined;
  /** What made X, to be kept with the model. */
  readonly vectorizer: SavedVectorizer | null;
  /** When it was begun, as `performance.now()` had it. */
  readonly started: number;
}

/** As `readInput`, in one go. */
export function checkInput(...given: Parameters<typeof readInput>): Input {
  return finish(readInput(...given));
}

/**
 * Checks all input.  Changes nothing of the caller's.
 * @param from the state to start from, for a warm start
 */
export function* readInput(
  X: MatrixLike,
  y: TargetsLike,
  fitOptions: FitOptions,
  options: CheckedOptions,
  from: ModelState | null,
): Work<Input> {
  const started = performance.now();
  const source = yield* readRows(X);
  const { featureNames } = fitOptions;
  if (featureNames && featureNames.length !== source.cols) {
    throw invalidValue(
      'the length of featureNames',
      `${source.cols}, one per column of X`,
      featureNames.length,
    );
  }
  const targets = yield* checkTargets(y, source.rows, fitOptions.sampleWeight, options);
  const { classes, indices, weights, correction } = targets;
  classThresholds(options.thresholds, classes);
  if (fitOptions.offset !== undefined && options.classes)
    checkOrder(options.classes, 'where columns of offset stand for them');
  const offset =
    fitOptions.offset === undefined
      ? null
      : yield* readOffset(fitOptions.offset, source.rows, classes.length, options.precision);
  return {
    problem: {
      X: offset ? withOffsetColumns(source, offset) : source,
      y: indices,
      nClasses: classes.length,
      weights,
      correction,
      offset: offset !== null,
      moments: options.standardize ? yield* columnMoments(source, weights) : null,
    },
    classes,
    nFeatures: source.cols,
    start: startingPoint(classes, source.cols, options.fitIntercept, from),
    shifted: options.fitIntercept && !pathMatters(options.solver),
    box: boxOf(options, { cols: source.cols, nClasses: classes.length, fitIntercept: options.fitIntercept }),
    vectorizer: savedVectorizer(fitOptions),
    started,
  };
}

/** Zeros, or what the state to start from holds. */
export function startingPoint(
  classes: readonly Label[],
  nFeatures: number,
  fitIntercept: boolean,
  from: ModelState | null,
): Float64Array {
  const stride = nFeatures + (fitIntercept ? 1 : 0);
  const start = zeros(classes.length, stride, nFeatures);
  if (!from) return start;
  if (from.nFeatures !== nFeatures) {
    throw invalidValue(
      'the number of columns of X',
      `${from.nFeatures}, as in the fit to start from`,
      nFeatures,
    );
  }
  if (from.classes.length !== classes.length || from.classes.some((label, k) => label !== classes[k])) {
    const expected = `${from.classes.map(describe).join(', ')}, as in the fit to start from`;
    throw new RangeError(`the classes of y are ${classes.map(describe).join(', ')}: expected ${expected}`);
  }
  for (let k = 0; k < classes.length; k++) {
    start.set(from.coef.subarray(k * nFeatures, (k + 1) * nFeatures), k * stride);
    if (fitIntercept) start[k * stride + nFeatures] = from.intercept[k] as number;
  }
  return start;
}

function zeros(nClasses: number, stride: number, cols: number): Float64Array {
  try {
    return new Float64Array(nClasses * stride);
  } catch {
    const what = `${nClasses} classes × ${stride} parameters, more than memory holds`;
    throw new RangeError(`cols is ${cols}: ${what}: expected fewer columns of X`);
  }
}
