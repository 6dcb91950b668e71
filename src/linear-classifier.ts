import type { Matrix } from './data/matrix.js';
import type { MatrixLike } from './data/matrix-like.js';
import { checkNames } from './errors.js';
import { type Fitted, predictLabels, predictScores } from './fitted.js';
import type { Label } from './labels.js';
import { type Predictor, Scores } from './predictor.js';

/** What a prediction is told beside X. */
export interface PredictOptions {
  /** Added to the logits of the rows, n × K, columns in the order of `classes`: what a fit with offsets goes with. */
  offset?: MatrixLike;
}

/**
 * What a fitted model is asked, whether it was fitted here or loaded.  K is the number of classes, d of features.
 */
export abstract class LinearClassifier {
  /** @internal */
  protected abstract get fitted(): Fitted;

  /** @internal */
  protected abstract get predictor(): Predictor;

  /** Of a model that another stands for. @internal */
  protected static partsOf(model: LinearClassifier): { fitted: Fitted; predictor: Predictor } {
    return { fitted: model.fitted, predictor: model.predictor };
  }

  /**
   * The most probable class of each row of X (n × d), or with the option `thresholds` the class of largest p/t: n labels.
   * @throws TypeError, RangeError for an X that is no matrix of d columns of finite numbers, naming row and column, or an
   *   offset that is not n × K; Error before a fit
   */
  predict(X: MatrixLike, options: PredictOptions = {}): Label[] {
    return predictLabels(this.fitted, this.predictor, X, offsetOf(options));
  }

  /** Probabilities, n × K; rows sum to 1.  Calibrated, where the model is.  @throws as `predict` */
  predictProba(X: MatrixLike, options: PredictOptions = {}): Matrix {
    return predictScores(this.fitted, this.predictor, X, Scores.probabilities, offsetOf(options));
  }

  /** Logarithms of the probabilities, n × K, finite where a probability is too small for a number.  @throws as `predict` */
  predictLogProba(X: MatrixLike, options: PredictOptions = {}): Matrix {
    return predictScores(this.fitted, this.predictor, X, Scores.logProbabilities, offsetOf(options));
  }

  /**
   * Logits W·x + b, and the offset, n × K; where the model is calibrated by scaling, scaled.
   * @throws as `predict`
   */
  decisionFunction(X: MatrixLike, options: PredictOptions = {}): Matrix {
    return predictScores(this.fitted, this.predictor, X, Scores.logits, offsetOf(options));
  }

  /** Labels in the order of the scores' columns.  Sorted: numbers by value, strings by code unit. */
  get classes(): readonly Label[] {
    return this.fitted.classes;
  }

  /** Coefficients, K × d; of two classes the rows −w/2 and w/2. */
  get coef(): Matrix {
    return this.fitted.matrix;
  }

  /** Intercepts, K; zeros without. */
  get intercept(): Float64Array {
    return this.fitted.intercept;
  }

  /** d: the number of columns that X must have. */
  get nFeatures(): number {
    return this.fitted.nFeatures;
  }

  /** Names of the columns, where the fit was given them. */
  get featureNames(): readonly string[] | null {
    return this.fitted.featureNames;
  }

  /** Name of what is predicted, where the fit was given it. */
  get targetName(): string | null {
    return this.fitted.targetName;
  }

  /** What made X of text, where the fit was given it, for `TextVectorizer.fromJSON`: a copy. */
  get vectorizer(): Record<string, unknown> | null {
    return structuredClone(this.fitted.vectorizer);
  }
}

function offsetOf(options: PredictOptions): MatrixLike | undefined {
  checkNames(options, ['offset'], ' of prediction');
  return options.offset;
}
