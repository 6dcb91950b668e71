import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/tables/read-table.js';
import { listen, type Site } from '../listen.js';

/** What comes of reading a table from there. */
const outcome = (url: string) => readTable(url).then(String, error => `${error.name}: ${error.message}`);

async function closedSite(): Promise<Site> {
  const site = await listen(() => {});
  await site.close();
  return site;
}

describe('a URL that gives no file is a ReadError', () => {
  it.each(['csv', 'parquet'])('where nobody answers: %s', async ending => {
    const { origin } = await closedSite();
    expect(await outcome(`${origin}/f.${ending}`)).toMatch(
      new RegExp(`^ReadError: f\\.${ending}: cannot be fetched: .*ECONNREFUSED`),
    );
  });

  it('where its scheme is one that nothing fetches', async () => {
    expect(await outcome('s3://bucket/f.csv')).toBe('ReadError: f.csv: cannot be fetched: unknown scheme');
  });

  it('where the server says so', async () => {
    const site = await listen((_, response) => response.writeHead(404).end('a,y\n1,0\n'));
    try {
      expect(await outcome(`${site.origin}/f.csv`)).toBe('ReadError: f.csv: HTTP 404 Not Found');
    } finally {
      await site.close();
    }
  });

  it.each(['csv', 'parquet'])('where the connection is lost on the way: %s', async ending => {
    const site = await listen((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('a,y\n1,0\n');
      setTimeout(() => response.destroy(), 20);
    });
    try {
      expect(await outcome(`${site.origin}/f.${ending}`)).toMatch(
        new RegExp(`^ReadError: f\\.${ending}: cannot be fetched: `),
      );
    } finally {
      await site.close();
    }
  });

  it('where there is nothing of which a range could be had', async () => {
    const site = await listen(({ headers }, response) =>
      headers.range ? response.writeHead(416).end('<html>no such range</html>') : response.end(),
    );
    try {
      expect(await outcome(`${site.origin}/f.parquet`)).toMatch(/^ReadError: f\.parquet: no Parquet file/);
    } finally {
      await site.close();
    }
  });
});
