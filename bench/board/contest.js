/**
 * One workload: every peer checked, then timed in rounds that go through all of them, so that a slow spell of the machine meets
 * all alike.
 *
 *   evaluation  ms of one value and gradient, the data converted beforehand
 *   fit         see fits.js
 *   prediction  ms for the class of every row, from X in memory
 *   memory      bytes: the peak of a process that loads the data, fits and predicts once
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPredictions } from '../answers.js';
import { createBaseline } from '../baseline.js';
import { decode, decodeClasses, encode, writeData } from '../versus/data.js';
import { LONG_MS, searchAll, timeFits } from './fits.js';
import { createJudge, objection } from './judge.js';
import { Stage } from './stage.js';

/** @typedef {import('./peers.js').PeerEntry} PeerEntry */
/** @typedef {import('../stats.js').Summary} Summary */

/** Float32 sums of 784 terms one after another, as some peers have them, stray by about 1e-6 of their size. */
const TOL_TIE = 1e-5;

/**
 * @typedef {object} PeerResult
 * @property {string} [failed] why there is nothing, or no more
 * @property {string} [noObjective]
 * @property {Record<string, string>} [versions]
 * @property {string} [step]
 * @property {Summary} [evaluation] ms
 * @property {Record<string, import('./fits.js').Variant>} [variants]
 * @property {Record<string, import('./fits.js').Reached | null>} [targets] by target
 * @property {Summary} [prediction] ms for all rows
 * @property {number} [memory] bytes
 */

/**
 * @param {import('./workloads.js').BoardWorkload} workload
 * @param {{ entries: readonly PeerEntry[], library: any, budgetMs: number, quick: boolean, log: (text: string) => void }} options
 *   entries: softmax-wasm first, whose time the others' budget is measured by; quick: fewer rounds, no memory
 */
export async function runWorkload(workload, { entries, library, budgetMs, quick, log }) {
  const data = workload.load();
  const { n, d, K } = data;
  const folder = await mkdtemp(join(tmpdir(), 'softmax-wasm-board-'));
  /** @type {Record<string, PeerResult>} */
  const results = Object.fromEntries(entries.map(({ id }) => [id, {}]));
  const stage = new Stage(results, folder);
  const rounds = quick ? 2 : 3;
  let reference = { optimum: Number.NaN, bound: Number.NaN };
  try {
    writeData(folder, data);
    const judge = createJudge(data, library);
    reference = { optimum: judge.optimum, bound: judge.bound };
    log(`F* = ${judge.optimum.toPrecision(12)} ± ${judge.bound.toExponential(0)}`);

    await stage.start(entries);
    await stage.each(async ({ tolerance }, process, { noObjective }) => {
      if (noObjective) return;
      const { value, gradient } = await process.ask('check', { w: encode(judge.w) });
      const wrong = objection(judge, { value, gradient: decode(gradient) }, tolerance);
      if (wrong) throw new Error(`wrong answer, not timed: ${wrong}`);
    });
    await stage.timeInRounds('evaluate', 'evaluation', rounds);
    log('evaluations timed');

    await searchAll(stage, results, judge, {
      folder,
      budgetMs,
      leastMs: quick ? 600 : 2000,
      size: K * (d + 1),
      log,
    });
    const last = await timeFits(stage, results, judge, rounds);
    log('fits timed');

    const plain = createBaseline(data.X, n, d, K, data.y, { lambda: 1 / n });
    const expected = new Uint16Array(n);
    await stage.each(async (entry, process) => {
      const classes = decodeClasses(await process.ask('classes'));
      const w = last.get(entry);
      if (!w) return; // no fit of this objective within a target: nothing to compare with
      plain.predict(plain.X, n, w, expected);
      verifyPredictions(classes, expected, w, plain.X, n, d, TOL_TIE);
    });
    await stage.timeInRounds('predict', 'prediction', rounds);
    await stage.end();
    log('predictions timed');
    if (!quick) for (const entry of entries) await measureMemory(entry, results, folder);
  } finally {
    await stage.end();
    await rm(folder, { recursive: true, force: true });
  }
  const { id, name, badlyScaled } = workload;
  return { id, name, n, d, K, badlyScaled, reference, peers: results };
}

/** @param {PeerEntry} entry @param {Record<string, PeerResult>} results @param {string} folder */
async function measureMemory(entry, results, folder) {
  const result = results[entry.id];
  if (result.failed) return;
  const stage = new Stage(results, folder);
  await stage.start([entry]);
  await stage.each(async (_, process, { variants }) => {
    const within = Object.values(result.targets ?? {}).filter(
      target => target && target.ms.median <= LONG_MS,
    );
    const reached = within[within.length - 1];
    const { variant, steps } = reached ?? { variant: variants[0], steps: 1 };
    await process.ask('fit', { variant, count: steps, capMs: 1e9, minMs: 0 });
    await process.ask('classes');
    result.memory = await process.ask('memory');
  });
  await stage.end();
}

/** @typedef {Awaited<ReturnType<typeof runWorkload>>} WorkloadResult */
