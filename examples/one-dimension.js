/**
 * Softmax regression from scratch, in one dimension.
 *
 * 100 points on a line from 0 to 10 belong to three bands with borders at 3.3 and 6.6, and noise blurs the borders.  Full-batch
 * gradient descent, as in every textbook, finds the same probabilities as L-BFGS, and takes many more steps.
 *
 *   node examples/one-dimension.js
 */
import { SoftmaxRegression } from 'softmax-wasm';

/**
 * Uniform numbers in [0, 1) from a seed.
 * @param {number} seed
 */
function mulberry32(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// The data: a point's label is the band that it falls in after moving by up to 1 to either side.
const random = mulberry32(6);
const x = Array.from({ length: 100 }, (_, i) => (10 * i) / 99);
const y = x.map(value => {
  const moved = value + 2 * random() - 1;
  return moved < 3.3 ? 'low' : moved < 6.6 ? 'middle' : 'high';
});

// A rate of 0.5 is too large for x as it is (its curvature is up to mean(x²)/2 = 17, and a rate beyond 2/17 oscillates), so x
// is standardised.  L-BFGS would not need that.
const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
/** @param {number[]} values */
const matrix = values => values.map(value => [(value - mean) / deviation]);
const X = matrix(x);

const descent = new SoftmaxRegression({
  solver: 'gradient-descent',
  learningRate: 0.5,
  maxIter: 1000,
  lossTol: 1e-6,
}).fitSync(X, y);
const lbfgs = new SoftmaxRegression({ solver: 'lbfgs' }).fitSync(X, y);

const ORDER = ['low', 'middle', 'high'];

/**
 * Probabilities at some points, classes from low to high.
 * @param {SoftmaxRegression} model
 * @param {number[]} points
 */
function probabilities(model, points) {
  const columns = ORDER.map(label => model.classes.indexOf(label));
  return model
    .predictProba(matrix(points))
    .toArray()
    .map(row => columns.map(k => row[k] ?? Number.NaN));
}

/**
 * Where a class becomes more probable than the one below it: the logits, two lines over x, cross there.
 * @param {SoftmaxRegression} model
 * @param {string} below
 * @param {string} above
 */
function boundary(model, below, above) {
  const [i, j] = [below, above].map(label => model.classes.indexOf(label));
  const { coef, intercept } = model;
  const crossing = (intercept[i] - intercept[j]) / (coef.get(j, 0) - coef.get(i, 0));
  return mean + deviation * crossing;
}

/** @param {number[]} values */
const line = (...values) => values.map(value => value.toFixed(3).padStart(8)).join('');

console.log('Probabilities of low, middle and high:\n');
console.log('     x  gradient descent          L-BFGS');
const points = Array.from({ length: 11 }, (_, i) => i);
const [slow, fast] = [descent, lbfgs].map(model => probabilities(model, points));
for (const [i, point] of points.entries()) {
  console.log(`${point.toFixed(1).padStart(6)}${line(...slow[i])}  ${line(...fast[i])}`);
}

console.log('\nBoundaries (the bands end at 3.3 and 6.6):\n');
for (const [name, model] of /** @type {const} */ ([
  ['gradient descent', descent],
  ['L-BFGS', lbfgs],
])) {
  const values = [boundary(model, 'low', 'middle'), boundary(model, 'middle', 'high')];
  console.log(`  ${name.padEnd(17)}${line(...values)}`);
}

console.log('\nLoss after so many iterations:\n');
console.log('        gradient descent    L-BFGS');
for (const at of [0, 1, 2, 3, 4, 5, 10, 30, 100, 300, 1000]) {
  const [a, b] = [descent, lbfgs].map(({ report }) => report.history[at]?.objective.toFixed(6) ?? '');
  if (a || b) console.log(`  ${String(at).padStart(4)}${a.padStart(18)}${b.padStart(10)}`.trimEnd());
}

console.log('\nWork until the end:\n');
for (const [name, model] of /** @type {const} */ ([
  ['gradient descent', descent],
  ['L-BFGS', lbfgs],
])) {
  const { status, evaluations, objective } = model.report;
  const work = `${String(model.nIter).padStart(4)} iterations, ${String(evaluations).padStart(4)} evaluations`;
  console.log(`  ${name.padEnd(17)}${work}, loss ${objective.toFixed(6)}, ${status}`);
}
