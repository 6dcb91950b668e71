export { Inference, inference } from './inference.js';
export type { InferenceOptions } from './problem.js';
