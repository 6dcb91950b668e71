import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src/data/random.js';
import { type CsvOptions, ReadError, readCsv } from '../../../src/readers/csv/index.js';

const IRIS = 'sepal,petal,species\n5.1,0.2,setosa\n7,1.4,versicolor\n';
const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options?: CsvOptions) => readCsv({ text }, { name: 'iris.csv', ...options });

async function problem(text: string, options?: CsvOptions): Promise<ReadError> {
  const error = await read(text, options).then(
    () => expect.unreachable('the file was read'),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ReadError);
  expect((error as ReadError).message).not.toContain('\n');
  return error as ReadError;
}

describe('readCsv', () => {
  it('reads numbers into X and the last column into y', async () => {
    const { X, y, featureNames, targetName } = await read(IRIS);
    expect(X.toArray()).toEqual([
      [5.1, 0.2],
      [7, 1.4],
    ]);
    expect(y).toEqual(['setosa', 'versicolor']);
    expect(featureNames).toEqual(['sepal', 'petal']);
    expect(targetName).toBe('species');
  });

  const same: Record<string, string> = {
    CRLF: IRIS.replaceAll('\n', '\r\n'),
    'old Mac line ends': IRIS.replaceAll('\n', '\r'),
    'mixed line ends': IRIS.replace('\n', '\r\n'),
    'a BOM': `\ufeff${IRIS}`,
    'a BOM and a quoted header': `\ufeff${IRIS.replace('sepal', '"sepal"')}`,
    'no newline at the end': IRIS.trimEnd(),
    'blank lines': `\n${IRIS.replaceAll('\n', '\n\n')}\r\n  \n\n`,
    'quoted fields': 'sepal,petal,species\r\n"5.1","0.2","setosa"\r\n"7",1.4,"versicolor"\r\n',
    'spaces around fields': ' sepal , petal , species \n 5.1 , 0.2 , setosa \n7,1.4,versicolor\n',
    tabs: IRIS.replaceAll(',', '\t'),
    semicolons: IRIS.replaceAll(',', ';'),
    bars: IRIS.replaceAll(',', '|'),
  };
  it.each(Object.entries(same))('reads %s alike', async (_, text) => {
    expect(await read(text)).toEqual(await read(IRIS));
  });

  it('keeps delimiters, quotes and newlines inside quotes', async () => {
    const { y, featureNames } = await read('"a,b","say ""hi""",y\n1,2,"one,\ntwo"\n3,4,"""q"""\n');
    expect(featureNames).toEqual(['a,b', 'say "hi"']);
    expect(y).toEqual(['one,\ntwo', '"q"']);
  });

  it('takes a delimiter that cannot be found by looking', async () => {
    expect((await read('a b y\n1 2 u\n', { delimiter: ' ' })).featureNames).toEqual(['a', 'b']);
  });

  it('finds the target by name or index, or does without', async () => {
    expect((await read(IRIS, { target: 'species' })).y).toEqual(['setosa', 'versicolor']);
    expect((await read(IRIS, { target: -1 })).targetName).toBe('species');
    const first = await read('y,a\nu,1\nv,2\n', { target: 0 });
    expect([first.y, first.featureNames, first.X.toArray()]).toEqual([['u', 'v'], ['a'], [[1], [2]]]);
    const none = await read('a,b\n1,2\n', { target: null });
    expect([none.y, none.targetName, none.X.toArray()]).toEqual([null, null, [[1, 2]]]);
  });

  it('picks features by name, in the order wanted, whatever else the file holds', async () => {
    const { X, featureNames } = await read('id,a,b,c\nx1,1,2,3\n', { features: ['c', 'a'], target: null });
    expect([X.toArray(), featureNames]).toEqual([[[3, 1]], ['c', 'a']]);
  });

  it('numbers the columns of a file without a header', async () => {
    const { X, y, featureNames, targetName } = await read('1,2,0\n3,4,1\n');
    expect([X.rows, y, featureNames, targetName]).toEqual([2, [0, 1], ['x0', 'x1'], 'x2']);
    const byOrder = await read('1,2\n', { features: ['a', 'b'], target: null });
    expect(byOrder.X.toArray()).toEqual([[1, 2]]);
    expect((await read('5,6,a\n', { header: false })).y).toEqual(['a']);
    expect((await read('0,1,2\n5,6,7\n', { header: true })).featureNames).toEqual(['0', '1']);
    expect((await read(',a,y\n0,5,u\n', { header: true })).featureNames).toEqual(['x0', 'a']);
  });

  it('reads labels as numbers only where all are numbers', async () => {
    expect((await read('a,y\n1,10\n2,9.0\n3,9\n')).y).toEqual([10, 9, 9]);
    expect((await read('a,y\n1,10\n2,b\n')).y).toEqual(['10', 'b']);
    expect((await read('a,y\n1,true\n2,false\n')).y).toEqual(['true', 'false']);
    expect((await read('a,y\n1,10\n', { classes: ['10', '11'] })).y).toEqual(['10']);
    expect((await read('a,y\n1,10.0\n', { classes: [10, 11] })).y).toEqual([10]);
    expect((await read('a,y\n1,true\n', { classes: [false, true] })).y).toEqual([true]);
  });

  it('reads every spelling of a number as Number does', async () => {
    const texts = [
      '-0',
      '+1.5',
      '.5',
      '5.',
      '1e-7',
      '-1E+3',
      '123456789012345',
      '0.000000000000001',
      '9007199254740993',
    ];
    const random = mulberry32(1);
    for (let i = 0; i < 2000; i++)
      texts.push(((random() - 0.5) * 10 ** Math.floor(random() * 12)).toFixed(i % 9));
    const { X } = await read(texts.join('\n'), { header: false, target: null, delimiter: ',' });
    expect(Array.from(X.data)).toEqual(texts.map(Number));
  });
});

