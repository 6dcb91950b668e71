/**
 * The shapes we measure: two real data sets and seeded synthetic ones.
 *
 * Labels of the synthetic sets are drawn from a true softmax model, so that classes overlap as they do in
 * real data: a separable set has its optimum at large weights and flatters solvers that stop early.
 * Everything is generated on demand: `load()` is the expensive call.
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * @typedef {object} Data
 * @property {string} name `n×d×K`, or the data set's name and shape
 * @property {Float64Array | Float32Array} X n × d, row-major
 * @property {number} n rows
 * @property {number} d features
 * @property {number} K classes
 * @property {Uint16Array} y n class indices, 0…K−1
 */

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} what one line about the data
 * @property {boolean} large takes more than a second to fit in plain JS: left out with --quick
 * @property {() => Data} load
 */

/** Uniform numbers in [0, 1), the generator known as mulberry32. @param {number} seed */
export function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers by Box–Muller, two for each pair of uniforms. @param {() => number} uniform */
export function gaussian(uniform) {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform())); // 1 − u is in (0, 1]
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/**
 * Draws yᵢ from softmax(W·xᵢ + b).
 * @param {Float32Array} X n × d
 * @param {number} n
 * @param {number} d
 * @param {number} K
 * @param {Float64Array} W K × (d + 1), intercepts last
 * @param {() => number} uniform
 */
function drawLabels(X, n, d, K, W, uniform) {
  const y = new Uint16Array(n);
  const cumulative = new Float64Array(K);
  for (let i = 0; i < n; i++) {
    let max = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k++) {
      const row = k * (d + 1);
      let z = W[row + d];
      for (let j = 0; j < d; j++) z += W[row + j] * X[i * d + j];
      cumulative[k] = z;
      if (z > max) max = z;
    }
    let total = 0;
    for (let k = 0; k < K; k++) {
      total += Math.exp(cumulative[k] - max);
      cumulative[k] = total;
    }
    const u = uniform() * total;
    let k = 0;
    while (k < K - 1 && cumulative[k] <= u) k++;
    y[i] = k;
  }
  return y;
}

/**
 * Gaussian features, column j multiplied by scale(j), labels from a softmax model whose logits have a standard
 * deviation of `strength` whatever the scales.
 * @param {{ n: number, d: number, K: number, seed: number, strength: number, scale?: (uniform: () => number) => number }} shape
 * @returns {Omit<Data, 'name'>}
 */
export function softmaxModel({ n, d, K, seed, strength, scale = () => 1 }) {
  const uniform = mulberry32(seed);
  const normal = gaussian(uniform);
  const scales = Float64Array.from({ length: d }, () => scale(uniform));
  const W = new Float64Array(K * (d + 1));
  for (let k = 0; k < K; k++) {
    for (let j = 0; j < d; j++) W[k * (d + 1) + j] = (strength * normal()) / (scales[j] * Math.sqrt(d));
    W[k * (d + 1) + d] = 0.3 * normal();
  }
  const X = new Float32Array(n * d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) X[i * d + j] = scales[j] * normal();
  return { X, n, d, K, y: drawLabels(X, n, d, K, W, uniform) };
}

/**
 * 28 × 28 images like handwritten digits: each class is a pattern of strokes in the middle, each image a shifted,
 * faded pattern mixed with another class's, cut off at 0 (about four pixels in five, and the border always), in
 * steps of 1/255. Labels are drawn from the softmax model of the patterns, so some are wrong, as in real data.
 * @param {{ n: number, K: number, seed: number }} shape
 * @returns {Omit<Data, 'name'>}
 */
