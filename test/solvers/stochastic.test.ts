import { describe, expect, it } from 'vitest';
import type { Batch, Objective } from '../../src/objective.js';
import { Adam } from '../../src/solvers/adam.js';
import { runSync } from '../../src/solvers/driver.js';
import { type LearningRateSchedule, rateOf } from '../../src/solvers/learning-rate.js';
import { type MiniBatchOptions, miniBatch } from '../../src/solvers/mini-batch.js';
import { Sgd } from '../../src/solvers/sgd.js';
import { errorOf } from '../helpers.js';
import { quadratic } from './helpers.js';

const GRADIENTS = [
  [1, -2],
  [0.5, 3],
  [-4, 0.25],
  [2, 2],
] as const;
const START = [0.3, -0.7] as const;

/** Where a rule goes from START along GRADIENTS. */
function path(rule: { step(w: Float64Array, g: Float64Array): void }): number[][] {
  const w = Float64Array.from(START);
  return GRADIENTS.map(gradient => {
    rule.step(w, Float64Array.from(gradient));
    return [...w];
  });
}

/** The same of one parameter, written down as the formula has it. */
function eachParameter(formula: (start: number, gradients: number[]) => number[]): number[][] {
  const [a, b] = START.map((start, i) =>
    formula(
      start,
      GRADIENTS.map(gradient => gradient[i] as number),
    ),
  ) as [number[], number[]];
  return a.map((value, t) => [value, b[t] as number]);
}

/** Rounding of a handful of operations on numbers near 1. */
function expectClose(actual: number[][], expected: number[][]): void {
  for (const [t, point] of expected.entries())
    for (const [i, value] of point.entries()) expect(actual[t]?.[i]).toBeCloseTo(value, 13);
}

const rates = (t: number) => 0.1 / (1 + t);

describe('Sgd', () => {
  it('without momentum goes against the gradient', () => {
    const plain = eachParameter((w, gradients) =>
      gradients.map((g, t) => {
        w -= rates(t) * g;
        return w;
      }),
    );
    expectClose(path(new Sgd(2, rates, { momentum: 0 })), plain);
  });

  it.each([false, true])('with momentum follows the velocity, nesterov %s', nesterov => {
    const expected = eachParameter((w, gradients) => {
      let v = 0;
      return gradients.map((g, t) => {
        v = 0.8 * v - rates(t) * g;
        w += nesterov ? 0.8 * v - rates(t) * g : v;
        return w;
      });
    });
    expectClose(path(new Sgd(2, rates, { momentum: 0.8, nesterov })), expected);
  });

  it('goes on in a clone where it was', () => {
    const rule = new Sgd(2, rates);
    path(rule);
    expect(path(rule.clone())).toEqual(path(rule));
  });

  it.each([-0.1, 1, Number.NaN])('refuses a momentum of %d', momentum => {
    const error = errorOf(() => new Sgd(2, rates, { momentum }));
    expect(error).toEqual(new RangeError(`momentum is ${momentum}: expected a number in [0, 1)`));
  });
});

describe('Adam', () => {
  it('steps as Kingma and Ba wrote it down', () => {
    const expected = eachParameter((w, gradients) => {
      let m = 0;
      let s = 0;
      return gradients.map((g, i) => {
        m = 0.9 * m + 0.1 * g;
        s = 0.999 * s + 0.001 * g * g;
        const mHat = m / (1 - 0.9 ** (i + 1));
        const sHat = s / (1 - 0.999 ** (i + 1));
        w -= (rates(i) * mHat) / (Math.sqrt(sHat) + 1e-8);
        return w;
      });
    });
    expectClose(path(new Adam(2, rates)), expected);
  });

  it('goes on in a clone where it was', () => {
    const rule = new Adam(2, rates);
    path(rule);
    expect(path(rule.clone())).toEqual(path(rule));
  });
});

describe('rateOf', () => {
  const at = (schedule: LearningRateSchedule, ts: number[]) => ts.map(rateOf(schedule, 0.5, 0.1, 10));

  it.each<[LearningRateSchedule, number[]]>([
    ['constant', [0.5, 0.5, 0.5]],
    ['invscaling', [0.5, 0.25, 0.5 / Math.sqrt(11)]],
    ['optimal', [0.5, 0.5 / 1.15, 0.5 / 1.5]],
    ['cosine', [0.5, 0.25 * (1 + Math.cos(0.3 * Math.PI)), 0]],
    [t => 1 / (1 + t), [1, 0.25, 1 / 11]],
  ])('%s', (schedule, expected) => {
    for (const [i, rate] of at(schedule, [0, 3, 10]).entries())
      expect(rate).toBeCloseTo(expected[i] as number, 14);
  });

  it('names the step at which a function gives no rate', () => {
    const rate = rateOf(t => (t === 7 ? Number.NaN : 1), 0.1, 0, 10);
    expect(rate(6)).toBe(1);
    expect(errorOf(() => rate(7))).toEqual(
      new RangeError('learningRateSchedule(7) is NaN: expected a number of at least 0'),
    );
  });

  it('refuses a schedule that ends with the run where nobody knows when that is', () => {
    expect(errorOf(() => rateOf('cosine', 0.1, 0, undefined)).message).toMatch(
      /^learningRateSchedule is "cosine"/,
    );
  });
});

