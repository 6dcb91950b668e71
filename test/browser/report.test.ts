// The report's page, opened from the disk as its readers do.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { reportData } from '../../src/report/data.js';
import type { ReportData } from '../../src/report/document.js';
import { reportPage } from '../../src/report/page.js';
import { inputOf, rowsOf, stored } from '../report/fits.js';
import { check } from '../web/axe.js';
import { watch } from './browsers.js';
import { describeEngines } from './describe-engines.js';
import { ENGINES } from './engines.js';

/** Of a chart's width in pixels: positions are computed in JavaScript and written with some digits. */
const PIXEL = 0.5;
const HOSTILE = ['</script><script>alert(1)</script>', '<!-- a', '<img src=x onerror=alert(1)>'];

describeEngines("a report's page", ENGINES, (engine, browser) => {
  let folder = '';
  const reports: Record<string, ReportData> = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'softmax-wasm-report-'));
    const y = Array.from({ length: 60 }, (_, i) => HOSTILE[i % 3] as string);
    const X = y.map((label, i) => [HOSTILE.indexOf(label) + 2 * Math.sin(i), Math.cos(3 * i)]);
    const inputs = {
      iris: await stored('iris'),
      cancer: await stored('breast_cancer', { alpha: 0.02, l1Ratio: 1 }),
      hostile: await inputOf(
        rowsOf(X, y),
        null,
        {},
        { featureNames: HOSTILE.slice(0, 2), targetName: HOSTILE[2] as string },
      ),
    };
    for (const [name, input] of Object.entries(inputs)) {
      reports[name] = await reportData(input);
      await writeFile(join(folder, `${name}.html`), reportPage(reports[name]));
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  let seen: ReturnType<typeof watch>;
  let page: Page;
  const open = async (
    name: string,
    viewport = { width: 1200, height: 900 },
    colorScheme: 'light' | 'dark' = 'light',
  ) => {
    page = await browser().newPage({ viewport, colorScheme });
    seen = watch(page);
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await page.locator('[data-chart=losses] svg').waitFor();
    return reports[name] as ReportData;
  };
  afterEach(async () => {
    await page.context().close();
    expect(seen.complaints).toEqual([]);
    expect(seen.urls.filter(url => !url.startsWith('file:'))).toEqual([]);
    // Firefox does not tell of files.
    expect(seen.urls.length).toBeLessThanOrEqual(1);
  });

  it('draws every chart', async () => {
    for (const name of ['iris', 'cancer', 'hostile']) {
      await open(name);
      const empty = await page
        .locator('[data-chart]')
        .evaluateAll(charts =>
          charts
            .filter(chart => chart.querySelector('svg path, svg circle') === null)
            .map(chart => chart.getAttribute('data-chart')),
        );
      expect(empty).toEqual([]);
      if (name !== 'hostile') await page.context().close();
    }
  });

  it('puts coefficients and their ends where the axis says', async () => {
    const { coefficients } = await open('iris');
    const terms = coefficients.groups[0]?.terms ?? [];
    const drawn = await page.locator('[data-chart=coefficients-0]').evaluate(chart => {
      const number = (text: string | null) => Number((text ?? '').replace('−', '-'));
      const shift = (element: Element) =>
        Number(/translate\(([-\d.]+)/.exec(element.getAttribute('transform') ?? '')?.[1]);
      const ticks = [...chart.querySelectorAll('[aria-label="x-axis tick label"] text')].map(text => ({
        value: number(text.textContent),
        x: shift(text),
      }));
      const dots = [...chart.querySelectorAll('[aria-label=dot] circle')].map(dot =>
        Number(dot.getAttribute('cx')),
      );
      const links = [...chart.querySelectorAll('[aria-label=link] path')].map(
        path =>
          /M([-\d.]+),[-\d.]+L([-\d.]+)/
            .exec(path.getAttribute('d') ?? '')
            ?.slice(1)
            .map(Number) ?? [],
      );
      return { ticks, dots, links };
    });
    const [first, last] = [drawn.ticks[0], drawn.ticks.at(-1)] as [
      { value: number; x: number },
      { value: number; x: number },
    ];
    const toPixels = (value: number) =>
      first.x + ((value - first.value) / (last.value - first.value)) * (last.x - first.x);
    expect(drawn.dots).toHaveLength(terms.length);
    for (const [i, { coefficient, lower, upper, scale }] of terms.entries()) {
      expect(Math.abs((drawn.dots[i] as number) - toPixels(coefficient * scale))).toBeLessThan(PIXEL);
      const [from, to] = drawn.links[i] as number[];
      expect(Math.abs((from as number) - toPixels((lower as number) * scale))).toBeLessThan(PIXEL);
      expect(Math.abs((to as number) - toPixels((upper as number) * scale))).toBeLessThan(PIXEL);
    }
  });

  it('has the rows of each bin at its dot, and the areas in the legend', async () => {
    const { reliability, roc } = await open('iris');
    const counts = await page.locator('[data-chart=reliability] [aria-label=text] text').allTextContents();
    expect(counts.map(Number).sort((a, b) => a - b)).toEqual(
      reliability.map(({ rows }) => rows).sort((a, b) => a - b),
    );
    const legend = await page.locator('[data-chart=roc] .legend text').allTextContents();
    expect(legend).toEqual(['AUC', ...roc.curves.map(({ name, auc }) => `${name}  ${auc.toFixed(3)}`)]);
  });

  it('names the largest features of the path', async () => {
    const { path } = await open('cancer');
    if ('reason' in path) throw new Error(path.reason);
    const names = await page.locator('[data-chart=path] [aria-label=text] text').allTextContents();
    for (const { feature } of path.lines.slice(0, path.named)) expect(names).toContain(feature);
  });

  it('shows names that are markup as the text that they are', async () => {
    await open('hostile');
    expect(await page.locator('h1 em').textContent()).toBe(HOSTILE[2]);
    expect(await page.locator('#classes tbody th').allTextContents()).toEqual([...HOSTILE].sort());
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('img').count()).toBe(0);
  });

  it.each([
    [1200, 'light'],
    [390, 'dark'],
  ] as const)(
    'has nothing that axe complains of, and no sideways scroll, at %i in %s',
    async (width, theme) => {
      await open('iris', { width, height: 844 }, theme);
      await check(page);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await check(page);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    },
  );

  it('draws charts anew when the window changes', async () => {
    await open('iris');
    const width = () =>
      page.locator('[data-chart=path] svg').evaluate(svg => Number(svg.getAttribute('width')));
    const before = await width();
    await page.setViewportSize({ width: 500, height: 900 });
    await expect.poll(width).toBeLessThan(before);
  });

  it('puts the command on the clipboard, or selects it', async () => {
    const { run } = await open('iris');
    if (engine.name === 'chromium')
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.code button').first().click();
    await page.locator('.code button', { hasText: /Copied|Selected/ }).waitFor();
    const taken = await page.evaluate(
      async () => getSelection()?.toString() || (await navigator.clipboard.readText().catch(() => '')),
    );
    if (engine.name === 'chromium') expect(taken).toBe(run.command);
  });
});
