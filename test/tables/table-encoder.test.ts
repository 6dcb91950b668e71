import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import type { EncoderOptions } from '../../src/tables/options.js';
import { TableEncoder } from '../../src/tables/table-encoder.js';
import { errorOf } from '../helpers.js';

const PEOPLE = [
  { age: 31, city: 'Oslo', member: true },
  { age: null, city: 'Bergen', member: false },
  { age: 45, city: 'Oslo', member: true },
  { age: 20, city: null, member: false },
];

describe('TableEncoder', () => {
  it('makes columns of numbers, of categories and of what is missing', () => {
    const encoder = new TableEncoder({ missing: 'mean', missingIndicator: true });
    const X = encoder.fitTransform(PEOPLE);
    expect(encoder.columns).toEqual(['age', 'city', 'member']);
    expect(encoder.featureNames).toEqual([
      'age',
      'age missing',
      'city=Bergen',
      'city=Oslo',
      'city missing',
      'member',
    ]);
    expect(X.toArray()).toEqual([
      [31, 0, 0, 1, 0, 1],
      [32, 1, 1, 0, 0, 0],
      [45, 0, 0, 1, 0, 1],
      [20, 0, 0, 0, 1, 0],
    ]);
  });

  it('does to other rows what it has learnt', () => {
    const encoder = new TableEncoder({ missing: { age: -1, city: 'mean' }, handleUnknown: 'ignore' }).fit(
      PEOPLE,
    );
    const rows = [{ city: 'Paris', age: 7, member: false, other: 'x' }, { city: 'Oslo' }];
    const message = 'rows: row 1: column "member" is missing: expected a number';
    expect(errorOf(() => encoder.transform(rows)).message).toBe(message);
    const [first, second] = encoder.transform([rows[0] as never, { ...rows[1], member: 1 }]).toArray();
    expect(first).toEqual([7, 0, 0, 0, 0]);
    expect(second).toEqual([-1, 0, 1, 0, 1]);
  });

  it('leaves out the first category where the intercept stands for it', () => {
    const encoder = new TableEncoder({ drop: 'first', missing: 'mean' });
    expect(
      encoder
        .fitTransform(PEOPLE.slice(0, 3))
        .toArray()
        .map(row => row.slice(1)),
    ).toEqual([
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    expect(encoder.featureNames).toEqual(['age', 'city=Oslo', 'member']);
  });

  it('orders categories: numbers by value, then texts by code unit', () => {
    const values = ['b', '10', 'a', '9', 'B', '-1', 'ä'];
    const encoder = new TableEncoder().fit(values.map(v => ({ v })));
    expect(encoder.featureNames.map(name => name.slice(2))).toEqual(['-1', '9', '10', 'B', 'a', 'b', 'ä']);
  });

  it('is kept by a model, to the bit', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ size: (i * 7) % 11, kind: 'abc'[i % 3] as string }));
    const y = rows.map(({ size, kind }) => (size > 5 || kind === 'a' ? 'yes' : 'no'));
    const encoder = new TableEncoder();
    const model = await new SoftmaxRegression().fit(encoder.fitTransform(rows), y, {
      vectorizer: encoder,
      featureNames: encoder.featureNames,
    });
    const loaded = SoftmaxRegression.fromJSON(JSON.stringify(model));
    const restored = TableEncoder.fromJSON(loaded.vectorizer);
    expect(restored.toJSON()).toEqual(encoder.toJSON());
    expect(loaded.featureNames).toEqual(['size', 'kind=a', 'kind=b', 'kind=c']);
    const more = [{ kind: 'c', size: 3 }];
    expect(loaded.predictProba(restored.transform(more)).toArray()).toEqual(
      model.predictProba(encoder.transform(more)).toArray(),
    );
  });

  it('takes columns called as properties of objects are', () => {
    const rows = [JSON.parse('{"__proto__": 1, "constructor": "a"}'), { constructor: 'b', ['__proto__']: 2 }];
    const encoder = new TableEncoder();
    expect(encoder.fitTransform(rows).toArray()).toEqual([
      [1, 1, 0],
      [2, 0, 1],
    ]);
    expect(errorOf(() => encoder.transform([{}])).message).toBe(
      'rows: row 0: column "__proto__" is missing: expected a number',
    );
  });

  it('gives every row one category, and only those of the rows', () => {
    const table = fc.array(
      fc.record({
        a: fc.constantFrom('u', 'v', 'w'),
        b: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(table, rows => {
        const encoder = new TableEncoder({ categorical: ['a'] });
        const X = encoder.fitTransform(rows);
        const seen = [...new Set(rows.map(({ a }) => a))].sort();
        expect(encoder.featureNames).toEqual([...seen.map(a => `a=${a}`), 'b'].sort());
        for (const [i, { a, b }] of rows.entries()) {
          const row = Object.fromEntries(encoder.featureNames.map((name, j) => [name, X.get(i, j)]));
          expect(row.b).toBe(b);
          for (const other of seen) expect(row[`a=${other}`]).toBe(a === other ? 1 : 0);
        }
      }),
      { seed: 3 },
    );
  });
});

