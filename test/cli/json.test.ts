// What `--json` writes: one document, with the keys that docs/cli.md names.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import {
  brierScore,
  classificationReport,
  expectedCalibrationError,
  logLoss,
  rocAuc,
} from '../../src/metrics/index.js';
import { readCsv } from '../../src/readers/csv/index.js';
import { cli, IRIS, json, workspace } from './helpers.js';

const work = workspace();
const page = await readFile('docs/cli.md', 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: as the documents are
const documents: Record<string, any> = {};

beforeAll(async () => {
  const model = work.path('model.json');
  documents.train = await json(['train', IRIS, '--test-size', '50', '--deterministic', '--out', model]);
  const rest: Record<string, string[]> = {
    evaluate: [model, IRIS],
    inspect: [model],
    convert: [model, work.path('model.bin')],
    cv: [IRIS, '--Cs', 'Infinity,1', '--folds', '3'],
    path: [IRIS, '--n-alphas', '3'],
    bench: ['--rows', '200', '--features', '3', '--classes', '2', '--rounds', '1'],
  };
  for (const [command, args] of Object.entries(rest)) documents[command] = await json([command, ...args]);
}, 60_000);

/** Keys in backticks in the row of a table of the page. */
function keysOf(row: string, name: string): string[] {
  const line = page.split('\n').find(text => text.startsWith(`| ${row} |`)) ?? '';
  return [...line.replace(`| ${row} |`, '').matchAll(/`([\w-]+)`/g)].map(([, key = '']) => key || name);
}

describe.each(['train', 'evaluate', 'cv', 'path', 'inspect', 'convert', 'bench'])('%s --json', command => {
  it('names the command, and all its keys are documented', () => {
    expect(documents[command].command).toBe(command);
    const scores = keysOf('scores', command);
    const documented = [
      ...keysOf(`\`${command}\``, command),
      ...(command === 'evaluate' ? scores : []),
      'command',
    ];
    expect(Object.keys(documents[command]).filter(key => !documented.includes(key))).toEqual([]);
  });
});

it.each<[string, () => object]>([
  ['`data`', () => documents.train.data],
  ['`data`', () => documents.path.data],
  ['`fit`', () => documents.train.fit],
  ['`fit`', () => documents.inspect.fit],
  ['scores', () => documents.train.test],
  ['an entry of `grid`', () => documents.cv.grid[0]],
  ['an entry of `points`', () => documents.path.points[0]],
])('documents the keys of %s', (row, part) => {
  const documented = keysOf(row, '');
  for (const key of Object.keys(part())) expect(documented).toContain(key);
});

it('train: what was read, fitted and scored', () => {
  const { data, fit, train, test } = documents.train;
  expect([data.rows, data.features, data.trainRows, data.testRows]).toEqual([150, 4, 100, 50]);
  expect(data.classes[0]).toEqual({ label: 'setosa', count: 50 });
  expect(fit).toMatchObject({ status: 'converged', converged: true, options: { deterministic: true } });
  expect([train.rows, test.rows]).toEqual([100, 50]);
  const right = [0, 1, 2].reduce((sum, k) => sum + test.confusion[k][k], 0);
  expect(test.accuracy).toBeCloseTo(right / 50, 12);
});

it('evaluate: the scores of the library', async () => {
  const { X, y } = await readCsv(IRIS);
  const model = SoftmaxRegression.fromJSON(await readFile(work.path('model.json'), 'utf8'));
  const proba = model.predictProba(X);
  const labels = y as string[];
  const { classes } = model;
  const document = documents.evaluate;
  expect(document.logLoss).toBe(logLoss(labels, proba, { classes }));
  expect(document.auc).toBe(rocAuc(labels, proba, { classes }));
  expect(document.brier).toBe(brierScore(labels, proba, { classes }));
  expect(document.calibrationError).toBe(expectedCalibrationError(labels, proba, { classes }));
  expect(document.macroF1).toBeCloseTo(classificationReport(labels, model.predict(X)).macro.f1, 14);
});

it('evaluate: no AUC where a class has no rows', async () => {
  const input = (await readFile(IRIS, 'utf8')).replace(/.*setosa\n/g, '');
  expect((await json(['evaluate', work.path('model.json'), '-'], input)).auc).toBeNull();
  const { stdout } = await cli(['evaluate', work.path('model.json'), '-'], { input });
  expect(stdout).toMatch(/^AUC +none: a class has no rows, or all$/m);
});

it('writes infinity as text', () => {
  expect(documents.cv.grid[0].C).toBe('Infinity');
});

it('inspect: the largest coefficients', async () => {
  const model = SoftmaxRegression.fromJSON(await readFile(work.path('model.json'), 'utf8'));
  for (const [k, { class: label, intercept, features }] of documents.inspect.largest.entries()) {
    expect([label, intercept]).toEqual([model.classes[k], model.intercept[k]]);
    const sizes = features.map(({ weight }: { weight: number }) => Math.abs(weight));
    expect(sizes).toEqual([...model.coef.row(k)].map(Math.abs).sort((a, b) => b - a));
  }
});

it('train --out -: the model on stdout, the report on stderr', async () => {
  const { code, stdout, stderr } = await cli(['train', IRIS, '--out', '-']);
  expect(code).toBe(0);
  expect(SoftmaxRegression.fromJSON(stdout).classes).toEqual(['setosa', 'versicolor', 'virginica']);
  expect(stderr).toMatch(/^converged +yes$/m);
});
