import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { javascript, literal } from '../../src/report/javascript.js';
import { TextVectorizer } from '../../src/text/index.js';
import { mulberry32 } from '../helpers.js';
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
    const table = { target: 'species', testSize: 0.3, seed: 0 };
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
    const source = javascript({ ...input, file, text, table: { target: 'label' } }) as string;
    expect(await run(source)).toEqual(input.model.coef.toArray());
  });

  it('is not there for tables that readCsv does not read', async () => {
    expect(javascript({ ...(await stored('iris')), file: 'rows.parquet' })).toBeNull();
  });

  it.each([
    [{ a: 1, 'b c': ["it's", true] }, String.raw`{ a: 1, 'b c': ['it\'s', true] }`],
    ['a\n"b"\\', String.raw`'a\n"b"\\'`],
    [Infinity, 'Infinity'],
  ])('has %j as source', (value, source) => {
    expect(literal(value)).toBe(source);
  });
});

it('splits texts as the command line does', async () => {
  const input = await inputOf(rowsOf([[0], [1]], ['a', 'b']), null, {});
  const source = javascript({
    ...input,
    text: { columns: ['t'], hashed: false },
    table: { testSize: 0.5 },
  }) as string;
  expect(source).toContain('trainTestSplit(texts.map((_, i) => [i]), y, { testSize: 0.5, seed: 0 })');
  expect(source).toContain('vectorizer.fitTransform(textsOf(train)), train.y');
});
