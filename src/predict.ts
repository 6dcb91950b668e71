/**
 * Prediction alone, for pages that train elsewhere: one small file.
 *
 * @module softmax-wasm/predict
 */

import { type Fitted, withViews } from './fitted.js';
import { type KernelOptions, kernelOptions } from './kernel-options.js';
import { LinearClassifier } from './linear-classifier.js';
import { fromBytes } from './model-io/bytes.js';
import { fromJson } from './model-io/json.js';
import type { ModelState } from './model-io/state.js';
import { type Predictor, sharedPredictors } from './predictor.js';
import { instantiatePrediction } from './wasm/prediction-kernels.js';

export type { Matrix } from './data/matrix.js';
export type { MatrixLike } from './data/matrix-like.js';
export type { Label } from './labels.js';
export type { PredictOptions } from './linear-classifier.js';

const predictorFor = /* @__PURE__ */ sharedPredictors(instantiatePrediction);

/**
 * A fitted model that was saved by `SoftmaxRegression.toJSON` or `toBytes`, or by the command line.
 *
 * Its answers are those of `SoftmaxRegression.fromJSON` in the same engine, bit for bit, from kernels that predict and do
 * nothing else.  K is the number of classes, d of features.
 */
export class SoftmaxModel extends LinearClassifier {
  readonly #fitted: Fitted;
  readonly #kernels: KernelOptions;

  /** Not to be called: models come from `fromJSON` and `fromBytes`. */
  private constructor(state: ModelState) {
    if (!(state?.coef instanceof Float64Array)) {
      throw new TypeError('a SoftmaxModel is not made with new: use SoftmaxModel.fromJSON or fromBytes');
    }
    super();
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

  /** @internal */
  protected get fitted(): Fitted {
    return this.#fitted;
  }

  /** @internal */
  protected get predictor(): Predictor {
    const { precision, deterministic } = this.#kernels;
    return predictorFor(precision, deterministic);
  }
}
