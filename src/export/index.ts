/**
 * Fitted models for other tools: ONNX files, scikit-learn's attributes, JavaScript source.
 *
 * @module softmax-wasm/export
 */

export type { LinearClassifier } from '../linear-classifier.js';
export { type JavaScriptOptions, toJavaScript } from './javascript.js';
export { type OnnxOptions, toOnnx } from './onnx.js';
export { fromScikitLearn, type ScikitLearnAttributes, toScikitLearn } from './scikit-learn.js';
