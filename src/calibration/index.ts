/**
 * Calibrated probabilities from logits: temperature, vector, sigmoid and isotonic scaling, cross-fitting.
 *
 * @module softmax-wasm/calibration
 */

export type { Calibration } from '../calibrated.js';
export {
  type Calibratable,
  CalibratedClassifier,
  type CalibratedFitOptions,
  type CalibratedOptions,
} from './calibrated-classifier.js';
export type { Calibrator } from './calibrator.js';
export { IsotonicCalibration } from './isotonic-calibration.js';
export type { CalibrationOptions } from './labelled-logits.js';
export { SigmoidCalibration } from './sigmoid-calibration.js';
export { TemperatureScaling } from './temperature-scaling.js';
export { VectorScaling } from './vector-scaling.js';
