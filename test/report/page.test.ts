import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportData } from '../../src/report/data.js';
import type { ReportData } from '../../src/report/document.js';
import { reportPage } from '../../src/report/page.js';
import { inputOf, rowsOf, stored } from './fits.js';

/** Bytes of a page of few rows, its script of 232 kB among them. */
const PAGE_BUDGET = 300_000;
/** Bytes of the script, gzipped with the notices of what is in it. */
const SCRIPT_BUDGET = 80_000;

const VOID = /^(meta|link|br|img|input|hr|col)$/;
const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!-- ',
  '"><img src=x onerror=alert(1)>',
  '&lt;b&gt; \u2028 \\',
];

function hostile(): Promise<ReportData> {
  const y = Array.from({ length: 40 }, (_, i) => HOSTILE[i % 4] as string);
  const X = y.map((label, i) => [HOSTILE.indexOf(label) + Math.sin(i), Math.cos(3 * i)]);
  return inputOf(
    rowsOf(X, y),
    null,
    {},
    {
      featureNames: HOSTILE.slice(0, 2),
      targetName: HOSTILE[2] as string,
      file: '<svg onload=alert(1)>.csv',
      words: ['train', HOSTILE[0] as string],
    },
  ).then(reportData);
}

/** Start tags in their order, where each end tag ends what it should.  @throws where one does not */
function tags(page: string): { name: string; attributes: string }[] {
  const open: string[] = [];
  const found: { name: string; attributes: string }[] = [];
  let at = 0;
  while (at < page.length) {
    const next = page.indexOf('<', at);
    if (next < 0) break;
    const match = /^<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>|^<!doctype html>/.exec(
      page.slice(next, next + 20_000),
    );
    if (!match) throw new Error(`no tag: ${page.slice(next, next + 80)}`);
    at = next + match[0].length;
    const [, slash, name, attributes = ''] = match;
    if (name === undefined) continue;
    if (slash) {
      if (open.pop() !== name) throw new Error(`</${name}> ends something else`);
      continue;
    }
    found.push({ name, attributes });
    if (VOID.test(name)) continue;
    if (name === 'script' || name === 'style') {
      const end = page.toLowerCase().indexOf(`</${name}>`, at);
      at = end + name.length + 3;
      continue;
    }
    open.push(name);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`);
  return found;
}

describe.each([
  ['of iris', () => stored('iris').then(reportData)],
  ['of digits', () => stored('digits', { maxIter: 5 }).then(reportData)],
  [
    'without test rows, of lasso',
    () => stored('breast_cancer', { alpha: 0.05, l1Ratio: 1 }, null).then(reportData),
  ],
  ['of hostile names', hostile],
])('a page %s', (_, made) => {
  let data: ReportData;
  let page: string;
  beforeAll(async () => {
    data = await made();
    page = reportPage(data);
  });

  it('is well-formed', () => {
    expect(tags(page).filter(({ name }) => name === 'section')).toHaveLength(10);
  });

  it('has one script that runs, which its policy names by its hash', () => {
    const scripts = tags(page).filter(({ name }) => name === 'script');
    expect(scripts.map(({ attributes }) => attributes)).toEqual([' type="application/json" id="report"', '']);
    const from = page.lastIndexOf('<script>') + 8;
    const script = page.slice(from, page.indexOf('</script>', from));
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`);
  });

  it('refers to nothing outside itself', () => {
    const references = tags(page).flatMap(({ attributes }) =>
      [...attributes.matchAll(/\s(src|href|action|data|srcset|poster)="([^"]*)"/g)].map(
        match => match[2] as string,
      ),
    );
    expect(references.filter(reference => !reference.startsWith('#'))).toEqual([]);
    expect(/url\(|@import/.test(page.slice(page.indexOf('<style>'), page.indexOf('</style>')))).toBe(false);
  });

  it('has no handler of events in an attribute', () => {
    const names = tags(page).flatMap(({ attributes }) =>
      [...attributes.matchAll(/\s([a-z-]+)(?:="[^"]*")?/g)].map(match => match[1] as string),
    );
    expect(names.filter(name => name.startsWith('on'))).toEqual([]);
  });

  it('holds the document, which reads as it was', () => {
    const from = page.indexOf('id="report">') + 12;
    expect(JSON.parse(page.slice(from, page.indexOf('</script>', from)))).toEqual(
      JSON.parse(JSON.stringify(data)),
    );
  });

  it('has a label for every chart, and ids that occur once', () => {
    const all = tags(page);
    const charts = all.filter(({ attributes }) => attributes.includes('data-chart='));
    expect(charts.length).toBeGreaterThan(4);
    expect(charts.filter(({ attributes }) => !/aria-label="[^"]{20,}"/.test(attributes))).toEqual([]);
    const ids = all.flatMap(({ attributes }) => /\sid="([^"]*)"/.exec(attributes)?.[1] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('is small', async () => {
  const page = reportPage(await reportData(await stored('iris')));
  expect(page.length).toBeLessThan(PAGE_BUDGET);
  const { gzipSync } = await import('node:zlib');
  const { SCRIPT } = await import('../../src/report/generated/page.js');
  expect(gzipSync(SCRIPT, { level: 9 }).length).toBeLessThan(SCRIPT_BUDGET);
});

it('says the numbers in words and tables without its script', async () => {
  const data = await reportData(await stored('iris'));
  const page = reportPage(data).replace(/<script[\s\S]*?<\/script>/g, '');
  expect(page).toContain(`${(100 * data.scores.accuracy).toFixed(1)}\u00a0%`);
  for (const { name, f1 } of data.classes)
    expect(page).toMatch(new RegExp(`${name}</th>.*<td>${f1.toFixed(3)}</td>`));
  expect(page).toContain('softmax-wasm train data.csv');
});

it('warns where no rows were held out, and where training was cut short', async () => {
  const warned = reportPage(await reportData(await stored('iris', { maxIter: 2 }, null)));
  expect(warned).toContain('No rows were held out');
  expect(warned).toContain('Training stopped before it had converged');
  expect(warned).toContain('stopped at 2 iterations');
  const fine = reportPage(await reportData(await stored('iris')));
  expect(fine).not.toContain('class="warning" role="note"');
});
