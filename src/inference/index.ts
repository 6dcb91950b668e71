/**
 * Standard errors, tests, intervals and marginal effects of unpenalised fits.
 *
 * @module softmax-wasm/inference
 */

export { Inference, inference, type LikelihoodRatio } from './inference.js';
export type { Influence } from './influence.js';
export type { MarginalEffects } from './marginal-effects.js';
export type { InferenceOptions } from './problem.js';
