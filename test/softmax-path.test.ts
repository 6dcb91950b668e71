import { beforeAll, describe, expect, it, vi } from 'vitest';
import { remembered } from '../src/fit/remembered.js';
import {
  type Matrix,
  type PathOptions,
  SoftmaxRegression,
  softmaxPath,
  softmaxPathSync,
} from '../src/index.js';
import type { Objective } from '../src/objective.js';
import { errorOf, loadTable, maxAbs, maxDifference, randomProblem } from './helpers.js';

const wine = loadTable('wine');

describe('softmaxPath on wine', () => {
  let path: Awaited<ReturnType<typeof softmaxPath>>;
  beforeAll(async () => {
    path = await softmaxPath(wine.X, wine.y);
  });

  it('has 100 points, their alphas falling by the same factor to 1e-4 of the first', () => {
    expect(path.length).toBe(100);
    expect((path.alphas[99] as number) / (path.alphas[0] as number)).toBeCloseTo(1e-4, 12);
    const factor = (path.alphas[1] as number) / (path.alphas[0] as number);
    for (let i = 1; i < 100; i++)
      expect((path.alphas[i] as number) / (path.alphas[i - 1] as number)).toBeCloseTo(factor, 9);
  });

  it('begins at the smallest alpha that leaves all coefficients 0', () => {
    expect(path.nonZero[0]).toBe(0);
    expect(path.devianceRatios[0]).toBeCloseTo(0, 6);
    const below = new SoftmaxRegression({ alpha: 0.99 * (path.alphas[0] as number), l1Ratio: 1 });
    expect(maxAbs(below.fitSync(wine.X, wine.y).coef.data)).toBeGreaterThan(0);
  });

  it('explains more and more of the deviance, with objectives that fall', () => {
    for (let i = 1; i < 100; i++) {
      expect(path.devianceRatios[i]).toBeGreaterThan((path.devianceRatios[i - 1] as number) - 1e-6);
      expect(path.objectives[i]).toBeLessThan(path.objectives[i - 1] as number);
    }
  });

  it.each([20, 50, 99])('has the model at point %i that a fit by itself has', i => {
    const alpha = path.alphas[i] as number;
    const alone = new SoftmaxRegression({ alpha, l1Ratio: 1, tol: Math.min(1e-4, alpha / 20) });
    alone.fitSync(wine.X, wine.y);
    // Float32 kernels, which both stop at the same tol.
    expect(Math.abs((path.objectives[i] as number) / alone.report.objective - 1)).toBeLessThan(1e-6);
    expect(path.coefs[i]?.data.map(w => Math.sign(w))).toEqual(alone.coef.data.map(w => Math.sign(w)));
  });

  it('hands out models that predict and know their alpha', () => {
    const model = path.model(95);
    expect(model.options).toMatchObject({ alpha: path.alphas[95], l1Ratio: 1 });
    expect(model.coef).toEqual(path.coefs[95]);
    expect(model.intercept).toEqual(path.intercepts[95]);
    expect(model.score(wine.X, wine.y)).toBeGreaterThan(0.95);
    expect(SoftmaxRegression.fromJSON(JSON.stringify(model)).predict(wine.X)).toEqual(model.predict(wine.X));
  });

  it('is the same in one go', () => {
    const again = softmaxPathSync(wine.X, wine.y);
    expect(again.objectives).toEqual(path.objectives);
    expect(again.coefs[99]).toEqual(path.coefs[99]);
  });

  it('says which points there are', () => {
    expect(errorOf(() => path.model(100))).toEqual(
      new RangeError('i is 100: expected the number of a point, 0 to 99'),
    );
  });
});

