import { describe, expect, it } from 'vitest';
import { compare, judgeFits } from '../../web/src/rooms/race/answers.js';
import { generate, somePoint } from '../../web/src/rooms/race/data.js';
import { engineOf, PROBES, valid } from '../../web/src/rooms/race/machine.js';
import type { RacerId, Report } from '../../web/src/rooms/race/protocol.js';
import { type Pace, race } from '../../web/src/rooms/race/race.js';
import { field } from '../../web/src/rooms/race/racers.js';
import { fresh, gap, progress, remark, results, told } from '../../web/src/rooms/race/standings.js';
import { factor, summarize } from '../../web/src/rooms/race/statistics.js';
import { memory, WORKLOADS, workloadOf } from '../../web/src/rooms/race/workloads.js';

const SMALL = { id: 'small', rows: 3000, columns: 6, classes: 4 };

describe('the data of the race', () => {
  it('is the same for the same seed, and fits float32', () => {
    const [a, b] = [generate(SMALL), generate(SMALL)];
    expect(a).toEqual(b);
    expect(a.X).toEqual(Float64Array.from(Float32Array.from(a.X)));
    expect(generate(SMALL, 2).X).not.toEqual(a.X);
  });

  it('is standard normal, with classes that overlap', async () => {
    const { X, y } = generate({ ...SMALL, rows: 20_000 });
    const mean = X.reduce((sum, x) => sum + x, 0) / X.length;
    const variance = X.reduce((sum, x) => sum + x * x, 0) / X.length;
    // Four standard errors of 120 000 numbers.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(X.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / X.length));
    expect(new Set(y)).toEqual(new Set([0, 1, 2, 3]));
    const racers = field(generate(SMALL), 1);
    const one = racers.racers.find(({ id }) => id === 'one');
    const fitted = await one?.fit();
    const loss = racers.judge(fitted?.w as Float64Array, new Float64Array(28));
    // Neither guessing, log 4 = 1.39, nor separable.
    expect(loss).toBeGreaterThan(0.5);
    expect(loss).toBeLessThan(1.25);
  });

  it('says how much memory it takes', () => {
    expect(memory(workloadOf('20000x784x10'))).toBe(20_000 * 784 * 16);
    expect(workloadOf('unheard of')).toBe(WORKLOADS[0]);
  });
});

describe('answers', () => {
  const data = generate(SMALL);
  const w = somePoint(data);

  it('agree for all, before anyone is timed', async () => {
    const everyone = field(data, 2);
    const answers = await compare(everyone, w);
    expect(answers.map(({ racer }) => racer)).toEqual(['all', 'one', 'tiled', 'textbook']);
    const [all, one, , textbook] = answers;
    expect(all?.loss).toBe(one?.loss);
    expect(textbook?.gradientError).toBe(0);
    for (const racer of everyone.racers) racer.endEvaluations();
  });

  it('stop the race where one is wrong', async () => {
    const everyone = field(data, 1);
    const [one, ...others] = everyone.racers;
    const evaluate = one?.evaluate as NonNullable<typeof one>['evaluate'];
    const wrongLoss = {
      ...one,
      evaluate: async (...args: Parameters<typeof evaluate>) => 1.0001 * (await evaluate(...args)),
    };
    await expect(
      compare({ ...everyone, racers: [wrongLoss as NonNullable<typeof one>, ...others] }, w),
    ).rejects.toThrow(/the answers differ: one has a loss of/);
    const wrongSlope = {
      ...one,
      async evaluate(at: Float64Array, gradient: Float64Array) {
        const loss = await evaluate(at, gradient);
        gradient[5] = (gradient[5] as number) + 1e-4;
        return loss;
      },
    };
    await expect(
      compare({ ...everyone, racers: [wrongSlope as NonNullable<typeof one>] }, w),
    ).rejects.toThrow(/the answers differ: one has .* in the gradient at 5/);
  });

  it('stop it where a fit ends above the others', async () => {
    const everyone = field(data, 1);
    const fits = new Map();
    for (const racer of everyone.racers) fits.set(racer, await racer.fit());
    const finishes = judgeFits(everyone, fits);
    for (const { objective, gradientNorm, status } of finishes) {
      expect(status).toBe('converged');
      expect(Math.abs(objective - (finishes[0]?.objective as number))).toBeLessThan(1e-6);
      // tol, and what float32 kernels leave of it in the eyes of float64 loops.
      expect(gradientNorm).toBeLessThan(1.1e-4);
    }
    fits.set(everyone.racers[0], { ...fits.get(everyone.racers[0]), w: new Float64Array(28) });
    expect(() => judgeFits(everyone, fits)).toThrow(/the answers differ: one has an optimum of/);
  });
});