describe('TableEncoder refuses', () => {
  it.each<[object, RegExp]>([
    [{ missng: 'mean' }, /^unknown option "missng" of TableEncoder/],
    [{ missing: 'median' }, /^missing is "median": expected 'error', 'drop', 'mean' or a finite number/],
    [{ missing: { a: Number.NaN } }, /^missing\["a"\] is NaN: expected/],
    [{ missing: null }, /^missing is null: expected/],
    [{ categorical: 'city' }, /^categorical is "city": expected 'auto' or an array/],
    [{ handleUnknown: 'zero' }, /^handleUnknown is "zero": expected 'error' or 'ignore'/],
    [{ drop: 'last' }, /^drop is "last": expected 'first' or null/],
    [{ maxCategories: 0 }, /^maxCategories is 0: expected/],
    [{ missingIndicator: 1 }, /^missingIndicator is 1: expected a boolean/],
  ])('the options %j', (options, message) => {
    expect(errorOf(() => new TableEncoder(options as EncoderOptions)).message).toMatch(message);
  });

  it.each<[string, object[], EncoderOptions, string]>([
    [
      'a missing number',
      [{ a: 1 }, { a: null }],
      {},
      'rows: row 1: column "a" is missing: expected a number',
    ],
    ['a missing category', [{ a: 'x' }, {}], {}, 'rows: row 1: column "a" is missing: expected a category'],
    ['text among numbers', [{ a: 1 }, { a: '2' }], {}, 'rows: row 1: column "a" is "2": expected a number'],
    [
      'an infinite number',
      [{ a: 1 / 0 }],
      {},
      'rows: row 0: column "a" is Infinity: expected a finite number',
    ],
    [
      'a list',
      [{ a: 1 }, { a: [1] }],
      {},
      'rows: row 1: column "a" is a list: expected a number, a text, a boolean or null',
    ],
    [
      'text that is no category',
      [{ a: 'x', b: 1 }],
      { categorical: ['b'] },
      'rows: column "a" holds text: expected numbers, or its name in categorical',
    ],
    [
      'no such column',
      [{ age: 1 }],
      { categorical: ['agee'] },
      'rows: column "agee" not found among the features: did you mean "age"?',
    ],
    [
      'no such column',
      [{ age: 1 }],
      { missing: { agee: 0 } },
      'rows: column "agee" not found among the features: did you mean "age"?',
    ],
    [
      'too many categories',
      [{ a: 'x' }, { a: 'y' }, { a: 'z' }],
      { maxCategories: 2 },
      'rows: row 2: column "a" has more than 2 categories ("x", "y", "z", …): leave it out of the features, or raise maxCategories',
    ],
  ])('%s', (_, rows, options, message) => {
    expect(errorOf(() => new TableEncoder(options).fitTransform(rows as never)).message).toBe(message);
  });

  it('a category it has not learnt', () => {
    const encoder = new TableEncoder().fit([{ a: 'x' }, { a: 'y' }]);
    expect(errorOf(() => encoder.transform([{ a: 'z' }])).message).toBe(
      'rows: row 0: column "a" is "z": expected one of "x", "y"',
    );
  });

  it('rows that are none, and questions before fit', () => {
    expect(errorOf(() => new TableEncoder().fit([])).message).toMatch(/^rows has no rows/);
    expect(errorOf(() => new TableEncoder().fit([{}])).message).toMatch(/^rows have no columns/);
    expect(errorOf(() => new TableEncoder().fit([1] as never)).message).toMatch(
      /^rows\[0\] is 1: expected an object/,
    );
    expect(errorOf(() => new TableEncoder().fit({} as never)).message).toMatch(
      /^rows is Object: expected an array/,
    );
    expect(errorOf(() => new TableEncoder().featureNames).message).toMatch(/not fitted yet/);
  });

  it('JSON that was altered', () => {
    const saved = new TableEncoder({ missing: 'mean' }).fit(PEOPLE).toJSON();
    expect(errorOf(() => TableEncoder.fromJSON({ ...saved, format: 'x' })).message).toMatch(
      /expected an object with format/,
    );
    expect(errorOf(() => TableEncoder.fromJSON({ ...saved, version: 2 })).message).toMatch(/version 2/);
    for (const change of [
      { columns: [] },
      { columns: [...saved.columns, saved.columns[0]] },
      { columns: [{ ...saved.columns[0], fill: '1' }] },
      { columns: [{ ...saved.columns[1], categories: [] }] },
      { columns: [{ ...saved.columns[1], missing: 'never' }] },
      { columns: [null] },
      // Two features of one name; none at all.
      { columns: [...saved.columns, { ...saved.columns[0], name: 'city=Oslo' }] },
      { columns: [{ ...saved.columns[1], categories: ['Oslo'], dropFirst: true, missing: 'unknown' }] },
    ])
      expect(errorOf(() => TableEncoder.fromJSON({ ...saved, ...change })).message).toMatch(
        /^the table encoder JSON/,
      );
  });
});
