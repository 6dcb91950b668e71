import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Label } from '../../src/index.js';
import type { TableFormat } from '../../src/readers/format.js';
import type { TableRead } from '../../src/report/input.js';
import { javascript } from '../../src/report/javascript.js';
import { literal } from '../../src/report/literal.js';
import { trainTestSplit } from '../../src/selection/index.js';
import { learnEncoder, readTableChunks } from '../../src/tables/read-table.js';
import { TextVectorizer } from '../../src/text/index.js';
import { maxDifference, mulberry32 } from '../helpers.js';
import { inputOf, rowsOf, stored } from './fits.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IRIS = join(ROOT, 'data/iris.csv');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softmax-wasm-report-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules/softmax-wasm'), 'dir');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a module's `model` has for coefficients, run in Node by itself. */
async function run(source: string): Promise<number[][]> {
  const path = join(folder, 'again.mjs');
  await writeFile(path, `${source}\nconsole.log(JSON.stringify(model.coef.toArray()));\n`);
  const { stdout } = await promisify(execFile)(process.execPath, [path], { cwd: folder });
  return JSON.parse(stdout);
}

describe('the JavaScript of a report', () => {
  it('makes the same model of the same table', async () => {
    const input = await stored('iris', { C: 0.3, deterministic: true });
    const table = { format: 'csv', target: 'species', testSize: 0.3, seed: 0 } as const;
    const source = javascript({ ...input, file: IRIS, table }) as string;
    expect(await run(source)).toEqual(input.model.coef.toArray());
  });

  it('makes the same model of a table of texts', async () => {
    const words = ['red', 'green', 'blue', 'one', 'two', 'three'];
    const random = mulberry32(3);
    const word = () => words[Math.floor(random() * words.length)];
    const texts = Array.from({ length: 40 }, () => `${word()} ${word()} ${word()}`);
    const y = texts.map(text => (/red/.test(text) ? 'yes' : 'no'));
    const file = join(folder, "it's.csv");
    await writeFile(file, `text,label\n${texts.map((text, i) => `${text},${y[i]}`).join('\n')}\n`);
    const vectorizer = new TextVectorizer({ ngramRange: [1, 2], tfidf: true });
    const X = vectorizer.fitTransform(texts);
    const input = await inputOf({ X, y }, null, { deterministic: true });
    await input.model.fit(X, y, { vectorizer });
    const text = { columns: ['text'], hashed: false };
    const source = javascript({ ...input, file, text, table: { format: 'csv', target: 'label' } }) as string;
    expect(await run(source)).toEqual(input.model.coef.toArray());
  });

  describe('of a table with categories and gaps', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      age: i % 9 === 4 ? null : 20 + ((i * 7) % 31),
      city: ['Oslo', 'Bergen', 'Voss'][(i * 5) % 3] as string,
      plan: ['a', 'b'][((i * 7) % 31 > 12 ? 1 : 0) ^ (i % 8 === 0 ? 1 : 0)] as string,
    }));
    const csv = `age,city,plan\n${rows.map(row => Object.values(row).join()).join('\n')}\n`;
    const lines = rows.map(row => JSON.stringify(row)).join('\n');
    const marks = csv.replaceAll(',', '\t').replaceAll(/\n\t/g, '\n?\t');

    it.each<[string, string, string, TableRead]>([
      ['dropped', 'gaps.csv', csv, { format: 'csv', encoding: { missing: 'drop' } }],
      ['filled', 'gaps.csv', csv, { format: 'csv', encoding: { missing: 'mean', missingIndicator: true } }],
      ['of JSON', 'gaps.jsonl', lines, { format: 'jsonl', encoding: { missing: 7, drop: 'first' } }],
      ['marked', 'marks.tsv', marks, { format: 'tsv', missingValues: ['?'], encoding: { missing: 'mean' } }],
      ['split', 'gaps.csv', csv, { format: 'csv', testSize: 0.25, encoding: { missing: 'drop' } }],
      ['named', 'gaps', lines, { format: 'jsonl', formatGiven: true, encoding: { missing: 0 } }],
    ])('%s', async (_, name, content, table) => {
      const file = join(folder, name);
      await writeFile(file, content);
      // tol: their sums have other roundings, so that fits stop at other places within it.
      const options = { tol: 1e-9, precision: 'float64' } as const;
      const { missingValues } = table;
      const given = {
        ...table.encoding,
        format: table.format as TableFormat,
        ...(missingValues && { missingValues }),
      };
      const chunks = [];
      const encoder = await learnEncoder({ text: content }, given);
      const { format } = given;
      for await (const chunk of readTableChunks({ text: content }, { format, encoder })) chunks.push(chunk);
      const X = chunks.flatMap(chunk => chunk.X.toArray());
      const y = chunks.flatMap(chunk => chunk.y as Label[]);
      const train = table.testSize === undefined ? { X, y } : trainTestSplit(X, y, { testSize: 0.25 }).train;
      const input = await inputOf(rowsOf(train.X as number[][], train.y as Label[]), null, options);
      await input.model.fit(train.X as number[][], train.y as Label[], { vectorizer: encoder });
      const again = await run(javascript({ ...input, file, table }) as string);
      expect(maxDifference(again.flat(), input.model.coef.data)).toBeLessThan(1e-6);
    });
  });

  it('reads the file as the command line has: by its name too', async () => {
    const file = join(folder, 'commas.tsv');
    await writeFile(file, 'a, b\tc\ty\n1,5\t2\tu\n2,5\t1\tv\n1,5\t3\tu\n'.replaceAll(',5', '.5'));
    const input = await inputOf(
      rowsOf(
        [
          [1.5, 2],
          [2.5, 1],
          [1.5, 3],
        ],
        ['u', 'v', 'u'],
      ),
      null,
      {},
    );
    const source = javascript({ ...input, file, table: { format: 'tsv', target: 'y' } }) as string;
    expect(await run(source)).toEqual(input.model.coef.toArray());
  });

  it('is not there for arrays, nor for means of the rows that train alone', async () => {
    const input = await stored('iris');
    expect(javascript({ ...input, table: { format: 'npy' } })).toBeNull();
    const means = { format: 'csv', testSize: 0.5, encoding: { missing: 'mean' } } as const;
    expect(javascript({ ...input, table: means })).toBeNull();
  });

  it.each([
    [{ a: 1, 'b c': ["it's", true] }, String.raw`{ a: 1, 'b c': ['it\'s', true] }`],
    ['a\n"b"\\', String.raw`'a\n"b"\\'`],
    [Infinity, 'Infinity'],
  ])('has %j as source', (value, source) => {
    expect(literal(value)).toBe(source);
  });
});

it('has no source for what JSON has none for', () => {
  expect(() => literal({ classWeight: new Map([['a', 2]]) })).toThrow('no source for a value of Map');
});

it('splits texts as the command line does', async () => {
  const input = await inputOf(rowsOf([[0], [1]], ['a', 'b']), null, {});
  const source = javascript({
    ...input,
    text: { columns: ['t'], hashed: false },
    table: { format: 'csv', testSize: 0.5 },
  }) as string;
  expect(source).toContain('trainTestSplit(texts.map((_, i) => [i]), y, { testSize: 0.5, seed: 0 })');
  expect(source).toContain('vectorizer.fitTransform(textsOf(train)), train.y');
});