describe('sources', () => {
  const bytes = utf8(IRIS);
  const stream = () => new Blob([bytes]).stream();
  async function* drops(all: Uint8Array) {
    for (const byte of all) yield Uint8Array.of(byte);
  }

  it.each([
    ['Uint8Array', () => bytes],
    ['Blob', () => new Blob([bytes])],
    ['ReadableStream', stream],
    ['AsyncIterable, a byte at a time', () => drops(bytes)],
    ['data URL', () => new URL(`data:text/csv,${encodeURIComponent(IRIS)}`)],
    ['gzip', () => gzipSync(bytes)],
    ['gzip, a byte at a time', () => drops(gzipSync(bytes))],
  ])('%s', async (_, source) => {
    expect(await readCsv(source())).toEqual(await read(IRIS));
  });

  it('reads a path, and a URL as text', async () => {
    const url = new URL('../../../data/iris.csv', import.meta.url);
    const expected = await readCsv(url);
    expect(await readCsv(fileURLToPath(url))).toEqual(expected);
    expect(await readCsv(url.href)).toEqual(expected);
    await expect(readCsv('no/such.csv')).rejects.toThrow('no/such.csv');
  });

  it('reads a file URL', async () => {
    const { X, y } = await readCsv(new URL('../../../data/iris.csv', import.meta.url));
    expect([X.rows, X.cols, new Set(y).size]).toEqual([150, 4, 3]);
    await expect(readCsv(new URL('./no-such.csv', import.meta.url))).rejects.toThrow(/ENOENT/);
  });

  it('names what it reads', async () => {
    await expect(readCsv(new File([''], 'mine.csv'))).rejects.toThrow('mine.csv: the file is empty');
    await expect(readCsv(new Uint8Array())).rejects.toThrow('data: the file is empty');
    await expect(readCsv(new URL('data:,'))).rejects.toThrow('the file is empty');
  });

  it.each([null, 7, 'a,b\n1,2\n', {}, [1, 2]])('refuses %j', async source => {
    await expect(readCsv(source as never)).rejects.toThrow(/^source is .*: expected a path, a URL, a Blob/);
  });

  it('refuses gzip data that is cut or altered', async () => {
    const whole = gzipSync(utf8(IRIS.repeat(50)));
    const altered = whole.slice();
    altered[whole.length - 6] = (altered[whole.length - 6] as number) ^ 1;
    for (const bad of [whole.subarray(0, whole.length - 9), altered]) {
      await expect(readCsv(bad, { name: 'x.gz' })).rejects.toThrow(
        'x.gz: the gzip data is damaged or ends too early',
      );
    }
  });

  it('passes on the error of a source that fails, zipped or not', async () => {
    async function* failing(head: Uint8Array) {
      yield head;
      throw new Error('connection lost');
    }
    await expect(readCsv(failing(bytes))).rejects.toThrow('connection lost');
    await expect(readCsv(failing(gzipSync(bytes).subarray(0, 20)))).rejects.toThrow('connection lost');
  });

  it('closes a source that it stops reading', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield utf8('a,b\nx,y\n');
      } finally {
        closed = true;
      }
    }
    await expect(readCsv(endless())).rejects.toThrow(ReadError);
    expect(closed).toBe(true);
  });
});

