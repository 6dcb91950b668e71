/**
 * Prediction alone, for pages that train elsewhere: `import { SoftmaxModel } from 'softmax-wasm/predict'`.
 */
import type { Matrix } from './data/matrix.js';
import type { MatrixLike } from './data/matrix-like.js';
import { type Fitted, predictLabels, predictScores, withViews } from './fitted.js';
import { type KernelOptions, kernelOptions } from './kernel-options.js';
import type { Label } from './labels.js';
import { fromBytes } from './model-io/bytes.js';
import { fromJson } from './model-io/json.js';
import type { ModelState } from './model-io/state.js';
import { type Predictor, Scores, sharedPredictors } from './predictor.js';
import { instantiatePrediction } from './wasm/prediction-kernels.js';

export type { Matrix } from './data/matrix.js';
export type { MatrixLike } from './data/matrix-like.js';
export type { Label } from './labels.js';

const predictorFor = /* @__PURE__ */ sharedPredictors(instantiatePrediction);

/**
 * A fitted model that was saved by `SoftmaxRegression.toJSON` or `toBytes`, or by the command line.
 *
 * Its answers are those of `SoftmaxRegression.fromJSON` in the same engine, bit for bit, from kernels that predict and do
 * nothing else.  K is the number of classes, d of features.
 */
export class SoftmaxModel {
  readonly #fitted: Fitted;
  readonly #kernels: KernelOptions;

  /** Not to be called: models come from `fromJSON` and `fromBytes`. */
  private constructor(state: ModelState) {
    if (!(state?.coef instanceof Float64Array)) {
      throw new TypeError('a SoftmaxModel is not made with new: use SoftmaxModel.fromJSON or fromBytes');
    }
    this.#kernels = kernelOptions(state.options);
    this.#fitted = withViews(state);
  }

  /**
   * Reads a model from what `JSON.stringify(model)` or `model.toJSON()` gave.
   * @throws TypeError for no model, RangeError for one that is truncated, altered or of another version
   */
  static fromJSON(json: object | string): SoftmaxModel {
    return new SoftmaxModel(fromJson(json));
  }

  /**
   * Reads a model from what `model.toBytes()` gave; of a response, `new Uint8Array(await response.arrayBuffer())`.
   * @throws TypeError for no model, RangeError for one that is truncated, altered or of another version
   */
  static fromBytes(bytes: Uint8Array): SoftmaxModel {
    return new SoftmaxModel(fromBytes(bytes));
  }

  /**
   * The most probable class of each row of X (n × d): n labels.
   * @throws TypeError, RangeError for an X that is no matrix of d columns of finite numbers, naming row and column
   */
  predict(X: MatrixLike): Label[] {
    return predictLabels(this.#fitted, this.#predictor, X);
  }

  /** Probabilities, n × K; rows sum to 1.  @throws as `predict` */
  predictProba(X: MatrixLike): Matrix {
    return this.#scores(X, Scores.probabilities);
  }

  /** Logarithms of the probabilities, n × K, finite where a probability is too small for a number.  @throws as `predict` */
  predictLogProba(X: MatrixLike): Matrix {
    return this.#scores(X, Scores.logProbabilities);
  }

  /** Logits, n × K.  @throws as `predict` */
  decisionFunction(X: MatrixLike): Matrix {
    return this.#scores(X, Scores.logits);
  }

  /** Labels in the order of the scores' columns.  Sorted: numbers by value, strings by code unit. */
  get classes(): readonly Label[] {
    return this.#fitted.classes;
  }

  /** K × d. */
  get coef(): Matrix {
    return this.#fitted.matrix;
  }

  /** K; zeros without intercept. */
  get intercept(): Float64Array {
    return this.#fitted.intercept;
  }

  /** d: the number of columns that X must have. */
  get nFeatures(): number {
    return this.#fitted.nFeatures;
  }

  /** Names of the columns, where the fit was given them. */
  get featureNames(): readonly string[] | null {
    return this.#fitted.featureNames;
  }

  /** Name of what is predicted, where the fit was given it. */
  get targetName(): string | null {
    return this.#fitted.targetName;
  }

  get #predictor(): Predictor {
    const { precision, deterministic } = this.#kernels;
    return predictorFor(precision, deterministic);
  }

  #scores(X: MatrixLike, kind: number): Matrix {
    return predictScores(this.#fitted, this.#predictor, X, kind);
  }
}
