import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsrMatrix, SoftmaxRegression } from '../../src/index.js';
import { ReadError, readSvmlight, type SvmlightOptions, type SvmlightRows } from '../../src/tables/index.js';
import { writeSvmlight } from '../../src/writers/svmlight.js';
import { ARRAYS, inPieces, readOrRefused, refusal, type Sparse } from './arrays.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options: SvmlightOptions = {}) =>
  readSvmlight(utf8(text), { name: 'a.svm', ...options });

/** As scikit-learn's arrays are in the fixture; no −0 in labels, as there is no class of that name. */
const plain = ({ X, y }: SvmlightRows): Sparse => ({
  shape: [X.rows, X.cols],
  indptr: [...X.indptr],
  indices: [...X.indices],
  values: [...X.values],
  y: [...y],
});
const positiveZeros = (expected: Sparse): Sparse => ({ ...expected, y: expected.y.map(label => label + 0) });

describe('readSvmlight', () => {
  it.each(Object.entries(ARRAYS.svmlight))(
    'reads what scikit-learn wrote: %s',
    async (_, { text, how, read: expected }) => {
      const options: SvmlightOptions = {};
      if (how.zero_based !== undefined) options.zeroBased = how.zero_based;
      if (how.n_features !== undefined) options.nFeatures = how.n_features;
      expect(plain(await read(text, options))).toEqual(expected);
    },
  );

  it.each(ARRAYS.lines)('reads or refuses $text as scikit-learn does', async ({ text, read: expected }) => {
    if (expected) expect(plain(await read(text))).toEqual(positiveZeros(expected));
    else await refusal(read(text));
  });

  it('gives a CsrMatrix that a model fits to as it is', async () => {
    const { X, y } = await read('-1 1:1 7:2\n+1 2:3\n-1 7:1\n+1 2:1 3:1\n');
    expect(X).toBeInstanceOf(CsrMatrix);
    expect((await new SoftmaxRegression().fit(X, y)).classes).toEqual([-1, 1]);
  });

  it('counts from where it is told', async () => {
    const text = '1 1:1 2:2\n';
    expect(plain(await read(text, { zeroBased: true })).indices).toEqual([1, 2]);
    expect(plain(await read(text, { zeroBased: false })).indices).toEqual([0, 1]);
    expect(plain(await read('1 0:1 2:2\n')).indices).toEqual([0, 2]);
    expect(await refusal(read('1 0:1\n', { zeroBased: false }))).toContain('expected indices from 1');
  });

  it('reads lines the same wherever its chunks end, gzipped or not', async () => {
    const { text } = ARRAYS.svmlight['comments and queries'] as { text: string };
    const bytes = utf8(`# ${'no space '.repeat(20)}\n1 # ${'x'.repeat(3000)}\n${text}`);
    const expected = plain(await readSvmlight(bytes));
    for (const size of [1, 2, 3, 7, 64, 1000])
      expect(plain(await readSvmlight(inPieces(bytes, size)))).toEqual(expected);
    expect(plain(await readSvmlight(new Uint8Array(gzipSync(bytes))))).toEqual(expected);
  });

  it('reads what writeSvmlight wrote, to the last bit', async () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0);
    const row = fc.uniqueArray(fc.tuple(fc.nat(1000), value), { selector: ([j]) => j });
    const label = fc.maxSafeInteger();
    const rows = fc.array(fc.tuple(label, row), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.integer({ min: 1, max: 99 }), async (rows, zeroBased, size) => {
        const X = CsrMatrix.fromRows(
          rows.map(([, row]) => row),
          1001,
        );
        const y = rows.map(([label]) => label);
        const bytes = writeSvmlight(X, y, { zeroBased });
        const again = await readSvmlight(inPieces(bytes, size), { nFeatures: 1001, zeroBased });
        expect(plain(again)).toEqual(plain({ X, y: Float64Array.from(y) }));
      }),
    );
  });

  it('begins with a mark of the byte order where editors put one', async () => {
    const bytes = new TextEncoder().encode('\ufeff1 1:2\n-1 2:3\n');
    for (const size of [1, 2, 100]) {
      const { X, y } = await readSvmlight(inPieces(bytes, size));
      expect([X.rows, X.get(0, 0), [...y]]).toEqual([2, 2, [1, -1]]);
    }
  });

  it('grows with many rows and features', async () => {
    const lines = Array.from(
      { length: 5000 },
      (_, i) => `${i % 3} ${[1, 2, 3, 4, 5].map(j => `${i + j}:${j}.5`).join(' ')}`,
    );
    const { X, y } = await read(lines.join('\n'));
    expect([X.rows, X.cols, X.nnz]).toEqual([5000, 5004, 25_000]);
    expect([X.get(4999, 5003), X.get(4999, 4998), y[4999]]).toEqual([5.5, 0, 1]);
  });
});

