/**
 * `npm run bench:board`: softmax-wasm against what else there is, in one run on one machine.
 *
 *   --only=iris,MNIST     workloads whose name contains one of these
 *   --quick               small workloads, small budgets: 2 minutes instead of 15; writes nothing unless --json is given
 *   --peers=tfjs,plain    peers whose id contains one of these, and softmax-wasm
 *   --budget=15           seconds for a search of one peer (of one solver of scikit-learn) on one workload, at most
 *   --data=FOLDER         where the MNIST test set is; default ../shared/data
 *   --json=FOLDER         where to write board.json, board.md and charts; default bench/results
 *
 * What is measured and how: bench/versus/README.md.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runWorkload } from './board/contest.js';
import { machine } from './board/machine.js';
import { peers, threads } from './board/peers.js';
import { evaluationTable, failures, fitTable, packageTable } from './board/report.js';
import { bytesShipped, timeFirstPredictions } from './board/shipped.js';
import { storable, writeRun } from './board/store.js';
import { boardWorkloads } from './board/workloads.js';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    peers: { type: 'string', default: '' },
    budget: { type: 'string' },
    data: { type: 'string', default: path('../shared/data') },
    json: { type: 'string' },
  },
});
const seconds = Number(flags.budget ?? (flags.quick ? 2 : 15));
if (!(seconds > 0)) throw new RangeError(`--budget=${flags.budget}: expected seconds`);
const budgetMs = 1000 * seconds;

/** @param {string} list @param {string} name */
const named = (list, name) =>
  list.split(',').some(part => name.toLowerCase().includes(part.trim().toLowerCase()));
const entries = peers.filter(({ id }, i) => i === 0 || named(flags.peers, id));
const chosen = boardWorkloads(resolve(flags.data)).filter(
  ({ name, quick }) => named(flags.only, name.replaceAll(' ', '')) && (quick || !flags.quick),
);
if (chosen.length === 0) throw new RangeError(`--only=${flags.only}: no such workload`);

const installed = path('bench/versus/node_modules');
if (!existsSync(installed)) {
  const command = ['ci', '--prefix', path('bench/versus'), '--ignore-scripts', '--no-audit', '--no-fund'];
  console.error('installing the JavaScript peers: npm ci --prefix bench/versus --ignore-scripts');
  try {
    execFileSync('npm', command, { stdio: 'inherit', shell: process.platform === 'win32' });
  } catch {
    console.error('that failed: the board goes on without them');
  }
}

const start = performance.now();
const log = (/** @type {string} */ text) =>
  console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${text}`);
const library = await import(new URL('../dist/index.js', import.meta.url).href);
const about = machine();
log(`Node ${about.node}, ${about.cpu}, ${threads} threads`);

const shipped = await timeFirstPredictions(await bytesShipped(), library, flags.quick ? 2 : 5);
log('packages weighed');
/** @type {import('./board/contest.js').WorkloadResult[]} */
const workloads = [];
for (const workload of chosen) {
  if (workload.absent) {
    log(`${workload.name} is left out: ${workload.absent}`);
    continue;
  }
  log(workload.name);
  try {
    workloads.push(await runWorkload(workload, { entries, library, budgetMs, quick: flags.quick, log }));
  } catch (error) {
    log(`${workload.name} is left out: ${error}`); // the others are worth having
    process.exitCode = 1;
  }
}

const versions = (/** @type {string} */ id) =>
  Object.assign({}, ...workloads.map(({ peers: results }) => results[id].versions ?? {}));
const stored = storable({
  machine: { ...about, elapsedMs: performance.now() - start },
  budgetMs,
  quick: flags.quick,
  peers: entries.map(({ id, label, family }) => ({ id, label, family, versions: versions(id) })),
  shipped,
  workloads,
});
const tables = [evaluationTable(stored, false), fitTable(stored, 1e-3, false), fitTable(stored, 1e-6, false)];
console.log([...tables, packageTable(stored), ...failures(stored)].join('\n\n'));
if (!flags.quick || flags.json) {
  await writeRun(flags.json ?? path('bench/results'), stored);
  log(`written to ${flags.json ?? 'bench/results'}`);
  if (!flags.json && !flags.only && !flags.peers) await import('../scripts/bench-table.js'); // the README's tables
}
