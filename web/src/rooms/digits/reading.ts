import type { SoftmaxRegression } from 'softmax-wasm';
import { largest } from './image.js';

/** What the model makes of an image. */
export interface Opinion {
  /** Of the ten digits. */
  readonly probabilities: Float64Array;
  readonly digit: number;
  readonly probability: number;
  readonly runnerUp: number;
  /** Weight × ink of the digit it reads, 64: their sum and the intercept are its logit. */
  readonly shares: Float64Array;
}

export function read(model: SoftmaxRegression, pixels: Float64Array): Opinion {
  const probabilities = model.predictProba([pixels]).row(0);
  const digit = largest(probabilities);
  const weights = model.coef.row(digit);
  return {
    probabilities,
    digit,
    probability: probabilities[digit] as number,
    runnerUp: largest(probabilities.map((p, k) => (k === digit ? -1 : p))),
    shares: pixels.map((ink, j) => ink * (weights[j] as number)),
  };
}
