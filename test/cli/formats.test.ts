// Every format that the command line reads, and tables with categories and gaps, from file to predictions.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeIdx } from '../../src/writers/idx.js';
import { writeNpy } from '../../src/writers/npy.js';
import { writeNpz } from '../../src/writers/npz.js';
import { writeSvmlight } from '../../src/writers/svmlight.js';
import { mulberry32 } from '../helpers.js';
import { cli, workspace } from './helpers.js';

const work = workspace();

const random = mulberry32(8);
/** Class 1 where a is above 5; b says nothing. */
const rows = Array.from({ length: 120 }, (_, i) => [i % 11, Math.round(random() * 100)] as const);
const labels = rows.map(([a]) => (a > 5 ? 1 : 0));
const X = { data: Float64Array.from(rows.flat()), rows: 120, cols: 2 };
const columns = { a: rows.map(([a]) => a), b: rows.map(([, b]) => b), y: labels };

const CSV = `a,b,y\n${rows.map(([a, b], i) => `${a},${b},${labels[i]}`).join('\n')}\n`;
const FILES: Record<string, () => string | Uint8Array | Promise<Uint8Array>> = {
  'table.csv': () => CSV,
  'table.tsv.gz': () => gzipSync(CSV.replaceAll(',', '\t')),
  'table.jsonl': () => rows.map(([a, b], i) => JSON.stringify({ a, b, y: labels[i] })).join('\n'),
  'table.parquet': () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: Object.entries(columns).map(([name, data]) => ({
          name,
          data: data.map(Number),
          type: name === 'y' ? ('INT32' as const) : ('DOUBLE' as const),
        })),
      }),
    ),
  'table.arrow': () =>
    tableToIPC(
      tableFromArrays({
        a: Float64Array.from(columns.a),
        b: Float64Array.from(columns.b),
        y: Int32Array.from(labels),
      }),
      'file',
    ),
  'both.npz': () => writeNpz({ X, y: Uint8Array.from(labels) }),
  'rows.svmlight': () => writeSvmlight(X, labels),
};

beforeAll(async () => {
  for (const [name, content] of Object.entries(FILES)) await work.write(name, await content());
  await work.write('X.npy', writeNpy(X));
  await work.write('X.idx', writeIdx({ data: Uint8Array.from(rows.flat()), shape: [120, 2] }));
  await work.write('y.npy', writeNpy(Uint8Array.from(labels)));
  await work.write('y.idx.gz', gzipSync(writeIdx({ data: Uint8Array.from(labels), shape: [120] })));
});

