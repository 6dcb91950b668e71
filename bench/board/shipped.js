/** What a page pays before it predicts: bytes over the wire, and time from `import` to the first prediction. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { summarize } from '../stats.js';
import { workloads } from '../workloads.js';
import { environment, findPython } from './peer-process.js';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const gzipped = (/** @type {string | Uint8Array} */ bytes) => gzipSync(bytes, { level: 9 }).length;

/** A built file and all that it imports, at any depth. @param {string} entry @returns {Set<string>} */
function reached(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const imports = readFileSync(entry, 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'`](\.[^"'`]+)["'`]/g);
  for (const [, specifier] of imports) reached(resolve(dirname(entry), specifier), seen);
  return seen;
}

const CORE =
  "export { add, argMax, matMul, ready, setBackend, tensor1d, tensor2d } from '@tensorflow/tfjs-core';";
/** Of peers that publish no small bundle: what a page that predicts would import, and binaries beside it. */
const MINIMAL = [
  {
    id: 'tfjs-wasm',
    label: 'tfjs wasm, core and backend',
    code: `${CORE} import '@tensorflow/tfjs-backend-wasm';`,
    binary: '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  },
  {
    id: 'tfjs-cpu',
    label: 'tfjs cpu, core and backend',
    code: `${CORE} import '@tensorflow/tfjs-backend-cpu';`,
    binary: null,
  },
  {
    id: 'ml-logistic-regression',
    label: 'ml-logistic-regression',
    code: "export { default } from 'ml-logistic-regression'; export { Matrix } from 'ml-matrix';",
    binary: null,
  },
];

/** @param {string} code @returns {Promise<string>} minified */
async function bundle(code) {
  const entry = path('bench/versus/minimal.js'); // a name only, so that packages are found from there
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'minimal',
        load: id => (id === entry ? code : null),
        resolveId: id => (id === entry ? id : null),
      },
    ],
  });
  try {
    const { output } = await build.generate({ minify: true, codeSplitting: false });
    return output.map(chunk => ('code' in chunk ? chunk.code : '')).join('');
  } finally {
    await build.close();
  }
}

/** @typedef {{ id: string, label: string, gzip: number | null, firstPrediction?: import('../stats.js').Summary }} Shipped */

/** @returns {Promise<Shipped[]>} */
export async function bytesShipped() {
  /** @type {Shipped[]} */
  const rows = [
    ['softmax-wasm', 'dist/index.js'],
    ['softmax-wasm/predict', 'dist/predict.js'],
  ]
    .filter(([, file]) => existsSync(path(file)))
    .map(([id, file]) => ({
      id,
      label: id,
      gzip: [...reached(path(file))].reduce((sum, name) => sum + gzipped(readFileSync(name)), 0),
    }));
  if (!existsSync(path('bench/versus/node_modules'))) return rows;
  for (const { id, label, code, binary } of MINIMAL) {
    const extra = binary ? gzipped(readFileSync(path(`bench/versus/node_modules/${binary}`))) : 0;
    rows.push({ id, label, gzip: gzipped(await bundle(code)) + extra });
  }
  return rows;
}

/**
 * Adds the time to a first prediction, of a row of iris by a model that exists; one process a sample, in rounds.
 * @param {Shipped[]} rows @param {any} library the built package @param {number} rounds
 */
export async function timeFirstPredictions(rows, library, rounds) {
  const iris = workloads[0].load();
  const model = new library.SoftmaxRegression().fitSync({ data: iris.X, rows: iris.n, cols: iris.d }, iris.y);
  const row = [...iris.X.subarray(0, iris.d)];
  const [expected] = model.predict([row]);
  const folder = await mkdtemp(join(tmpdir(), 'softmax-wasm-board-'));
  const file = join(folder, 'model.json');
  const [coef, intercept] = [model.coef.toArray(), [...model.intercept]];
  await writeFile(
    file,
    JSON.stringify({ d: iris.d, K: iris.K, coef, intercept, row, json: JSON.stringify(model) }),
  );
  const pythons = { 'scikit-learn': findPython('sklearn'), pytorch: findPython('torch') };
  const all = [...rows];
  for (const [id, python] of Object.entries(pythons)) {
    if (python) all.push({ id, label: id === 'pytorch' ? 'PyTorch' : id, gzip: null });
  }
  /** @type {Map<Shipped, number[]>} */
  const samples = new Map(all.map(entry => [entry, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [entry, times] of samples) {
        const python = /** @type {Record<string, string | null>} */ (pythons)[entry.id];
        const script = path(`bench/versus/${python ? 'first_prediction.py' : 'first-prediction.js'}`);
        const args = python ? [script, entry.id, file] : [...process.execArgv, script, entry.id, file];
        const output = execFileSync(python ?? process.execPath, args, {
          env: environment,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'], // tfjs greets on stderr
        });
        const { ms, predicted } = JSON.parse(output);
        if (predicted !== expected)
          throw new Error(`${entry.label} predicts ${predicted}, expected ${expected}`);
        times.push(ms);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return all.map(entry => ({ ...entry, firstPrediction: summarize(samples.get(entry) ?? []) }));
}