describe('standings', () => {
  const sample = (racer: RacerId, ms: number): Report => ({
    kind: 'sample',
    contest: 'evaluation',
    racer,
    ms,
  });
  const following = (...reports: Report[]) =>
    reports.reduce(told, { ...fresh('x', 8), phase: 'running' as const });

  it('tell speed-ups over the textbook as soon as it has run', () => {
    const before = following(sample('one', 2), sample('one', 4));
    expect(results(before, 'evaluation', ['all', 'one', 'textbook'])).toMatchObject([
      { racer: 'one', median: 3, count: 2, speedUp: null },
    ]);
    const both = told(before, sample('textbook', 36));
    expect(results(both, 'evaluation', ['one', 'textbook'])).toMatchObject([{ speedUp: 12 }, { speedUp: 1 }]);
    expect(results(both, 'fit', ['one'])).toEqual([]);
  });

  it('say when more threads are slower', () => {
    const slower = following(sample('one', 2), sample('all', 5), sample('textbook', 40));
    expect(remark(results(slower, 'evaluation', ['all', 'one']), 8)).toMatch(
      /^8 threads take 2.5 times as long as one/,
    );
    const faster = following(sample('one', 9), sample('all', 3));
    expect(remark(results(faster, 'evaluation', ['all', 'one']), 8)).toBe(
      '8 threads are 3.0 times as fast as one.',
    );
    const alike = following(sample('one', 3), sample('all', 3.1));
    expect(remark(results(alike, 'evaluation', ['all', 'one']), 8)).toBe(
      '8 threads are as fast as one here.',
    );
    expect(remark([], 8)).toBe('');
  });

  it('tell how far the optima are apart', () => {
    const finish = (objective: number) =>
      ({
        racer: 'one',
        objective,
        gradientNorm: 0,
        evaluations: 1,
        status: 'converged',
        threads: 1,
      }) as const;
    expect(gap([finish(2), finish(2.0002), finish(2.0001)])).toBeCloseTo(1e-4, 10);
  });

  it('move on from 0 to 1', () => {
    const running = (contest: 'evaluation' | 'fit', done: number): Report => ({
      kind: 'running',
      contest,
      racer: 'one',
      round: 1,
      done,
    });
    const path: Report[] = [
      { kind: 'stage', stage: 'data' },
      { kind: 'stage', stage: 'pack' },
      { kind: 'stage', stage: 'answers' },
      { kind: 'stage', stage: 'warm' },
      running('evaluation', 0),
      running('evaluation', 0.99),
      running('fit', 0),
      running('fit', 0.99),
      { kind: 'over' },
    ];
    const shares = path.map((_, i) => progress(following(...path.slice(0, i + 1))));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
  });

  it('are summed up by medians and quartiles', () => {
    expect(summarize([5, 1, 3, 2, 4])).toEqual({ count: 5, median: 3, low: 1, high: 5, spread: 1 / 3 });
    expect([0.847, 3.44, 9.97, 24.4].map(factor)).toEqual(['0.85', '3.4', '10', '24']);
  });
});

describe('the whole race', () => {
  const pace: Pace = {
    warmMs: 1,
    evaluation: { least: 2, most: 2, budgetMs: 1000, repetitionMs: 1 },
    fit: { least: 1, most: 1, budgetMs: 1000, repetitionMs: 1 },
  };

  it('compares answers, times both contests in turn, and compares optima', async () => {
    const reports: Report[] = [];
    await race({ workload: '50000x4x3', threads: 2 }, report => reports.push(report), performance, pace);
    const kinds = reports.map(({ kind }) => kind);
    expect(kinds.indexOf('answers')).toBeLessThan(kinds.indexOf('sample'));
    expect(kinds.slice(-2)).toEqual(['finishes', 'over']);
    const samples = reports.filter(report => report.kind === 'sample');
    const round = ['all', 'one', 'tiled', 'textbook'];
    expect(samples.map(({ racer }) => racer)).toEqual([...round, ...round, ...round]);
    expect(samples.map(({ contest }) => contest)).toEqual([
      ...Array(8).fill('evaluation'),
      ...Array(4).fill('fit'),
    ]);
    expect(samples.every(({ ms }) => ms > 0)).toBe(true);
    const over = reports.reduce(told, fresh('50000x4x3', 2));
    expect(over.phase).toBe('over');
    expect(over.finishes.map(({ threads }) => threads)).toEqual([2, 1, 1, 1]);
  });
});

describe('the machine', () => {
  it('is asked with modules that engines take or refuse for their instructions alone', () => {
    // Vitest runs with relaxed SIMD on in every Node.
    expect([valid(PROBES.simd), valid(PROBES.relaxed)]).toEqual([true, true]);
    expect(valid([...PROBES.simd.slice(0, -2), 0x1b, 0x0b])).toBe(false);
  });

  it('has an engine with a name', () => {
    const chromium =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
    expect(engineOf(chromium)).toBe('Chromium 156');
    expect(engineOf('Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0')).toBe(
      'Firefox 153',
    );
    expect(
      engineOf(
        'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
      ),
    ).toBe('Safari 18.4');
    expect(engineOf('?')).toBe('an unnamed browser');
  });
});
