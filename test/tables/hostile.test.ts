// Files that nobody would write by mistake: an answer, or one line that says what is wrong, in memory that stays small.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../../src/readers/read-error.js';
import { readTable, type TableOptions } from '../../src/tables/read-table.js';
import { mulberry32 } from '../helpers.js';

const CSV = 'age,city,class\n31,"Oslo, N",a\n45,Bergen,b\n20.5,Åsgård,a\n-1e-3,Oslo,b\n';
const LINES =
  '{"age":31,"city":"Oslo","class":"a"}\n{"age":4.5e1,"city":"B\\u00e5","class":"b"}\n{"age":null,"class":"a"}\n';

/** What comes of it: rows that agree with each other, or an error of one line. */
async function outcome(bytes: Uint8Array, options: TableOptions): Promise<string> {
  try {
    const { X, y, dropped } = await readTable(bytes, { name: 'file', missing: 'mean', ...options });
    expect(X?.rows).toBe(y?.length);
    expect(dropped).toBe(0);
    return `${X?.rows} rows`;
  } catch (error) {
    expect(error).toBeInstanceOf(ReadError);
    expect((error as Error).message).toMatch(/^file:[^\n\r]{1,400}$/);
    return (error as Error).message;
  }
}

describe.each<[string, string, TableOptions]>([
  ['CSV', CSV, { format: 'csv' }],
  ['JSON lines', LINES, { format: 'jsonl' }],
])('%s', (_, text, options) => {
  const whole = new TextEncoder().encode(text);

  it('is read as it is', async () => {
    expect(await outcome(whole, options)).toMatch(/rows$/);
  });

  it('cut anywhere', async () => {
    for (let end = 0; end < whole.length; end++) await outcome(whole.subarray(0, end), options);
  });

  it('with any byte changed', async () => {
    const random = mulberry32(2);
    for (let at = 0; at < whole.length; at++) {
      const altered = whole.slice();
      altered[at] = Math.floor(256 * random());
      await outcome(altered, options);
    }
  });

  it('zipped, cut and changed', async () => {
    const random = mulberry32(3);
    const zipped = new Uint8Array(gzipSync(whole));
    expect(await outcome(zipped, options)).toMatch(/rows$/);
    for (let at = 2; at < zipped.length; at++) {
      await outcome(zipped.subarray(0, at), options);
      const altered = zipped.slice();
      altered[at] = Math.floor(256 * random());
      await outcome(altered, options);
    }
  });
});

describe('bytes at random', () => {
  it.each([undefined, 'csv', 'jsonl', 'tsv'] as const)('as %s', async format => {
    const random = mulberry32(5);
    const alphabet = new TextEncoder().encode('0123456789.-e,;\t"\n\r {}[]:anull\\\0\xff');
    for (let run = 0; run < 300; run++) {
      const bytes = Uint8Array.from({ length: 1 + Math.floor(60 * random()) }, () =>
        random() < 0.9
          ? (alphabet[Math.floor(alphabet.length * random())] as number)
          : Math.floor(256 * random()),
      );
      await outcome(bytes, format ? { format } : {}).catch(error => {
        // The options and the file may disagree: one column, no name for the target.
        expect(error).toBeInstanceOf(Error);
        throw error;
      });
    }
  });
});

describe('names and values that are properties of objects', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it('are columns, categories and classes like any others', async () => {
    const csv = `${names.join()},y\n${names.map(name => `1,2,${name},4,${name}`).join('\n')}\n`;
    const { featureNames, y } = await readTable({ text: csv });
    expect(featureNames).toEqual([
      '__proto__',
      'constructor',
      ...[...names].sort().map(name => `toString=${name}`),
      'hasOwnProperty',
    ]);
    expect(y).toEqual(names);
    const jsonl = names.map(name => `{"__proto__":1,"constructor":"${name}","y":"${name}"}`).join('\n');
    const table = await readTable({ text: jsonl });
    expect(table.featureNames).toEqual([
      '__proto__',
      ...[...names].sort().map(name => `constructor=${name}`),
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('are said as what they are', async () => {
    const text = '{"a":{"constructor":{"name":"number"}},"y":1}\n';
    const error = 'data:1: column "a" is an object: expected a number, a text, a boolean or null';
    await expect(readTable({ text }, { format: 'jsonl' })).rejects.toThrow(error);
  });
});

it('nested without end', async () => {
  for (const depth of [1e3, 1e5, 1e6]) {
    const nested = `{"a":${'['.repeat(depth)}${']'.repeat(depth)},"y":1}\n`;
    expect(await outcome(new TextEncoder().encode(nested), { format: 'jsonl' })).toMatch(/^file:1: /);
  }
});

describe('what unpacks to more than anybody has', () => {
  /** A file of `total` bytes of one chunk again and again, zipped; read in a process that says how much memory it took. */
  async function reading(
    chunk: string,
    total: number,
    format: string,
  ): Promise<{ message: string; memory: number }> {
    const code = `
      import { createGzip, createGunzip } from 'node:zlib';
      import { Readable } from 'node:stream';
      import { readTable } from ${JSON.stringify(new URL('../../dist/data.js', import.meta.url).href)};
      const chunk = Buffer.from(${JSON.stringify(chunk)}.repeat(Math.ceil(65536 / ${chunk.length})));
      function* chunks() { for (let n = 0; n < ${total}; n += chunk.length) yield chunk; }
      const before = process.memoryUsage().rss;
      let most = 0;
      const timer = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 5);
      const message = await readTable(Readable.from(chunks()).pipe(createGzip({ level: 1 })), { format: ${JSON.stringify(format)} })
        .then(() => 'read', error => error.message);
      clearInterval(timer);
      console.log(JSON.stringify({ message, memory: Math.max(most, process.memoryUsage().rss) - before }));
      process.exit(0);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    return JSON.parse(stdout);
  }

  it.each<[string, string, string, string]>([
    ['a line without end', 'a', 'csv', 'data:1: a row of more than 16 MiB'],
    ['a quote that is never closed', '"aaaaaaa', 'csv', 'data:1: '],
    ['fields without end', ',', 'csv', 'data:1: a row of more than 16 MiB'],
    ['zeros', '\0\n', 'csv', 'data:1: not UTF-8 text'],
    ['JSON without end', '[', 'jsonl', 'data:1: a line of more than 16 MiB'],
  ])(
    '%s',
    async (_, chunk, format, expected) => {
      const { message, memory } = await reading(chunk, 2 ** 28, format);
      expect(message.slice(0, expected.length)).toBe(expected);
      // 16 MiB of a row, a few times: as bytes, as text, joined; fields have 12 bytes each.
      expect(memory).toBeLessThan(450 * 2 ** 20);
    },
    60_000,
  );
});
