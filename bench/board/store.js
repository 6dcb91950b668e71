/** The files a run leaves in `bench/results/`: numbers, tables, charts. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart } from './chart.js';
import { expectations } from './expectations.js';
import { evaluationTable, failures, fitTable, packageTable, provenance, resourceTable } from './report.js';

/** Points to one array for each of their fields: a line of JSON each. @param {any} workload */
const compact = workload => ({
  ...workload,
  peers: Object.fromEntries(
    Object.entries(workload.peers).map(([id, peer]) => {
      if (!peer.variants) return [id, peer];
      const variants = Object.entries(peer.variants).map(([name, { points, ...rest }]) => {
        const field = (/** @type {'steps' | 'ms' | 'gap'} */ key) =>
          points.map((/** @type {import('./search.js').Point} */ point) => point[key]);
        return [name, { ...rest, trace: { steps: field('steps'), ms: field('ms'), gap: field('gap') } }];
      });
      return [id, { ...peer, variants: Object.fromEntries(variants) }];
    }),
  ),
});

/** A run as it is stored and read. @param {any} run */
export const storable = run => ({ ...run, workloads: run.workloads.map(compact) });

/** Four digits of what is measured; arrays of numbers on one line. @param {any} stored */
export function toText(stored) {
  const measured = new Set(['ms', 'gap', 'min', 'median', 'mean', 'spread', 'longestMs']);
  const short = (/** @type {unknown} */ value) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value;
  const text = JSON.stringify(
    stored,
    (key, value) => {
      if (!measured.has(key)) return value;
      return Array.isArray(value) ? value.map(short) : short(value);
    },
    1,
  );
  return `${text.replace(/\[\s+([-+\d.e,\s]+?)\s+\]/g, (_, inner) => `[${inner.replace(/\s+/g, '')}]`)}\n`;
}

const DASHES = /** @type {Record<string, string>} */ ({ 'newton-cg': 'dash', sag: 'dots', saga: 'mixed' });
const STYLES = /** @type {Record<string, string>} */ ({
  'softmax-wasm': 'ours',
  'softmax-wasm-threads': 'ours dash',
  'plain-js': 'js',
  'textbook-js': 'js dash',
  'tfjs-wasm': 'tfjs',
  'tfjs-cpu': 'tfjs dash',
});

/**
 * Lines of a chart: each peer's; of scikit-learn each solver's, of tfjs the best rate's, and the better of float32 and float64.
 * @param {any} workload stored
 * @param {readonly any[]} peers
 */
export function chartLines({ peers: results }, peers) {
  /** @type {Map<string, { label: string, style: string, points: { ms: number, gap: number }[] }>} */
  const lines = new Map();
  for (const { id, label, family } of peers) {
    for (const [variant, { trace }] of Object.entries(results[id]?.variants ?? {})) {
      const points = trace.ms.map((/** @type {number} */ ms, /** @type {number} */ i) => ({
        ms,
        gap: trace.gap[i],
      }));
      const solver = family === 'scikit-learn';
      const key = solver ? variant : family === 'PyTorch' ? family : id;
      const style = STYLES[id] ?? (solver ? `sklearn ${DASHES[variant] ?? ''}`.trim() : 'torch');
      const name = solver ? `${label} ${variant}` : family === 'tfjs' ? `${label}, Adam ${variant}` : label;
      const known = lines.get(key);
      if (!known || rank(points) < rank(known.points)) lines.set(key, { label: name, style, points });
    }
  }
  return [...lines.values()];
}

/** Less is better: time to the least target that was reached, targets before times. @param {{ ms: number, gap: number }[]} points */
function rank(points) {
  const reached = [1e-6, 1e-3].findIndex(target => points.some(({ gap }) => gap <= target));
  if (reached < 0) return 2e9 + Math.min(...points.map(({ gap }) => gap));
  const target = [1e-6, 1e-3][reached];
  return reached * 1e9 + Math.min(...points.filter(({ gap }) => gap <= target).map(({ ms }) => ms));
}

/** @param {any} stored */
export function fullReport(stored) {
  const met = (/** @type {boolean | null} */ value) => (value === null ? '?' : value ? 'yes' : '**no**');
  const expected = expectations(stored).map(
    row => `| ${row.what} | ${row.expected} | ${row.measured} | ${met(row.met)} |`,
  );
  return [
    '# The board',
    provenance(stored),
    'Written by `npm run bench:board`; what is measured, and how, is in [../versus/README.md](../versus/README.md). In brackets: ' +
      'times softmax-wasm on one thread. Spreads are in [board.json](board.json).',
    evaluationTable(stored, true),
    fitTable(stored, 1e-3, true),
    fitTable(stored, 1e-6, true),
    resourceTable(stored, 'prediction'),
    resourceTable(stored, 'memory'),
    packageTable(stored),
    '## Expected and measured',
    ['| | expected | measured | met |', '| --- | --: | --: | --- |', ...expected].join('\n'),
    '## Not measured',
    failures(stored).join('\n') || 'Nothing.',
    '## Objective against time',
    stored.workloads.map((/** @type {any} */ { id, name }) => `![${name}](${chartFile(id)})`).join('\n'),
    '',
  ].join('\n\n');
}

/** @param {string} id */
const chartFile = id => `board-${id.toLowerCase().replaceAll('×', 'x')}.svg`;

/** @param {string} folder @param {any} stored */
export async function writeRun(folder, stored) {
  await mkdir(folder, { recursive: true });
  const text = toText(stored);
  await writeFile(join(folder, 'board.json'), text);
  await writeViews(folder, JSON.parse(text));
}

/** What is shown of a stored run: tables and charts. @param {string} folder @param {any} stored read back */
export async function writeViews(folder, stored) {
  await writeFile(join(folder, 'board.md'), fullReport(stored));
  for (const workload of stored.workloads) {
    const title = `${workload.name}: objective against time`;
    await writeFile(join(folder, chartFile(workload.id)), chart(title, chartLines(workload, stored.peers)));
  }
}
