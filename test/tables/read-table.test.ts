import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { readCsv } from '../../src/readers/csv/index.js';
import { learnEncoder, readTable, readTableChunks, type TableOptions } from '../../src/tables/read-table.js';
import { TableEncoder } from '../../src/tables/table-encoder.js';
import { maxDifference, mulberry32 } from '../helpers.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const table = (text: string, options?: TableOptions) =>
  readTable({ text }, { name: 'people.csv', precision: 'float64', ...options });
/** Stored in float64, less an offset: a rounding of 1e-16 of the values' size. */
const rowsOf = ({
  X,
}: {
  X: { rows: number; cols: number; copy: (a: number, b: number, t: Float64Array) => void } | null;
}) => {
  if (X === null) return [];
  const all = new Float64Array(X.rows * X.cols);
  X.copy(0, X.rows, all);
  return Array.from({ length: X.rows }, (_, i) => Array.from(all.subarray(i * X.cols, (i + 1) * X.cols)));
};

const PEOPLE = 'age,city,class\n31,Oslo,a\n45,Bergen,b\n20,Oslo,a\n';

describe('readTable', () => {
  it('packs numbers and categories, and says what they are', async () => {
    const people = await table(PEOPLE);
    expect(rowsOf(people)).toEqual([
      [31, 0, 1],
      [45, 1, 0],
      [20, 0, 1],
    ]);
    expect(people.y).toEqual(['a', 'b', 'a']);
    expect(people.featureNames).toEqual(['age', 'city=Bergen', 'city=Oslo']);
    expect([people.targetName, people.dropped, people.texts]).toEqual(['class', 0, null]);
  });

  it('has the rows of readCsv, and fits as they do', async () => {
    const iris = new URL('../../data/iris.csv', import.meta.url);
    const { X, y, encoder, targetName } = await readTable(iris, { precision: 'float64' });
    const plain = await readCsv(iris);
    expect(maxDifference(rowsOf({ X }).flat(), plain.X.data)).toBeLessThan(1e-14);
    expect([y, targetName]).toEqual([plain.y, plain.targetName]);
    const model = await new SoftmaxRegression().fit(X as never, y as string[], {
      vectorizer: encoder as TableEncoder,
    });
    expect(model.score(plain.X, plain.y as string[])).toBeGreaterThan(0.97);
  });

  it('encodes as scikit-learn does', async () => {
    const fixture = JSON.parse(readFileSync(new URL('../fixtures/table.json', import.meta.url), 'utf8'));
    for (const { X, ...options } of fixture.cases) {
      const read = await table(fixture.csv, { target: null, categorical: ['city', 'zip'], ...options });
      const order = { n: ['age', 'size'], m: ['age missing', 'size missing'], c: ['city=', 'zip='] };
      const sorted = [
        ...order.n,
        ...(options.missingIndicator ? order.m : []),
        ...order.c.flatMap(start => read.featureNames.filter(name => name.startsWith(start))),
      ];
      const columns = sorted.map(name => read.featureNames.indexOf(name));
      const ours = rowsOf(read).map(row => columns.map(j => row[j] as number));
      expect(ours[0]).toHaveLength(read.featureNames.length);
      // Means of some 45 numbers up to 3e3, and stored less an offset.
      expect(maxDifference(ours.flat(), X.flat())).toBeLessThan(1e-11);
    }
  });

  it.each([
    ['', 'NA', 'NaN', 'null', 'n/a', 'None', ' '],
    ['-', '-'],
  ])('knows what is missing: %j', async (...tokens) => {
    const options = tokens.includes('-') ? { missingValues: ['-'] } : {};
    const text = `a,b,y\n1,u,0\n5,v,1\n${tokens.map(token => `${token},${token},0\n`).join('')}`;
    const filled = await table(text, { ...options, missing: 'mean' });
    expect(rowsOf(filled).slice(2)).toEqual(tokens.map(() => [3, 0, 0, 1]));
    const dropped = await table(text, { ...options, missing: 'drop' });
    expect([rowsOf(dropped), dropped.y, dropped.dropped]).toEqual([
      [
        [1, 1, 0],
        [5, 0, 1],
      ],
      [0, 1],
      tokens.length,
    ]);
  });

  it('treats columns of what is missing by name', async () => {
    const text = 'a,b,y\n1,,0\n,2,1\n3,4,0\n';
    expect(rowsOf(await table(text, { missing: { a: 'drop', b: 0 } }))).toEqual([
      [1, 0],
      [3, 4],
    ]);
  });

  it('takes the encoder of earlier rows', async () => {
    const { encoder } = await table(PEOPLE, { handleUnknown: 'ignore' });
    const more = 'class,city,age\nb,Oslo,7\na,Paris,9\n';
    const read = await table(more, {
      target: 'class',
      classes: ['a', 'b'],
      encoder: encoder as TableEncoder,
    });
    expect(rowsOf(read)).toEqual([
      [7, 0, 1],
      [9, 0, 0],
    ]);
    expect(read.y).toEqual(['b', 'a']);
  });

  it('reads streams twice where it has to, and anything that is zipped', async () => {
    const expected = rowsOf(await table(PEOPLE));
    async function* drops(bytes: Uint8Array) {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const zipped = gzipSync(utf8(PEOPLE));
    const sources = [
      drops(utf8(PEOPLE)),
      drops(zipped),
      new Blob([PEOPLE]).stream(),
      new Blob([zipped]),
      new File([PEOPLE], 'people.csv'),
    ];
    for (const source of sources)
      expect(rowsOf(await readTable(source, { precision: 'float64' }))).toEqual(expected);
  });

  it('gives texts beside numbers, and alone', async () => {
    const text = 'title,size,body,y\nA,1,b c,u\nD,2,"e, f",v\n';
    const both = await table(text, { text: ['title', 'body'], features: ['size'] });
    expect([both.texts, rowsOf(both), both.y]).toEqual([
      ['A b c', 'D e, f'],
      [[1], [2]],
      ['u', 'v'],
    ]);
    const alone = await table(text, { text: ['body'] });
    expect([alone.texts, alone.X, alone.encoder, alone.y]).toEqual([['b c', 'e, f'], null, null, ['u', 'v']]);
  });

  it('reads JSON lines, types and all', async () => {
    const lines = [
      '{"n":1,"b":true,"c":"x","y":2}',
      '',
      '{"c":"z","y":10,"n":null}',
      '{"n":3,"b":false,"c":"x","y":2}',
    ];
    const read = await readTable({ text: lines.join('\n') }, { missing: 'mean', precision: 'float64' });
    expect(read.featureNames).toEqual(['n', 'b', 'c=x', 'c=z']);
    expect(rowsOf(read)).toEqual([
      [1, 1, 1, 0],
      [2, 0.5, 0, 1],
      [3, 0, 1, 0],
    ]);
    expect(read.y).toEqual([2, 10, 2]);
    const booleans = await readTable({ text: '{"a":1,"y":true}\n{"a":2,"y":false}' });
    expect(booleans.y).toEqual([true, false]);
  });

  it('holds the packed rows and a chunk, not the file', async () => {
    const random = mulberry32(1);
    const line = () =>
      `${Array.from({ length: 10 }, () => random().toFixed(6)).join()},${random() < 0.5 ? 'a' : 'b'}\n`;
    const part = utf8(Array.from({ length: 2000 }, line).join(''));
    async function* file() {
      yield utf8(`${Array.from({ length: 10 }, (_, j) => `x${j}`).join()},y\n`);
      for (let k = 0; k < 30; k++) yield part;
    }
    const { X, y } = await readTable(file());
    expect([X?.rows, y?.length]).toEqual([60_000, 60_000]);
    expect(X?.byteLength).toBeLessThan(4 * 60_000 * 10 + 2.3e6);
  });
});

describe('readTableChunks', () => {
  it('streams what readTable packs', async () => {
    const iris = new URL('../../data/iris.csv', import.meta.url);
    const chunks = [];
    for await (const chunk of readTableChunks(iris, { chunkRows: 40 })) chunks.push(chunk);
    const whole = await readCsv(iris);
    expect(chunks.flatMap(({ X }) => X.toArray())).toEqual(whole.X.toArray());
    expect(chunks.flatMap(({ y }) => y)).toEqual(whole.y);
    expect(chunks[0]?.featureNames).toEqual(whole.featureNames);
  });

  it('feeds fitStream, categories and all', async () => {
    const random = mulberry32(4);
    const rows = Array.from(
      { length: 3000 },
      () => [random(), 'uvw'[Math.floor(3 * random())] as string] as const,
    );
    const text = `a,b,y\n${rows.map(([a, b]) => `${a},${b},${(b === 'u') !== a > 0.5 ? 'p' : 'q'}`).join('\n')}\n`;
    const options = { target: 'y', chunkRows: 500 };
    const encoder = await learnEncoder({ text }, { target: 'y' });
    const stream = () => readTableChunks({ text }, { ...options, encoder });
    const model = await new SoftmaxRegression({ tol: 1e-6 }).fitStream(stream, { vectorizer: encoder });
    const { X, y } = await readTable({ text });
    const plain = await new SoftmaxRegression({ tol: 1e-6 }).fit(X as never, y as string[]);
    expect(model.featureNames).toEqual(['a', 'b=u', 'b=v', 'b=w']);
    // Both are at max |∂F| ≤ 1e-6 of an objective whose curvature is at least 1/(C·n) = 3e-4.
    expect(maxDifference(model.coef.data, plain.coef.data)).toBeLessThan(2e-2);
  });
});

describe('readTable refuses', () => {
  it.each<[string, string, string, TableOptions?]>([
    [
      'a missing number',
      'people.csv:3: column "age" is missing: expected a number',
      PEOPLE.replace('45', ''),
    ],
    [
      'a missing category',
      'people.csv:3: column "city" is missing: expected a category',
      PEOPLE.replace('Bergen', 'NA'),
    ],
    [
      'text among numbers',
      'people.csv:4: column "age" is "old": expected a number',
      PEOPLE.replace('20', 'old'),
    ],
    [
      'infinity',
      'people.csv:4: column "age" is "inf": expected a finite number',
      PEOPLE.replace('20', 'inf'),
    ],
    [
      'what float32 does not hold',
      'people.csv:3: column "age" is 4.5e+40: expected a number of at most 3.4e+38 in size',
      PEOPLE.replace('45', '45e39'),
      { precision: 'float32' },
    ],
    [
      'a missing label',
      'people.csv:2: column "class" is empty: expected a label',
      PEOPLE.replace('Oslo,a', 'Oslo,'),
    ],
    [
      'quantities for classes',
      'people.csv:2: column "age" is "31.5": expected a class: a whole number or text',
      PEOPLE.replace('31', '31.5'),
      { target: 'age' },
    ],
    [
      'an unknown label',
      'people.csv:3: column "class" is "b": expected one of "a", "c"',
      PEOPLE,
      { classes: ['a', 'c'] },
    ],
    [
      'no such column',
      'people.csv:1: column "towns" not found: the columns are "age", "city", "class"',
      PEOPLE,
      { features: ['towns'] },
    ],
    [
      'text that is no category',
      'people.csv: column "city" holds text: expected numbers, or its name in categorical',
      PEOPLE,
      { categorical: [] },
    ],
    [
      'too many categories',
      'people.csv:3: column "city" has more than 1 categories ("Oslo", "Bergen", …): leave it out of the features, or raise maxCategories',
      PEOPLE,
      { maxCategories: 1 },
    ],
    [
      'rows that all miss something',
      'people.csv: no row is left: all 1 have missing values',
      'a,b,y\n1,,u\n',
      { missing: 'drop' },
    ],
    [
      'numbers with decimal commas',
      'people.csv: column "a" holds numbers with a comma, as "1,5": expected a decimal point and no other sign, or its name in categorical',
      'a;b;y\n1,5;u;0\n2,25;v;1\n',
    ],
    [
      'features of one name',
      'people.csv: column "c=u" makes the feature "c=u", as column "c" does: leave one of them out, or rename it',
      'c,c=u,y\nu,1,0\nv,2,1\n',
    ],
    [
      'nothing but a category that is left out',
      'people.csv: column "c" has one category, "u", and drop leaves it out: no feature is left',
      'c,y\nu,0\nu,1\n',
      { drop: 'first' },
    ],
    [
      'what float32 does not hold for missing values',
      'people.csv: column "a" has 1e+39 for missing values: expected a number of at most 3.4e+38 in size',
      'a,y\n,0\n1,1\n',
      { precision: 'float32', missing: 1e39 },
    ],
    [
      'a mean that overflows',
      'people.csv: column "a" has a sum that overflows: expected smaller numbers, or another policy than mean',
      'a,y\n1e308,0\n1e308,1\n,0\n',
      { missing: 'mean' },
    ],
    [
      'the mean of nothing',
      'people.csv: column "b" has no value to take the mean of: expected other features, or a number for missing',
      'a,b,y\n1,,0\n2,NA,1\n',
      { missing: 'mean' },
    ],
    [
      'the target among categories',
      'people.csv: column "class" not found among the features: the features are "age", "city"',
      PEOPLE,
      { categorical: ['class'] },
    ],
    ['a short row', 'people.csv:3: 2 fields: expected 3 as in the header', PEOPLE.replace('45,', '')],
    ['an empty file', 'people.csv: the file is empty', ''],
    ['a header alone', 'people.csv: no rows after the header', 'a,b\n'],
    ['one column', 'people.csv:1: one column: expected at least one feature beside the target', 'y\nu\n'],
  ])('%s', async (_, message, text, options) => {
    await expect(table(text, options)).rejects.toThrow(
      new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    );
  });

  it.each<[object, RegExp]>([
    [{ taget: 'y' }, /^unknown option "taget" of readTable/],
    [{ format: 'xls' }, /^format is "xls": expected one of csv, tsv, jsonl, arrow, parquet/],
    [{ encoder: {} }, /^encoder is Object: expected a TableEncoder/],
    [{ target: ['class'] }, /^target is Array\(1\): expected a column name/],
    [{ features: 'age' }, /^features is "age": expected an array of column names/],
    [{ features: [] }, /^features is Array\(0\): expected at least one column name/],
    [{ features: ['age', 'age'] }, /^features\[1\] is "age": expected a column that is not there yet/],
    [{ text: [1] }, /^text is Array\(1\): expected an array of column names/],
    [{ classes: 'ab' }, /^classes is "ab": expected an array of labels/],
    [{ classes: [] }, /^classes is Array\(0\): expected at least one label/],
    [{ classes: ['a', 1] }, /^classes\[1\] is 1: expected/],
    [{ name: 3 }, /^name is 3: expected a string/],
    [{ header: 'yes' }, /^header is "yes": expected a boolean/],
    [{ delimiter: ',,' }, /^delimiter is ",,": expected one character/],
    [{ missingValues: 'NA' }, /^missingValues is "NA": expected an array of strings/],
    [{ missing: ['mean'] }, /^missing is Array\(1\): expected/],
    [{ chunkRows: 5 }, /^unknown option "chunkRows" of readTable/],
    [{ precision: 'float16' }, /^precision is "float16": expected/],
    [{ missing: 'guess' }, /^missing is "guess": expected/],
    [{ encoder: null }, /^encoder is null: expected a TableEncoder/],
    [{ text: ['city'], maxCategories: -1 }, /^maxCategories is -1: expected/],
    [
      { text: ['city'], missing: 'drop' },
      /^missing is "drop": expected nothing, for text is asked for alone/,
    ],
  ])('the options %j', async (options, message) => {
    await expect(table(PEOPLE, options as TableOptions)).rejects.toThrow(message);
  });

  it.each<[string, string, string, TableOptions?]>([
    ['what is not JSON', 'data:2: not JSON: ', '{"a":1}\n{"a":\n'],
    ['a list', 'data:2: not an object: expected one a line', '{"a":1}\n[1]\n'],
    [
      'text among numbers',
      'data:2: column "a" is "x": expected a number',
      '{"a":1,"y":1}\n{"a":"x","y":0}\n',
    ],
    [
      'labels of two kinds',
      'data:2: column "y" is "0": expected a class: a whole number',
      '{"a":1,"y":1}\n{"a":1,"y":"0"}\n',
    ],
    [
      'a label that is not declared',
      'data:1: column "y" is 1: expected one of "1", "2"',
      '{"a":1,"y":1}\n',
      { classes: ['1', '2'] },
    ],
    ['quantities', 'data:1: column "y" is 0.5: expected a class', '{"a":1,"y":0.5}\n'],
    ['nothing', 'data: the file is empty', '\n\n'],
    [
      'an array',
      'data:1: a JSON array: expected its objects one a line, without brackets and commas',
      '[{"a":1},{"a":2}]',
    ],
    ['objects of nothing', 'data: no columns', '{}\n'],
  ])('JSON lines: %s', async (_, message, text, options) => {
    await expect(readTable({ text }, { format: 'jsonl', ...options })).rejects.toThrow(message);
  });

  it.each([{}, { missing: 'mean' }] as TableOptions[])('Arrow without rows: %j', async options => {
    const { tableFromArrays, tableToIPC } = await import('apache-arrow');
    const empty = tableToIPC(tableFromArrays({ a: new Float64Array(0), y: new Int32Array(0) }));
    await expect(readTable(empty, options)).rejects.toThrow(/^data: no rows$/);
  });

  it('JSON lines: a column that was not in the first objects', async () => {
    const first = '{"a":1,"y":0}\n{"a":2,"y":1}\n'.repeat(6000);
    const text = `${first}{"a":2,"b":1,"y":0}\n`;
    const message =
      'data:12001: column "b" was not in the first objects: expected "a", "y", or features that are named';
    await expect(readTable({ text })).rejects.toThrow(message);
    expect((await readTable({ text }, { features: ['a'], target: 'y' })).X?.rows).toBe(12_001);
  });
});

it('an encoder says all of the columns', async () => {
  const encoder = await learnEncoder({ text: PEOPLE }, { target: 'class' });
  await expect(table(PEOPLE, { target: 'class', encoder, missing: 'mean' })).rejects.toThrow(
    'missing is "mean": expected nothing, for the encoder says what becomes of columns',
  );
  await expect(table('age,city\n1,Oslo\n', { encoder })).rejects.toThrow(
    'target is undefined: expected a column, or null where there are no labels: the last column, "city", is one of the encoder',
  );
});

it.each<[object, string]>([
  [{ chunkRows: 0 }, 'chunkRows is 0: expected a whole number of at least 1'],
  [{ precision: 'float64' }, 'unknown option "precision" of readTableChunks'],
  [{ header: 1 }, 'header is 1: expected a boolean'],
])('readTableChunks refuses the options %j', async (options, message) => {
  await expect(readTableChunks({ text: PEOPLE }, options).next()).rejects.toThrow(message);
});

it.each<[object, string]>([
  [{ classes: ['a'] }, 'unknown option "classes" of learnEncoder'],
  [{ text: ['city'] }, 'features is undefined: expected names of columns beside those of text'],
  [{ target: true }, 'target is true: expected a column name'],
])('learnEncoder refuses the options %j', async (options, message) => {
  await expect(learnEncoder({ text: PEOPLE }, options as TableOptions)).rejects.toThrow(message);
});

it('readTableChunks says that no row is left', async () => {
  const chunks = readTableChunks({ text: 'a,y\n,0\n,1\n' }, { missing: 'drop' });
  await expect(chunks.next()).rejects.toThrow('data: no row is left: all 2 have missing values');
});

describe('streams', () => {
  it('of Node are read, twice where categories are learnt', async () => {
    const { Readable } = await import('node:stream');
    const { X, featureNames } = await readTable(Readable.from([Buffer.from(PEOPLE)]), { target: 'class' });
    expect([X?.rows, featureNames]).toEqual([3, ['age', 'city=Bergen', 'city=Oslo']]);
  });

  it.each(['plain', 'zipped'])('that are idle do not hold an error back: %s', async kind => {
    const bad = utf8(`a,y\n${'x,0\n'.repeat(70_000)}`);
    const bytes = kind === 'zipped' ? new Uint8Array(gzipSync(bad)) : bad;
    const never = new Promise<never>(() => {});
    async function* generator() {
      yield bytes;
      await never;
    }
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(bytes),
      pull: () => never,
      cancel: () => {
        cancelled = true;
      },
    });
    for (const source of [generator(), stream])
      await expect(readTable(source, { categorical: [] })).rejects.toThrow('column "a" holds text');
    expect(cancelled).toBe(true);
  });

  it('are ended where nobody reads on: by a break, by an error while they are looked at, and on the way', async () => {
    let open = 0;
    const stream = (first: string, next: string) => {
      open++;
      const bytes = [first, ...Array.from({ length: 20 }, () => next)].map(utf8);
      return new ReadableStream<Uint8Array>({
        pull: controller => {
          const chunk = bytes.shift();
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
        cancel: () => {
          open--;
        },
      });
    };
    const rows = '1,u\n'.repeat(50_000);
    for await (const _ of readTableChunks(stream('a,y\n', rows))) break;
    expect(open).toBe(0);
    await learnEncoder(stream('a,y\n', rows));
    expect(open).toBe(0);
    await expect(readTable(stream('a,y\n', rows), { missing: 1e300 })).rejects.toThrow('for missing values');
    expect(open).toBe(0);
    await expect(readTable(stream('a,a\n', rows))).rejects.toThrow('occurs twice');
    expect(open).toBe(0);
    await expect(readTable(stream('a,y\n', `${rows}x,u\n`))).rejects.toThrow('is "x"');
    expect(open).toBe(0);
    const missing = { target: 'y', missing: 'mean' } as const;
    await expect(readTable(stream('a,y\n', `${rows}x,u\n`), missing)).rejects.toThrow('is "x"');
    expect(open).toBe(0);
  });
});

