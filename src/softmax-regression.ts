import {
  type BoundarySegment,
  boundarySegments,
  type DecisionBoundary,
  decisionBoundaries,
  type PlotBounds,
} from './boundaries.js';
import { type CalibratedBy, type Calibration, isCalibration } from './calibrated.js';
import type { MatrixLike } from './data/matrix-like.js';
import { StandardScaler } from './data/standard-scaler.js';
import { describe, invalidType, invalidValue } from './errors.js';
import type { StreamSource } from './fit/chunks.js';
import { type Input, readInput } from './fit/input.js';
import type { OnlineFit } from './fit/online.js';
import { checkFitOptions, type FitOptions } from './fit/options.js';
import { type PartialFitOptions, partialFit } from './fit/partial.js';
import { conclude, notConverged } from './fit/result.js';
import { type Fit, fitAnywhere, fitHere } from './fit/run.js';
import { type FitStreamOptions, fitStream } from './fit/stream.js';
import type { TargetsLike } from './fit/targets.js';
import { type Fitted, withViews } from './fitted.js';
import type { Label } from './labels.js';
import { LinearClassifier } from './linear-classifier.js';
import { shareRight } from './metrics/share-right.js';
import { fromBytes, toBytes } from './model-io/bytes.js';
import { fromJson, toJson } from './model-io/json.js';
import type { ModelState, Report } from './model-io/state.js';
import { type CheckedOptions, copyOptions, type Options, ownOptions } from './options/index.js';
import { type Predictor, sharedPredictors } from './predictor.js';
import { instantiate } from './wasm/kernels.js';
import type { Work } from './work.js';

const predictorFor = /* @__PURE__ */ sharedPredictors(instantiate);

/**
 * Softmax regression (multinomial logistic regression) with a ridge, lasso or elastic-net penalty.
 *
 *     F(W, b) = (1/Σwᵢ) · [ Σᵢ wᵢ·(−log softmax(W·xᵢ + b)_{yᵢ}) + (1/C)·((1 − l1Ratio)·½‖W‖² + l1Ratio·‖W‖₁) ]
 *
 * Intercepts are not penalised.  Where the penalty leaves a shift of all classes free, coefficients sum to 0.  Two
 * classes are kept as two rows ∓w/2 of scikit-learn's one vector w, with its penalty: ½‖w‖² and ‖w‖₁.
 */
export class SoftmaxRegression extends LinearClassifier {
  readonly #options: Options;
  readonly #checked: CheckedOptions;
  #fitted: Fitted | null = null;
  /** What the next `partialFit` goes on from. */
  #online: OnlineFit | null = null;

  /** @throws TypeError, RangeError for an option that does not exist or has a wrong value */
  constructor(options: Options = {}) {
    super();
    const own = ownOptions(options);
    this.#options = own.options;
    this.#checked = own.checked;
  }

  /**
   * Fits to X (n × d) and y, n labels or n × K probabilities of the classes, giving the event loop a turn every few
   * milliseconds, while it checks and packs the rows too; on several threads where `workers` or the size of the problem ask
   * for them.  What it is given must stay as it is until the promise has been settled.  Of two fits at a time the model keeps
   * what ends last.
   * Not converging is reported and warned about, not thrown; an error leaves the model as it was.
   * @throws TypeError, RangeError for bad input, naming the argument and the row and column; the signal's reason where
   *   it is aborted before the first iteration begins: later it ends the fit, with status 'aborted'; Error where a worker dies
   */
  async fit(X: MatrixLike, y: TargetsLike, options: FitOptions = {}): Promise<this> {
    checkFitOptions(options);
    options.signal?.throwIfAborted();
    return this.#finish(await fitAnywhere(this.#read(X, y, options), this.#checked, options), options);
  }

  /** As `fit`, in one go and on one thread.  @throws as `fit`; TypeError for a signal, RangeError for `workers` above 1 */
  fitSync(X: MatrixLike, y: TargetsLike, options: Omit<FitOptions, 'signal'> = {}): this {
    checkFitOptions(options);
    if ((options as FitOptions).signal !== undefined)
      throw new TypeError('fitSync cannot be aborted: use fit to give a signal');
    const { workers = 1 } = this.#checked;
    if (workers > 1)
      throw new RangeError(`workers is ${workers}: fitSync cannot wait for any, expected 1 or fit`);
    return this.#finish(fitHere(this.#read(X, y, options), this.#checked, options), options);
  }

  /**
   * One pass over X (n × d) and y (n labels) in mini-batches, by sgd or adam ('auto' is adam), from where the last call
   * ended: its parameters, moments, steps and average; or from where a fit or a saved model ended, with new ones.  In the
   * first call `classes` declares the labels there will be, unless the constructor was told.  With C the penalty is that
   * of the rows so far, 1/(C·Σ weights).  Options that take all rows at once are refused.
   * @throws TypeError, RangeError for bad input, a label that is not declared and a loss that is no longer finite: then
   *   nothing has changed
   */
  partialFit(X: MatrixLike, y: ArrayLike<Label>, options: PartialFitOptions = {}): this {
    const { online, state } = partialFit(
      X,
      y,
      options,
      this.#checked,
      this.#options,
      this.#online,
      this.#fitted,
    );
    this.#fitted = withViews(state);
    this.#online = online;
    return this;
  }

