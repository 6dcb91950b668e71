/** The board's workloads: those of `../workloads.js` and three more. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readLabelled, softmaxModel, workloads } from '../workloads.js';

/** @typedef {import('../workloads.js').Data} Data */

/**
 * @typedef {object} BoardWorkload
 * @property {string} name for tables: what, then n × d × K
 * @property {string} id for files and flags
 * @property {boolean} quick part of a quick run
 * @property {boolean} badlyScaled columns of very different sizes
 * @property {() => Data} load
 * @property {string | null} absent why it cannot be loaded
 */

/** @param {string} file in IDX format, gzipped @returns {{ shape: number[], values: Uint8Array }} */
function readIdx(file) {
  const bytes = gunzipSync(readFileSync(file));
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== 8)
    throw new Error(`${file}: expected IDX of unsigned bytes`);
  const shape = Array.from({ length: bytes[3] }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  return { shape, values: bytes.subarray(4 + 4 * shape.length) };
}

/** Pixels/255. @param {string} images @param {string} labels @returns {Omit<Data, 'name'>} */
function readMnist(images, labels) {
  const { shape, values } = readIdx(images);
  const [n, height, width] = shape;
  const X = Float32Array.from(values, pixel => pixel / 255);
  return { X, n, d: height * width, K: 10, y: Uint16Array.from(readIdx(labels).values) };
}

/**
 * @param {string} folder where the MNIST test set is, if anywhere
 * @returns {BoardWorkload[]}
 */
export function boardWorkloads(folder) {
  const known = (/** @type {string} */ name) => {
    const found = workloads.find(workload => workload.name === name);
    if (!found) throw new Error(`bench/workloads.js has no workload ${name}`);
    return found.load;
  };
  const entry = (
    /** @type {string} */ id,
    /** @type {string} */ shape,
    /** @type {() => Omit<Data, 'name'>} */ load,
    { quick = false, badlyScaled = false, absent = /** @type {string | null} */ (null) } = {},
  ) => {
    const name = id === shape.replaceAll(' ', '') ? shape : `${id} ${shape}`;
    return { id, name, quick, badlyScaled, absent, load: () => ({ ...load(), name }) };
  };
  const images = join(folder, 'mnist-t10k-images-idx3-ubyte.gz');
  const labels = join(folder, 'mnist-t10k-labels-idx1-ubyte.gz');
  const mnist =
    existsSync(images) && existsSync(labels)
      ? null
      : `no mnist-t10k-images-idx3-ubyte.gz and mnist-t10k-labels-idx1-ubyte.gz in ${folder}: use --data FOLDER`;
  return [
    entry('iris', '150 × 4 × 3', known('150×4×3'), { quick: true }),
    entry(
      'wine',
      '178 × 13 × 3',
      () => readLabelled('wine.csv', new URL('../../test/fixtures/', import.meta.url)),
      {
        quick: true,
        badlyScaled: true,
      },
    ),
    entry('digits', '1797 × 64 × 10', known('1797×64×10'), { quick: true }),
    entry('MNIST', '10000 × 784 × 10', () => readMnist(images, labels), { absent: mnist }),
    entry('200000×20×5', '200000 × 20 × 5', known('200000×20×5'), { quick: true }),
    entry('200000×54×7', '200000 × 54 × 7', known('200000×54×7'), { badlyScaled: true }),
    entry('20000×200×100', '20000 × 200 × 100', known('20000×200×100')),
    entry('1000000×10×3', '1000000 × 10 × 3', () =>
      softmaxModel({ n: 1_000_000, d: 10, K: 3, seed: 6, strength: 1.5 }),
    ),
  ];
}
