// The board without its peers: workloads, search, chart, tables, and our own adapters against the judge.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BENCH = '../../bench'; // not literals: the benchmark is JavaScript, typed where it stands
const { boardWorkloads } = await import(`${BENCH}/board/workloads.js`);
const { softmaxModel } = await import(`${BENCH}/workloads.js`);
const { firstWithin, search } = await import(`${BENCH}/board/search.js`);
const { chart } = await import(`${BENCH}/board/chart.js`);
const { evaluationTable, failures, fitTable } = await import(`${BENCH}/board/report.js`);
const { expectations } = await import(`${BENCH}/board/expectations.js`);
const { storable, toText } = await import(`${BENCH}/board/store.js`);
const { createJudge, objection } = await import(`${BENCH}/board/judge.js`);
const { PeerProcess } = await import(`${BENCH}/board/peer-process.js`);
const { peers } = await import(`${BENCH}/board/peers.js`);
const { decode, encode, readData, writeData } = await import(`${BENCH}/versus/data.js`);

const library = () => {
  expect(existsSync('dist/index.js'), 'npm test builds dist/ first').toBe(true);
  return import(new URL('../../dist/index.js', import.meta.url).href);
};

interface Point {
  steps: number;
  ms: number;
  gap: number;
}

describe('workloads', () => {
  const shape = { n: 2000, d: 5, K: 3, seed: 6, strength: 1.5 };

  it('are the same each time, and others for another seed', () => {
    expect(softmaxModel(shape)).toEqual(softmaxModel(shape));
    expect(softmaxModel({ ...shape, seed: 7 }).X).not.toEqual(softmaxModel(shape).X);
  });

  it('overlap: the best model of them leaves a loss', async () => {
    const judge = createJudge({ name: 'overlap', ...softmaxModel(shape) }, await library());
    expect(judge.optimum).toBeGreaterThan(0.3);
    expect(judge.optimum).toBeLessThan(Math.log(3));
  });

  it('say why the MNIST test set is left out', () => {
    const left = boardWorkloads('/nowhere').filter(({ absent }: { absent: string | null }) => absent);
    expect(left.map(({ id }: { id: string }) => id)).toEqual(['MNIST']);
    expect(left[0].absent).toMatch(/no mnist-t10k-images.* in \/nowhere: use --data/);
  });

  it('have the shapes that their names say', () => {
    for (const { name, quick, load } of boardWorkloads('/nowhere')) {
      if (!quick || name.startsWith('200000')) continue;
      const { X, y, n, d, K } = load();
      expect(name.endsWith(`${n} × ${d} × ${K}`), name).toBe(true);
      expect([X.length, y.length, new Set(y).size]).toEqual([n * d, n, K]);
    }
  });
});

describe('search', () => {
  const gapAt = (steps: number) => 10 ** (-steps / 10);
  const point = (steps: number): Point => ({ steps, ms: steps, gap: gapAt(steps) });

  it('finds the first point within a target', () => {
    expect(firstWithin([point(5), point(31), point(40)], 1e-3)).toEqual(point(31));
    expect(firstWithin([point(5)], 1e-3)).toBeNull();
  });

  it('narrows down to a tenth where every length is a fit of its own', async () => {
    const asked: number[] = [];
    const run = async (count: number) => {
      asked.push(count);
      return { points: [point(count)], ended: false };
    };
    const { points } = await search(run, { traces: false, budgetMs: 1e9, targets: [1e-3, 1e-6] });
    for (const [target, least] of [
      [1e-3, 30],
      [1e-6, 60],
    ] as const) {
      const { steps } = firstWithin(points, target);
      expect(steps).toBeGreaterThanOrEqual(least);
      expect(steps).toBeLessThanOrEqual(1.13 * least);
    }
    expect(asked.length).toBeLessThanOrEqual(13);
  });

  it('reads the step off a trace', async () => {
    const run = async (count: number) => ({
      points: Array.from({ length: count }, (_, i) => point(i + 1)),
      ended: false,
    });
    const { points } = await search(run, { traces: true, budgetMs: 1e9, targets: [1e-9] });
    expect(firstWithin(points, 1e-9).steps).toBe(90);
  });

  it('stops where the budget does, and where a peer ends by itself', async () => {
    let spent = 0;
    const run = async (count: number) => {
      spent += count;
      return { points: [{ ...point(count), gap: 1 }], ended: false };
    };
    const { longestMs, ended } = await search(run, { traces: false, budgetMs: 120, targets: [1e-3] });
    expect(spent).toBeLessThanOrEqual(120);
    expect([longestMs, ended]).toEqual([57, false]); // 1 + 2 + … + 32, then what is left
    const stopping = async (count: number) => ({ points: [point(Math.min(count, 7))], ended: count > 7 });
    expect((await search(stopping, { traces: false, budgetMs: 1e9, targets: [1e-3] })).ended).toBe(true);
  });
});

