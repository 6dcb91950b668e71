/** A stored run as Markdown tables. `any`: what is read from a file has no types. */
import { digits3 } from '../stats.js';

const OURS = 'softmax-wasm';
/** The smallest time of some peers stands for all of them where a column is a library. */
const COLUMNS = [
  ['softmax-wasm', 'softmax-wasm', [OURS]],
  ['threads', 'all threads', ['softmax-wasm-threads']],
  ['textbook', 'plain JS, textbook', ['textbook-js']],
  ['tiled', 'plain JS, tiled', ['plain-js']],
  ['tfjs-wasm', 'tfjs wasm', ['tfjs-wasm']],
  ['tfjs-cpu', 'tfjs cpu', ['tfjs-cpu']],
  ['sklearn', 'scikit-learn', ['scikit-learn-f32', 'scikit-learn-f64']],
  ['torch', 'PyTorch', ['pytorch-f32', 'pytorch-f64']],
];
const MLLR = ['mllr', 'ml-logistic-regression', ['ml-logistic-regression']];

/** @typedef {any} Workload one of a stored run's */

/** @param {number} ms */
export function duration(ms) {
  if (ms >= 1000) return `${digits3(ms / 1000)} s`;
  return ms >= 0.1 ? `${digits3(ms)} ms` : `${digits3(1000 * ms)} µs`;
}

/** @param {number} factor */
export const times = factor =>
  Number.isFinite(factor) ? `${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)}×` : '∞';

