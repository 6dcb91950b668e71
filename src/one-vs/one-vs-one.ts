import { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import { describe } from '../errors.js';
import type { Label } from '../labels.js';
import { Coupling, pairs } from './coupling.js';
import { BinaryEnsemble, type BinaryProblem, type LabelledRows, type NoOptions } from './ensemble.js';
import { fromJson, toJson } from './json.js';
import { select } from './rows.js';

const FORMAT = 'softmax-wasm one-vs-one';

/**
 * One binary model per pair of classes, on the rows of the two: K(K − 1)/2, in the order (0, 1), (0, 2), …, (K − 2, K − 1).
 *
 * `predict` goes by votes and, among equals, by the sums of binary logits, as scikit-learn's OneVsOneClassifier does.
 * Probabilities are those of pairwise coupling (Wu, Lin and Weng 2004, second method; LIBSVM's), which may favour another
 * class than the votes do.  Softmax regression fits all classes at once: this is for comparison.
 */
export class OneVsOne extends BinaryEnsemble {
  /** @internal */
  protected get called(): string {
    return 'OneVsOne';
  }

  /** @internal */
  protected *problems({
    X,
    source,
    classes,
    indices,
    ignored,
    weights,
  }: LabelledRows): Iterable<BinaryProblem> {
    const rowsOf = classes.map(() => [] as number[]);
    for (const [i, k] of indices.entries()) if (!ignored?.[i]) (rowsOf[k] as number[]).push(i);
    const absent = classes.filter((_, k) => rowsOf[k]?.length === 0);
    if (absent.length > 1) {
      const names = absent.map(describe).join(', ');
      throw new RangeError(`y has no row of the classes ${names}: OneVsOne expects rows of all but one`);
    }
    for (const [a, b] of pairs(classes.length)) {
      const which = Uint32Array.from([...(rowsOf[a] as number[]), ...(rowsOf[b] as number[])]).sort();
      yield {
        X: which.length === source.rows ? X : select(source, which),
        y: Array.from(which, i => classes[indices[i] as number] as Label),
        weights: weights && Float64Array.from(which, i => weights[i] as number),
        classes: [classes[a] as Label, classes[b] as Label],
      };
    }
  }

  /** How many of its K − 1 pairs each class wins, n × K.  @throws as `predict` */
  votes(X: MatrixLike, options: NoOptions = {}): Matrix {
    return this.#couple(X, options, (coupling, logits, out) => coupling.votes(logits, out));
  }

  /** Votes plus less than 1/3 for or against by the sum of a class's logits, n × K.  @throws as `predict` */
  decisionFunction(X: MatrixLike, options: NoOptions = {}): Matrix {
    return this.#couple(X, options, (coupling, logits, out) => coupling.confidences(logits, out));
  }

  predictProba(X: MatrixLike, options: NoOptions = {}): Matrix {
    return this.#couple(X, options, (coupling, logits, out) => coupling.probabilities(logits, out));
  }

  predictLogProba(X: MatrixLike, options: NoOptions = {}): Matrix {
    const proba = this.predictProba(X, options);
    for (let i = 0; i < proba.data.length; i++) proba.data[i] = Math.log(proba.data[i] as number);
    return proba;
  }

  #couple(
    X: MatrixLike,
    options: NoOptions,
    row: (coupling: Coupling, logits: Float64Array, out: Float64Array) => void,
  ): Matrix {
    const nClasses = this.classes.length;
    const logits = this.binaryLogits(X, options);
    const scores = new Matrix(new Float64Array(logits.rows * nClasses), logits.rows, nClasses);
    const coupling = new Coupling(nClasses);
    for (let i = 0; i < logits.rows; i++) row(coupling, logits.row(i), scores.row(i));
    return scores;
  }

  /** A plain object that JSON holds without loss. */
  toJSON(): object {
    return toJson(FORMAT, this);
  }

  /** @throws TypeError for no such model, RangeError for one that is truncated, altered or of another version */
  static fromJSON(json: object | string): OneVsOne {
    const { options, ...state } = fromJson(FORMAT, json, classes =>
      pairs(classes.length).map(([a, b]) => [classes[a] as Label, classes[b] as Label]),
    );
    return new OneVsOne(options).restore(state);
  }
}
