/**
 * From a CSV file to packed rows: this library, Papa Parse with Number, and reading the bytes alone, in turns, each in a process of
 * its own, which says how much memory it had resident at the most.
 *
 *   node bench/readers.js [rows=1000000] [columns=20] [rounds=5] [digits=6]
 *
 * Needs a build: npm run build.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { summarize, table } from './stats.js';

/** What each process does; it gives the packed rows and a sum over some of them. */
const READERS = {
  'softmax-wasm': async (/** @type {string} */ file) => {
    const { readTable } = await import('softmax-wasm/data');
    const { X } = await readTable(file, { target: 'class' });
    return X;
  },
  'Papa Parse, Number': async (/** @type {string} */ file) => {
    const { default: Papa } = await import('papaparse');
    const { Dataset } = await import('softmax-wasm');
    /** @type {Float64Array[]} */
    const rows = [];
    const stream = createReadStream(file).pipe(Papa.parse(Papa.NODE_STREAM_INPUT, {}));
    let header = true;
    for await (const fields of stream) {
      if (!header) rows.push(Float64Array.from(fields.slice(0, -1), Number));
      header = false;
    }
    return Dataset.from(rows);
  },
  'the bytes alone': async (/** @type {string} */ file) => {
    for await (const _ of createReadStream(file, { highWaterMark: 1 << 18 }));
    return null;
  },
};

if (process.argv[2] === 'read') {
  const [, , , reader, file] = process.argv;
  const started = performance.now();
  const X = await READERS[/** @type {keyof typeof READERS} */ (reader)](file);
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage();
  const some = new Float64Array(X ? 1000 * X.cols : 0);
  X?.copy(X.rows - 1000, X.rows, some);
  const sum = some.reduce((total, value) => total + value, 0);
  const memory = process.resourceUsage().maxRSS * 1024;
  const result = { ms, cpu: (user + system) / 1000, memory, packed: X?.byteLength ?? 0, rows: X?.rows, sum };
  console.log(JSON.stringify(result));
} else await compare();

async function compare() {
  const [rows = 1e6, cols = 20, rounds = 5, digits = 6] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'softmax-readers-'));
  const file = join(folder, 'data.csv');
  try {
    await write(file, rows, cols, digits);
    const { size } = statSync(file);
    console.log(
      `${rows} rows × ${cols} columns, ${(size / 1e6).toFixed(0)} MB, Node ${process.versions.node}`,
    );
    /** @type {Record<string, any[]>} */
    const runs = Object.fromEntries(Object.keys(READERS).map(name => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(READERS)) {
        const args = [fileURLToPath(import.meta.url), 'read', name, file];
        const { stdout } = await promisify(execFile)(process.execPath, args);
        runs[name].push(JSON.parse(stdout));
      }
    }
    check(runs, rows);
    const ours = summarize(runs['softmax-wasm'].map(run => run.ms)).median;
    const lines = Object.entries(runs).map(([name, all]) => {
      const { median, min, spread } = summarize(all.map(run => run.ms));
      const speed = (/** @type {number} */ ms) => `${(size / 1e3 / ms).toFixed(0)} MB/s`;
      const { memory, packed } = all[0];
      return [
        name,
        '',
        speed(median),
        speed(min),
        speed(summarize(all.map(run => run.cpu)).median),
        `± ${(100 * spread).toFixed(0)} %`,
        `${(median / ours).toFixed(2)}×`,
        `${(memory / 1e6).toFixed(0)} MB`,
        packed ? `${(packed / 1e6).toFixed(0)} MB` : '–',
      ];
    });
    const header = ['', '', 'median', 'best', 'of processor time', 'spread', 'time', 'memory', 'packed rows'];
    console.log(table(header, lines));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same rows in both, to what float32 keeps. @param {Record<string, any[]>} runs @param {number} rows */
function check(runs, rows) {
  const [ours, papa] = [runs['softmax-wasm'][0], runs['Papa Parse, Number'][0]];
  const same = ours.rows === rows && papa.rows === rows && Math.abs(ours.sum - papa.sum) < 1e-3 * 1000;
  if (!same) throw new Error(`the readers disagree: ${JSON.stringify({ ours, papa })}`);
}

/** @param {string} file @param {number} rows @param {number} cols @param {number} digits */
async function write(file, rows, cols, digits) {
  let state = 42;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  const out = createWriteStream(file);
  let text = `${Array.from({ length: cols }, (_, j) => `x${j}`).join()},class\n`;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) text += `${(6 * random() - 3).toFixed(digits)},`;
    text += `${'abcde'[Math.floor(5 * random())]}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}
