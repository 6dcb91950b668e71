// Raw features of any size, as tables have them: "no scaling" must hold in float32, the default.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createObjective, SoftmaxRegression } from '../src/index.js';
import { columnCentres } from '../src/objectives/column-centres.js';
import { powerOfTwo } from '../src/objectives/power-of-two.js';
import { finish } from '../src/work.js';
import { mulberry32 } from './helpers.js';

function gaussian(seed: number): () => number {
  const random = mulberry32(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Income, population, age, year, latitude, longitude, and one of three classes that overlap. */
function census(n: number) {
  const normal = gaussian(1);
  const X: number[][] = [];
  const y: number[] = [];
  for (let i = 0; i < n; i++) {
    const [a, b, c] = [normal(), normal(), normal()];
    const columns = [Math.exp(10.5 + 0.8 * a), Math.exp(12 + 1.5 * b), 40 + 12 * c];
    X.push([...columns, 1990 + 10 * normal(), 45 + 5 * normal(), 10 + 10 * normal()]);
    const scores = [0, a + 0.3 * c + normal(), b - 0.5 * a + normal()];
    y.push(scores.indexOf(Math.max(...scores)));
  }
  return { X, y };
}

let warn: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => warn.mockRestore());

describe('an ordinary table without scaling', () => {
  const { X, y } = census(2000);
  const exact = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y);

  it('converges with default options and no warning', () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    expect([model.report.status, warn.mock.calls.length]).toEqual(['converged', 0]);
  });

  it('reaches the minimum of float64', () => {
    const { report } = new SoftmaxRegression().fitSync(X, y);
    // Storing X in float32 moves the minimum by about 6e-8 of the logits' size; stopping at tol by less.
    expect(Math.abs(report.objective / exact.report.objective - 1)).toBeLessThan(1e-6);
  });

  it('goes on in float64 where float32 cannot reach the tolerance, and says so', () => {
    const { report } = new SoftmaxRegression().fitSync(X, y);
    expect(report.precision).toBe('float64');
  });

  it('counts iterations and evaluations through both precisions', () => {
    const { report, nIter } = new SoftmaxRegression().fitSync(X, y);
    expect(report.history.map(entry => entry.iteration)).toEqual(
      Array.from({ length: nIter + 1 }, (_, i) => i),
    );
    expect(report.evaluations).toBeGreaterThan(nIter);
  });

  it('gives the same bits with fit as with fitSync', async () => {
    const asynchronous = await new SoftmaxRegression().fit(X, y);
    expect(asynchronous.coef.data).toEqual(new SoftmaxRegression().fitSync(X, y).coef.data);
  });

  it('respects maxIter through both precisions', () => {
    const model = new SoftmaxRegression({ maxIter: 60 }).fitSync(X, y, { quiet: true });
    expect(model.nIter).toBeLessThanOrEqual(60);
  });
});

describe('an outlier in float32', () => {
  const X = [[1], [2], [3], [4], [1e9]];
  const y = [0, 0, 1, 1, 1];

  it('takes no digits from the other rows', () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    const exact = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y);
    expect(model.report.objective).toBeCloseTo(exact.report.objective, 6);
  });

  it('of weight 0 is as good as removed', () => {
    const weighted = new SoftmaxRegression().fitSync(X, y, { sampleWeight: [1, 1, 1, 1, 0] });
    const removed = new SoftmaxRegression().fitSync(X.slice(0, 4), y.slice(0, 4));
    expect(weighted.report.objective).toBeCloseTo(removed.report.objective, 9);
  });
});

describe('a column whose mean is 1e7 times its spread', () => {
  const normal = gaussian(3);
  const y = Array.from({ length: 200 }, (_, i) => i % 2);
  const X = y.map(k => [1.7e9 + (k === 1 ? 60 : -60) + 10 * normal()]);

  it('is told apart by float32 predictions', () => {
    expect(new SoftmaxRegression({ C: 1e6 }).fitSync(X, y, { quiet: true }).score(X, y)).toBe(1);
  });

  it('is told apart by a model that was stored and loaded', () => {
    const model = new SoftmaxRegression({ C: 1e6 }).fitSync(X, y, { quiet: true });
    expect(SoftmaxRegression.fromBytes(model.toBytes()).predictProba(X)).toEqual(model.predictProba(X));
    expect(SoftmaxRegression.fromJSON(JSON.stringify(model)).predictProba(X)).toEqual(model.predictProba(X));
  });
});

