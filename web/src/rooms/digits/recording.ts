import { createObjective, type Precision } from 'softmax-wasm';
import { minimize, type Objective } from 'softmax-wasm/solvers';
import { DIGITS, largest, PIXELS } from './image.js';
import type { Part } from './parts.js';

/** The model after an iteration. */
export interface Frame {
  /** 10 × 65: a digit's 64 weights, then its intercept. */
  readonly parameters: Float64Array;
  /** The mean loss on the training rows and the penalty: what is made small. */
  readonly objective: number;
  /** The mean loss on the test rows. */
  readonly testLoss: number;
  /** The share of the test rows that is read right. */
  readonly testAccuracy: number;
}

export interface Choices {
  readonly C: number;
  readonly precision: Precision;
}

/**
 * The path that `fit` took, walked once more by the same solver on the same objective, with the parameters of every
 * iteration kept.
 */
export function record(train: Part, test: Part, choices: Choices): Frame[] {
  const objective = createObjective(train.X, train.y, { ...choices, nClasses: DIGITS.length });
  const held = createObjective(test.X, test.y, { nClasses: DIGITS.length, precision: choices.precision });
  const path: { parameters: Float64Array; objective: number }[] = [];
  let tried: { parameters: Float64Array; value: number }[] = [];
  const { curvature } = objective;
  const watched: Objective = {
    size: objective.size,
    ...(curvature && { curvature }),
    valueAndGradient(parameters, gradient) {
      const value = objective.valueAndGradient(parameters, gradient);
      tried.push({ parameters: parameters.slice(), value });
      return value;
    },
  };
  minimize(watched, {
    onIteration(progress) {
      // Of the points that a line search tried, the one that was taken.
      const taken = tried.find(({ value }) => value === progress.objective);
      if (taken) path.push({ parameters: taken.parameters, objective: progress.objective });
      tried = [];
    },
  });
  const gradient = new Float64Array(held.size);
  const frames = path.map(step => ({
    ...step,
    testLoss: held.valueAndGradient(step.parameters, gradient),
    testAccuracy: accuracyOf(step.parameters, test),
  }));
  objective.dispose();
  held.dispose();
  return frames;
}

/** Of parameters that are no model yet: the largest of W·x + b needs no softmax. */
function accuracyOf(parameters: Float64Array, { X, y }: Part): number {
  const logits = new Float64Array(DIGITS.length);
  let right = 0;
  for (let i = 0; i < X.rows; i++) {
    const x = X.row(i);
    for (const k of DIGITS) {
      const first = k * (PIXELS + 1);
      let z = parameters[first + PIXELS] as number;
      for (let j = 0; j < PIXELS; j++) z += (parameters[first + j] as number) * (x[j] as number);
      logits[k] = z;
    }
    if (largest(logits) === y[i]) right++;
  }
  return right / X.rows;
}

/** A digit's weights in a frame, 64. */
export function weightsOf({ parameters }: Frame, digit: number): Float64Array {
  return parameters.subarray(digit * (PIXELS + 1), digit * (PIXELS + 1) + PIXELS);
}
