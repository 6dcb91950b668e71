/** What the run is expected to show, and what it shows. */
import { notWithin, times } from './report.js';

const NATIVE = ['scikit-learn-f32', 'scikit-learn-f64', 'pytorch-f32', 'pytorch-f64'];
const SKLEARN = ['scikit-learn-f32', 'scikit-learn-f64'];
const THREADS = 'softmax-wasm-threads';

/**
 * A peer's best time over ours; with `atLeast`, peers never got there and the ratio is a bound.
 * @typedef {object} Ratio
 * @property {number} value
 * @property {boolean} atLeast
 */

/** @param {any} workload @param {readonly string[]} ids @param {string} ours @returns {Ratio | null} */
function evaluationRatio({ peers }, ids, ours = 'softmax-wasm') {
  const own = peers[ours]?.evaluation?.median;
  const others = ids.map(id => peers[id]?.evaluation?.median).filter(median => median !== undefined);
  if (own === undefined || others.length === 0) return null;
  return { value: Math.min(...others) / own, atLeast: false };
}

/** @param {any} workload @param {readonly string[]} ids @returns {Ratio | null} */
function fitRatio({ peers }, ids) {
  const own = peers['softmax-wasm']?.targets?.[1e-6]?.ms.median;
  if (own === undefined) return null;
  const others = ids.map(id => peers[id]?.targets?.[1e-6]?.ms.median).filter(median => median !== undefined);
  if (others.length > 0) return { value: Math.min(...others) / own, atLeast: false };
  const tried = ids.flatMap(id => Object.values(peers[id]?.variants ?? {}));
  return tried.length > 0 ? { value: notWithin(tried) / own, atLeast: true } : null;
}

/**
 * @param {any} run
 * @returns {{ what: string, expected: string, measured: string, met: boolean | null }[]} met: null where it was not measured
 */
export function expectations({ workloads, shipped }) {
  const rows = /** @type {ReturnType<typeof expectations>} */ ([]);
  const expect = (
    /** @type {string} */ what,
    /** @type {number} */ least,
    /** @type {Ratio | null} */ ratio,
  ) => {
    const measured = ratio ? `${ratio.atLeast ? '> ' : ''}${times(ratio.value)}` : 'not measured';
    const met = ratio ? ratio.value >= least || (ratio.atLeast ? null : false) : null;
    rows.push({ what, expected: `≥ ${times(least)}`, measured, met });
  };
  for (const workload of workloads) {
    const { name, id, d, badlyScaled } = workload;
    if (d <= 54) {
      expect(`${name}: evaluation, over plain JS, textbook`, 20, evaluationRatio(workload, ['textbook-js']));
      expect(
        `${name}: evaluation, over plain JS, tiled by hand`,
        20,
        evaluationRatio(workload, ['plain-js']),
      );
      expect(`${name}: evaluation, over tfjs wasm`, 12, evaluationRatio(workload, ['tfjs-wasm']));
      expect(`${name}: evaluation, over scikit-learn and PyTorch`, 2, evaluationRatio(workload, NATIVE));
    }
    if (id === 'MNIST') {
      expect(`${name}: evaluation, 1 thread, over both`, 1, evaluationRatio(workload, NATIVE));
      expect(`${name}: evaluation, all threads, over both`, 1.7, evaluationRatio(workload, NATIVE, THREADS));
      expect(`${name}: to 1e-6, over scikit-learn's best`, 4, fitRatio(workload, SKLEARN));
    }
    if (id === '20000×200×100') {
      expect(
        `${name}: evaluation, all threads, over both`,
        1 / 1.2,
        evaluationRatio(workload, NATIVE, THREADS),
      );
    }
    if (badlyScaled || id === 'digits') {
      expect(`${name}: to 1e-6, over scikit-learn's best`, 10, fitRatio(workload, SKLEARN));
    }
  }
  for (const [id, limit] of /** @type {const} */ ([
    ['softmax-wasm/predict', 12],
    ['softmax-wasm', 60],
  ])) {
    const gzip = shipped.find((/** @type {any} */ entry) => entry.id === id)?.gzip ?? null;
    const measured = gzip === null ? 'not measured' : `${(gzip / 1000).toFixed(1)} kB`;
    rows.push({
      what: `${id}: gzipped`,
      expected: `< ${limit} kB`,
      measured,
      met: gzip === null ? null : gzip < 1000 * limit,
    });
  }
  return rows;
}