  /**
   * Fits to rows that come in chunks { X, y, sampleWeight? }, n × d and n labels, one in memory at a time.  A stream that
   * is read once, iterable or async iterable, is fitted to by sgd or adam in one pass; a function that returns it anew by
   * lbfgs to the optimum, all rows read for every evaluation, or by gradient descent, or by sgd or adam in maxIter
   * passes.  sgd and adam need `classes`. The model changes when all is done.
   * @throws as `fit`, naming the chunk; RangeError for a stream without chunks, of changing width, or that has other rows
   *   when it is read again; what the stream itself throws
   */
  async fitStream(source: StreamSource, options: FitStreamOptions = {}): Promise<this> {
    options.signal?.throwIfAborted();
    return this.#keep(await fitStream(source, options, this.#checked, this.#options), options);
  }

  /**
   * The share of rows, by weight, whose predicted class is y's: n labels, of which those to ignore take no part.
   * @throws TypeError, RangeError for an X as `predict`, a y that is not one label per row, weights that are not
   */
  score(X: MatrixLike, y: ArrayLike<Label>, sampleWeight?: ArrayLike<number>): number {
    return shareRight(this.predict(X), y, sampleWeight, this.#checked.ignoreLabel);
  }

  /**
   * The hyperplanes normal·x + offset = 0 on which two classes are equally probable, K(K − 1)/2: normal = w_a − w_b,
   * offset = b_a − b_b.
   * @throws Error before a fit
   */
  decisionBoundaries(): DecisionBoundary[] {
    return decisionBoundaries(this);
  }

  /**
   * The borders between the regions of the most probable class, for a model of two features: of each pair's line the piece
   * that is inside the rectangle and where no third class is as probable.
   * @throws TypeError, RangeError for bounds that are no rectangle; RangeError for a model of more or fewer features
   */
  boundarySegments(bounds: PlotBounds): BoundarySegment[] {
    return boundarySegments(this, bounds);
  }

  /**
   * This model with a calibration, for predictions and files; null: without.  Its coefficients stay those of the fit, which
   * another fit replaces, calibration and all.
   * @param by one of `softmax-wasm/calibration`, fitted to logits of other rows: this model's, without a calibration
   * @throws TypeError for what is no calibration of as many classes; RangeError for one of other classes, or in another order;
   *   Error before a fit
   */
  withCalibration(by: CalibratedBy | null): SoftmaxRegression {
    const calibration = by && structuredClone(by.calibration);
    if (calibration && !isCalibration(calibration, this.classes.length))
      throw invalidType('by', `a calibration of ${this.classes.length} classes, or null`, by);
    by?.classes?.forEach((label, k) => {
      if (label !== this.classes[k])
        throw invalidValue(`by.classes[${k}]`, `${describe(this.classes[k])}, as in the model`, label);
    });
    return SoftmaxRegression.restore({ ...this.fitted, calibration });
  }

  /** What was stored by `withCalibration`: a copy. */
  get calibration(): Calibration | null {
    return structuredClone(this.fitted.calibration ?? null);
  }

  /** Iterations of the last fit, of sgd and adam epochs; of `partialFit` calls so far. */
  get nIter(): number {
    return this.fitted.nIter;
  }

  /** How the last fit went. */
  get report(): Report {
    return this.fitted.report;
  }

  /** Means and standard deviations of the columns that the last fit saw, where `standardize` asked for them; else null. */
  get scaler(): StandardScaler | null {
    const { scaler } = this.fitted;
    return scaler && StandardScaler.of(scaler);
  }

  /** The options as given to the constructor. */
  get options(): Options {
    return copyOptions(this.#options);
  }

  /** A plain object that JSON holds without loss, with version and checksum; the report's history is left out. */
  toJSON(): object {
    return toJson(this.fitted);
  }

  /** @throws TypeError for no model, RangeError for one that is truncated, altered or of another version */
  static fromJSON(json: object | string): SoftmaxRegression {
    return SoftmaxRegression.restore(fromJson(json));
  }

  /** A flat binary file with version and checksum; the report's history is left out. */
  toBytes(): Uint8Array {
    return toBytes(this.fitted);
  }

  /** @throws TypeError for no model, RangeError for one that is truncated, altered or of another version */
  static fromBytes(bytes: Uint8Array): SoftmaxRegression {
    return SoftmaxRegression.restore(fromBytes(bytes));
  }

  /** @internal */
  static restore(state: ModelState): SoftmaxRegression {
    const model = new SoftmaxRegression(state.options);
    model.#fitted = withViews(state);
    return model;
  }

  #read(X: MatrixLike, y: TargetsLike, options: FitOptions): Work<Input> {
    return readInput(X, y, options, this.#checked, this.#checked.warmStart ? this.#fitted : null);
  }

  #finish(fit: Fit, options: FitOptions): this {
    return this.#keep(conclude(fit, options, this.#options), options);
  }

  #keep(state: ModelState, options: Pick<FitOptions, 'quiet'>): this {
    this.#fitted = withViews(state);
    this.#online = null;
    const warning = notConverged(this.#fitted, this.#checked.tol);
    if (warning && !options.quiet) console.warn(warning);
    return this;
  }

  /** @internal */
  get fitted(): Fitted {
    if (!this.#fitted) throw new Error('this SoftmaxRegression is not fitted yet: call fit first');
    return this.#fitted;
  }

  /** @internal */
  get predictor(): Predictor {
    return predictorFor(this.#checked.precision, this.#checked.deterministic);
  }
}
