import type { BoundarySegment, DecisionBoundary, PlotBounds } from '../boundaries.js';
import type { CalibratedBy, Calibration } from '../calibrated.js';
import type { Matrix } from '../data/matrix.js';
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import type { StandardScaler } from '../data/standard-scaler.js';
import { invalidType } from '../errors.js';
import { checkInput } from '../fit/input.js';
import { checkFitOptions, type FitOptions } from '../fit/options.js';
import type { Fitted } from '../fitted.js';
import type { Label } from '../labels.js';
import { LinearClassifier } from '../linear-classifier.js';
import type { Report } from '../model-io/state.js';
import { checkOptions, copyOptions, type Options } from '../options/index.js';
import type { Predictor } from '../predictor.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import { checkFinite } from './fold-rows.js';
import { foldsOf } from './folds.js';
import { type GridPoint, optionsAt, select } from './grid.js';
import { type CVOptions, checkCVOptions } from './options.js';
import { type CVResult, resultsOf, scoreMatrix } from './results.js';
import { type FoldProgress, scoreFolds, type Task } from './score-folds.js';
import { foldThreads } from './threads.js';

/** What one fit is told beside X and y: as of `SoftmaxRegression`, `onIteration` being of the last fit, on all rows. */
export interface CVFitOptions extends FitOptions {
  /** The group of each row, n labels of any kind: rows of a group are in one fold. */
  groups?: ArrayLike<Label>;
  /** Called when a fold has been fitted and scored, whichever comes first. */
  onFold?: (progress: FoldProgress) => void;
}

interface Outcome {
  readonly results: readonly CVResult[];
  readonly best: number;
  readonly model: SoftmaxRegression | null;
}

/**
 * Softmax regression whose penalty is chosen by cross-validation, then fitted to all rows: what `SoftmaxRegression` is
 * asked after a fit is answered by that model.
 */
export class SoftmaxRegressionCV extends LinearClassifier {
  readonly #options: CVOptions;
  readonly #model: Options;
  readonly #grid: readonly GridPoint[];
  #outcome: Outcome | null = null;

  /** @throws TypeError, RangeError for an option that does not exist or has a wrong value */
  constructor(options: CVOptions = {}) {
    super();
    const { grid, model, own } = checkCVOptions(options);
    this.#grid = grid;
    this.#model = model;
    this.#options = { ...model, ...own };
  }

