import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { crossValidate } from '../../src/cli/cv.js';
import { cvReport } from '../../src/cli/cv-report.js';
import { SoftmaxRegression, SoftmaxRegressionCV } from '../../src/index.js';
import { readCsv } from '../../src/readers/csv/index.js';
import { cli, IRIS, json, SLOW, start, workspace } from './helpers.js';

const work = workspace();
const { X, y } = await readCsv(IRIS);
const labels = y as string[];

describe('cv', () => {
  it('finds what SoftmaxRegressionCV finds, and saves its model', async () => {
    const out = work.path('model.json');
    const options = ['--Cs', '0.1,1,10,100', '--folds', '4', '--repeats', '2', '--seed', '3'];
    const rule = ['--selection', 'oneStandardError', '--deterministic'];
    const document = await json(['cv', IRIS, ...options, ...rule, '--out', out]);
    const expected = await new SoftmaxRegressionCV({
      Cs: [0.1, 1, 10, 100],
      cv: { k: 4, repeats: 2, seed: 3 },
      selection: 'oneStandardError',
      deterministic: true,
    }).fit(X, labels);
    expect(document.grid).toEqual(
      expected.cvResults.map(({ C, l1Ratio, mean, standardError, scores }) => ({
        C,
        alpha: null,
        l1Ratio,
        mean,
        standardError,
        scores: [...scores],
      })),
    );
    expect(document.grid[document.chosen].C).toBe(expected.bestC);
    expect(document.folds).toEqual({ k: 4, repeats: 2, seed: 3, done: 8 });
    const model = SoftmaxRegression.fromJSON(await readFile(out, 'utf8'));
    expect(model.coef).toEqual(expected.coef);
    expect(model.options.C).toBe(expected.bestC);
    expect(model.featureNames).toEqual(['sepal_length', 'sepal_width', 'petal_length', 'petal_width']);
  });

  it('tries alphas and shares of L1, by any scoring', async () => {
    const grid = ['--alphas', '0.01,0.1', '--l1-ratio', '0.5,1', '--scoring', 'accuracy'];
    const { code, stdout, stderr } = await cli(['cv', IRIS, ...grid]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ {2}alpha +L1 ratio +accuracy$/m);
    expect(stdout.match(/^ {2}0\.0?1 +(0\.5|1) +0\.\d+ +± 0[.\d]+/gm)).toHaveLength(4);
    expect(stdout).toMatch(/^chosen +alpha 0\.01, L1 ratio (0\.5|1): accuracy 0\.9\d+ ± 0\.0\d+$/m);
    expect(stdout).toMatch(/^converged +yes$/m);
  });

  it('prints log-loss as people know it, and what was chosen beside what was best', async () => {
    const { stdout } = await cli(['cv', IRIS, '--Cs', '10,100', '--selection', 'oneStandardError']);
    expect(stdout).toContain('mean log-loss ± standard error, less is better');
    expect(stdout).toMatch(/^ {2}10 +0\.\d+ +± 0\.0\d+ +← (chosen|best)/m);
  });

  it('takes words', async () => {
    const row = (i: number) =>
      `${i % 2 ? 'good film' : 'bad play'} ${['one', 'two', 'three'][i % 3]},${i % 2}`;
    const data = `text,y\n${Array.from({ length: 30 }, (_, i) => row(i)).join('\n')}\n`;
    const out = work.path('words.json');
    const document = await json(
      ['cv', '-', '--text', 'text', '--Cs', '1,10', '--folds', '3', '--out', out],
      data,
    );
    expect(document.data.text).toEqual({ columns: ['text'], terms: expect.any(Number), hashed: false });
    const { stdout } = await cli(['predict', out, '-', '--no-proba'], {
      input: 'text\na good film\nbad play\n',
    });
    expect(stdout).toBe('label\n1\n0\n');
  });
});

describe('Ctrl-C', () => {
  const args = { data: IRIS, Cs: [0.1, 1], folds: 5, options: { deterministic: true } };

  it('in the folds: tells of those that are done and chooses none', async () => {
    const stop = new AbortController();
    const out = work.path('none.json');
    const outcome = await crossValidate({
      ...args,
      out,
      signal: stop.signal,
      onFold: done => {
        if (done === 2) stop.abort();
      },
    });
    const whole = await new SoftmaxRegressionCV({ Cs: args.Cs, deterministic: true, refit: false }).fit(
      X,
      labels,
    );
    expect(outcome.folds.done).toBe(2);
    expect([outcome.chosen, outcome.model]).toEqual([null, null]);
    for (const [i, { scores }] of outcome.results.entries())
      expect([...scores]).toEqual([...(whole.cvResults[i]?.scores ?? [])].slice(0, 2));
    expect(cvReport(outcome)).toContain('folds       2 of 5: interrupted, no penalty is chosen');
    await expect(access(out)).rejects.toThrow();
  });

  it('in the fit to all rows: keeps the best parameters so far', async () => {
    const stop = new AbortController();
    const out = work.path('best.json');
    const outcome = await crossValidate({
      ...args,
      out,
      signal: stop.signal,
      onIteration: ({ iteration }) => {
        if (iteration === 2) stop.abort();
      },
    });
    expect(outcome.model?.report.status).toBe('aborted');
    expect(cvReport(outcome)).toContain('training was interrupted');
    expect(SoftmaxRegression.fromJSON(await readFile(out, 'utf8')).nIter).toBe(2);
  });

  it('ends the program with 130, and a line', async () => {
    const child = start(['cv', IRIS, ...SLOW]);
    let stdout = '';
    child.stdout?.on('data', text => {
      stdout += text;
      if (text.includes('classes')) setTimeout(() => child.kill('SIGINT'), 100);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(stdout).toContain('folds       0 of 5: interrupted, no penalty is chosen');
  });
});