describe('a svmlight file that is none', () => {
  it.each<[string, number | null, string, SvmlightOptions?]>([
    ['', null, 'no rows'],
    ['# a comment\n\n', null, 'no rows'],
    [
      '1 1:1\n2.5 1:1\n',
      2,
      'the label is "2.5": expected a whole number, a class (softmax regression predicts classes, not quantities)',
    ],
    ['1 1:1\n\n1e300 1:1\n', 3, 'the label is "1e300": expected a whole number'],
    ['nan 1:1\n', 1, 'the label is "nan": expected a whole number'],
    ['3 1:1\n', 1, 'the label is "3": expected one of the declared classes, -1, 1', { classes: [-1, 1] }],
    ['1,2 1:1\n', 1, 'the label is "1,2": expected one class (several labels in a row are not read)'],
    [' 1:1 2:1\n', 1, 'begins with "1:1": expected a label before the features'],
    ['1 2:1 2:2\n', 1, 'has the index 2 twice'],
    ['1 3:1\n1 3:1 2:2\n', 2, 'has the index 2 after 3: expected them to ascend'],
    ['1 2147483648:1\n', 1, 'has the index "2147483648": expected at most 2147483647'],
    ['1 99999999999999999999:1\n', 1, 'has the index "99999999999999999999": expected'],
    ['1 1:nan\n', 1, 'the value of feature 1 is "nan": expected a finite number'],
    ['1 1:1e999\n', 1, 'the value of feature 1 is "1e999": expected a finite number'],
    ['1 1:\n', 1, 'the value of feature 1 is "": expected a finite number'],
    ['1 1:Infinity\n', 1, ': expected a finite number'],
    ['1 1:0b1\n', 1, ': expected a finite number'],
    ['1 1:5\u00a0\n', 1, ': expected a finite number'],
    ['1 1:1 x\n', 1, 'has "x": expected index:value'],
    ['1 1:1 2\n', 1, 'has "2": expected index:value'],
    ['1 1.5:1\n', 1, 'has "1.5:1": expected index:value'],
    ['1 +1:1\n', 1, 'has "+1:1": expected index:value'],
    ['1 qid:1 qid:2 1:1\n', 1, 'has "qid:2": expected qid:number, once, before the features'],
    ['1 1:1 qid:2\n', 1, 'has "qid:2": expected qid:number'],
    ['1 qid:x 1:1\n', 1, 'has "qid:x": expected qid:number'],
    [
      '1 1:1\n1 7:1\n',
      2,
      'has the index 7: expected at most 5, as nFeatures is 5 and indices count from 1',
      { nFeatures: 5 },
    ],
    [
      '1 0:1\n1 5:1\n',
      2,
      'has the index 5: expected at most 4, as nFeatures is 5 and indices count from 0',
      { nFeatures: 5 },
    ],
    [`1 1:0.${'1'.repeat(5000)}`, null, 'has more than 4096 bytes without a space'],
    [`1 ${'x'.repeat(5000)}`, 1, ': expected index:value'],
  ])('is refused with its line: %.30s', async (text, line, message, options) => {
    const error = await read(text, options).catch((error: unknown) => error as ReadError);
    expect(error).toBeInstanceOf(ReadError);
    expect((error as ReadError).message).toContain(message);
    expect((error as ReadError).message).toMatch(line === null ? /^a\.svm: / : `a.svm:${line}: `);
    expect((error as ReadError).line).toBe(line);
    await refusal(Promise.reject(error));
  });

  it('may have comments of any length', async () => {
    const bytes = utf8(`1 1:1#${'x'.repeat(300_000)}\n2 2:1 #${'y'.repeat(300_000)}`);
    expect(plain(await readSvmlight(bytes)).indices).toEqual([0, 1]);
  });

  it('is read or refused whichever byte is another, and wherever it ends', async () => {
    const bytes = utf8((ARRAYS.svmlight['comments and queries'] as { text: string }).text);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ (1 + ((at * 37) % 255));
      const rows = await readOrRefused(readSvmlight(damaged));
      if (rows) expect(rows.X.nnz).toBeLessThan(bytes.length);
      await readOrRefused(readSvmlight(bytes.subarray(0, at)));
    }
  });

  it('is read or refused whatever it holds', async () => {
    const token = fc.constantFrom(
      ' ',
      '\n',
      '#',
      ':',
      '1',
      '0',
      '-',
      '.',
      'e9',
      'qid:',
      '\t',
      '\r',
      'x',
      '\u00a0',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(token, { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (tokens, size) => {
          const text = tokens.join('');
          const whole = await readOrRefused(readSvmlight(utf8(text)));
          const pieces = await readOrRefused(readSvmlight(inPieces(utf8(text), size)));
          expect(pieces && plain(pieces)).toEqual(whole && plain(whole));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ nFeatures: 0 }, RangeError],
    [{ nFeatures: '5' }, TypeError],
    [{ zeroBased: 'yes' }, TypeError],
    [{ classes: ['a'] }, TypeError],
    [{ zero_based: true }, TypeError],
  ])('is not even opened with the options %j', async (options, kind) => {
    await expect(readSvmlight(utf8('1 1:1'), options as never)).rejects.toThrow(kind);
  });
});
