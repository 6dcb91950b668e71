export { type OnnxOptions, toOnnx } from './onnx.js';
