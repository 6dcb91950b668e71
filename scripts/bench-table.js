/** Writes the tables of the README from `bench/results/*.json`, which `npm run bench -- --json=FILE` wrote. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { digits3, percent } from '../bench/stats.js';

const RESULTS = 'bench/results';
const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

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

const files = (await readdir(RESULTS))
  .filter(name => name.endsWith('.json'))
  .sort()
  .reverse();
const runs = await Promise.all(
  files.map(async name => JSON.parse(await readFile(`${RESULTS}/${name}`, 'utf8'))),
);
const readme = await readFile('README.md', 'utf8');
const before = readme.slice(0, readme.indexOf(BEGIN) + BEGIN.length);
const after = readme.slice(readme.indexOf(END));
await writeFile('README.md', `${before}\n${runs.map(section).join('\n\n')}\n${after}`);
