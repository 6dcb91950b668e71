/** Who is on the board, in the order of its columns. */
import { availableParallelism } from 'node:os';

/**
 * @typedef {object} PeerEntry
 * @property {string} id
 * @property {string} label
 * @property {string} family colour in charts; what ratios are of
 * @property {'node' | 'python'} runtime
 * @property {string} adapter in `bench/versus/`
 * @property {Record<string, unknown>} options of its `create`
 * @property {number} tolerance of value and gradient, relative, against the reference in float64
 */

// float32 kernels round each of d products and may add up n rows in float32; 1e-4 is ten times what that leaves on these
// workloads with pairwise or blocked sums. In float64 nothing but the order of sums differs.
const SINGLE = 1e-4;
const DOUBLE = 1e-10;

export const threads = availableParallelism();

/** @type {readonly PeerEntry[]} */
export const peers = [
  {
    id: 'softmax-wasm',
    label: 'softmax-wasm, 1 thread',
    family: 'softmax-wasm',
    runtime: 'node',
    adapter: 'softmax-wasm.js',
    options: { threads: 1 },
    tolerance: SINGLE,
  },
  {
    id: 'softmax-wasm-threads',
    label: `softmax-wasm, ${threads} threads`,
    family: 'softmax-wasm',
    runtime: 'node',
    adapter: 'softmax-wasm.js',
    options: { threads },
    tolerance: SINGLE,
  },
  {
    id: 'plain-js',
    label: 'plain JS, tiled',
    family: 'plain JS',
    runtime: 'node',
    adapter: 'baseline.js',
    options: { tiled: true },
    tolerance: DOUBLE,
  },
  {
    id: 'textbook-js',
    label: 'plain JS, textbook',
    family: 'plain JS',
    runtime: 'node',
    adapter: 'baseline.js',
    options: { tiled: false },
    tolerance: DOUBLE,
  },
  ...['wasm', 'cpu'].map(backend => ({
    id: `tfjs-${backend}`,
    label: `tfjs ${backend}`,
    family: 'tfjs',
    runtime: /** @type {const} */ ('node'),
    adapter: 'tfjs.js',
    options: { backend },
    tolerance: SINGLE,
  })),
  {
    id: 'ml-logistic-regression',
    label: 'ml-logistic-regression',
    family: 'ml-logistic-regression',
    runtime: 'node',
    adapter: 'ml-logistic-regression.js',
    options: {},
    tolerance: DOUBLE,
  },
  ...[
    ['scikit-learn', 'scikit_learn'],
    ['PyTorch', 'pytorch'],
  ].flatMap(([label, adapter]) =>
    ['float32', 'float64'].map(dtype => ({
      id: `${label.toLowerCase()}-${dtype === 'float32' ? 'f32' : 'f64'}`,
      label: `${label} ${dtype === 'float32' ? 'f32' : 'f64'}`,
      family: label,
      runtime: /** @type {const} */ ('python'),
      adapter,
      options: { dtype },
      tolerance: dtype === 'float32' ? SINGLE : DOUBLE,
    })),
  ),
];