async function trained(args: string[]) {
  const { code, stdout, stderr } = await cli(['train', ...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

it.each<[string, string[]]>([
  ...Object.keys(FILES).map((name): [string, string[]] => [name, []]),
  ['X.npy', ['--labels', 'y.npy']],
  ['X.idx', ['--labels', 'y.idx.gz']],
])('%s trains, tests and predicts as the table does', async (name, options) => {
  const inWork = options.map(option => (option.startsWith('--') ? option : work.path(option)));
  const out = work.path(`${name}.json`);
  const { data, fit, train } = await trained([work.path(name), ...inWork, '--out', out]);
  expect([data.rows, data.features, data.classes.map((c: { label: number }) => c.label)]).toEqual([
    120,
    2,
    [0, 1],
  ]);
  expect(train.accuracy).toBe(1);
  const expected = await trained([work.path('table.csv')]);
  // The same problem: rows that come sparse are summed in another order, and stop elsewhere below tol.
  expect(Math.abs(fit.objective - expected.fit.objective)).toBeLessThan(1e-4);
  const predictions = await cli(['predict', out, work.path(name)]);
  expect(predictions.code).toBe(0);
  const predicted = predictions.stdout.trim().split('\n').slice(1);
  expect(predicted.map(line => Number(line[0]))).toEqual(labels);
  const evaluated = await cli(['evaluate', out, work.path(name), ...inWork, '--json']);
  expect(JSON.parse(evaluated.stdout).accuracy).toBe(1);
});

describe('categories and gaps', () => {
  const people = Array.from({ length: 90 }, (_, i) => {
    const city = ['Oslo', 'Bergen', 'Voss'][i % 3] as string;
    return {
      age: i % 7 === 0 ? '' : String(20 + ((i * 13) % 50)),
      city,
      plan: city === 'Oslo' || i % 10 === 0 ? 'a' : 'b',
    };
  });
  const csv = (list: typeof people) =>
    `age,city,plan\n${list.map(({ age, city, plan }) => `${age},${city},${plan}`).join('\n')}\n`;

  it('are learnt, kept with the model and used for predictions', async () => {
    const [table, out] = [await work.write('people.csv', csv(people)), work.path('people.json')];
    const result = await trained([table, '--missing', 'mean', '--missing-indicator', '--out', out]);
    expect(result.data.features).toBe(5);
    const saved = JSON.parse(await readFile(out, 'utf8'));
    expect(saved.featureNames).toEqual(['age', 'age missing', 'city=Bergen', 'city=Oslo', 'city=Voss']);
    const lines = '{"city":"Oslo","age":null}\n{"age":30,"city":"Bergen"}\n';
    const { stdout, code } = await cli(['predict', out, '-', '--no-proba'], { input: lines });
    expect([code, stdout]).toEqual([0, 'label\na\nb\n']);
    const unknown = await cli(['predict', out, '-'], { input: 'age,city\n30,Rome\n' });
    expect(unknown.stderr).toBe(
      'error: stdin:2: column "city" is "Rome": expected one of "Bergen", "Oslo", "Voss"\n',
    );
    const inspected = await cli(['inspect', out]);
    expect(inspected.stdout).toContain('city=Oslo');
    expect(inspected.stdout).toMatch(
      /^columns +age a number, missing 44\.\d+; city one of 3 texts, others an error, missing as unknown$/m,
    );
  });

  it('has means of the rows that train, not of those held out', async () => {
    const table = await work.write('means.csv', csv(people));
    const out = work.path('means.json');
    await trained([table, '--missing', 'mean', '--test-size', '0.5', '--seed', '3', '--out', out]);
    const all = work.path('all.json');
    await trained([table, '--missing', 'mean', '--out', all]);
    const mean = async (path: string) => JSON.parse(await readFile(path, 'utf8')).vectorizer.columns[0].fill;
    const ages = people.flatMap(({ age }) => (age === '' ? [] : [Number(age)]));
    expect(await mean(all)).toBeCloseTo(ages.reduce((sum, age) => sum + age, 0) / ages.length, 10);
    expect(await mean(out)).not.toBeCloseTo(await mean(all), 3);
  });

  it('leaves rows out where that is asked for, and says how many', async () => {
    const table = await work.write('gaps.csv', csv(people));
    const { data } = await trained([table, '--missing', 'drop']);
    expect([data.rows, data.dropped]).toEqual([77, 13]);
    const { stdout } = await cli(['train', table, '--missing', 'drop']);
    expect(stdout).toContain('13 rows left out');
  });

  it('counts those too of which a whole stretch of the file is left out', async () => {
    const gaps = ',Oslo,a\n'.repeat(40_000);
    const table = await work.write('stretch.csv', `age,city,plan\n30,Oslo,a\n${gaps}40,Voss,b\n31,Oslo,a\n`);
    const { data } = await trained([table, '--missing', 'drop']);
    expect([data.rows, data.dropped]).toEqual([3, 40_000]);
  });

  it('leaves them out again where the model is measured, and refuses to predict them', async () => {
    const table = await work.write('again.csv', csv(people));
    const out = work.path('again.json');
    await trained([table, '--missing', 'drop', '--out', out]);
    const { stdout } = await cli(['evaluate', out, table]);
    expect(stdout).toMatch(/^again\.csv +77 /m);
    expect(stdout).toMatch(/^missing +13 rows left out$/m);
    const { code, stderr } = await cli(['predict', out, table]);
    expect([code, stderr]).toEqual([1, `error: ${table}:2: column "age" is missing: expected a number\n`]);
  });

  it('knows what stands for missing values, and so does the model', async () => {
    const table = await work.write('marks.csv', csv(people).replaceAll(/\n,/g, '\n?,'));
    const out = work.path('marks.json');
    await trained([table, '--missing', 'mean', '--missing-values', '?,-', '--out', out]);
    const { code, stdout } = await cli(['predict', out, '-', '--no-proba'], { input: 'age,city\n-,Oslo\n' });
    expect([code, stdout]).toEqual([0, 'label\na\n']);
  });

  it('has no header where it is told so, and then the labels last', async () => {
    const out = work.path('headless.json');
    await trained([await work.write('head.csv', CSV), '--out', out]);
    const bare = await work.write('bare.csv', CSV.slice(CSV.indexOf('\n') + 1));
    const { code, stdout } = await cli(['evaluate', out, bare]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^bare\.csv +120 +100\.00 %/m)]);
  });

  it('measures the test rows of an archive that has them', async () => {
    const part = (from: number, to: number) => ({
      data: X.data.slice(2 * from, 2 * to),
      rows: to - from,
      cols: 2,
    });
    const arrays = {
      x_train: part(0, 100),
      y_train: Uint8Array.from(labels.slice(0, 100)),
      x_test: part(100, 120),
      y_test: Uint8Array.from(labels.slice(100)),
    };
    const archive = await work.write('parts.npz', await writeNpz(arrays));
    const out = work.path('parts.json');
    expect((await trained([archive, '--out', out])).data.rows).toBe(100);
    expect((await cli(['evaluate', out, archive])).stdout).toMatch(/^parts\.npz +20 /m);
  });

  it('takes categories that are written as numbers, and none at all', async () => {
    const table = await work.write('zip.csv', 'zip,y\n10,a\n20,b\n10,a\n30,b\n');
    expect((await trained([table, '--categorical', 'zip'])).data.features).toBe(3);
    const text = await work.write('text.csv', csv(people));
    const { code, stderr } = await cli(['train', text, '--categorical', 'none', '--missing', 'drop']);
    expect([code, stderr]).toEqual([
      1,
      `error: ${text}: column "city" holds text: expected numbers, or its name in categorical\n`,
    ]);
  });
});

describe('misuse', () => {
  it.each<[string[], RegExp]>([
    [
      ['train', 'table.csv', '--missing', 'guess'],
      /^error: missing is "guess": expected 'error', 'drop', 'mean'/,
    ],
    [['train', 'table.csv', '--unknown', 'zero'], /^error: handleUnknown is "zero": expected/],
    [['train', 'table.csv', '--labels', 'y.npy'], /^error: --labels is about arrays/],
    [
      ['train', 'table.csv', '--input-format', 'xls'],
      /^error: --input-format is xls: expected one of csv, tsv/,
    ],
    [['train', 'X.npy'], /X\.npy has no labels: say --labels which file has them/],
    [['train', 'X.npy', '--target', 'y'], /^error: --target is about tables: .*X\.npy holds arrays/],
    [['train', 'X.npy', '--missing-indicator'], /^error: --missing-indicator is about tables: /],
    [
      ['predict', 'x.json', 'table.csv', '--out', 'preds.json'],
      /^error: --out is preds\.json: expected a name that/,
    ],
    [
      ['predict', 'x.csv', 'table.csv', '--out', 'x.csv'],
      /^error: --out is .*: it would take the model's place/,
    ],
    [
      ['path', 'table.csv', '--coefficients', '-', '--json'],
      /^error: both --json and --coefficients - are given/,
    ],
    [['predict', 'table.csv', 'X.npy', '--labels', 'y.npy'], /^error: unknown option '--labels'/],
    [['train', 'X.npy', '--unknown', 'ignore'], /^error: --unknown is about tables: /],
    [['train', 'X.npy', '--drop-first'], /^error: --drop-first is about tables: /],
    [['train', 'X.npy', '--no-header'], /^error: --no-header is about tables: /],
    [['train', 'X.npy', '--labels', 'table.csv'], /expected an NPY or IDX file/],
  ])('%j', async (args, message) => {
    const paths = args.map(arg => (/\.(csv|npy)$/.test(arg) ? work.path(arg) : arg));
    const { code, stdout, stderr } = await cli(paths);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
