import { describe, expect, it } from 'vitest';
import { type CsvOptions, ReadError, readCsv } from '../../../src/readers/csv/index.js';

const IRIS = 'sepal,petal,species\n5.1,0.2,setosa\n7,1.4,versicolor\n';
const read = (text: string, options?: CsvOptions) => readCsv({ text }, { name: 'iris.csv', ...options });

async function problem(text: string, options?: CsvOptions): Promise<ReadError> {
  const error = await read(text, options).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ReadError);
  return error as ReadError;
}

describe('columns of text', () => {
  const NEWS = 'id,class,title,text\n7,u,"Ants, bees","one\ntwo"\n8,v,Cats,\n';

  it('are joined by a space, beside the labels', async () => {
    const { X, y, texts, featureNames } = await read(NEWS, { text: ['title', 'text'], target: 'class' });
    expect(texts).toEqual(['Ants, bees one\ntwo', 'Cats ']);
    expect([y, X.rows, X.cols, featureNames]).toEqual([['u', 'v'], 2, 0, []]);
  });

  it('come in the order wanted, beside features where they are named', async () => {
    const options = { text: ['text', 'title'], features: ['id'], target: 'class' };
    const { X, texts, featureNames } = await read(NEWS, options);
    expect([texts, X.toArray(), featureNames]).toEqual([
      ['one\ntwo Ants, bees', ' Cats'],
      [[7], [8]],
      ['id'],
    ]);
  });

  it('are null where none is asked for', async () => {
    expect((await read(IRIS)).texts).toBeNull();
  });

  it.each<[string, string, string[]]>([
    ['are no blank lines', 'text\na\n""\n\nb\n', ['a', '', 'b']],
    ['after fields of several lines', 'text\n"a\nb"\n""\n \n"\n"\nc\n', ['a\nb', '', '', 'c']],
    ['with CRLF', 'text\r\na\r\n""\r\n\r\nb\r\n', ['a', '', 'b']],
    ['at the end', 'text\na\n\n""', ['a', '']],
    ['in a long file', `text\n${'a\n""\n\n'.repeat(30_000)}`, Array(30_000).fill(['a', '']).flat()],
  ])('alone and empty between quotes %s', async (_, text, expected) => {
    const { texts, X } = await read(text, { text: ['text'], target: null });
    expect(texts).toEqual(expected);
    expect(X.rows).toBe(expected.length);
  });

  it('come from every block of a long file', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `"text ${i}, with ""quotes"" and\na line",c${i % 2}`);
    const { texts, y } = await read(`text,y\n${rows.join('\n')}\n`, { text: ['text'] });
    expect([texts?.length, y?.length]).toEqual([5000, 5000]);
    expect(texts?.[4999]).toBe('text 4999, with "quotes" and\na line');
  });

  it.each<[string, string, CsvOptions, string[]]>([
    ['by name', 'text,y\na b,1\n', {}, ['a b']],
    ['by name, beside a number', 'text,2004\na b,1\n', {}, ['a b']],
    [
      'by place, numbers beside text',
      '3,one,two\n4,three,four\n',
      { text: ['x1', 'x2'], target: 0 },
      ['one two', 'three four'],
    ],
    ['by place, text only', 'u,one\nv,two\n', { text: ['x1'], target: 0 }, ['one', 'two']],
    [
      'by place, where the first line is said to be names',
      'a b,y\nc d,1\n',
      { text: ['a b'], header: true },
      ['c d'],
    ],
  ])('are found %s', async (_, text, options, expected) => {
    expect((await read(text, { text: ['text'], ...options })).texts).toEqual(expected);
  });

  it.each<[string, string, CsvOptions, string]>([
    [
      'a missing column',
      NEWS,
      { text: ['titel'] },
      'iris.csv:1: column "titel" not found: did you mean "title"?',
    ],
    [
      'a missing column of a file without names',
      '3,one\n',
      { text: ['title'], target: 0 },
      'iris.csv:1: column "title" not found: there is no header, the columns are "x0", "x1"',
    ],
    [
      'a short row',
      `${NEWS}9,u,dogs\n`,
      { text: ['title'], target: 1 },
      'iris.csv:5: 3 fields: expected 4 as in the header',
    ],
    [
      'a missing label',
      `${NEWS}9,,dogs,x\n`,
      { text: ['title'], target: 1 },
      'iris.csv:5: column "class" is empty: expected a label',
    ],
    [
      'a feature that is text',
      NEWS,
      { text: ['title'], features: ['text'], target: 1 },
      'iris.csv:2: column "text" is "one\\ntwo": expected a number',
    ],
  ])('tell %s', async (_, text, options, message) => {
    expect((await problem(text, options)).message).toBe(message);
  });

  it('are other columns than the target', async () => {
    await expect(read(NEWS, { text: ['text'] })).rejects.toThrow(
      'text[0] is "text": expected a column other than the target',
    );
  });

  it.each<[unknown, string]>([
    ['title', 'text is "title": expected an array of column names'],
    [[1], 'text is Array(1): expected an array of column names'],
    [[], 'text is Array(0): expected at least one column name'],
  ])('are asked for by a list of names, not %j', async (text, message) => {
    await expect(read(NEWS, { text } as CsvOptions)).rejects.toThrow(message);
  });
});
