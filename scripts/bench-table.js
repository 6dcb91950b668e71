/**
 * Writes what the README shows of stored runs: `bench/results/node-*.json` from `npm run bench -- --json=FILE`, and
 * `bench/results/board.json` from `npm run bench:board`, whose own report and charts are written anew too.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { evaluationTable, fitTable, packageTable, provenance } from '../bench/board/report.js';
import { writeViews } from '../bench/board/store.js';
import { digits3, percent } from '../bench/stats.js';

const RESULTS = 'bench/results';

/** @param {string} text @param {string} name of the markers @param {string} content */
function between(text, name, content) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

/** @param {number} value */
const times = value => `${value >= 10 ? value.toFixed(0) : value.toFixed(1)}×`;

/** @param {any} run one result file */
function section({ engine, ceiling, results, tol }) {
  const rows = results.map((/** @type {any} */ { name, evaluation, fit }) => [
    name.replaceAll('×', ' × '),
    `${digits3(evaluation.ours.median)} ms`,
    times(evaluation.plain.median / evaluation.ours.median),
    times(evaluation.baseline.median / evaluation.ours.median),
    percent(evaluation.ofCeiling),
    `${digits3(fit.ours.median)} ms`,
    times(fit.baseline.median / fit.ours.median),
  ]);
  const header = [
    'n × d × K',
    'evaluation',
    'textbook loops',
    'tiled by hand',
    'of ceiling',
    'fit',
    'tiled by hand',
  ];
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const fused = ceiling.fma ? `relaxed FMA ${digits3(ceiling.fma)}` : `mul+add ${digits3(ceiling.mulAdd)}`;
  return [
    `Node ${engine.node}, ${engine.cpu}, one thread, float32; medians. Speed-ups over plain JavaScript on the same data, ` +
      `for one evaluation of loss and gradient and for a fit to max |∂F| ≤ ${tol} with the same solver. Ceiling: ` +
      `${fused} GFLOP/s from registers alone, measured in the same run. Reproduce: \`npm run bench\`.`,
    '',
    line(header),
    line(header.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n');
}

/** @param {any} run */
const boardSection = run =>
  [provenance(run), evaluationTable(run, false), fitTable(run, 1e-6, false), packageTable(run)].join('\n\n');

const files = (await readdir(RESULTS))
  .filter(name => /^node-.*\.json$/.test(name))
  .sort()
  .reverse();
const runs = await Promise.all(
  files.map(async name => JSON.parse(await readFile(`${RESULTS}/${name}`, 'utf8'))),
);
let readme = between(await readFile('README.md', 'utf8'), 'bench', runs.map(section).join('\n\n'));
if (existsSync(`${RESULTS}/board.json`)) {
  const run = JSON.parse(await readFile(`${RESULTS}/board.json`, 'utf8'));
  await writeViews(RESULTS, run);
  readme = between(readme, 'board', boardSection(run));
}
await writeFile('README.md', readme);