describe('chart', () => {
  const svg: string = chart('a < b', [
    {
      label: 'down & up',
      style: 'ours',
      points: [
        { ms: 1, gap: 1 },
        { ms: 10, gap: 1e-4 },
        { ms: 50, gap: 1e-3 },
        { ms: 100, gap: 1e-12 },
      ],
    },
    { label: 'never', style: 'js', points: [{ ms: 5, gap: 100 }] },
  ]);

  it('draws the best so far, from corner to corner of its decades', () => {
    const drawn = /<polyline[^>]* points="([^"]*)"/.exec(svg)?.[1]?.split(' ');
    const corners = drawn?.map(pair => pair.split(',').map(Number));
    // x 78 … 600 for 1 … 100 ms; y 380 … 48 for 1e-8 … 10; the rise at 50 ms is no progress
    expect(corners).toEqual([
      [78, expect.closeTo(84.9, 1)],
      [339, expect.closeTo(232.4, 1)],
      [600, 380],
    ]);
  });

  it('escapes names, names peers that are off the chart, and knows dark pages', () => {
    expect(svg).toContain('>a &lt; b</text>');
    expect(svg).toContain('>down &amp; up</text>');
    expect(svg).toContain('>never: above 10</text>');
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('refuses to draw nothing', () => {
    expect(() => chart('empty', [])).toThrow('empty: nothing to show');
  });
});

describe('tables', () => {
  const timed = (median: number) => ({ median, spread: 0.01, samples: 3 });
  const reached = (variant: string, median: number) => ({ variant, steps: 9, gap: 1e-7, ms: timed(median) });
  const variant = (longestMs: number, ended: boolean) => ({
    longestMs,
    ended,
    points: [{ steps: 9, ms: 0.123456, gap: 4e-4 }],
  });
  const run = storable({
    machine: { node: '26.0.0', cpu: 'a processor', cores: 2, date: '2026-01-02T00:00:00Z', commit: null },
    budgetMs: 15_000,
    peers: [
      { id: 'softmax-wasm', label: 'softmax-wasm, 1 thread', family: 'softmax-wasm', versions: {} },
      { id: 'textbook-js', label: 'plain JS, textbook', family: 'plain JS', versions: {} },
      { id: 'scikit-learn-f32', label: 'scikit-learn f32', family: 'scikit-learn', versions: {} },
      { id: 'scikit-learn-f64', label: 'scikit-learn f64', family: 'scikit-learn', versions: {} },
      { id: 'pytorch-f32', label: 'PyTorch f32', family: 'PyTorch', versions: {} },
    ],
    shipped: [{ id: 'softmax-wasm', label: 'softmax-wasm', gzip: 40_000 }],
    workloads: [
      {
        id: 'wine',
        name: 'wine 178 × 13 × 3',
        n: 178,
        d: 13,
        K: 3,
        badlyScaled: true,
        peers: {
          'softmax-wasm': { evaluation: timed(2), targets: { 1e-6: reached('auto', 10) }, variants: {} },
          'textbook-js': { failed: 'wrong answer' },
          'scikit-learn-f32': { evaluation: timed(50), variants: { sag: variant(900, false) }, targets: {} },
          'scikit-learn-f64': {
            evaluation: timed(40),
            variants: { lbfgs: variant(30, true), sag: variant(400, false) },
            targets: { 1e-3: reached('lbfgs', 25), 1e-6: null },
          },
          'pytorch-f32': { evaluation: timed(6), variants: { 'L-BFGS': variant(30, true) }, targets: {} },
        },
      },
    ],
  });

  it('compare with the better of float32 and float64, and own up to failures', () => {
    expect(evaluationTable(run, false).split('\n').slice(2)).toEqual([
      '| wine 178 × 13 × 3 | 2.00 ms | failed | 40.0 ms (20×) | 6.00 ms (3.0×) |',
    ]);
    expect(failures(run)).toEqual(['- plain JS, textbook: wrong answer (all workloads)']);
  });

  it('say how long was tried by every solver that had not ended, and where all ended', () => {
    expect(fitTable(run, 1e-6, false).split('\n').slice(2)).toEqual([
      '| wine 178 × 13 × 3 | 10.0 ms | failed | > 400 ms | ends at 4e-4 |',
    ]);
    expect(fitTable(run, 1e-3, false)).toContain('| 25.0 ms lbfgs |');
  });

  it('hold expectations against what was measured', () => {
    const rows = expectations(run) as { what: string; measured: string; met: boolean | null }[];
    const find = (part: string) => rows.find(({ what }) => what.includes(part));
    expect(find('scikit-learn and PyTorch')).toMatchObject({ measured: '3.0×', met: true });
    expect(find("to 1e-6, over scikit-learn's best")).toMatchObject({ measured: '> 40×', met: true });
    expect(find('textbook')).toMatchObject({ measured: 'not measured', met: null });
    expect(find('softmax-wasm: gzipped')).toMatchObject({ measured: '40.0 kB', met: true });
  });

  it('come out of the stored text as they went in', () => {
    const back = JSON.parse(toText(run));
    expect(back.workloads[0].peers['scikit-learn-f32'].variants.sag.trace).toEqual({
      steps: [9],
      ms: [0.1235],
      gap: [4e-4],
    });
    expect(fitTable(back, 1e-6, true)).toEqual(fitTable(run, 1e-6, true));
  });
});