describe.each([2, 3])('softmaxPath with %i classes', K => {
  const { X, y } = randomProblem(12, 90, 5, K);
  const tight: PathOptions = { precision: 'float64', tol: 1e-9 };

  it.each([
    ['elastic net', { l1Ratio: 0.5 }],
    ['groups', { grouped: true }],
    ['OWL-QN', { solver: 'lbfgs' }],
    ['penalty factors', { penaltyFactors: [1, 0, 2, 1, 0.5] }],
    ['no intercept', { fitIntercept: false }],
  ] as [string, PathOptions][])('ends where single fits do: %s', (_, extra) => {
    const options = { l1Ratio: 1, ...tight, ...extra };
    const path = softmaxPathSync(X, y, { ...options, nAlphas: 8, alphaMinRatio: 0.01 });
    expect(path.length).toBe(8);
    path.alphas.forEach((alpha, i) => {
      const alone = new SoftmaxRegression({ ...options, alpha }).fitSync(X, y);
      expect(Math.abs((path.objectives[i] as number) - alone.report.objective)).toBeLessThan(1e-12);
      expect(path.model(i).report.status).toBe('converged');
    });
    const penalised = path.coefs[0]?.toArray().flatMap(row => row.filter((_, j) => j !== 1)) ?? [];
    expect(maxAbs(penalised)).toBe(0);
  });

  it('begins a ridge path where a thousandth of lasso would', () => {
    const ridge = softmaxPathSync(X, y, { ...tight, l1Ratio: 0, nAlphas: 3 });
    const lasso = softmaxPathSync(X, y, { ...tight, nAlphas: 1 });
    expect(ridge.alphas[0]).toBeCloseTo(1000 * (lasso.alphas[0] as number), 9);
    expect(ridge.model(2).report.status).toBe('converged');
  });

  it('takes alphas in any order, falling', () => {
    const path = softmaxPathSync(X, y, { ...tight, alphas: [0.01, 0.1, 0.03] });
    expect([...path.alphas]).toEqual([0.1, 0.03, 0.01]);
    const alone = new SoftmaxRegression({ ...tight, l1Ratio: 1, alpha: 0.03 }).fitSync(X, y);
    expect(maxDifference(path.coefs[1]?.data ?? [], alone.coef.data)).toBeLessThan(1e-6);
  });
});