describe('streaming', () => {
  it('reads a long file with quotes in any chunks, and knows its lines', async () => {
    const random = mulberry32(7);
    const rows = Array.from({ length: 30000 }, (_, i) => [
      (random() * 100).toFixed(3),
      String(i),
      ['a,b', 'two\nlines', 'say "x"', 'plain'][i % 4],
    ]);
    const text = Papa.unparse([['u', 'v', 'w'], ...rows], { newline: '\r\n' });
    const all = utf8(text);
    async function* pieces() {
      for (let at = 0; at < all.length; ) {
        const next = at + 1 + Math.floor(random() * 5000);
        yield all.subarray(at, next);
        at = next;
      }
    }
    const { X, y } = await readCsv(pieces());
    expect(y).toEqual(rows.map(row => row[2]));
    expect(Array.from(X.data)).toEqual(rows.flatMap(row => [Number(row[0]), Number(row[1])]));

    const bad = await problem(`${text}\r\n1,2\r\n`);
    expect(bad.line).toBe(text.split('\n').length + 1);
  });

  it('reads back whatever Papa Parse writes, however it is cut', async () => {
    const label = fc.string({ unit: 'grapheme', minLength: 1 }).map(text => `l${text.replaceAll('\0', '')}`);
    const row = fc.tuple(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0),
      label,
    );
    const newline = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), newline, fc.nat(40), async (rows, end, step) => {
        const all = utf8(Papa.unparse([['x', 'y'], ...rows], { newline: end }));
        async function* pieces() {
          for (let at = 0; at < all.length; at += step + 1) yield all.subarray(at, at + step + 1);
        }
        const { X, y } = await readCsv(pieces(), { delimiter: ',' });
        expect(Array.from(X.data)).toEqual(rows.map(([x]) => x));
        expect(y).toEqual(rows.map(([, text]) => text.trim()));
      }),
    );
  });

  it('may be cut anywhere in a quoted field', async () => {
    const head = `x,y\r\n1,${'u'.repeat(1 << 16)}\r\n`;
    const tail = '2,"a ""b"", c"\r\n"3"  ,"d\r\n\r\ne"\r\n4,"é" \r\n';
    const all = utf8(head + tail);
    const expected = await readCsv(all);
    expect(expected.y?.slice(1)).toEqual(['a "b", c', 'd\r\n\r\ne', 'é']);
    for (let cut = head.length - 2; cut < all.length; cut++) {
      async function* halves() {
        yield all.subarray(0, cut);
        yield all.subarray(cut);
      }
      expect(await readCsv(halves())).toEqual(expected);
    }
  });

  it('stops at a row without end', { timeout: 20_000 }, async () => {
    async function* endless(text: string) {
      const chunk = utf8(text.repeat(Math.ceil((1 << 20) / text.length)));
      yield utf8('a,b\n1,2\n');
      for (;;) yield chunk;
    }
    const stops = (text: string) => expect(readCsv(endless(text), { name: 'x.csv' })).rejects;
    await stops('1234567,').toThrow('x.csv:3: a row of more than 16 MiB');
    await stops('"two\n').toThrow(/^x\.csv:3: /);
    async function* open() {
      yield utf8('a,b\n1,"2\n');
      yield* endless('3\n');
    }
    await expect(readCsv(open(), { name: 'x.csv' })).rejects.toThrow(
      'x.csv:2: the quote before "2" is never closed',
    );
  });
});