  /**
   * Fits each fold's training rows of X (n × d) and y (n labels) for each penalty and scores them on its test rows,
   * `workers` folds at a time; then fits the penalty that did best to all rows.  X and y must stay as they are until the
   * promise resolves.
   *
   * Sample weights count in fits and scores.  C and `classWeight: 'balanced'` are of each fold's training rows.  A class
   * may have no weight in a fold's training targets: it has probability 0 there, which costs 36 in log-loss for each of
   * its test rows.
   *
   * An error or an abort leaves the model as it was.
   * @throws TypeError, RangeError for bad input, as `SoftmaxRegression.fit` and for splits that cannot be made; the
   *   signal's reason
   */
  async fit(X: MatrixLike, y: ArrayLike<Label>, options: CVFitOptions = {}): Promise<this> {
    if (typeof options !== 'object' || options === null)
      throw invalidType('the options of fit', 'an object', options);
    const { groups, onFold, ...fitOptions } = options;
    checkFitOptions(fitOptions);
    if (onFold !== undefined && typeof onFold !== 'function')
      throw invalidType('onFold', 'a function', onFold);
    const { signal, sampleWeight, offset, quiet } = fitOptions;
    signal?.throwIfAborted();
    if (typeof y?.length !== 'number' || typeof y[0] === 'object')
      throw invalidType('y', 'an array of labels: folds are made by class', y);
    const { cv = 5, scoring = 'logLoss', selection = 'best', refit = true, seed } = this.#options;
    const checked = checkOptions(optionsAt(this.#model, this.#grid[0] as GridPoint));
    const { classes } = checkInput(X, y, fitOptions, checked, null);
    const source = rowSource(X);
    const { splits, independent } = foldsOf(cv, y, groups, seed, this.#model.ignoreLabel);
    const task: Task = {
      X: source,
      y: Array.from(y),
      sampleWeight: sampleWeight && Float64Array.from(sampleWeight),
      offset: offset && rowSource(offset, 'offset'),
      classes,
      splits,
      grid: this.#grid,
      options: this.#model,
      scoring,
    };
    checkFoldWeights(task);
    checkFinite(source, checked.precision);
    const threads = foldThreads(this.#model.workers, splits.length, source, classes.length);
    const folds = await scoreFolds(task, threads, signal, onFold);
    const results = resultsOf(
      this.#grid,
      folds.map(({ scores }) => scores),
      independent,
    );
    const best = select(
      this.#grid,
      results.map(({ mean }) => mean),
      results.map(({ standardError }) => standardError),
      selection,
    );
    const model = refit ? new SoftmaxRegression(optionsAt(this.#model, this.#grid[best] as GridPoint)) : null;
    await model?.fit(source, y, fitOptions);
    signal?.throwIfAborted();
    this.#outcome = { results, best, model };
    const failures = folds.reduce((sum, fold) => sum + fold.failures, 0);
    if (failures > 0 && !quiet) {
      const fits = this.#grid.length * splits.length;
      console.warn(
        `softmax-wasm: ${failures} of ${fits} fits of folds did not converge: raise maxIter or tol`,
      );
    }
    return this;
  }

  /** How each penalty did: l1Ratio by l1Ratio, strengths in the order given.  @throws Error before a fit */
  get cvResults(): readonly CVResult[] {
    return this.#done.results;
  }

  /** Folds × penalties. */
  get scores(): Matrix {
    return scoreMatrix(this.#done.results);
  }

  /** The penalty that was chosen, and how it did. */
  get best(): CVResult {
    const { results, best } = this.#done;
    return results[best] as CVResult;
  }

  /** Undefined where alphas were tried. */
  get bestC(): number | undefined {
    return this.best.C;
  }

  /** Undefined where Cs were tried. */
  get bestAlpha(): number | undefined {
    return this.best.alpha;
  }

  /** 0 ridge … 1 lasso. */
  get bestL1Ratio(): number {
    return this.best.l1Ratio;
  }

  /** The model of the best penalty, fitted to all rows.  @throws Error before a fit, or where `refit` is false */
  get bestModel(): SoftmaxRegression {
    const { model } = this.#done;
    if (!model) throw new Error('this SoftmaxRegressionCV has no model: refit is false');
    return model;
  }

  /** As of `SoftmaxRegression`, of the best model. */
  score(X: MatrixLike, y: ArrayLike<Label>, sampleWeight?: ArrayLike<number>): number {
    return this.bestModel.score(X, y, sampleWeight);
  }

  /** As of `SoftmaxRegression`, of the best model. */
  decisionBoundaries(): DecisionBoundary[] {
    return this.bestModel.decisionBoundaries();
  }

  /** As of `SoftmaxRegression`, of the best model. */
  boundarySegments(bounds: PlotBounds): BoundarySegment[] {
    return this.bestModel.boundarySegments(bounds);
  }

  /** As of `SoftmaxRegression`: the best model with a calibration. */
  withCalibration(by: CalibratedBy | null): SoftmaxRegression {
    return this.bestModel.withCalibration(by);
  }

  /** As of `SoftmaxRegression`, of the best model. */
  get calibration(): Calibration | null {
    return this.bestModel.calibration;
  }

  /** Iterations of the fit to all rows. */
  get nIter(): number {
    return this.bestModel.nIter;
  }

  /** How the fit to all rows went. */
  get report(): Report {
    return this.bestModel.report;
  }

  /** As of `SoftmaxRegression`, of the best model. */
  get scaler(): StandardScaler | null {
    return this.bestModel.scaler;
  }

  /** The best model's: `SoftmaxRegression.fromJSON` reads it. */
  toJSON(): object {
    return this.bestModel.toJSON();
  }

  /** The best model's: `SoftmaxRegression.fromBytes` reads it. */
  toBytes(): Uint8Array {
    return this.bestModel.toBytes();
  }

  /** The options as given to the constructor. */
  get options(): CVOptions {
    return { ...this.#options, ...copyOptions(this.#model) };
  }

  get #done(): Outcome {
    if (!this.#outcome) throw new Error('this SoftmaxRegressionCV is not fitted yet: call fit first');
    return this.#outcome;
  }

  /** @internal */
  protected get fitted(): Fitted {
    return LinearClassifier.partsOf(this.bestModel).fitted;
  }

  /** @internal */
  protected get predictor(): Predictor {
    return LinearClassifier.partsOf(this.bestModel).predictor;
  }
}

/** @throws RangeError for a part of a fold that weighs nothing */
function checkFoldWeights({ splits, sampleWeight }: Task): void {
  if (!sampleWeight) return;
  for (const [fold, split] of splits.entries()) {
    for (const part of ['train', 'test'] as const) {
      if (Array.from(split[part]).every(row => sampleWeight[row] === 0))
        throw new RangeError(`sampleWeight leaves the ${part} rows of fold ${fold} a total weight of 0`);
    }
  }
}
