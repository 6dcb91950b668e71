import { describe, expect, it } from 'vitest';
import { type CsvRowsOptions, ReadError, readCsv, readCsvRows } from '../../../src/readers/csv/index.js';

/** Rows with their lines, and the columns. */
async function read(text: string, options: CsvRowsOptions = {}) {
  const rows: [number, readonly string[]][] = [];
  let names: readonly string[] = [];
  for await (const batch of readCsvRows({ text }, { name: 'a.csv', ...options })) {
    names = batch.names;
    batch.rows.forEach((row, i) => {
      rows.push([batch.lineOf(i), row]);
    });
  }
  return { names, rows };
}

const problem = (text: string, options?: CsvRowsOptions) =>
  read(text, options).then(
    () => 'none',
    (error: unknown) => (error instanceof ReadError ? error.message : `${error}`),
  );

describe('readCsvRows', () => {
  it('gives fields as they stand, with the line on which their row begins', async () => {
    const { names, rows } = await read('\ufeff\n a ;"b\nc"\r\n\r\n1;"x\ny"\r\n""; \r\n', { delimiter: ';' });
    expect(names).toEqual(['a', 'b\nc']);
    expect(rows).toEqual([
      [5, ['1', 'x\ny']],
      [7, ['', ' \r']],
    ]);
  });

  it('names columns by their place where there is no header', async () => {
    expect(await read('1,2\n3,4\n')).toEqual({
      names: ['x0', 'x1'],
      rows: [
        [1, ['1', '2']],
        [2, ['3', '4']],
      ],
    });
    expect((await read('a,b\n3,4\n', { header: false })).rows.length).toBe(2);
  });

  it('has all rows of a long file, each on its line', async () => {
    const text = `a,b\n${Array.from({ length: 6_000 }, (_, i) => `${i},"${i}"\n\n`).join('')}`;
    const { rows } = await read(text);
    expect(rows.length).toBe(6_000);
    expect(rows.every(([line, [a, b]], i) => line === 2 * i + 2 && a === `${i}` && b === a)).toBe(true);
  });

  // The same words for the same file, whichever way it is read.
  it.each([
    ['', 'a.csv: the file is empty'],
    ['a,b\n', 'a.csv: no rows after the header'],
    ['a,b\n1,2\n\n3\n', 'a.csv:4: 1 field: expected 2 as in the header'],
    ['1,2\n3,4,5\n', 'a.csv:2: 3 fields: expected 2 as in the first line'],
    ['a,a\n1,2\n', 'a.csv:1: column "a" occurs twice'],
    ['a,b\n1,"2\n', 'a.csv:2: the quote before "2" is never closed'],
    ['a,b\n1,\0\n', 'a.csv:2: not UTF-8 text: a binary file, or one to be saved as UTF-8 first'],
    ['a,1\n2,3\n', 'a.csv:1: numbers beside text ("1", "a"): say whether this line is a header'],
  ])('says of %j what readCsv says', async (text, message) => {
    expect(await problem(text)).toBe(message);
    await expect(readCsv({ text }, { name: 'a.csv' })).rejects.toThrow(message);
  });

  it('refuses options that are not its own', async () => {
    expect(await problem('a\n', { target: 'a' } as object)).toBe(
      'TypeError: unknown option "target": expected one of header, delimiter, name',
    );
  });
});
