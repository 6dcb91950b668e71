import { checkFinite } from '../data/check-finite.js';
import type { Matrix } from '../data/matrix.js';
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import type { RowSource } from '../data/row-source.js';
import { checkNames, describe, invalidValue } from '../errors.js';
import { checkFitOptions, type FitOptions, savedVectorizer } from '../fit/options.js';
import { type EncodedLabels, encodeLabels, type Label, rowWeights } from '../labels.js';
import { shareRight } from '../metrics/share-right.js';
import type { Report, SavedVectorizer } from '../model-io/state.js';
import { type CheckedOptions, copyOptions, type Options, ownOptions } from '../options/index.js';
import { type LinearModel, Scores } from '../predictor.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import { copyOf } from './rows.js';
import { stacked } from './stacked.js';

/** @internal Rows of several classes, checked. */
export interface LabelledRows extends EncodedLabels {
  readonly X: MatrixLike;
  readonly source: RowSource;
  /** Weight per row, or null: 1. */
  readonly weights: Float64Array | null;
}

/** @internal Rows of two classes. */
export interface BinaryProblem {
  readonly X: MatrixLike;
  readonly y: ArrayLike<Label>;
  readonly weights: ArrayLike<number> | null;
  /** Whether or not y has both. */
  readonly classes: readonly [Label, Label];
}

/** @internal What a fit leaves. */
export interface EnsembleState {
  readonly classes: readonly Label[];
  readonly estimators: readonly SoftmaxRegression[];
  readonly vectorizer: SavedVectorizer | null;
}

/** Options of prediction that `SoftmaxRegression` has and binary models do not. */
export interface NoOptions {
  /** Not to be given. */
  offset?: undefined;
}

/** Several binary models that answer for K classes together. */
export abstract class BinaryEnsemble {
  readonly #options: Options;
  readonly #checked: CheckedOptions;
  #fitted: (EnsembleState & { readonly linear: LinearModel }) | null = null;

  /**
   * @param options those of SoftmaxRegression but for `thresholds`, for each binary fit; 'balanced' class weights balance
   *   each by itself, bounds are those of a binary model's 2 × d coefficients
   * @throws TypeError, RangeError for an option that does not exist or has a wrong value
   */
  constructor(options: Options = {}) {
    const own = ownOptions(options);
    if (options.thresholds !== undefined) throw notForBinary('thresholds');
    this.#options = own.options;
    this.#checked = own.checked;
  }

  /** @internal In messages: minified, a class has another name. */
  protected abstract get called(): string;

  /** @internal One at a time, for rows of one may be copies. */
  protected abstract problems(rows: LabelledRows): Iterable<BinaryProblem>;

  /**
   * Fits to X (n × d) and y (n labels), one binary model after the other.  X is copied in float64 unless it is a Dataset,
   * and y read, before it returns its promise; `onIteration` is called for each binary fit in its turn.  An error leaves
   * the model as it was, and so does the signal, whose reason is thrown.
   * @throws TypeError, RangeError for bad input, naming the argument and the row and column; RangeError for an offset
   */
  async fit(X: MatrixLike, y: ArrayLike<Label>, options: FitOptions = {}): Promise<this> {
    checkFitOptions(options);
    options.signal?.throwIfAborted();
    const rows = this.#rows(copyOf(X), y, options);
    const vectorizer = savedVectorizer(options);
    const estimators: SoftmaxRegression[] = [];
    for (const problem of this.problems(rows)) {
      const { estimator, fitOptions } = this.#prepare(problem, estimators.length, options);
      estimators.push(await estimator.fit(problem.X, problem.y, fitOptions));
      options.signal?.throwIfAborted();
    }
    return this.#finish({ classes: rows.classes, estimators, vectorizer }, options);
  }

  /** As `fit`, in one go and on one thread, without a copy of X. */
  fitSync(X: MatrixLike, y: ArrayLike<Label>, options: Omit<FitOptions, 'signal'> = {}): this {
    checkFitOptions(options);
    const rows = this.#rows(X, y, options);
    const vectorizer = savedVectorizer(options);
    const estimators: SoftmaxRegression[] = [];
    for (const problem of this.problems(rows)) {
      const { estimator, fitOptions } = this.#prepare(problem, estimators.length, options);
      estimators.push(estimator.fitSync(problem.X, problem.y, fitOptions));
    }
    return this.#finish({ classes: rows.classes, estimators, vectorizer }, options);
  }

