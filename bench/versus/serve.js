/**
 * A peer's own process: `node serve.js ADAPTER OPTIONS FOLDER`, JSON lines in and out; `serve.py` speaks the same.
 * All clocks run here, so that no message is timed.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decode, encode, readData } from './data.js';

/** @typedef {import('./peer.js').Peer} Peer */
/** @typedef {import('./peer.js').Evaluation} Evaluation */

const [adapter, options, folder] = process.argv.slice(2);
/** @type {Peer} */
let peer;
/** @type {Evaluation} */
let evaluation;
/** @type {any} */
let point;

/**
 * Milliseconds per call, in `samples` batches of at least `batchMs` each, after `warmUpMs` of calls; of a call that alone takes
 * longer than all that, its own.
 * @param {() => unknown} run
 * @param {{ warmUpMs: number, batchMs: number, samples: number }} plan
 */
async function time(run, { warmUpMs, batchMs, samples }) {
  const once = performance.now();
  const first = run();
  const waits = typeof (/** @type {any} */ (first)?.then) === 'function';
  await first;
  let perCall = performance.now() - once;
  if (perCall > 3 * batchMs * samples) return [perCall];
  const batch = async (/** @type {number} */ size) => {
    const start = performance.now();
    if (waits) for (let i = 0; i < size; i++) await run();
    else for (let i = 0; i < size; i++) run();
    return (performance.now() - start) / size;
  };
  for (let spent = perCall; spent < warmUpMs; spent += perCall) perCall = await batch(1);
  const size = Math.max(1, Math.round(batchMs / perCall));
  const result = [];
  for (let i = 0; i < samples; i++) result.push(await batch(size));
  return result;
}

/** All of the first steps, then every twentieth part more. @param {number} step */
const kept = step =>
  step <= 40 || Math.floor(Math.log(step) / Math.log(1.05)) > Math.floor(Math.log(step - 1) / Math.log(1.05));

/**
 * One fit, timed. With `trace`, rows of step, milliseconds and parameters go to that file, in float64.
 * @param {{ variant: string, count: number, capMs: number, trace?: string | null }} request
 */
async function fitOnce({ variant, count, capMs, trace }) {
  const file = trace ? openSync(trace, 'w') : null;
  let paused = 0;
  const start = performance.now();
  const onStep = (/** @type {number} */ step, /** @type {() => Float64Array} */ parameters) => {
    const now = performance.now();
    const stop = step >= count || now - start - paused >= capMs;
    if (file !== null && (stop || kept(step))) {
      writeSync(file, Float64Array.of(step, now - start - paused));
      writeSync(file, parameters());
    }
    paused += performance.now() - now;
    return stop;
  };
  const fit = await peer.fit({ variant, count, onStep });
  const ms = performance.now() - start - paused;
  if (file !== null) closeSync(file);
  return { ...fit, ms };
}

/** Bytes. Linux hands the maximum of a parent on to its children, but not the high-water mark of their own memory. */
function peakMemory() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return 1024 * Number(kilobytes);
}

/** @type {Record<string, (request: any) => unknown>} */
const operations = {
  async hello() {
    const { create } = await import(`./${adapter}`);
    peer = await create(readData(folder), JSON.parse(options));
    const { versions, variants, step, traces, noObjective = null } = peer;
    return { versions, variants, step, traces, noObjective };
  },
  async check({ w }) {
    if (!peer.evaluation) throw new Error('this peer has no evaluation');
    evaluation = await peer.evaluation();
    point = evaluation.point(decode(w));
    const { value, gradient } = evaluation.read(await evaluation.evaluate(point));
    return { value, gradient: encode(gradient) };
  },
  evaluate: plan => time(() => evaluation.evaluate(point), plan),
  async fit({ minMs, ...request }) {
    const samples = [];
    let fit = await fitOnce(request);
    samples.push(fit.ms);
    for (let spent = fit.ms; spent < minMs; spent += fit.ms) {
      fit = await fitOnce(request);
      samples.push(fit.ms);
    }
    return { samples, steps: fit.steps, ended: fit.ended, w: fit.w && encode(fit.w) };
  },
  predict: plan => time(() => peer.predict(), plan),
  async classes() {
    return encode(Uint16Array.from(await peer.predict()));
  },
  memory: peakMemory,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, op, ...request } = JSON.parse(line);
  try {
    const result = await operations[op](request);
    process.stdout.write(`${JSON.stringify({ id, result })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: String(error) })}\n`);
  }
}
process.exit(0); // whatever threads a peer has left