describe('five columns far from zero', () => {
  const normal = gaussian(4);
  const rows = Array.from({ length: 500 }, () => Array.from({ length: 5 }, normal));
  const y = rows.map(
    ([a, b, c]) => Number((a as number) + 0.5 * (b as number) + normal() > 0) + Number((c as number) > 1),
  );

  // The spread is what decides the minimum under a penalty; the mean must make no difference.
  it.each([0, 1e4, 1e6, 1.7e9])('by %f converge to the same minimum', mean => {
    const near = new SoftmaxRegression({ precision: 'float64', tol: 1e-9 }).fitSync(rows, y);
    const X = rows.map(row => row.map(value => mean + value));
    const model = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y);
    expect(model.report.status).toBe('converged');
    // Adding the mean rounds a value by up to 1.2e-7, and tol 1e-4 leaves F within about 1e-7 of its minimum.
    expect(Math.abs(model.report.objective / near.report.objective - 1)).toBeLessThan(1e-6);
  });
});

describe('the offset of a column', () => {
  const centreOf = (column: number[], weights: number[] | null = null) => {
    const copy = (first: number, last: number, target: Float64Array) => target.set(column.slice(first, last));
    const source = { rows: column.length, cols: 1, copy };
    return finish(columnCentres(source, weights && Float64Array.from(weights)))[0];
  };

  it('is not moved by an outlier', () => {
    expect(centreOf([1, 2, 3, 4, 1e9])).toBe(3);
  });

  it('is the value of a constant column', () => {
    expect(centreOf([0.1, 0.1, 0.1])).toBe(0.1);
  });

  it('ignores rows of weight 0', () => {
    expect(centreOf([5, 5, 5, 900, 900, 900, 900], [1, 1, 1, 0, 0, 0, 0])).toBe(5);
  });

  it('is 0 where the column is not finite', () => {
    expect(centreOf([NaN, Infinity, NaN])).toBe(0);
  });

  it('leaves whole numbers exact in float32', () => {
    const column = Array.from({ length: 100 }, (_, i) => 1e8 + 3 * i);
    const centre = centreOf(column) as number;
    expect(column.map(value => Math.fround(value - centre) + centre)).toEqual(column);
  });
});

describe('powerOfTwo', () => {
  it.each([
    [1, 1],
    [1.999, 1],
    [2, 2],
    [0.75, 0.5],
    [3e300, 2 ** 998],
    [2 ** -1022, 2 ** -1022],
    [5e-324, 0],
  ])('of %f is %f', (x, power) => {
    expect(powerOfTwo(x)).toBe(power);
  });
});

describe('labels and layouts that would be misread', () => {
  it('include strided arrays, which are refused', () => {
    const transposed = { data: [1, 2, 3, 4, 5, 6], shape: [3, 2] as const, stride: [1, 3], offset: 0 };
    expect(() => new SoftmaxRegression().fitSync(transposed, [0, 1, 0])).toThrow(/stride 1, 3 and offset 0/);
  });

  it('include sets as class weights, which are refused', () => {
    const classWeight = new Set([1]) as unknown as Map<number, number>;
    expect(() => new SoftmaxRegression({ classWeight })).toThrow(TypeError);
  });
});

describe('scores beyond what float32 holds', () => {
  it.each(['predictProba', 'predictLogProba', 'decisionFunction'] as const)(
    'are refused by %s, never NaN',
    method => {
      const fitted = new SoftmaxRegression({ C: 1e4 }).fitSync([[0], [1], [2], [3]], [0, 0, 1, 1], {
        quiet: true,
      });
      expect(() => fitted[method]([[3e38]])).toThrow(/scores float32 does not hold/);
      expect(fitted[method]([[1]]).data.every(Number.isFinite)).toBe(true);
    },
  );
});

it('the classes of a fitted model cannot be changed', () => {
  const model = new SoftmaxRegression().fitSync([[0], [1]], ['a', 'b']);
  expect(() => (model.classes as string[]).reverse()).toThrow(TypeError);
});

it('a Gram matrix of a class that does not exist is refused', () => {
  const { curvature } = createObjective([[0], [1]], [0, 1]);
  const weights = { kind: 'class', w: new Float64Array(4), k: 2 } as const;
  expect(() => curvature?.gram(weights, 1, new Float64Array(4))).toThrow(/^weights.k is 2: expected/);
});