  #rows(X: MatrixLike, y: ArrayLike<Label>, { sampleWeight, offset }: FitOptions): LabelledRows {
    const { classes: declared, classWeight, precision, warmStart, ignoreLabel } = this.#checked;
    if (offset !== undefined) throw notForBinary('offset');
    const source = rowSource(X);
    const labels = encodeLabels(y, source.rows, declared, ignoreLabel);
    const weights = rowWeights(labels, sampleWeight, classWeight === 'balanced' ? undefined : classWeight);
    checkFinite(source, precision);
    const before = warmStart && this.#fitted?.classes;
    if (
      before &&
      (before.length !== labels.classes.length || before.some((c, k) => c !== labels.classes[k]))
    ) {
      const expected = `${before.map(describe).join(', ')}, as in the fit to start from`;
      throw new RangeError(
        `the classes of y are ${labels.classes.map(describe).join(', ')}: expected ${expected}`,
      );
    }
    return { X, source, weights, ...labels };
  }

  /** The estimator of problem i, not yet fitted or, for a warm start, a copy of the one before. */
  #prepare({ classes, weights }: BinaryProblem, i: number, options: FitOptions) {
    // Rows to ignore weigh 0 already.
    const { classWeight, ignoreLabel: _ignored, ...rest } = this.#options;
    const before = this.#checked.warmStart ? this.#fitted?.estimators[i] : undefined;
    const balanced = classWeight === 'balanced' && { classWeight };
    const estimator = before
      ? SoftmaxRegression.fromBytes(before.toBytes())
      : new SoftmaxRegression({ ...rest, ...balanced, classes });
    const { sampleWeight: _, vectorizer: _kept, ...others } = options;
    const fitOptions = { ...others, quiet: true, ...(weights && { sampleWeight: weights }) };
    return { estimator, fitOptions };
  }

  #finish(state: EnsembleState, { quiet }: FitOptions): this {
    this.restore(state);
    const { estimators } = state;
    const stuck = estimators.filter(
      ({ report: { status } }) => status === 'maxIter' || status === 'lineSearchFailed',
    ).length;
    if (stuck > 0 && !quiet) {
      console.warn(
        `softmax-wasm: ${stuck} of ${estimators.length} binary fits did not converge: see reports`,
      );
    }
    return this;
  }

  /** @internal */
  protected restore({ classes, estimators, vectorizer }: EnsembleState): this {
    Object.freeze(classes);
    Object.freeze(estimators);
    this.#fitted = { classes, estimators, vectorizer, linear: stacked(estimators) };
    return this;
  }

  /** The predicted class of each row of X (n × d): n labels.  @throws as `SoftmaxRegression.predict`, and for an offset */
  predict(X: MatrixLike, options: NoOptions = {}): Label[] {
    const { classes } = this.#state;
    const scores = this.decisionFunction(X, options);
    return Array.from({ length: scores.rows }, (_, i) => {
      const row = scores.row(i);
      return classes[row.indexOf(Math.max(...row))] as Label;
    });
  }

  /** n × K: what `predict` takes the largest of.  @throws as `predict` */
  abstract decisionFunction(X: MatrixLike, options?: NoOptions): Matrix;

  /** Probabilities, n × K; rows sum to 1.  @throws as `predict` */
  abstract predictProba(X: MatrixLike, options?: NoOptions): Matrix;

  /** Logarithms of the probabilities, n × K.  @throws as `predict` */
  abstract predictLogProba(X: MatrixLike, options?: NoOptions): Matrix;

  /** The share of rows, by weight, whose predicted class is y's. */
  score(X: MatrixLike, y: ArrayLike<Label>, sampleWeight?: ArrayLike<number>): number {
    return shareRight(this.predict(X), y, sampleWeight, this.#checked.ignoreLabel);
  }

  /** Labels in the order of the scores' columns.  Sorted: numbers by value, strings by code unit. */
  get classes(): readonly Label[] {
    return this.#state.classes;
  }

  /** The fitted binary models. */
  get estimators(): readonly SoftmaxRegression[] {
    return this.#state.estimators;
  }

  /** How each binary fit went. */
  get reports(): readonly Report[] {
    return this.estimators.map(({ report }) => report);
  }

  /** d: the number of columns that X must have. */
  get nFeatures(): number {
    return this.#state.linear.nFeatures;
  }

  /** Names of the columns, where the fit was given them. */
  get featureNames(): readonly string[] | null {
    return this.#first.featureNames;
  }

  /** Name of what is predicted, where the fit was given it. */
  get targetName(): string | null {
    return this.#first.targetName;
  }

  /** What made X of text, where the fit was given it, for `TextVectorizer.fromJSON`: a copy.  Binary models have none. */
  get vectorizer(): Record<string, unknown> | null {
    return structuredClone(this.#state.vectorizer);
  }

  /** The options as given to the constructor. */
  get options(): Options {
    return copyOptions(this.#options);
  }

  /** @internal The logit of each binary model's second class against its first: n × number of models. */
  protected binaryLogits(X: MatrixLike, options: NoOptions): Matrix {
    checkNames(options, ['offset'], ' of prediction');
    if (options.offset !== undefined) throw notForBinary('offset');
    const { linear } = this.#state;
    const source = rowSource(X);
    if (source.cols !== linear.nFeatures)
      throw invalidValue('the number of columns of X', `${linear.nFeatures}, as in fit`, source.cols);
    return this.#first.predictor.scores(linear, source, Scores.logits);
  }

  get #state() {
    if (!this.#fitted) throw new Error(`this ${this.called} is not fitted yet: call fit first`);
    return this.#fitted;
  }

  get #first(): SoftmaxRegression {
    return this.#state.estimators[0] as SoftmaxRegression;
  }
}

/** Of what is said of all classes at once. */
function notForBinary(name: string): RangeError {
  return new RangeError(
    `${name} is given: binary models have none for K classes, expected SoftmaxRegression`,
  );
}
