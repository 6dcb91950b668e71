// Files read on a page of somebody else who has installed none of the optional peers.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watch } from '../browser/browsers.js';
import { describeEngines } from '../browser/describe-engines.js';
import { CHROMIUM } from '../browser/engines.js';
import type { Site } from '../listen.js';
import { BUNDLERS } from './bundlers.js';
import { createProject, type Project } from './project.js';
import { serveFolder } from './static-site.js';

const PAGE = `
import { SoftmaxRegression } from 'softmax-wasm';
import { readTable } from 'softmax-wasm/data';

globalThis.consumer = {
  async train(text) {
    const { X, y, encoder } = await readTable(new File([text], 'people.csv'), { missing: 'mean' });
    const model = await new SoftmaxRegression().fit(X, y, { vectorizer: encoder });
    return { status: model.report.status, names: encoder.featureNames, score: model.score(X, y) };
  },
  read: bytes => readTable(new File([new Uint8Array(bytes)], 'people.parquet')).then(() => 'read', error => error.message),
};
`;
declare const consumer: {
  train(text: string): Promise<{ status: string; names: string[]; score: number }>;
  read(bytes: number[]): Promise<string>;
};

const CSV = `age,city,plan\n${Array.from({ length: 60 }, (_, i) => `${i % 5 ? 20 + i : ''},${i % 2 ? 'Oslo' : 'Voss'},${i % 2 ? 'a' : 'b'}`).join('\n')}\n`;
const PARQUET = parquetWriteBuffer({ columnData: [{ name: 'a', data: [1, 2], type: 'DOUBLE' }] });

let project: Project;
beforeAll(async () => {
  project = await createProject();
  await writeFile(join(project.folder, 'page.js'), PAGE);
  await writeFile(join(project.folder, 'worker.js'), '');
}, 60_000);
afterAll(() => project?.remove());

const bundlers = Object.entries(BUNDLERS).filter(([name]) => name !== 'no bundler');

describe.each(bundlers)('built by %s', (name, { bundle }) => {
  const out = () => join(project.folder, '..', `data-${name.replaceAll(' ', '-')}`);
  let site: Site;
  beforeAll(async () => {
    await bundle(project.folder, out());
    site = await serveFolder(out(), {});
  }, 60_000);
  afterAll(() => site?.close());

  describeEngines('its page', [CHROMIUM], (_, browser) => {
    it('reads a table of categories and gaps, and says what Parquet needs', async () => {
      const page = await browser().newPage();
      const seen = watch(page);
      await page.goto(`${site.origin}/`);
      await page.waitForFunction('globalThis.consumer');
      const result = await page.evaluate(text => consumer.train(text), CSV);
      expect(result).toEqual({ status: 'converged', names: ['age', 'city=Oslo', 'city=Voss'], score: 1 });
      expect(await page.evaluate(bytes => consumer.read(bytes), [...new Uint8Array(PARQUET)])).toBe(
        'reading Parquet needs the package hyparquet: npm install hyparquet',
      );
      expect(seen.urls.filter(url => !url.startsWith(site.origin))).toEqual([]);
      await page.close();
    });
  });
});