describe('readTable does as it is told', () => {
  it('about numbers that stand for what is missing, however they are written', async () => {
    const text = 'a,b,y\n-999,1,0\n-999.0,2,1\n6,0,0\n8,3,1\n';
    const read = await table(text, { missing: 'mean', missingValues: ['-999', '0'] });
    expect(rowsOf(read)).toEqual([
      [7, 1],
      [7, 2],
      [6, 2],
      [8, 3],
    ]);
    const dropped = await table(text, { missing: 'drop', missingValues: ['-999'] });
    expect([rowsOf(dropped), dropped.dropped]).toEqual([
      [
        [6, 0],
        [8, 3],
      ],
      2,
    ]);
  });

  it('about labels: digits of which no double holds all are texts, and so are those beside them', async () => {
    const ids = ['1234567890123456781', '1234567890123456782', '77'];
    expect((await table(`a,y\n${ids.map((id, i) => `${i},${id}`).join('\n')}\n`)).y).toEqual(ids);
  });

  it('about booleans: numbers, written as text too', async () => {
    const csv = await table('age,ok,y\n1,True,0\n2,False,1\n3,,0\n', { missing: 'mean' });
    expect([csv.featureNames, rowsOf(csv).map(row => row[1])]).toEqual([
      ['age', 'ok'],
      [1, 0, 0.5],
    ]);
    const { encoder } = csv as { encoder: TableEncoder };
    const one = await readTable({ text: '{"ok":true,"age":4}\n' }, { encoder, target: null });
    expect(rowsOf(one)).toEqual([[4, 1]]);
    const words = await table('ok,y\nTrue,0\nmaybe,1\n');
    expect(words.featureNames).toEqual(['ok=True', 'ok=maybe']);
    await expect(table(`ok,y\n${'True,0\nFalse,1\n'.repeat(12_000)}maybe,1\n`)).rejects.toThrow(
      'people.csv:24002: column "ok" is "maybe": expected a number',
    );
  });

  it('about categories that nearly every row has one of its own of', async () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, i) => `2024-01-${i},${i % 2}`).join('\n');
    await expect(table(`day,y\n${days(60)}\n`)).rejects.toThrow(
      'people.csv: column "day" has 60 categories in 60 rows, as names, dates and quantities with a unit do: leave it out of the features, or name it in categorical',
    );
    expect((await table(`day,y\n${days(60)}\n`, { categorical: ['day'] })).featureNames).toHaveLength(60);
    expect((await table(`day,y\n${days(40)}\n`)).featureNames).toHaveLength(40);
  });

  it('about what stood for missing values when an encoder was learnt', async () => {
    const { encoder } = await table('b,y\n?,0\n4,1\n', { missing: 'mean', missingValues: ['?'] });
    const again = TableEncoder.fromJSON(JSON.stringify(encoder));
    expect(rowsOf(await table('b,y\n?,0\n', { encoder: again }))).toEqual([[4]]);
    await expect(table('b,y\n?,0\n', { encoder: again, missingValues: ['!'] })).rejects.toThrow('is "?"');
    expect(rowsOf(await readTable({ text: '{"b":1,"y":0}' }, { encoder: again }))).toEqual([[1]]);
  });

  it('about columns that JSON lines lack: at first, or where they were learnt', async () => {
    const late = `${'{"a":1,"y":0}\n'.repeat(12_000)}{"a":2,"b":7,"y":1}\n`;
    const options = { features: ['a', 'b'], target: 'y', missing: 'mean' } as const;
    const { X, encoder } = await readTable({ text: late }, { ...options, precision: 'float64' });
    expect(rowsOf({ X })[0]).toEqual([1, 7]);
    const one = { encoder: encoder as TableEncoder, target: null };
    expect(rowsOf(await readTable({ text: '{"a":3}' }, one))).toEqual([[3, 7]]);
    await expect(readTable({ text: '{"a":3,"y":0}' }, { ...options, features: ['a', 'c'] })).rejects.toThrow(
      'column "c" not found',
    );
  });

  it.each([{ delimiter: ';' }, { header: false }, { missingValues: ['?'] }])(
    'or says that it cannot: %j of JSON lines',
    async option => {
      await expect(readTable({ text: '{"a":1,"y":0}' }, option)).rejects.toThrow(
        /: expected nothing, for data is no CSV but jsonl$/,
      );
    },
  );

  it('about texts: one that says None is there', async () => {
    const text = 't,y\nNone,0\n,1\nhello,0\n';
    expect((await table(text, { text: ['t'] })).texts).toEqual(['None', '', 'hello']);
    expect((await readCsv({ text }, { text: ['t'] })).texts).toEqual(['None', '', 'hello']);
  });

  it('about rows that are left out: they teach nothing', async () => {
    const text = 'age,size,city,y\n1,,Oslo,0\n,2,Paris,1\n3,4,Bergen,0\n5,,Rome,1\n';
    const read = await table(text, { missing: { age: 'drop', size: 'mean' } });
    expect(read.featureNames).toEqual(['age', 'size', 'city=Bergen', 'city=Oslo', 'city=Rome']);
    expect(rowsOf(read).map(row => row[1])).toEqual([4, 4, 4]);
  });

  it('about what has a comma in it and is named in categorical', async () => {
    const { featureNames } = await table('a;y\n1,5;0\n2,5;1\n', { categorical: ['a'] });
    expect(featureNames).toEqual(['a=1,5', 'a=2,5']);
  });

  it('with a header that fills more than is looked at', async () => {
    const names = Array.from({ length: 9000 }, (_, j) => `a name that is long ${j}`);
    const row = names.map((_, j) => (j === 3 ? 'Oslo' : j)).join();
    const { featureNames } = await table(`${names.join()}\n\n${row}\n`);
    expect(featureNames.filter(name => name.includes('='))).toEqual(['a name that is long 3=Oslo']);
  });

  it('about the order of columns without names, and the delimiter', async () => {
    const numbers = '1,2,3,0\n4,5,6,1\n';
    expect(rowsOf(await table(numbers, { features: ['x2', 'x1', 'x0'] }))).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
    const read = await readTable({ text: 'x;c\n1;0\n2;1\n' }, { name: 'semi.tsv', delimiter: ';' });
    expect(read.featureNames).toEqual(['x']);
  });

  it('and has no indicator of what is left out', async () => {
    const { featureNames } = await table('a,y\n,0\n5,1\n', { missing: 'drop', missingIndicator: true });
    expect(featureNames).toEqual(['a']);
  });
});
