// The examples of README.md and docs/ as their readers run them: each block a module of its own, with Node, on the library
// as it is built.  Where a comment after an expression is a value, the expression has to give it, to the digits written.
// X and y are iris, unless a block has its own.

import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];
const entries = Object.entries(
  JSON.parse(readFileSync('package.json', 'utf8')).exports as Record<string, string | { default: string }>,
).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name.replace('.', 'softmax-wasm'), pathToFileURL(target.default).href]],
) as [string, string][];

interface Example {
  name: string;
  code: string;
  /** Values that comments give. */
  expected: number;
}

/** What a comment gives as a value: it begins like one. */
const VALUE = /^(['"[{]|-?\d|(true|false|null)$)/;
/** An expression of one line, and what it gives. */
const CHECKED = /^(?!const |let |import |for |console|[\s}\])/])(.+); \/\/ (.+)$/;

const examples = pages.flatMap(page => {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)]
    .map(([, code = ''], i): Example => {
      // A value may go on in comments on the lines below.
      const joined = code.replace(/\n\/\/ +(?=[ {'[])/g, ' ');
      let expected = 0;
      const checked = joined.split('\n').map(line => {
        const [, expression, value] = CHECKED.exec(line) ?? [];
        if (!expression || !value || !VALUE.test(value)) return line;
        expected++;
        const numbers = value.replace(/'[^']*'|(?<![\w.])-?\d+(\.\d+)?(e-?\d+)?/g, token =>
          token.startsWith("'") ? token : `number('${token}')`,
        );
        return `check(${expression}, ${numbers}, ${JSON.stringify(line)});`;
      });
      return { name: `${page}, example ${i + 1}`, code: checked.join('\n'), expected };
    })
    .filter(({ code }) => !code.includes('fetch('));
});

/** What examples are handed: iris, and what compares values. */
const PRELUDE = `
import { readFileSync } from 'node:fs';
const lines = readFileSync(new URL('iris.csv', import.meta.url), 'utf8').trim().split('\\n').slice(1).map(line => line.split(','));
export const X = lines.map(line => line.slice(0, 4).map(Number));
export const y = lines.map(line => line[4]);
export const number = text => ({ value: Number(text), digits: /e/.test(text) ? null : (text.split('.')[1] ?? '').length });
const plain = value => value?.toArray ? value.toArray() : ArrayBuffer.isView(value) ? Array.from(value) : value;
function same(actual, expected) {
  const value = plain(actual);
  if (typeof value === 'number') {
    const { value: wanted, digits } = expected;
    const slack = digits === null ? 0.05 * Math.abs(wanted) : digits === 0 ? 0 : 0.501 * 10 ** -digits;
    return Math.abs(value - wanted) <= slack;
  }
  if (typeof value !== 'object' || value === null) return value === expected;
  const keys = Object.keys(expected);
  const own = Object.keys(value).filter(key => value[key] !== undefined);
  return keys.length === own.length && keys.every(key => same(value[key], expected[key]));
}
export let checks = 0;
export function check(actual, expected, line) {
  checks++;
  if (!same(actual, expected)) throw new Error(line + '\\n  gives ' + JSON.stringify(plain(actual), (_, value) => plain(value)));
}
`;

describe('examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'softmax-docs-'));
  const results: Record<string, { error?: string; checks: number }> = {};

  beforeAll(async () => {
    copyFileSync('data/iris.csv', join(folder, 'iris.csv'));
    writeFileSync(join(folder, 'prelude.mjs'), PRELUDE);
    examples.forEach(({ code }, i) => {
      const given = ['X', 'y'].filter(name => !new RegExp(`(const|let) [^=]*\\b${name}\\b[^=]*=`).test(code));
      const imports = `import { check, number, ${given.join(', ')} } from './prelude.mjs';\n`;
      const mapped = code.replace(/from '(softmax-wasm[^']*)'/g, (_, name: string) => {
        const url = entries.find(([known]) => known === name)?.[1];
        return `from '${url}'`;
      });
      writeFileSync(join(folder, `${i}.mjs`), imports + mapped);
    });
    const main = `
      const prelude = await import('./prelude.mjs');
      for (let i = 0; i < ${examples.length}; i++) {
        const before = prelude.checks;
        const error = await import('./' + i + '.mjs').then(() => undefined, error => String(error.stack));
        process.stdout.write('\\u0000' + JSON.stringify({ i, error, checks: prelude.checks - before }) + '\\u0000');
      }`;
    writeFileSync(join(folder, 'main.mjs'), main);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs')]);
    expect(stderr).toBe('');
    for (const [, json = ''] of stdout.matchAll(/\0(.*?)\0/gs)) {
      const { i, ...result } = JSON.parse(json);
      results[(examples[i] as Example).name] = result;
    }
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(examples)('$name runs and gives what it says', ({ name, expected }) => {
    expect(results[name]).toEqual({ checks: expected });
  });

  it('say what most of their lines give', () => {
    expect(examples.reduce((sum, { expected }) => sum + expected, 0)).toBeGreaterThan(examples.length);
  });
});

describe('README.md', () => {
  const readme = readFileSync('README.md', 'utf8');

  it.each(entries)('names all that %s exports', async (_, url) => {
    const names = Object.keys(await import(url));
    expect(names.filter(name => !readme.includes(name))).toEqual([]);
  });

  it('has a row for every option of SoftmaxRegression', async () => {
    const [, url = ''] = entries.find(([name]) => name === 'softmax-wasm') ?? [];
    const { SoftmaxRegression } = await import(url);
    let message = '';
    try {
      new SoftmaxRegression({ unknown: 1 });
    } catch (error) {
      message = (error as Error).message;
    }
    const names = message.replace(/^.*expected one of /, '').split(', ');
    expect(names.length).toBeGreaterThan(20);
    const described = readme
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(line => line.split('|')[1] ?? '');
    expect(names.filter(name => !described.some(cell => cell.includes(`\`${name}\``)))).toEqual([]);
  });
});
