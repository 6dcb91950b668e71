/**
 * TensorFlow.js 4 on its wasm or cpu backend: the parts of @tensorflow/tfjs that are used, whose umbrella package only adds
 * layers and polyfills with an install script. The gradient is written out in its operations, which spares it the automatic one.
 * Fits are full-batch Adam: of its optimisers none is of second order.
 */
import { readFileSync } from 'node:fs';

/** @typedef {import('./peer.js').Peer} Peer */
/** @typedef {import('./peer.js').Evaluation} Evaluation */

/** Learning rates, one search each; the best is shown. */
const RATES = ['0.1', '0.01', '1'];

/**
 * @param {import('./peer.js').Data} data
 * @param {{ backend: 'wasm' | 'cpu' }} options
 * @returns {Promise<Peer>}
 */
export async function create({ X, n, d, K, y }, { backend }) {
  const [core, plugin] = ['@tensorflow/tfjs-core', `@tensorflow/tfjs-backend-${backend}`]; // installed on first use
  const tf = await import(core);
  await import(plugin);
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) throw new Error(`the backend is ${tf.getBackend()}, expected ${backend}`);
  const manifest = new URL(`./node_modules/${plugin}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));

  const rows = () => tf.tensor2d(X instanceof Float32Array ? X : Float32Array.from(X), [n, d]);
  const prepare = () => ({
    x: rows(),
    target: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(y), 'int32'), K), 'float32')),
  });
  /** W is d × K, b K. @param {Float64Array} w */
  const split = w => {
    const W = new Float32Array(d * K);
    const b = new Float32Array(K);
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < d; j++) W[j * K + k] = w[k * (d + 1) + j];
      b[k] = w[k * (d + 1) + d];
    }
    return { W, b };
  };
  /** @param {Float32Array} W @param {Float32Array} b */
  const join = (W, b) =>
    Float64Array.from({ length: K * (d + 1) }, (_, at) => {
      const k = Math.floor(at / (d + 1));
      const j = at % (d + 1);
      return j < d ? W[j * K + k] : b[k];
    });
  const evaluate =
    (/** @type {any} */ x, /** @type {any} */ target) => (/** @type {any} */ W, /** @type {any} */ b) => {
      const logits = tf.add(tf.matMul(x, W), b);
      const losses = tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(logits, target), 1));
      const value = tf.add(tf.mean(losses), tf.mul(tf.sum(tf.square(W)), 0.5 / n));
      const residuals = tf.mul(tf.sub(tf.softmax(logits), target), 1 / n);
      const gradW = tf.add(tf.matMul(x, residuals, true, false), tf.mul(W, 1 / n));
      return { value, W: gradW, b: tf.sum(residuals, 0) };
    };
  let fits = 0;
  let fitted = split(new Float64Array(K * (d + 1)));

  return {
    versions: { [plugin]: version },
    variants: RATES,
    step: 'Adam step',
    traces: true,
    evaluation() {
      const { x, target } = prepare();
      const evaluateAt = evaluate(x, target);
      return /** @type {Evaluation} */ ({
        point: w => {
          const { W, b } = split(w);
          return [tf.tensor2d(W, [d, K]), tf.tensor1d(b)];
        },
        evaluate: point =>
          tf.tidy(() => {
            const { value, W, b } = evaluateAt(point[0], point[1]);
            return { value: value.dataSync()[0], W: W.dataSync(), b: b.dataSync() };
          }),
        read: ({ value, W, b }) => ({ value, gradient: join(W, b) }),
      });
    },
    fit({ variant, onStep }) {
      const { x, target } = prepare();
      const W = tf.variable(tf.zeros([d, K]), true, `W${fits}`);
      const b = tf.variable(tf.zeros([K]), true, `b${fits}`);
      fits++; // names of variables are for ever
      const optimizer = tf.train.adam(Number(variant));
      const evaluateAt = evaluate(x, target);
      const parameters = () => join(W.dataSync(), b.dataSync());
      let steps = 0;
      do {
        tf.tidy(() => {
          const gradients = evaluateAt(W, b);
          optimizer.applyGradients({ [W.name]: gradients.W, [b.name]: gradients.b });
        });
        steps++;
      } while (!onStep(steps, parameters));
      fitted = { W: W.dataSync(), b: b.dataSync() };
      optimizer.dispose();
      tf.dispose([x, target, W, b]);
      return { w: join(fitted.W, fitted.b), steps, ended: false };
    },
    predict: () =>
      tf.tidy(() => {
        const logits = tf.add(tf.matMul(rows(), tf.tensor2d(fitted.W, [d, K])), tf.tensor1d(fitted.b));
        return tf.argMax(logits, 1).dataSync();
      }),
  };
}
