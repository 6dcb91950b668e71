/** Milliseconds from `import` to the first prediction, in a fresh process: `node first-prediction.js PEER MODEL`. */
import { readFileSync } from 'node:fs';

const [peer, file] = process.argv.slice(2);
/** @type {{ d: number, K: number, coef: number[][], intercept: number[], row: number[], json: string }} */
const { d, K, coef, intercept, row, json } = JSON.parse(readFileSync(file, 'utf8'));

/** @param {string} backend */
async function tfjs(backend) {
  const [core, plugin] = ['@tensorflow/tfjs-core', `@tensorflow/tfjs-backend-${backend}`];
  const tf = await import(core);
  await import(plugin);
  await tf.setBackend(backend);
  await tf.ready();
  const W = tf.tensor2d(coef.flat(), [K, d]);
  const logits = tf.add(tf.matMul(tf.tensor2d(row, [1, d]), W, false, true), tf.tensor1d(intercept));
  return tf.argMax(logits, 1).dataSync()[0];
}

/** @param {string} entry @param {string} name */
async function ours(entry, name) {
  const library = await import(new URL(`../../dist/${entry}`, import.meta.url).href);
  return library[name].fromJSON(json).predict([row])[0];
}

/** @type {Record<string, () => Promise<number>>} */
const peers = {
  'softmax-wasm': () => ours('index.js', 'SoftmaxRegression'),
  'softmax-wasm/predict': () => ours('predict.js', 'SoftmaxModel'),
  'tfjs-wasm': () => tfjs('wasm'),
  'tfjs-cpu': () => tfjs('cpu'),
  async 'ml-logistic-regression'() {
    const [library, matrices] = ['ml-logistic-regression', 'ml-matrix'];
    const LogisticRegression = (await import(library)).default;
    const { Matrix } = await import(matrices);
    // Its class is the one with the least score, and it has no intercept: put in as a column of ones.
    const classifiers = coef.map((weights, k) => ({ weights: [[...weights, intercept[k]].map(w => -w)] }));
    const model = LogisticRegression.load({ name: 'LogisticRegression', numberClasses: K, classifiers });
    return model.predict(new Matrix([[...row, 1]]))[0];
  },
};

const start = performance.now();
const predicted = await peers[peer]();
console.log(JSON.stringify({ ms: performance.now() - start, predicted }));
process.exit(0);
