export { type JavaScriptOptions, toJavaScript } from './javascript.js';
export { type OnnxOptions, toOnnx } from './onnx.js';
export { fromScikitLearn, type ScikitLearnAttributes, toScikitLearn } from './scikit-learn.js';
