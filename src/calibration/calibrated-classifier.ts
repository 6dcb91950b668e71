import { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import { boolean } from '../options/checks.js';
import { type Estimator, freshEstimator, type Truth } from '../selection/estimator.js';
import { type CV, checkCV, foldsOf } from '../selection/folds.js';
import { labelledData, part } from '../selection/labelled-data.js';
import type { Calibrator } from './calibrator.js';
import { IsotonicCalibration } from './isotonic-calibration.js';
import { SigmoidCalibration } from './sigmoid-calibration.js';
import { TemperatureScaling } from './temperature-scaling.js';
import { VectorScaling } from './vector-scaling.js';

const METHODS = {
  temperature: TemperatureScaling,
  vector: VectorScaling,
  sigmoid: SigmoidCalibration,
  isotonic: IsotonicCalibration,
};

/** A classifier with logits: `SoftmaxRegression`, or another with these methods. */
export interface Calibratable extends Estimator {
  /** Logits of X, n × K. */
  decisionFunction(X: MatrixLike): Matrix;
  /** Of the logits' columns, K. */
  readonly classes: readonly Label[];
}

/** Options of `CalibratedClassifier`. */
export interface CalibratedOptions {
  /** Default 'temperature'. */
  method?: 'temperature' | 'vector' | 'sigmoid' | 'isotonic';
  /**
   * 'prefit': the estimator is fitted, and what `fit` is given are rows it has not seen.  Else a number of folds, stratified
   * by class; `{ k, repeats, seed, shuffle }`; or splits of row indices.  Default 5.
   */
  cv?: 'prefit' | CV;
  /**
   * true: one model a fold, each calibrated on its test rows, whose probabilities are averaged.  false: one model fitted to
   * all rows, calibrated on what models of the folds say of their test rows.  Default false.
   */
  ensemble?: boolean;
  /** Of the shuffling of folds; default 0. */
  seed?: number;
}

/** What `fit` is told beside X and y. */
export interface CalibratedFitOptions {
  /** n numbers of at least 0, in fits and calibration; default 1 each. */
  sampleWeight?: ArrayLike<number>;
  /** The group of each row, n labels of any kind: rows of a group are in one fold. */
  groups?: ArrayLike<Label>;
  /** What the estimator's `fit` is told besides, as `{ quiet: true }`. */
  fitOptions?: object;
  /** Ends it between two fits: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

interface Pair<T> {
  readonly model: T;
  readonly calibrator: Calibrator;
}

/**
 * A classifier whose probabilities are calibrated on rows that it was not fitted to, held out or by cross-fitting, as
 * scikit-learn's CalibratedClassifierCV.
 */
export class CalibratedClassifier<T extends Calibratable> {
  readonly #estimator: (() => T) | (T & { readonly options: object });
  readonly #options: Required<CalibratedOptions>;
  #pairs: readonly Pair<T>[] | null = null;

  /**
   * @param estimator for cv 'prefit' one that is fitted; else a function that makes one, or one that others are made like:
   *   of the same class, with its `options`
   * @throws TypeError, RangeError for an option that does not exist or has a wrong value
   */
  constructor(estimator: (() => T) | (T & { readonly options: object }), options: CalibratedOptions = {}) {
    checkNames(options, ['method', 'cv', 'ensemble', 'seed'], ' of CalibratedClassifier');
    const { method = 'temperature', cv = 5, ensemble = false, seed = 0 } = options;
    if (!Object.hasOwn(METHODS, method))
      throw invalidValue('method', `'${Object.keys(METHODS).join("', '")}'`, method);
    if (cv !== 'prefit') checkCV(cv);
    else if (typeof estimator === 'function')
      throw invalidType('estimator', "one that is fitted, as cv is 'prefit'", estimator);
    boolean('ensemble')(ensemble);
    this.#estimator = estimator;
    this.#options = { method, cv, ensemble, seed };
  }

  /**
   * Fits models and calibrations to X (n × d) and y (n labels), fold after fold.  X must stay as it is until the promise has
   * been settled.  An error leaves this as it was.
   * @throws TypeError, RangeError for bad input, splits that cannot be made and a fold that lacks a class; what the estimator
   *   throws; the signal's reason
   */
  async fit(X: MatrixLike, y: ArrayLike<Label>, options: CalibratedFitOptions = {}): Promise<this> {
    checkNames(options, ['sampleWeight', 'groups', 'fitOptions', 'signal'], ' of fit');
    const { cv, ensemble, seed } = this.#options;
    options.signal?.throwIfAborted();
    const data = labelledData(X, y, options.sampleWeight);
    if (cv === 'prefit') {
      const model = this.#estimator as T;
      this.#pairs = [{ model, calibrator: this.#calibrator([logitsOf(model, data)], data, model.classes) }];
      return this;
    }
    const { splits } = foldsOf(cv, data.y, options.groups, seed);
    const models: T[] = [];
    const tests: Truth[] = [];
    const logits: Matrix[] = [];
    for (const [f, { train, test }] of splits.entries()) {
      const model = await this.#fitted(part(data, train), options);
      if (model.classes.length !== data.classes.length)
        throw new RangeError(
          `fold ${f} has training rows of ${model.classes.length} classes: expected all ${data.classes.length}`,
        );
      const held = part(data, test);
      models.push(model);
      tests.push(held);
      logits.push(logitsOf(model, held));
    }
    if (ensemble) {
      this.#pairs = models.map((model, f) => ({
        model,
        calibrator: this.#calibrator([logits[f] as Matrix], tests[f] as Truth, data.classes),
      }));
    } else {
      const y = tests.flatMap(test => test.y);
      const sampleWeight =
        data.sampleWeight && Float64Array.from(tests.flatMap(test => [...(test.sampleWeight ?? [])]));
      const calibrator = this.#calibrator(logits, { y, sampleWeight }, data.classes);
      this.#pairs = [{ model: await this.#fitted(data, options), calibrator }];
    }
    return this;
  }

  /** Labels of largest calibrated probability, n.  @throws as the estimator; Error before a fit */
  predict(X: MatrixLike): Label[] {
    const proba = this.predictProba(X);
    return Array.from({ length: proba.rows }, (_, i) => {
      const row = proba.row(i);
      return this.classes[row.indexOf(row.reduce((a, b) => Math.max(a, b)))] as Label;
    });
  }

  /** Calibrated probabilities, n × K, the mean over all models.  @throws as the estimator; Error before a fit */
  predictProba(X: MatrixLike): Matrix {
    const [first, ...others] = this.#fittedPairs.map(({ model, calibrator }) =>
      calibrator.predictProba(model.decisionFunction(X)),
    ) as [Matrix, ...Matrix[]];
    const count = 1 + others.length;
    const mean = first.data.map(
      (p, at) => others.reduce((sum, { data }) => sum + (data[at] as number), p) / count,
    );
    return new Matrix(mean, first.rows, first.cols);
  }

  /** Labels in the order of the columns of `predictProba`. */
  get classes(): readonly Label[] {
    return (this.#fittedPairs[0] as Pair<T>).calibrator.classes;
  }

  /** The models that were fitted, one or with `ensemble` one a fold: `models[0].withCalibration(calibrators[0])` is the first with both. */
  get models(): readonly T[] {
    return this.#fittedPairs.map(({ model }) => model);
  }

  /** The calibration of each of the models. */
  get calibrators(): readonly Calibrator[] {
    return this.#fittedPairs.map(({ calibrator }) => calibrator);
  }

  /** The options, defaults filled in. */
  get options(): Required<CalibratedOptions> {
    return { ...this.#options };
  }

  get #fittedPairs(): readonly Pair<T>[] {
    if (!this.#pairs) throw new Error('this CalibratedClassifier is not fitted yet: call fit first');
    return this.#pairs;
  }

  async #fitted({ X, y, sampleWeight }: Truth, { fitOptions, signal }: CalibratedFitOptions): Promise<T> {
    signal?.throwIfAborted();
    const model = freshEstimator(this.#estimator) as T;
    await model.fit(X, [...y], { ...fitOptions, ...(sampleWeight && { sampleWeight }) });
    signal?.throwIfAborted();
    return model;
  }

  #calibrator(
    logits: readonly Matrix[],
    { y, sampleWeight }: Pick<Truth, 'y' | 'sampleWeight'>,
    classes: readonly Label[],
  ): Calibrator {
    const cols = (logits[0] as Matrix).cols;
    const data = Float64Array.from({ length: y.length * cols });
    let at = 0;
    for (const each of logits) {
      data.set(each.data, at);
      at += each.data.length;
    }
    const all = new Matrix(data, y.length, cols);
    return new METHODS[this.#options.method]().fit(all, y, {
      classes,
      ...(sampleWeight && { sampleWeight }),
    });
  }
}

function logitsOf(model: Calibratable, { X }: Truth): Matrix {
  if (typeof model.decisionFunction !== 'function')
    throw invalidType('decisionFunction of the estimator', 'a function', model.decisionFunction);
  return model.decisionFunction(X);
}