describe('errors name the place', () => {
  it.each<[string, string, string, CsvOptions?]>([
    ['a missing value', 'iris.csv:3: column "petal" is empty: expected a number', IRIS.replace('1.4', '')],
    ['a blank value', 'iris.csv:3: column "petal" is empty: expected a number', IRIS.replace('1.4', '  ')],
    [
      'a missing label',
      'iris.csv:2: column "species" is empty: expected a label',
      IRIS.replace('setosa', ''),
    ],
    ['text', 'iris.csv:2: column "sepal" is "NA": expected a number', IRIS.replace('5.1', 'NA')],
    [
      'an infinity',
      'iris.csv:2: column "sepal" is "-inf": expected a finite number',
      IRIS.replace('5.1', '-inf'),
    ],
    ['NaN', 'iris.csv:2: column "sepal" is "NaN": expected a finite number', IRIS.replace('5.1', 'NaN')],
    [
      'an overflow',
      'iris.csv:2: column "sepal" is "1e999": expected a finite number',
      IRIS.replace('5.1', '1e999'),
    ],
    ['a number label gone', 'iris.csv:3: column "y" is "nan": expected a finite number', 'a,y\n1,0\n2,nan\n'],
    ['a short row', 'iris.csv:3: 2 fields: expected 3 as in the header', IRIS.replace(',1.4', '')],
    ['a long row', 'iris.csv:2: 1 field: expected 2 as in the first line', '1,2\n1\n'],
    ['an empty file', 'iris.csv: the file is empty', ''],
    ['blank lines only', 'iris.csv: the file is empty', '\n \r\n'],
    ['a BOM only', 'iris.csv: the file is empty', '\ufeff'],
    ['a header only', 'iris.csv: no rows after the header', 'a,b,y\n'],
    ['one column', 'iris.csv:1: one column: expected at least one feature beside the target', 'y\nu\n'],
    ['equal names', 'iris.csv:1: column "a" occurs twice', 'a,b,a\n1,2,3\n'],
    [
      'a typing error',
      'iris.csv:1: column "specis" not found: did you mean "species"?',
      IRIS,
      { target: 'specis' },
    ],
    [
      'no such column',
      'iris.csv:1: column "colour" not found: the columns are "sepal", "petal", "species"',
      IRIS,
      { target: 'colour' },
    ],
    ['no such index', 'iris.csv:1: column 3 not found: the file has 3 columns', IRIS, { target: 3 }],
    [
      'no such feature',
      'iris.csv:1: column "petals" not found: did you mean "petal"?',
      IRIS,
      { features: ['petals'] },
    ],
    [
      'a name without header',
      'iris.csv:1: column "y" not found: there is no header, the columns are "x0", "x1"',
      '1,2\n',
      { target: 'y' },
    ],
    [
      'numbers beside text in the first line',
      'iris.csv:1: numbers beside text ("5.1", "setosa"): say whether this line is a header',
      '5.1,0.2,setosa\n',
    ],
    [
      'a label that is no class',
      'iris.csv:3: column "species" is "versicolor": expected one of "setosa", "virginica"',
      IRIS,
      { classes: ['setosa', 'virginica'] },
    ],
    [
      'an open quote',
      'iris.csv:3: the quote before "7,1.4,versicolor" is never closed',
      IRIS.replace('7', '"7'),
    ],
    [
      'a quote that ends too early',
      'iris.csv:3: text after the closing quote of the field that starts with "a\\"b": quotes inside quotes are doubled',
      'x,y\n1,q\n2,"a"b\n1,c\n',
    ],
    [
      'a line after folded ones',
      'iris.csv:5: column "a" is "u": expected a number',
      'a,y\n1,"p\nq\nr"\nu,v\n',
    ],
    [
      'binary data',
      'iris.csv:2: not UTF-8 text: a binary file, or one to be saved as UTF-8 first',
      'a,b\n1,\0\n',
    ],
  ])('%s', async (_, message, text, options) => {
    expect((await problem(text, options)).message).toBe(message);
  });

  it('has line and column as properties', async () => {
    const { line, column, name } = await problem(IRIS.replace('1.4', ''));
    expect([line, column, name]).toEqual([3, 'petal', 'ReadError']);
  });

  it('names the line that is not UTF-8', async () => {
    const latin1 = Uint8Array.from(`${IRIS}6,1,caf\xe9\n`, c => c.charCodeAt(0));
    await expect(readCsv(latin1)).rejects.toThrow('data:4: not UTF-8 text');
    const cut = utf8('a,y\n1,é').subarray(0, -1);
    await expect(readCsv(cut)).rejects.toThrow('data:2: not UTF-8 text');
  });

  it.each<[object, RegExp]>([
    [{ taget: 'y' }, /^unknown option "taget": expected one of target, /],
    [{ target: 1.5 }, /^target is 1.5: expected a column name/],
    [{ features: 'a' }, /^features is "a": expected an array/],
    [{ features: [] }, /^features is Array\(0\): expected at least one/],
    [{ features: ['species'] }, /^features\[0\] is "species": expected a column other than the target/],
    [{ header: 'yes' }, /^header is "yes": expected a boolean/],
    [{ delimiter: ', ' }, /^delimiter is ", ": expected one character/],
    [{ delimiter: '"' }, /^delimiter is .*: expected one character/],
    [{ classes: 'ab' }, /^classes is "ab": expected an array/],
    [{ name: 1 }, /^name is 1: expected a string/],
  ])('refuses the options %j', async (options, message) => {
    await expect(read(IRIS, options as CsvOptions)).rejects.toThrow(message);
  });
});
