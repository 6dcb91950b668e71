/**
 * Plain JavaScript from `../baseline.js`, one thread, float64: the loops tiled by hand under the package's own solver, or the
 * textbook's loops under L-BFGS without preconditioner.
 */
import { createBaseline, createPlainBaseline } from '../baseline.js';
import { Enough } from './peer.js';

/** @typedef {import('./peer.js').Peer} Peer */
/** @typedef {import('./peer.js').Evaluation} Evaluation */

/**
 * The class of every row, one row and one class at a time.
 * @param {ArrayLike<number>} X @param {number} n @param {number} d @param {number} K @param {Float64Array} w
 */
function predictPlainly(X, n, d, K, w) {
  const classes = new Uint16Array(n);
  for (let i = 0; i < n; i++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k++) {
      const row = k * (d + 1);
      let z = w[row + d];
      for (let j = 0; j < d; j++) z += w[row + j] * X[i * d + j];
      if (z <= largest) continue;
      largest = z;
      classes[i] = k;
    }
  }
  return classes;
}

/**
 * @param {import('./peer.js').Data} data
 * @param {{ tiled: boolean }} options
 * @returns {Promise<Peer>}
 */
export async function create({ X, n, d, K, y }, { tiled }) {
  const entry = new URL('../../dist/solvers.js', import.meta.url).href;
  const { minimize } = await import(entry);
  /** @returns {import('../../src/objective.ts').Objective} */
  const prepare = () => (tiled ? createBaseline : createPlainBaseline)(X, n, d, K, y, { lambda: 1 / n });
  // It predicts any rows by any parameters of its shape: a row of data is enough to make one.
  const predictor = createBaseline(X.subarray(0, d), 1, d, K, y.subarray(0, 1));
  let w = new Float64Array(K * (d + 1));
  return {
    versions: {},
    variants: ['lbfgs'],
    step: 'evaluation',
    traces: true,
    evaluation() {
      const objective = prepare();
      const gradient = new Float64Array(objective.size);
      return /** @type {Evaluation} */ ({
        point: at => at,
        evaluate: at => objective.valueAndGradient(at, gradient),
        read: value => ({ value, gradient }),
      });
    },
    fit({ onStep }) {
      const objective = prepare();
      let steps = 0;
      const valueAndGradient = (/** @type {Float64Array} */ at, /** @type {Float64Array} */ gradient) => {
        const value = objective.valueAndGradient(at, gradient);
        steps++;
        if (!onStep(steps, () => at)) return value;
        w = at.slice();
        throw new Enough();
      };
      try {
        // The curvature's methods read the data, not the wrapper, so the solver is the package's own in full.
        const { size, curvature } = objective;
        const wrapped = { size, valueAndGradient, ...(curvature ? { curvature } : {}) };
        w = minimize(wrapped, { tol: 1e-12, maxIter: 1e6, solver: 'lbfgs' }).w;
        return { w, steps, ended: true };
      } catch (error) {
        if (!(error instanceof Enough)) throw error;
        return { w, steps, ended: false };
      }
    },
    predict() {
      if (!tiled) return predictPlainly(X, n, d, K, w);
      const rows = X instanceof Float64Array ? X : Float64Array.from(X);
      const classes = new Uint16Array(n);
      predictor.predict(rows, n, w, classes);
      return classes;
    },
  };
}
