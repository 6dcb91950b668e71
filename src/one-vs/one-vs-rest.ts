import { Matrix } from '../data/matrix.js';
import type { MatrixLike } from '../data/matrix-like.js';
import type { Label } from '../labels.js';
import { logSigmoid } from './coupling.js';
import { BinaryEnsemble, type BinaryProblem, type LabelledRows, type NoOptions } from './ensemble.js';
import { fromJson, toJson } from './json.js';

const FORMAT = 'softmax-wasm one-vs-rest';

/**
 * One binary model per class, which tells it from all others; for two classes one model.  `estimators[k]` has the classes
 * false and true, which is class k; for two classes true is the second.
 *
 * Probabilities are the binary ones divided by their sum, as scikit-learn's OneVsRestClassifier has them.  Softmax
 * regression fits all classes at once and has the better log-loss where classes overlap: this is for comparison.
 */
export class OneVsRest extends BinaryEnsemble {
  /** @internal */
  protected get called(): string {
    return 'OneVsRest';
  }

  /** @internal */
  protected *problems({ X, classes, indices, weights }: LabelledRows): Iterable<BinaryProblem> {
    for (let k = classes.length === 2 ? 1 : 0; k < classes.length; k++) {
      const y: Label[] = Array.from(indices, index => index === k);
      yield { X, y, weights, classes: [false, true] };
    }
  }

  /** Binary logits, n × K: of each class against all others.  @throws as `predict` */
  decisionFunction(X: MatrixLike, options: NoOptions = {}): Matrix {
    const logits = this.binaryLogits(X, options);
    if (this.classes.length > 2) return logits;
    return new Matrix(
      Float64Array.from({ length: 2 * logits.rows }, (_, i) => {
        const z = logits.data[i >> 1] as number;
        return i % 2 === 0 ? -z : z;
      }),
      logits.rows,
      2,
    );
  }

  predictProba(X: MatrixLike, options: NoOptions = {}): Matrix {
    const proba = this.predictLogProba(X, options);
    for (let i = 0; i < proba.data.length; i++) proba.data[i] = Math.exp(proba.data[i] as number);
    return proba;
  }

  predictLogProba(X: MatrixLike, options: NoOptions = {}): Matrix {
    const scores = this.decisionFunction(X, options);
    for (let i = 0; i < scores.rows; i++) {
      // Of logarithms, lest all binary probabilities of a row be too small for a number.
      const row = scores.row(i);
      for (let k = 0; k < row.length; k++) row[k] = logSigmoid(row[k] as number);
      const largest = Math.max(...row);
      const sum = row.reduce((total, log) => total + Math.exp(log - largest), 0);
      for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) - largest - Math.log(sum);
    }
    return scores;
  }

  /** A plain object that JSON holds without loss. */
  toJSON(): object {
    return toJson(FORMAT, this);
  }

  /** @throws TypeError for no such model, RangeError for one that is truncated, altered or of another version */
  static fromJSON(json: object | string): OneVsRest {
    const { options, ...state } = fromJson(FORMAT, json, classes =>
      classes.slice(classes.length === 2 ? 1 : 0).map(() => [false, true]),
    );
    return new OneVsRest(options).restore(state);
  }
}
