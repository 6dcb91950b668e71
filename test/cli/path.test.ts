import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { fitPath } from '../../src/cli/path.js';
import { pathReport } from '../../src/cli/path-report.js';
import { SoftmaxRegression, softmaxPathSync } from '../../src/index.js';
import { readCsv } from '../../src/readers/csv/index.js';
import { cli, IRIS, json, SLOW, start, workspace } from './helpers.js';

const work = workspace();
const { X, y, featureNames } = await readCsv(IRIS);
const labels = y as string[];
const options = { nAlphas: 30, l1Ratio: 0.5, deterministic: true };
const expected = softmaxPathSync(X, labels, options);
const flags = ['--n-alphas', '30', '--l1-ratio', '0.5', '--deterministic'];

describe('path', () => {
  it('has the points of softmaxPath', async () => {
    const document = await json(['path', IRIS, ...flags]);
    expect(document.points).toEqual(
      Array.from(expected.alphas, (alpha, i) => ({
        alpha,
        nonZero: expected.nonZero[i],
        devianceRatio: expected.devianceRatios[i],
        objective: expected.objectives[i],
        iterations: expected.nIter[i],
        status: 'converged',
      })),
    );
    expect([document.asked, document.interrupted, document.chosen]).toEqual([30, false, null]);
  });

  it.each<[string, number]>([
    ['12', 12],
    [String(expected.alphas[7]), 7],
    ['1e9', 0],
    ['1e-9', 29],
  ])('saves the point that --choose %s says', async (choice, index) => {
    const out = work.path(`${index}.json`);
    const document = await json(['path', IRIS, ...flags, '--choose', choice, '--out', out]);
    expect(document.chosen).toBe(index);
    const model = SoftmaxRegression.fromJSON(await readFile(out, 'utf8'));
    expect(model.coef).toEqual(expected.coefs[index]);
    expect(model.options.alpha).toBe(expected.alphas[index]);
    expect(model.targetName).toBe('species');
  });

  it('writes all coefficients in long form', async () => {
    const out = work.path('path.csv');
    await cli(['path', IRIS, ...flags, '--coefficients', out]);
    const { data } = Papa.parse<Record<string, string>>(await readFile(out, 'utf8'), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data.length).toBe(30 * 3 * 5);
    for (const { point, alpha, class: label, feature, coefficient } of data) {
      const i = Number(point);
      const k = expected.classes.indexOf(label as string);
      const j = featureNames.indexOf(feature as string);
      expect(Number(alpha)).toBe(expected.alphas[i]);
      expect(Number(coefficient)).toBe(j < 0 ? expected.intercepts[i]?.[k] : expected.coefs[i]?.get(k, j));
      if (j < 0) expect(feature).toBe('(intercept)');
    }
  });

  it('shows no more points than fit a screen, with the first, the last and the chosen one', async () => {
    const { stdout } = await cli(['path', IRIS, '--choose', '41', '--out', work.path('41.json')]);
    const points = [...stdout.matchAll(/^ {2}(\d+) +[\d.e-]+ /gm)].map(([, i]) => Number(i));
    expect(points.length).toBeLessThanOrEqual(22);
    expect(points).toEqual(expect.arrayContaining([0, 41, 99]));
    expect(stdout).toMatch(/^ {2}41 .* ← chosen$/m);
    expect(stdout).toMatch(/^points +100, \d\d of them here$/m);
    expect(stdout).toMatch(/^chosen +point 41, alpha 0\.0\d+: \d features$/m);
  });

  it('says which points fell short', async () => {
    const { stdout } = await cli(['path', IRIS, '--n-alphas', '5', '--max-iter', '1', '--tol', '1e-9']);
    expect(stdout).toMatch(/^converged +no: \d points stopped short of tol, raise --max-iter or --tol$/m);
  });

  it('leaves stdout to the coefficients or the model where it is asked to', async () => {
    const run = await cli(['path', IRIS, '--n-alphas', '3', '--coefficients', '-']);
    expect(run.stdout.split('\n').length).toBe(1 + 3 * 3 * 5 + 1);
    expect(run.stderr).toContain('points      3');
    const saved = await cli(['path', IRIS, '--n-alphas', '3', '--choose', '2', '--out', '-']);
    expect(SoftmaxRegression.fromJSON(saved.stdout).options.l1Ratio).toBe(1);
  });
});

describe('Ctrl-C', () => {
  it('keeps the points that are done', async () => {
    const stop = new AbortController();
    const coefficients = work.path('part.csv');
    const outcome = await fitPath({
      data: IRIS,
      options,
      coefficients,
      choose: { index: 20 },
      out: work.path('never.json'),
      signal: stop.signal,
      onPoint: done => {
        if (done === 9) stop.abort();
      },
    });
    expect([outcome.path.length, outcome.interrupted, outcome.chosen]).toEqual([9, true, null]);
    expect([...outcome.path.alphas]).toEqual([...expected.alphas.subarray(0, 9)]);
    expect(pathReport(outcome)).toContain('points      9 of 30: interrupted');
    expect((await readFile(coefficients, 'utf8')).trim().split('\n').length).toBe(1 + 9 * 3 * 5);
  });

  it('ends the program with 130', async () => {
    const child = start(['path', IRIS, '--l1-ratio', '0', ...SLOW]);
    let stdout = '';
    child.stdout?.on('data', text => {
      stdout += text;
      if (text.includes('classes')) setTimeout(() => child.kill('SIGINT'), 100);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted before any point was done: there is no model');
  });
});
