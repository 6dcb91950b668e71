import { access, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { cli, IRIS, start, workspace } from './helpers.js';

const { path, write } = workspace();

/** The document that a page holds. */
async function documentOf(file: string) {
  const page = await readFile(file, 'utf8');
  const from = page.indexOf('id="report">') + 12;
  return JSON.parse(page.slice(from, page.indexOf('</script>', from)));
}

it('train --report writes a page of what it has said', async () => {
  const report = path('iris.html');
  const { code, stdout } = await cli(['train', IRIS, '--test-size', '0.3', '--C', '2', '--report', report]);
  expect(code).toBe(0);
  expect(stdout).toContain(`report      ${report}`);
  const { scores, data, run } = await documentOf(report);
  expect(stdout).toContain(`${(100 * scores.accuracy).toFixed(2)} %`);
  expect(data).toMatchObject({ file: IRIS, trainRows: 105, testRows: 45, target: 'species' });
  expect(run.command).toBe(`softmax-wasm train ${IRIS} --test-size 0.3 --C 2 --report ${report}`);
});

it('train --report names the terms of texts', async () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    i % 2 ? `good fun ${i % 3}x,for` : `dull long ${i % 3}x,against`,
  );
  const file = await write('texts.csv', `text,label\n${rows.join('\n')}\n`);
  const { code } = await cli(['train', file, '--text', 'text', '--report', path('texts.html')]);
  expect(code).toBe(0);
  const { data, coefficients } = await documentOf(path('texts.html'));
  expect(data.text.columns).toEqual(['text']);
  expect(coefficients.groups[0].terms.map(({ feature }: { feature: string }) => feature)).toContain('good');
});

it('train --report refuses a path of another kind, or a folder that is not there, before it reads anything', async () => {
  const other = await cli(['train', 'missing.csv', '--report', path('report.txt')]);
  expect(other).toMatchObject({ code: 2, stdout: '' });
  expect(other.stderr).toMatch(/--report is .*: expected a name that ends in \.html/);
  const nowhere = await cli(['train', IRIS, '--report', path('no/such/report.html')]);
  expect(nowhere.code).not.toBe(0);
  expect(nowhere.stdout).toBe('');
});

it('an interrupted training has a report too, which says so', { timeout: 30_000 }, async () => {
  const rows = Array.from(
    { length: 3000 },
    (_, i) => `${Math.sin(i)},${Math.cos(i * i)},${1000 * Math.sin(3 * i)},${i % 3}`,
  );
  const file = await write('long.csv', `a,b,c,y\n${rows.join('\n')}\n`);
  const slow = [
    '--solver',
    'gradient-descent',
    '--learning-rate',
    '1e-9',
    '--max-iter',
    '100000000',
    '--tol',
    '1e-12',
  ];
  const child = start(['train', file, ...slow, '--report', path('long.html')]);
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
  await new Promise<void>(resolve => child.stdout?.once('data', () => resolve()));
  setTimeout(() => child.kill('SIGINT'), 200);
  expect(await ended).toBe(130);
  await access(path('long.html'));
  const { training, path: penalties } = await documentOf(path('long.html'));
  expect(training.status).toBe('aborted');
  expect(penalties.reason).toMatch(/interrupted/);
  expect(await readFile(path('long.html'), 'utf8')).toContain('Training was interrupted after');
});

it('a report on categories calls columns by their names', async () => {
  const file = await write('people.csv', 'age,city,plan\n31,Oslo,a\n,Voss,b\n45,Oslo,a\n20,Voss,b\n');
  const { code } = await cli(['train', file, '--missing', 'mean', '--report', path('people.html')]);
  expect(code).toBe(0);
  const { data } = await documentOf(path('people.html'));
  expect(data.columns.map(({ name }: { name: string }) => name)).toEqual(['age', 'city=Oslo', 'city=Voss']);
});
