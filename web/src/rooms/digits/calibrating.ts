import { type Matrix, type Precision, SoftmaxRegression } from 'softmax-wasm';
import { TemperatureScaling } from 'softmax-wasm/calibration';
import {
  accuracy,
  expectedCalibrationError,
  logLoss,
  type ReliabilityBin,
  reliabilityBins,
} from 'softmax-wasm/metrics';
import { DIGITS } from './image.js';
import type { Part, Parts } from './parts.js';

/** How far the probabilities of the test rows can be believed. */
export interface Trust {
  readonly logLoss: number;
  /** Expected calibration error: the mean distance between confidence and accuracy. */
  readonly error: number;
  readonly bins: readonly ReliabilityBin[];
}

export interface Calibration {
  readonly C: number;
  readonly accuracy: number;
  readonly temperature: number;
  readonly before: Trust;
  readonly after: Trust;
}

const BINS = { nBins: 10, classes: DIGITS };

/** A fit with this penalty, a temperature from the calibration rows, and both judged on the test rows. */
export async function calibrate(parts: Parts, C: number, precision: Precision): Promise<Calibration> {
  const { train, calibration, test } = parts;
  const model = await new SoftmaxRegression({ C, precision }).fit(train.X, train.y, { quiet: true });
  const scaling = new TemperatureScaling().fit(model.decisionFunction(calibration.X), calibration.y, {
    classes: DIGITS,
  });
  return {
    C,
    accuracy: accuracy(test.y, model.predict(test.X)),
    temperature: scaling.temperature,
    before: trust(model.predictProba(test.X), test),
    after: trust(scaling.predictProba(model.decisionFunction(test.X)), test),
  };
}

function trust(proba: Matrix, { y }: Part): Trust {
  return {
    logLoss: logLoss(y, proba, { classes: DIGITS }),
    error: expectedCalibrationError(y, proba, BINS),
    bins: reliabilityBins(y, proba, BINS),
  };
}