describe('adapters', () => {
  let folder = '';
  let judge: { w: Float64Array; value: number; optimum: number; gap: (w: Float64Array) => number };
  beforeAll(async () => {
    const iris = boardWorkloads('/nowhere')[0].load();
    folder = mkdtempSync(join(tmpdir(), 'softmax-wasm-board-test-'));
    writeData(folder, iris);
    expect(readData(folder)).toEqual(iris);
    judge = createJudge(iris, await library());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['softmax-wasm', 'plain-js', 'textbook-js'])(
    '%s agrees with the judge and reaches F*',
    async id => {
      const entry = peers.find((peer: { id: string }) => peer.id === id);
      const peer = new PeerProcess(entry, folder);
      try {
        const { variants } = await peer.ask('hello');
        const { value, gradient } = await peer.ask('check', { w: encode(judge.w) });
        const answer = { value, gradient: decode(gradient) as Float64Array };
        expect(objection(judge, answer, entry.tolerance)).toBeNull();
        const wrong = { value, gradient: answer.gradient.map(v => -v) };
        expect(objection(judge, wrong, entry.tolerance)).toMatch(/^gradient\[\d+\] is/);
        expect(objection(judge, { ...answer, value: 1.001 * value }, entry.tolerance)).toMatch(/^value/);

        const fit = await peer.ask('fit', { variant: variants[0], count: 400, capMs: 1e4, minMs: 0 });
        const gap = judge.gap(decode(fit.w));
        expect(Math.abs(gap)).toBeLessThan(1e-6);
        const short = await peer.ask('fit', { variant: variants[0], count: 2, capMs: 1e4, minMs: 0 });
        expect([short.steps, short.ended]).toEqual([2, false]);
        expect(judge.gap(decode(short.w))).toBeGreaterThan(0.01);
        const [ms] = await peer.ask('evaluate', { warmUpMs: 0, batchMs: 1, samples: 1 });
        expect(ms).toBeGreaterThan(0);
        await expect(peer.ask('nonsense')).rejects.toThrow();
      } finally {
        await peer.close();
      }
    },
  );

  it('are awaited where they promise, and write down the steps of a trace', async () => {
    const peer = new PeerProcess({ ...peers[0], adapter: '../../test/fixtures/slow-peer.js' }, folder);
    try {
      await peer.ask('hello');
      const w = judge.w.slice().fill(7);
      const { value, gradient } = await peer.ask('check', { w: encode(w) });
      expect([value, decode(gradient)]).toEqual([7, w]);
      const [ms] = await peer.ask('evaluate', { warmUpMs: 0, batchMs: 60, samples: 1 });
      expect(ms).toBeGreaterThan(15); // the fixture's 20 ms, less a clock's grain

      const trace = join(folder, 'trace');
      const fit = await peer.ask('fit', { variant: 'one', count: 50, capMs: 1e4, minMs: 0, trace });
      expect([fit.steps, decode(fit.w)]).toEqual([50, w.fill(50)]);
      const rows = new Float64Array(new Uint8Array(readFileSync(trace)).buffer);
      const stride = 2 + w.length;
      const steps = Array.from({ length: rows.length / stride }, (_, i) => rows[i * stride]);
      expect(steps.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      expect(steps.at(-1)).toBe(50);
      expect(steps.length).toBeLessThan(50);
      steps.forEach((step, i) => {
        expect(rows[i * stride + 2]).toBe(step);
      });
    } finally {
      await peer.close();
    }
  });

  it('say why a process has ended', async () => {
    const entry = { ...peers[0], adapter: 'nobody.js' };
    const peer = new PeerProcess(entry, folder);
    await expect(peer.ask('hello')).rejects.toThrow(/nobody\.js/);
    await peer.close();
    await expect(peer.ask('hello')).rejects.toThrow(/the process ended/);
  });
});