describe('softmaxPath', () => {
  const { X, y } = randomProblem(13, 60, 3, 3);

  it('counts a declared class that has no rows', () => {
    const path = softmaxPathSync(X, y, { classes: [0, 1, 2, 3], nAlphas: 3, alphaMinRatio: 0.1 });
    expect(path.classes).toEqual([0, 1, 2, 3]);
    expect(path.nonZero[0]).toBe(0);
    expect(path.nonZero[2]).toBeGreaterThan(0);
  });

  it('is lasso where l1Ratio is undefined', () => {
    const options = { l1Ratio: undefined, nAlphas: 3 } as object;
    const path = softmaxPathSync(X, y, options);
    expect(path.alphas).toEqual(softmaxPathSync(X, y, { nAlphas: 3 }).alphas);
    expect(path.model(1).options.l1Ratio).toBe(1);
  });

  it('has the options that it was begun with', async () => {
    const penaltyFactors = [1, 2, 1];
    const begun = softmaxPath(X, y, { penaltyFactors, nAlphas: 2 });
    penaltyFactors[1] = 0;
    expect((await begun).model(1).options.penaltyFactors).toEqual([1, 2, 1]);
  });

  it('hands out numbers that nothing else reads', () => {
    const path = softmaxPathSync(X, y, { nAlphas: 2 });
    const before = path.model(1).predictProba(X);
    const first = path.coefs[1]?.data.slice();
    const written = path.model(1);
    for (const { data } of [written.coef, path.coefs[0], path.coefs[1]] as Matrix[]) data.fill(7);
    for (const intercept of [written.intercept, path.intercepts[1]]) intercept?.fill(7);
    expect(path.model(1).predictProba(X)).toEqual(before);
    expect(path.model(1).coef.data).toEqual(first);
    expect(path.model(1).intercept).not.toContain(7);
  });

  it('keeps the points before a signal', async () => {
    const controller = new AbortController();
    let runs = 0;
    const onIteration = ({ iteration }: { iteration: number }) => {
      if (iteration === 0 && ++runs === 4) controller.abort(new Error('enough'));
    };
    const path = await softmaxPath(X, y, { nAlphas: 10 }, { signal: controller.signal, onIteration });
    expect(path.length).toBe(3);
    const aborted = softmaxPath(X, y, {}, { signal: AbortSignal.abort(new Error('at once')) });
    await expect(aborted).rejects.toThrow('at once');
  });

  it('warns once of points that did not converge', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    softmaxPathSync(X, y, { nAlphas: 5, maxIter: 0, alphaMinRatio: 0.01 });
    expect(warn.mock.calls).toEqual([['softmax-wasm: 4 of 5 points of the path did not reach their tol']]);
    warn.mockClear();
    softmaxPathSync(X, y, { nAlphas: 5, maxIter: 0 }, { quiet: true });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each([
    ['nAlphas of 0', { nAlphas: 0 }, RangeError, 'nAlphas is 0: expected a whole number of at least 1'],
    ['alphas of none', { alphas: [] }, RangeError, 'the length of alphas is 0: expected at least 1'],
    ['an alpha of 0', { alphas: [1, 0] }, RangeError, 'alphas[1] is 0: expected a positive number'],
    [
      'an infinite alpha',
      { alphas: [Infinity] },
      RangeError,
      'alphas[0] is Infinity: expected a positive number',
    ],
    ['alphas as text', { alphas: 'abc' }, TypeError, 'alphas is "abc": expected an array of numbers'],
    [
      'both',
      { alphas: [1], nAlphas: 3 },
      RangeError,
      'nAlphas is 3: expected nothing where alphas are given',
    ],
    ['a ratio of 1', { alphaMinRatio: 1 }, RangeError, 'alphaMinRatio is 1: expected a number below 1'],
    ['C', { C: 1 }, TypeError, 'C is no option of softmaxPath: expected alphas'],
    [
      'workers',
      { workers: 2 },
      TypeError,
      'workers is no option of softmaxPath: expected none of it, a path runs on one thread',
    ],
    [
      'rows held out',
      { validationFraction: 0.2 },
      TypeError,
      'validationFraction is no option of softmaxPath',
    ],
    ['patience', { patience: 3 }, TypeError, 'patience is no option of softmaxPath'],
    [
      'mini-batches',
      { solver: 'adam', l1Ratio: 0 },
      RangeError,
      'solver is "adam": expected one that takes all rows at a time, not mini-batches, on a path',
    ],
    [
      'a stranger',
      { nAlpha: 1 },
      TypeError,
      'unknown option "nAlpha" of softmaxPath: expected one of alphas, nAlphas, alphaMinRatio, l1Ratio, ',
    ],
    ['null', null, TypeError, 'the options of softmaxPath is null: expected an object'],
    ['newton', { solver: 'newton' }, RangeError, "solver 'newton' cannot do an L1 penalty (l1Ratio is 1)"],
  ])('refuses %s', (_, options, kind, message) => {
    const error = errorOf(() => softmaxPathSync(X, y, options as PathOptions));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
  });

  it('refuses columns that tell nothing', () => {
    const flat = X.map(() => [1, 2]);
    expect(errorOf(() => softmaxPathSync(flat, y)).message).toContain('expected alphas to be given');
  });

  it('refuses fit options of null', () => {
    expect(errorOf(() => softmaxPathSync(X, y, {}, null as never)).message).toContain('expected an object');
  });

  it('in one go cannot be aborted', () => {
    const signal = new AbortController().signal;
    expect(errorOf(() => softmaxPathSync(X, y, {}, { signal } as object))).toBeInstanceOf(TypeError);
  });
});

describe('remembered', () => {
  it('computes what differs from the last question alone', () => {
    const asked: number[] = [];
    const square: Objective = {
      size: 1,
      valueAndGradient(w, gradient) {
        const x = w[0] as number;
        asked.push(x);
        gradient[0] = 2 * x;
        return x * x;
      },
    };
    const objective = remembered(square);
    const answers = [3, 3, 4, 3].map(x => {
      const gradient = new Float64Array(1);
      return [objective.valueAndGradient(Float64Array.of(x), gradient), gradient[0]];
    });
    expect(answers).toEqual([
      [9, 6],
      [9, 6],
      [16, 8],
      [9, 6],
    ]);
    expect(asked).toEqual([3, 4, 3]);
  });

  it('keeps no vector that it was handed', () => {
    const objective = remembered({
      size: 1,
      valueAndGradient: (w, gradient) => gradient.fill(-1) && (w[0] as number),
    });
    const w = Float64Array.of(1);
    const gradient = new Float64Array(1);
    objective.valueAndGradient(w, gradient);
    gradient[0] = 5;
    w[0] = 2;
    expect(objective.valueAndGradient(w, gradient)).toBe(2);
    expect(gradient[0]).toBe(-1);
  });
});