function imageModel({ n, K, seed }) {
  const side = 28;
  const d = side * side;
  const uniform = mulberry32(seed);
  const pattern = new Float64Array(K * d);
  for (let k = 0; k < K; k++) {
    for (let stroke = 0; stroke < 10; stroke++) {
      const cx = 6 + 15 * uniform();
      const cy = 6 + 15 * uniform();
      const width = 4 + 4 * uniform();
      for (let p = 0; p < d; p++) {
        const distance = ((p % side) - cx) ** 2 + (((p / side) | 0) - cy) ** 2;
        if (distance < 36) pattern[k * d + p] += Math.exp(-distance / width);
      }
    }
  }
  for (let k = 0; k < K; k++) {
    const own = pattern.subarray(k * d, (k + 1) * d);
    const norm = Math.hypot(...own);
    for (let p = 0; p < d; p++) own[p] *= 7 / norm; // equally strong, so that classes are about as frequent
  }
  const X = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const main = (uniform() * K) | 0;
    const other = (uniform() * K) | 0;
    const mix = 0.55 * uniform();
    const gain = 0.9 + 0.6 * uniform();
    const shift = ((uniform() * 5) | 0) - 2 + side * (((uniform() * 5) | 0) - 2);
    for (let p = 0; p < d; p++) {
      const q = p + shift;
      if (q < 0 || q >= d) continue;
      const ink = gain * ((1 - mix) * pattern[main * d + q] + mix * pattern[other * d + q]) - 0.15;
      if (ink <= 0) continue;
      X[i * d + p] = Math.round(255 * Math.min(1, ink * (0.8 + 0.4 * uniform()))) / 255;
    }
  }
  const W = new Float64Array(K * (d + 1));
  for (let k = 0; k < K; k++) for (let p = 0; p < d; p++) W[k * (d + 1) + p] = 0.4 * pattern[k * d + p];
  return { X, n, d, K, y: drawLabels(X, n, d, K, W, uniform) };
}

/**
 * Numeric columns followed by one label column, under a header. Classes are numbered in sorted order.
 * @param {string} file in `folder`
 * @param {URL} folder default: `data/`
 * @returns {Omit<Data, 'name'>}
 */
export function readLabelled(file, folder = new URL('../data/', import.meta.url)) {
  const bytes = readFileSync(new URL(file, folder));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map(line => line.split(','));
  const n = rows.length;
  const d = rows[0].length - 1;
  const classes = [...new Set(rows.map(row => row[d]))].sort();
  const X = Float64Array.from(rows.flatMap(row => row.slice(0, d).map(Number)));
  return { X, n, d, K: classes.length, y: Uint16Array.from(rows, row => classes.indexOf(row[d])) };
}

/**
 * @param {string} name
 * @param {string} what
 * @param {boolean} large
 * @param {() => Omit<Data, 'name'>} make
 * @returns {Workload}
 */
const workload = (name, what, large, make) => ({ name, what, large, load: () => ({ name, ...make() }) });

/** @type {readonly Workload[]} */
export const workloads = [
  workload('150×4×3', 'iris', false, () => readLabelled('iris.csv')),
  workload('1797×64×10', 'handwritten digits, raw', false, () => readLabelled('digits.csv.gz')),
  workload('50000×4×3', 'Gaussian', false, () =>
    softmaxModel({ n: 50000, d: 4, K: 3, seed: 1, strength: 1.5 }),
  ),
  workload('200000×20×5', 'Gaussian', false, () =>
    softmaxModel({ n: 200000, d: 20, K: 5, seed: 2, strength: 2 }),
  ),
  workload('200000×54×7', 'Gaussian, column scales 1e-2…1e2', true, () =>
    softmaxModel({ n: 200000, d: 54, K: 7, seed: 3, strength: 2, scale: u => 10 ** (4 * u() - 2) }),
  ),
  workload('20000×784×10', 'images, values 0…1, four fifths zeros', true, () =>
    imageModel({ n: 20000, K: 10, seed: 4 }),
  ),
  workload('20000×200×100', 'Gaussian, many classes', true, () =>
    softmaxModel({ n: 20000, d: 200, K: 100, seed: 5, strength: 3 }),
  ),
];