/** @param {readonly string[]} header @param {readonly (readonly string[])[]} rows */
function markdown(header, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** The peers that are in a run, as columns; with `all`, float32 and float64 stand side by side. @param {any} run @param {boolean} all */
function columnsOf({ peers }, all, more = /** @type {any[]} */ ([])) {
  const present = new Set(peers.map((/** @type {any} */ { id }) => id));
  const columns = /** @type {[string, string, string[]][]} */ ([...COLUMNS, ...more])
    .map(([id, label, ids]) => ({ id, label, ids: ids.filter(peer => present.has(peer)) }))
    .filter(({ ids }) => ids.length > 0);
  if (!all) return columns;
  return columns.flatMap(column =>
    column.ids.map(id => ({
      id,
      ids: [id],
      label: column.ids.length > 1 ? `${column.label} ${id.slice(-3)}` : column.label,
    })),
  );
}

/** @param {Workload} workload @param {readonly string[]} ids @param {(peer: any) => number | undefined} value @returns {{ id: string, value: number } | null} */
function least(workload, ids, value) {
  let best = null;
  for (const id of ids) {
    const found = value(workload.peers[id] ?? {});
    if (found !== undefined && (best === null || found < best.value)) best = { id, value: found };
  }
  return best;
}

/** Why a cell is empty. @param {Workload} workload @param {readonly string[]} ids */
const reason = (workload, ids) =>
  ids.every(id => workload.peers[id]?.noObjective) ? 'other objective' : 'failed';

/** @param {number} value @param {number | undefined} own */
const ratio = (value, own) => (own === undefined || value === own ? '' : ` (${times(value / own)})`);

/** @param {any} run @param {boolean} all */
export function evaluationTable(run, all) {
  const columns = columnsOf(run, all);
  const median = (/** @type {any} */ peer) => peer.evaluation?.median;
  const rows = run.workloads.map((/** @type {Workload} */ workload) => {
    const own = median(workload.peers[OURS] ?? {});
    const cells = columns.map(({ ids }) => {
      const best = least(workload, ids, median);
      return best ? `${duration(best.value)}${ratio(best.value, own)}` : reason(workload, ids);
    });
    return [workload.name, ...cells];
  });
  return markdown(['one evaluation', ...columns.map(({ label }) => label)], rows);
}

/** @param {any} run @param {number} target @param {boolean} all */
export function fitTable(run, target, all) {
  const columns = columnsOf(run, all);
  const reached = (/** @type {any} */ peer) => peer.targets?.[target]?.ms.median;
  const rows = run.workloads.map((/** @type {Workload} */ workload) => {
    const own = reached(workload.peers[OURS] ?? {});
    const cells = columns.map(({ ids }) => {
      const best = least(workload, ids, reached);
      if (!best) return unreached(workload, ids);
      const { variant } = workload.peers[best.id].targets[target];
      const several = Object.keys(workload.peers[best.id].variants).length > 1;
      return `${duration(best.value)}${several ? ` ${variant}` : ''}${ratio(best.value, own)}`;
    });
    return [workload.name, ...cells];
  });
  return markdown([`to ${target === 1e-3 ? '1e-3' : '1e-6'}`, ...columns.map(({ label }) => label)], rows);
}

/** How long was tried, or where all variants ended by themselves. @param {Workload} workload @param {readonly string[]} ids */
function unreached(workload, ids) {
  const variants = ids.flatMap(id => Object.values(workload.peers[id]?.variants ?? {}));
  if (variants.length === 0) return reason(workload, ids);
  const gap = Math.min(...variants.flatMap(({ trace }) => trace.gap));
  const bound = notWithin(variants);
  return bound === Number.POSITIVE_INFINITY ? `ends at ${gap.toExponential(0)}` : `> ${duration(bound)}`;
}

/**
 * The milliseconds within which none of some variants reaches a target that none has reached: the shortest of their longest runs,
 * or infinity where all ended by themselves.
 * @param {readonly { ended: boolean, longestMs: number }[]} variants
 */
export const notWithin = variants =>
  Math.min(...variants.filter(({ ended }) => !ended).map(({ longestMs }) => longestMs));

/** Million rows a second, or megabytes. @param {any} run @param {'prediction' | 'memory'} what */
export function resourceTable(run, what) {
  const columns = columnsOf(run, true, [MLLR]);
  const rows = run.workloads.map((/** @type {Workload} */ workload) => {
    const cells = columns.map(({ ids }) => {
      const peer = workload.peers[ids[0]] ?? {};
      const missing = peer.failed ? 'failed' : '–';
      if (what === 'memory') return peer.memory ? (peer.memory / 1e6).toFixed(0) : missing;
      return peer.prediction ? digits3(workload.n / peer.prediction.median / 1000) : missing;
    });
    return [workload.name, ...cells];
  });
  const title = what === 'memory' ? 'peak memory, MB' : 'predictions, million rows/s';
  return markdown([title, ...columns.map(({ label }) => label)], rows);
}

/** @param {any} run */
export function packageTable({ shipped }) {
  const rows = shipped.map((/** @type {any} */ { label, gzip, firstPrediction }) => [
    label,
    gzip === null ? '–' : `${(gzip / 1000).toFixed(1)} kB`,
    firstPrediction ? duration(firstPrediction.median) : '–',
  ]);
  return markdown(['package', 'gzipped', 'import to first prediction'], rows);
}

/** Who failed, where and why, one line for each reason. @param {any} run */
export function failures({ workloads, peers }) {
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const { id, label } of peers) {
    for (const { name, peers: results } of workloads) {
      const why = results[id]?.failed ?? results[id]?.noObjective;
      if (!why) continue;
      const line = `${label}: ${why}`;
      lines.set(line, [...(lines.get(line) ?? []), name]);
    }
  }
  return [...lines].map(([line, names]) => {
    const where = names.length === workloads.length ? 'all workloads' : names.join(', ');
    return `- ${line} (${where})`;
  });
}

/** One line on where the run was. @param {any} run */
export function provenance({ machine, peers, budgetMs }) {
  const versions = Object.assign({}, ...peers.map((/** @type {any} */ { versions }) => versions));
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const commit = machine.commit
    ? `commit ${machine.commit.slice(0, 10)}${machine.changed ? ' with changes' : ''}, `
    : '';
  return (
    `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, ${commit}${machine.date.slice(0, 10)}. ` +
    `${named.join(', ')}. A search is given ${budgetMs / 1000} s at most.`
  );
}
