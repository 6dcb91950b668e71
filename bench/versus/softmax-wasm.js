/** softmax-wasm as its users have it: the built package, default solver and precision. */
import { readFileSync } from 'node:fs';
import { parameters } from '../answers.js';

/** @typedef {import('./peer.js').Peer} Peer */
/** @typedef {import('./peer.js').Evaluation} Evaluation */

/** So small that `count`, not `tol`, ends a fit, as for every peer. */
const TOL = 1e-12;

/**
 * @param {import('./peer.js').Data} data
 * @param {{ threads: number }} options
 * @returns {Promise<Peer>}
 */
export async function create({ X, n, d, K, y }, { threads }) {
  const entry = new URL('../../dist/index.js', import.meta.url).href;
  const { createObjective, SoftmaxRegression } = await import(entry);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const matrix = { data: X, rows: n, cols: d };
  const workers = { workers: threads };
  new SoftmaxRegression(workers); // throws where there are no workers
  let model = new SoftmaxRegression();
  return {
    versions: { 'softmax-wasm': version },
    variants: ['auto'],
    step: 'iteration',
    traces: false,
    evaluation() {
      const objective = createObjective(matrix, y, { nClasses: K, C: 1, ...workers });
      const gradient = new Float64Array(objective.size);
      return /** @type {Evaluation} */ ({
        point: w => w,
        evaluate: w => objective.valueAndGradient(w, gradient),
        read: value => ({ value, gradient }),
      });
    },
    async fit({ count }) {
      model = new SoftmaxRegression({ C: 1, tol: TOL, maxIter: count, ...workers });
      await model.fit(matrix, y, { quiet: true });
      return { w: parameters(model, K, d), steps: model.nIter, ended: model.report.status !== 'maxIter' };
    },
    predict: () => model.predict(matrix),
  };
}
