/** ml-logistic-regression: one classifier per class without intercept or penalty, gradient descent on the summed loss. */
import { readFileSync } from 'node:fs';

/** @typedef {import('./peer.js').Peer} Peer */

/** @param {import('./peer.js').Data} data @returns {Promise<Peer>} */
export async function create({ X, n, d, y }) {
  const [library, matrices] = ['ml-logistic-regression', 'ml-matrix']; // installed on first use
  const LogisticRegression = (await import(library)).default;
  const { Matrix } = await import(matrices);
  const manifest = new URL(`./node_modules/${library}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const rows = () =>
    new Matrix(Array.from({ length: n }, (_, i) => Float64Array.from(X.subarray(i * d, (i + 1) * d))));
  let model = new LogisticRegression();
  return {
    versions: { [library]: version },
    variants: ['gradient descent'],
    step: 'step',
    traces: false,
    noObjective: 'one-vs-all, without intercept or penalty: another objective',
    fit({ count }) {
      model = new LogisticRegression({ numSteps: count });
      model.train(rows(), Matrix.columnVector(y));
      return { w: null, steps: count, ended: false };
    },
    predict: () => model.predict(rows()),
  };
}
