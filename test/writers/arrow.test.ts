import { tableFromIPC } from 'apache-arrow';
import { afterEach, expect, it, vi } from 'vitest';
import { writeArrow } from '../../src/writers/arrow.js';

afterEach(() => {
  vi.doUnmock('apache-arrow');
  vi.resetModules();
});

it('writes columns of numbers, text and truth values as apache-arrow reads them', async () => {
  const bytes = await writeArrow({
    x: Float64Array.of(1.5, Number.NaN, -0),
    n: Int32Array.of(1, -2, 3),
    f: Float32Array.of(0.5, 1, 2),
    label: ['é', null, ''],
    p: [0.25, null, 1],
    right: [true, false, null],
    none: [null, null, null],
  });
  const table = tableFromIPC(bytes);
  expect(table.numRows).toBe(3);
  expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'x: Float64',
    'n: Int32',
    'f: Float32',
    'label: Utf8',
    'p: Float64',
    'right: Bool',
    'none: Null',
  ]);
  const column = (name: string) => [...(table.getChild(name) as Iterable<unknown>)];
  expect(column('x')).toEqual([1.5, Number.NaN, -0]);
  expect(column('n')).toEqual([1, -2, 3]);
  expect(column('label')).toEqual(['é', null, '']);
  expect(column('p')).toEqual([0.25, null, 1]);
  expect(column('right')).toEqual([true, false, null]);
  expect(column('none')).toEqual([null, null, null]);
});

it('takes pairs, so that the order and any name are kept', async () => {
  const table = tableFromIPC(
    await writeArrow([
      ['__proto__', Float64Array.of(1)],
      ['2', ['b']],
      ['1', ['a']],
    ]),
  );
  expect(table.schema.fields.map(({ name }) => name)).toEqual(['__proto__', '2', '1']);
  expect(table.schema.fields.map((_, j) => table.getChildAt(j)?.get(0))).toEqual([1, 'b', 'a']);
});

it('writes tables without rows and without columns', async () => {
  const empty = tableFromIPC(await writeArrow({ x: new Float64Array() }));
  expect([empty.numRows, empty.numCols]).toEqual([0, 1]);
  expect(tableFromIPC(await writeArrow({})).numCols).toBe(0);
});

it.each([
  [null, TypeError, 'columns is null: expected an object or an array of [name, values]'],
  [{ a: 'text' }, TypeError, 'columns["a"] is "text": expected an array of values'],
  [{ a: [1, 'b'] }, TypeError, 'columns["a"][1] is "b": expected a number or null'],
  [{ a: [null, {}] }, TypeError, 'columns["a"][1] is Object: expected a string, number, boolean or null'],
  [{ a: [1n] }, TypeError, 'columns["a"][0] is 1n: expected a string, number, boolean or null'],
  [{ a: [undefined] }, TypeError, 'columns["a"][0] is undefined: expected a string, number, boolean or null'],
  [{ a: [1], b: [1, 2] }, RangeError, 'columns["b"].length is 2: expected 1, as of the first column'],
  [
    [
      ['a', [1]],
      ['a', [1]],
    ],
    RangeError,
    'the name of a column is "a": expected a name that comes once',
  ],
] as [unknown, ErrorConstructor, string][])('refuses columns: %#', async (columns, kind, message) => {
  const error = await writeArrow(columns as Record<string, number[]>).catch(e => e);
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toBe(message);
});

it('names the package that is missing', async () => {
  vi.doMock('apache-arrow', () => {
    throw new Error('Cannot find package');
  });
  const { writeArrow: write } = await import('../../src/writers/arrow.js');
  await expect(write({ x: [1] })).rejects.toThrow(
    /^writing Arrow needs the package apache-arrow: npm install apache-arrow$/,
  );
});
