/**
 * Rows that are never there all at once: generated on the fly, or written to a file and read again, and fitted to.
 * Prints rows a second and the most memory that the process had resident.
 *
 *   node bench/stream.js [rows=10000000] [columns=20] [classes=5] [chunk=10000] [solver=sgd]
 *   node bench/stream.js 2000000 20 5 10000 lbfgs file
 *
 * Needs a build: npm run build.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SoftmaxRegression } from 'softmax-wasm';

const [rows = 1e7, cols = 20, classes = 5, chunkRows = 10000] = process.argv.slice(2, 6).map(Number);
const solver = /** @type {'sgd' | 'adam' | 'lbfgs'} */ (process.argv[6] ?? 'sgd');
const onDisk = process.argv[7] === 'file';

/**
 * Uniform numbers in [0, 1): xorshift32.
 * @param {number} seed
 */
function uniform(seed) {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

const weight = uniform(7);
const W = Float64Array.from({ length: classes * cols }, () => 2 * weight() - 1);

/** Chunk after chunk of rows and labels drawn from a softmax model, the same every time; arrays are used again. */
function* generated() {
  const random = uniform(42);
  const data = new Float32Array(chunkRows * cols);
  const labels = new Uint8Array(chunkRows);
  for (let first = 0; first < rows; first += chunkRows) {
    const count = Math.min(chunkRows, rows - first);
    for (let i = 0; i < count; i++) {
      const at = i * cols;
      for (let j = 0; j < cols; j++) data[at + j] = 2 * random() - 1;
      let best = -Infinity;
      for (let k = 0; k < classes; k++) {
        let z = -Math.log(-Math.log(0.0005 + 0.999 * random()));
        for (let j = 0; j < cols; j++) z += W[k * cols + j] * data[at + j];
        if (z <= best) continue;
        best = z;
        labels[i] = k;
      }
    }
    yield { X: { data: data.subarray(0, count * cols), rows: count, cols }, y: labels.subarray(0, count) };
  }
}

/**
 * The same as float32 columns and a float32 label a row.
 * @param {string} file
 */
async function write(file) {
  const out = createWriteStream(file);
  for (const { X, y } of generated()) {
    const block = new Float32Array(y.length * (cols + 1));
    for (let i = 0; i < y.length; i++) {
      block.set(X.data.subarray(i * cols, (i + 1) * cols), i * (cols + 1));
      block[i * (cols + 1) + cols] = y[i];
    }
    if (!out.write(new Uint8Array(block.buffer))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

/** @param {string} file */
async function* read(file) {
  const rowBytes = 4 * (cols + 1);
  const bytes = new Uint8Array(chunkRows * rowBytes);
  let filled = 0;
  const chunk = () => {
    const count = Math.floor(filled / rowBytes);
    if (filled % rowBytes !== 0) throw new RangeError(`${file} ends within a row`);
    const block = new Float32Array(bytes.buffer, 0, count * (cols + 1));
    const data = new Float32Array(count * cols);
    const y = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      data.set(block.subarray(i * (cols + 1), i * (cols + 1) + cols), i * cols);
      y[i] = block[i * (cols + 1) + cols];
    }
    return { X: { data, rows: count, cols }, y };
  };
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) {
    for (let at = 0; at < part.length; ) {
      const taken = Math.min(part.length - at, bytes.length - filled);
      bytes.set(part.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < bytes.length) continue;
      yield chunk();
      filled = 0;
    }
  }
  if (filled > 0) yield chunk();
}

const megabytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6)} MB`;
const file = join(tmpdir(), `softmax-wasm-stream-${process.pid}.f32`);
try {
  if (onDisk) await write(file);
  let passes = 0;
  const source = () => {
    passes++;
    return onDisk ? read(file) : generated();
  };
  const online = solver === 'sgd' || solver === 'adam';
  const model = new SoftmaxRegression({
    solver,
    classes: Array.from({ length: classes }, (_, k) => k),
    ...(online && { learningRateSchedule: 'invscaling', learningRate: solver === 'sgd' ? 0.1 : 0.03 }),
  });
  const drawn = performance.now();
  for (const { y } of generated()) if (y.length > chunkRows) throw new Error('unreachable');
  const generatingMs = performance.now() - drawn;
  const started = performance.now();
  await model.fitStream(online ? source() : source, { quiet: true });
  const seconds = (performance.now() - started) / 1000;
  const { status, objective, gradientNorm, rowsSeen = 0, evaluations } = model.report;
  const overlap = passes * (onDisk ? 0 : generatingMs / 1000);
  console.log(
    `${rowsSeen} rows × ${cols} × ${classes}, ${solver}, chunks of ${chunkRows}${onDisk ? ', from a file' : ''}`,
  );
  console.log(
    `  ${status}: F ${objective.toFixed(6)}, gradient ${gradientNorm.toExponential(1)}, ${evaluations} evaluations`,
  );
  console.log(`  ${passes} passes in ${seconds.toFixed(1)} s, ${overlap.toFixed(1)} s of it making up rows`);
  console.log(
    `  ${Math.round((passes * rowsSeen) / seconds)} rows/s, ${Math.round((passes * rowsSeen) / Math.max(1e-3, seconds - overlap))} without`,
  );
  console.log(
    `  most memory resident ${megabytes(1024 * process.resourceUsage().maxRSS)}, rows as float32 ${megabytes(4 * rows * cols)}`,
  );
} finally {
  if (onDisk) rmSync(file, { force: true });
}