/** Mean of quadratics, one a batch, each with the minimum at its number. */
function inBatches(count: number, asked: Batch[] = []): Objective {
  const parts = Array.from({ length: count }, (_, i) => quadratic([1, 2], [i, -i]));
  return {
    size: 2,
    valueAndGradient(w, gradient) {
      const sum = new Float64Array(2);
      let value = 0;
      for (const part of parts) {
        value += part.valueAndGradient(w, gradient) / count;
        for (let i = 0; i < 2; i++) sum[i] = (sum[i] as number) + (gradient[i] as number) / count;
      }
      gradient.set(sum);
      return value;
    },
    batches: {
      count: () => count,
      valueAndGradient(w, gradient, batch) {
        asked.push(batch);
        return (parts[batch.index] as Objective).valueAndGradient(w, gradient);
      },
    },
  };
}

function run(options: MiniBatchOptions, epochs: number, asked: Batch[] = []) {
  const objective = inBatches(4, asked);
  const solver = miniBatch('sgd', objective, Float64Array.of(9, 9), { ...options, maxIter: epochs });
  return runSync(solver, objective, { maxIter: epochs, tol: 0 });
}

/** w after each step of plain SGD over the batches of `inBatches(4)` in turn. */
function plainPath(epochs: number, rate: number): [number, number][] {
  const path: [number, number][] = [];
  let [a, b] = [9, 9];
  for (let t = 0; t < 4 * epochs; t++) {
    a -= rate * (a - (t % 4));
    b -= rate * 2 * (b + (t % 4));
    path.push([a, b]);
  }
  return path;
}

const mean = (points: number[][], i: number) =>
  points.reduce((sum, point) => sum + (point[i] as number), 0) / points.length;

describe('miniBatch', () => {
  it('asks for each batch of each epoch once, in turn', () => {
    const asked: Batch[] = [];
    run({ batchSize: 32, seed: 5 }, 2, asked);
    const expected = [1, 2].flatMap(epoch =>
      [0, 1, 2, 3].map(index => ({ size: 32, seed: 5, epoch, index })),
    );
    expect(asked).toEqual(expected);
  });

  it('steps after each batch, and has one iterate an epoch', () => {
    const { w, iterations } = run({ momentum: 0, learningRate: 0.1 }, 3);
    const last = plainPath(3, 0.1).at(-1) as [number, number];
    expect(iterations).toBe(3);
    expect(w[0]).toBeCloseTo(last[0], 12);
    expect(w[1]).toBeCloseTo(last[1], 12);
  });

  it('tells value and gradient of all rows at the end of an epoch', () => {
    const { w, value, gradientNorm } = run({}, 3);
    const gradient = new Float64Array(2);
    expect(value).toBe(inBatches(4).valueAndGradient(w, gradient));
    expect(gradientNorm).toBe(Math.max(...gradient.map(Math.abs)));
  });

  it.each<[boolean | number, number]>([
    [true, 0],
    [1, 0],
    [3, 8],
  ])('with average %s answers with the mean of the iterates from step %i on', (average, from) => {
    const { w } = run({ momentum: 0, learningRate: 0.1, average }, 4);
    const points = plainPath(4, 0.1).slice(from);
    expect(w[0]).toBeCloseTo(mean(points, 0), 12);
    expect(w[1]).toBeCloseTo(mean(points, 1), 12);
  });

  it('counts a batch as its share of an evaluation', () => {
    expect(run({}, 3).evaluations).toBe(1 + 3 * 2);
  });

  it('ends as failed where a loss is no longer finite, at the last epoch that was', () => {
    const { status, iterations, w } = run({ momentum: 0, learningRate: 1e100 }, 50);
    expect([status, iterations, [...w]]).toEqual(['lineSearchFailed', 0, [9, 9]]);
  });

  it('refuses an objective without batches, naming the solver', () => {
    const solver = miniBatch('adam', quadratic([1], [2]), Float64Array.of(0), {});
    expect(errorOf(() => solver.next())).toEqual(
      new RangeError(
        'solver is "adam": expected a solver that takes all rows at once: this objective offers no batches',
      ),
    );
  });
});
