import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, IRIS, start, workspace } from './helpers.js';

const work = workspace();
const model = () => work.path('model.json');

beforeAll(async () => {
  await cli(['train', IRIS, '--out', model()]);
});

describe('predict', () => {
  it('writes a line of JSON a row with the numbers of the CSV', async () => {
    const lines = (await cli(['predict', model(), IRIS, '--format', 'jsonl'])).stdout.trim().split('\n');
    const { data } = Papa.parse<Record<string, string>>((await cli(['predict', model(), IRIS])).stdout, {
      header: true,
      skipEmptyLines: true,
    });
    expect(lines.length).toBe(150);
    for (const [i, line] of lines.entries()) {
      const { label, ...p } = data[i] as Record<string, string>;
      const probabilities = Object.fromEntries(
        Object.entries(p).map(([name, value]) => [name.slice(2, -1), Number(value)]),
      );
      expect(JSON.parse(line)).toEqual({ label, probabilities });
    }
  });

  it.each(['jsonl', 'ndjson'])('writes JSON where --out ends in .%s', async ending => {
    const out = work.path(`labels.${ending}`);
    await cli(['predict', model(), IRIS, '--no-proba', '--out', out]);
    expect((await readFile(out, 'utf8')).split('\n')[0]).toBe('{"label":"setosa"}');
  });

  it('keeps the type of labels that are numbers', async () => {
    const input = 'a,y\n1,0\n2,0\n8,1\n9,1\n';
    await cli(['train', '-', '--out', work.path('numbers.json')], { input });
    const args = ['predict', work.path('numbers.json'), '-', '--format', 'jsonl', '--no-proba'];
    expect((await cli(args, { input: 'a\n1\n9\n' })).stdout).toBe('{"label":0}\n{"label":1}\n');
  });

  it('writes labels alone', async () => {
    const { stdout } = await cli(['predict', model(), IRIS, '--no-proba']);
    expect(stdout.split('\n').slice(0, 2)).toEqual(['label', 'setosa']);
  });

  it('takes the model from stdin', async () => {
    const input = await readFile(model(), 'utf8');
    const run = await cli(['predict', '-', IRIS], { input });
    expect(run).toEqual(await cli(['predict', model(), IRIS]));
  });

  it('leaves no part of a file behind where it is interrupted', async () => {
    // Rows from a pipe that stays open: the work does not end by itself.
    const out = work.path('parts.csv');
    const child = start(['predict', model(), '-', '--out', out], 'pipe');
    child.stdin?.on('error', () => {}); // it ends before it has read all
    child.stdin?.write('5.1,3.5,1.4,0.2\n'.repeat(100_000));
    const names = () => readdir(work.path('.'));
    while (!(await names()).some(name => name.startsWith('.parts.csv')))
      await new Promise(r => setTimeout(r, 20));
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect((await names()).filter(name => name.includes('parts'))).toEqual([]);
  });
});
