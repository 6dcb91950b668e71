import { beforeAll, expect, it } from 'vitest';
import { describeInChromium, type Visit } from './browsers.js';
import type { Calls } from './pages/page.js';

declare const calls: Calls;

const IRIS = 'sepal,petal,species\n5.1,0.2,setosa\n7,1.4,versicolor\n';

describeInChromium('errors on a page', browsing => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await browsing.visit('index.html');
  });

  it.each<[string, string, string, number, string | null]>([
    [
      'text for a number',
      IRIS.replace('1.4', 'NA'),
      'mine.csv:3: column "petal" is "NA": expected a number',
      3,
      'petal',
    ],
    [
      'a missing number',
      IRIS.replace('5.1', ''),
      'mine.csv:2: column "sepal" is empty: expected a number',
      2,
      'sepal',
    ],
    [
      'a missing label',
      IRIS.replace('setosa', ''),
      'mine.csv:2: column "species" is empty: expected a label',
      2,
      'species',
    ],
    [
      'a short row, after CRLF',
      IRIS.replace('7,', '').replaceAll('\n', '\r\n'),
      'mine.csv:3: 2 fields: expected 3 as in the header',
      3,
      null,
    ],
  ])('a file with %s: name, line and column', async (_, text, message, line, column) => {
    const job = { text, name: 'mine.csv' };
    const failure = await visit.page.evaluate(job => calls.onPage.readText(job), job);
    expect(failure).toEqual({ name: 'ReadError', message, line, column });
  });

  it('damaged gzip: the name of the file', async () => {
    const job = { url: `${browsing.origin}/data/digits.csv.gz`, bytes: 20_000 };
    const { name, message } = await visit.page.evaluate(job => calls.onPage.readTruncated(job), job);
    expect([name, message]).toEqual(['ReadError', 'cut.csv.gz: the gzip data is damaged or ends too early']);
  });

  it('a URL that is not there: the answer of the server', async () => {
    const { page } = await browsing.visit('index.html');
    const job = { url: `${browsing.origin}/data/absent.csv` };
    const { name, message } = await page.evaluate(job => calls.onPage.readUrl(job), job);
    expect([name, message]).toEqual(['ReadError', 'absent.csv: HTTP 404 Not Found']);
  });

  it('a number that is not finite: row and column', async () => {
    const job = { row: 2, col: 1, value: Number.NaN };
    const { name, message } = await visit.page.evaluate(job => calls.onPage.fitValue(job), job);
    expect([name, message]).toEqual(['RangeError', 'X[2][1] is NaN: expected a finite number']);
  });

  it('errors that were caught leave the console clean', () => {
    expect(visit.complaints).toEqual([]);
  });
});
