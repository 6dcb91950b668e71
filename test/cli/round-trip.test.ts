import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, IRIS, SLOW, start, workspace } from './helpers.js';

const work = workspace();
const train = (data: string, ...args: string[]) => cli(['train', data, '--target', 'species', ...args]);

describe('train', () => {
  it('prints shape, convergence, scores, confusion matrix and time', async () => {
    const { code, stdout, stderr } = await train(
      IRIS,
      '--test-size',
      '0.25',
      '--seed',
      '1',
      '--out',
      work.path('m.json'),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('iris.csv: 150 rows × 4 features');
    expect(stdout).toContain('3 in species: setosa 50, versicolor 50, virginica 50');
    expect(stdout).toContain('112 rows to train, 38 rows to test');
    expect(stdout).toMatch(/^converged {3}yes$/m);
    expect(stdout).toMatch(/^objective {3}0\.\d+, gradient norm .* \(tol 1e-4\)$/m);
    expect(stdout).toMatch(/^train +112 +9\d\.\d\d % +0\.\d+$/m);
    expect(stdout).toMatch(/^test +38 +(9\d\.\d\d|100\.00) % +0\.\d+$/m);
    expect(stdout).toMatch(/^ +setosa +versicolor +virginica$/m);
    expect(stdout).toMatch(/^time .* reading, .* training$/m);
  });

  it('gives the same split for the same seed', async () => {
    const scores = async (seed: string) =>
      (await train(IRIS, '--test-size', '50', '--seed', seed)).stdout.match(/^test.*$/m)?.[0];
    const [a, b, c] = await Promise.all([scores('7'), scores('7'), scores('8')]);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it('says what to do when it does not converge', async () => {
    const { code, stdout, stderr } = await train(IRIS, '--max-iter', '2');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('no: stopped at 2 iterations, raise --max-iter or --tol');
  });

  it('takes the options of the model', async () => {
    const options = [
      '--C',
      '10',
      '--tol',
      '1e-3',
      '--precision',
      'float64',
      '--no-intercept',
      '--deterministic',
    ];
    await train(IRIS, ...options, '--class-weight', 'balanced', '--out', work.path('options.json'));
    const { stdout } = await cli(['inspect', work.path('options.json')]);
    for (const shown of ['C 10', 'tol 0.001', 'float64', 'fitIntercept false', 'classWeight balanced']) {
      expect(stdout).toContain(shown);
    }
  });

  it('names only the most confused pairs of many classes', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${(i % 40) + (i % 7) / 3},${i % 3},c${i % 40}`);
    const { stdout } = await cli([
      'train',
      await work.write('many.csv', `a,b,y\n${rows.join('\n')}\n`),
      '--max-iter',
      '5',
    ]);
    expect(stdout).toContain('most confused of 40 classes');
    expect(stdout).toContain('c0 10, c1 10');
  });

  it('leaves nothing but the model behind, and the old model where training fails', async () => {
    const path = work.path('kept.json');
    await train(IRIS, '--out', path);
    const before = await readFile(path, 'utf8');
    const bad = await work.write('bad.csv', 'a,species\n1,u\nx,v\n');
    expect((await train(bad, '--out', path)).code).toBe(1);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect((await readdir(dirname(path))).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe.each(['model.json', 'model.bin', 'model.softmax'])('%s', name => {
  beforeAll(async () => {
    await train(IRIS, '--out', work.path(name));
  });

  it('evaluates', async () => {
    const { code, stdout, stderr } = await cli(['evaluate', work.path(name), IRIS]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^iris\.csv +150 +9[78]\.\d\d % +0\.\d+$/m);
    expect(stdout).toMatch(/^setosa +1\.0000 +1\.0000 +1\.0000 +50$/m);
    expect(stdout).toContain('confusion matrix');
  });

  it('predicts labels and probabilities', async () => {
    const { code, stdout } = await cli(['predict', work.path(name), IRIS]);
    expect(code).toBe(0);
    const { data, meta } = Papa.parse<Record<string, string>>(stdout, { header: true, skipEmptyLines: true });
    expect(meta.fields).toEqual(['label', 'p(setosa)', 'p(versicolor)', 'p(virginica)']);
    expect(data.length).toBe(150);
    for (const { label, ...p } of data) {
      const values = Object.values(p).map(Number);
      expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      expect(Number(p[`p(${label})`])).toBe(Math.max(...values));
    }
  });

  it('is described', async () => {
    const { stdout } = await cli(['inspect', work.path(name)]);
    expect(stdout).toMatch(/format version 1/);
    expect(stdout).toContain('3 in species: setosa, versicolor, virginica');
    expect(stdout).toContain('4: sepal_length, sepal_width, petal_length, petal_width');
    expect(stdout).toMatch(/^converged {3}yes$/m);
    expect(stdout).toMatch(/^ +setosa .*petal_length -/m);
  });
});

describe('predict', () => {
  const model = () => work.path('model.json');

  it('finds the features by name, in any order, beside other columns', async () => {
    const same = 'id,petal_width,petal_length,sepal_width,sepal_length\nflower 1,0.2,1.4,3.5,5.1\n';
    const shuffled = await cli(['predict', model(), '-'], { input: same });
    const straight = await cli(['predict', model(), '-'], { input: '5.1,3.5,1.4,0.2\n' });
    expect(shuffled.stdout).toMatch(/^setosa,/m);
    expect(shuffled.stdout).toBe(straight.stdout);
  });

  it('writes a file, whole or not at all', async () => {
    const out = work.path('predictions.csv');
    expect(await cli(['predict', model(), IRIS, '--out', out])).toEqual({ code: 0, stdout: '', stderr: '' });
    const written = await readFile(out, 'utf8');
    expect(written).toBe((await cli(['predict', model(), IRIS])).stdout);
    const bad = await work.write('late.csv', '1,2,3,4\n1,2,3,\n');
    expect((await cli(['predict', model(), bad, '--out', out])).code).toBe(1);
    expect(await readFile(out, 'utf8')).toBe(written);
  });

  it('quotes labels where CSV asks for it', async () => {
    const data = await work.write('odd.csv', 'a,y\n1,"x, ""y"""\n2,"x, ""y"""\n8,z\n9,z\n');
    await cli(['train', data, '--out', work.path('odd.json')]);
    const { stdout } = await cli(['predict', work.path('odd.json'), '-'], { input: 'a\n1\n' });
    expect(stdout).toMatch(/^label,"p\(x, ""y""\)",p\(z\)\n"x, ""y""",/);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const rows = await work.write('rows.csv', '5.1,3.5,1.4,0.2\n'.repeat(100_000));
    const child = start(['predict', model(), rows]);
    let stderr = '';
    child.stderr?.on('data', text => {
      stderr += text;
    });
    await once(child.stdout as NodeJS.EventEmitter, 'data');
    child.stdout?.destroy();
    const [code] = await once(child, 'close');
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('tables of every kind', () => {
  let expected = '';
  beforeAll(async () => {
    expected = (await train(IRIS)).stdout;
  });

  it.each<[string, (text: string) => string | Uint8Array]>([
    ['CRLF', text => text.replaceAll('\n', '\r\n')],
    ['BOM', text => `\ufeff${text}`],
    ['quotes', text => text.replace(/[^,\n]+/g, '"$&"')],
    ['tabs', text => text.replaceAll(',', '\t')],
    ['blank lines', text => `${text}\n\n`],
    ['gzip', text => gzipSync(text)],
  ])('%s', async (_, change) => {
    const path = await work.write('iris.csv', change(await readFile(IRIS, 'utf8')));
    const result = (text: string) => text.match(/^converged[\s\S]*^train.*$/m)?.[0];
    const { stdout } = await train(path);
    expect(result(stdout)).toBeDefined();
    expect(result(stdout)).toBe(result(expected));
  });

  it('stdin', async () => {
    const { stdout } = await cli(['train', '-'], { input: await readFile(IRIS, 'utf8') });
    expect(stdout).toContain('stdin: 150 rows × 4 features');
  });

  it('without a header', async () => {
    const data = await work.write('bare.csv', (await readFile(IRIS, 'utf8')).replace(/.*\n/, ''));
    const model = work.path('bare.json');
    const { stdout } = await cli(['train', data, '--no-header', '--target', '-1', '--out', model]);
    expect(stdout).toContain('3 in x4: setosa 50');
    expect((await cli(['evaluate', model, data, '--no-header'])).code).toBe(0);
    expect((await cli(['predict', model, '-'], { input: '5.1,3.5,1.4,0.2\n' })).stdout).toMatch(/^setosa,/m);
  });
});

it('trains with an L1 penalty, as its options say', async () => {
  const model = work.path('sparse.json');
  const penalty = ['--alpha', '0.2', '--l1-ratio', '1', '--grouped', '--standardize'];
  expect((await cli(['train', IRIS, ...penalty, '--out', model])).code).toBe(0);
  const { stdout } = await cli(['inspect', model]);
  expect(stdout).toContain('alpha 0.2, l1Ratio 1, grouped true, standardize true');
});

it('Ctrl-C stops training and keeps the best model so far', async () => {
  const rows = Array.from(
    { length: 50_000 },
    (_, i) => `${(i * 7919) % 1013},${(i * 104_729) % 997},${(i * i) % 3}`,
  );
  const data = await work.write('long.csv', `a,b,y\n${rows.join('\n')}\n`);
  const model = work.path('interrupted.json');
  const child = start(['train', data, ...SLOW, '--out', model]);
  let stdout = '';
  child.stdout?.on('data', text => {
    stdout += text;
    if (text.includes('classes')) setTimeout(() => child.kill('SIGINT'), 100);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(130);
  expect(stdout).toContain('training was interrupted, these are the best parameters so far');
  expect((await cli(['inspect', model])).stdout).toContain('training was interrupted');
});
