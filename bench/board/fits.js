/**
 * Time to a target: the milliseconds from arrays in memory to parameters within it, conversion of the data included.
 *
 * First search.js finds the least steps with which each variant of a peer gets there; the parameters on the way are judged
 * outside the clock. Then the best variant's fits of just so many steps are timed, in rounds through all peers, without anything
 * written down on the way, and the parameters they give are judged again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { summarize } from '../stats.js';
import { decode } from '../versus/data.js';
import { firstWithin, search } from './search.js';

/** @typedef {import('./peers.js').PeerEntry} PeerEntry */
/** @typedef {import('./contest.js').PeerResult} PeerResult */
/** @typedef {import('./judge.js').Judge} Judge */
/** @typedef {import('./peer-process.js').PeerProcess} PeerProcess */
/** @typedef {import('./stage.js').Stage} Stage */

/** @typedef {Awaited<ReturnType<typeof search>>} Variant */

/**
 * @typedef {object} Reached the least steps of the best variant that reach a target
 * @property {string} variant
 * @property {number} steps
 * @property {import('../stats.js').Summary} ms of a fit of that many steps
 * @property {number} gap of the parameters it gave
 */

export const TARGETS = [1e-3, 1e-6];
/** A fit longer than this is timed once, beside its search. */
export const LONG_MS = 1000;
/** A peer is given up after so many times what softmax-wasm takes to the last target, within the budget's bounds. */
const PATIENCE = 40;
/** A variant is given up after so many times what the best one before it took: all its runs together, of which the last is half. */
const RIVALRY = 4;

/** @param {string} file @param {number} size of the parameters @param {Map<number, number>} known gaps by step @param {Judge} judge */
async function readTrace(file, size, known, judge) {
  const bytes = new Uint8Array(await readFile(file));
  const numbers = new Float64Array(bytes.buffer);
  const points = [];
  for (let at = 0; at < numbers.length; at += size + 2) {
    const [steps, ms] = numbers.subarray(at, at + 2);
    const gap = known.get(steps) ?? judge.gap(numbers.subarray(at + 2, at + 2 + size));
    known.set(steps, gap);
    points.push({ steps, ms, gap });
  }
  return points;
}

/** @param {Record<string, Variant>} variants @param {number} target @returns {Reached | null} */
export function quickest(variants, target) {
  let best = /** @type {Reached | null} */ (null);
  for (const [variant, { points }] of Object.entries(variants)) {
    const point = firstWithin(points, target);
    if (!point || (best && best.ms.median <= point.ms)) continue;
    best = { variant, steps: point.steps, gap: point.gap, ms: summarize([point.ms]) };
  }
  return best;
}

/**
 * Fills in `variants` and `targets` of every peer.
 * @param {Stage} stage
 * @param {Record<string, PeerResult>} results
 * @param {Judge} judge
 * @param {{ folder: string, size: number, budgetMs: number, leastMs: number, log: (text: string) => void }} options
 */
export async function searchAll(stage, results, judge, { folder, size, budgetMs, leastMs, log }) {
  let budget = 4 * budgetMs; // of softmax-wasm, which comes first: without its time there is no measure for the others
  await stage.each(async (entry, process, { variants, traces, noObjective }) => {
    const result = results[entry.id];
    const limit = 8 * budget + 30_000;
    if (noObjective) {
      await process.ask('fit', { variant: variants[0], count: 1, capMs: budget, minMs: 0 }, limit);
      return;
    }
    /** @type {Record<string, Variant>} */
    const found = {};
    for (const variant of variants) {
      const trace = traces ? join(folder, `${entry.id}.trace`) : null;
      const known = new Map();
      const run = async (/** @type {number} */ count, /** @type {number} */ capMs) => {
        const fit = await process.ask('fit', { variant, count, capMs, trace, minMs: traces ? 0 : 20 }, limit);
        const ms = summarize(fit.samples).median;
        const points = trace
          ? await readTrace(trace, size, known, judge)
          : [{ steps: fit.steps, ms, gap: judge.gap(decode(fit.w)) }];
        return { points, ended: fit.ended };
      };
      // The solvers of scikit-learn have a budget each: each is a peer. Learning rates share one. What a better variant of the same
      // peer took bounds what is worth knowing of the next ones.
      const best = quickest(found, TARGETS[TARGETS.length - 1])?.ms.median ?? Number.POSITIVE_INFINITY;
      const share = traces ? budget / variants.length : Math.min(budget, Math.max(leastMs, RIVALRY * best));
      found[variant] = await search(run, { traces, budgetMs: share, targets: TARGETS });
    }
    result.variants = found;
    result.targets = Object.fromEntries(TARGETS.map(target => [target, quickest(found, target)]));
    const own = result.targets[TARGETS[TARGETS.length - 1]]?.ms.median;
    if (entry.id === 'softmax-wasm' && own) {
      budget = Math.min(budgetMs, Math.max(leastMs, PATIENCE * own));
      log(`a search has ${(budget / 1000).toFixed(1)} s`);
    } else {
      budget = Math.min(budget, budgetMs);
      log(entry.label);
    }
  });
}

/**
 * Times the fits that reach a target.
 * @param {Stage} stage
 * @param {Record<string, PeerResult>} results
 * @param {Judge} judge
 * @param {number} rounds
 * @returns {Promise<Map<PeerEntry, Float64Array>>} the parameters of each peer's last fit
 */
export async function timeFits(stage, results, judge, rounds) {
  /** @type {Map<PeerEntry, Float64Array>} */
  const last = new Map();
  /** @type {Map<Reached, number[]>} */
  const samples = new Map();
  for (let round = 0; round < rounds; round++) {
    await stage.each(async (entry, process) => {
      for (const target of TARGETS) {
        const reached = results[entry.id].targets?.[target];
        if (!reached || (round > 0 && reached.ms.median > LONG_MS)) continue;
        const fit = await timeFit(process, reached, target, judge);
        last.set(entry, fit.w);
        samples.set(reached, [...(samples.get(reached) ?? []), ...fit.times]);
        reached.ms = summarize(samples.get(reached) ?? []);
      }
    });
  }
  return last;
}

/** @param {PeerProcess} process @param {Reached} reached @param {number} target @param {Judge} judge */
async function timeFit(process, reached, target, judge) {
  for (let tries = 0; ; tries++) {
    const { variant, steps } = reached;
    const fit = await process.ask('fit', { variant, count: steps, capMs: 1e9, minMs: 60 });
    const w = decode(fit.w);
    reached.gap = judge.gap(w);
    if (reached.gap <= target) return { w, times: /** @type {number[]} */ (fit.samples) };
    // Threads add up in the order they finish: another run may need a step more.
    if (tries === 3) throw new Error(`${steps} steps reached ${target} once, but not again`);
    reached.steps = Math.ceil(steps * 1.03) + 1;
  }
}
