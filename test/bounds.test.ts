import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsrMatrix, type Options, SoftmaxRegression, softmaxPath } from '../src/index.js';
import {
  errorOf,
  loadTable,
  maxAbs,
  maxDifference,
  mulberry32,
  numbersOf,
  parametersOf,
  randomProblem,
  trueObjective,
} from './helpers.js';

interface Case {
  name: string;
  dataset: string;
  two: boolean;
  weighted: boolean;
  C: number;
  lower: (number | null)[][];
  upper: (number | null)[][];
  objective: number;
  coef: number[][];
}
const cases: Case[] = JSON.parse(readFileSync(new URL('./fixtures/bounds.json', import.meta.url), 'utf8'));

const EXACT = { precision: 'float64', tol: 1e-9 } as const;
const filled = (rows: (number | null)[][], none: number) => rows.map(row => row.map(bound => bound ?? none));

describe.each(cases.map(c => [c.name, c] as const))('bounds agree with scipy, %s', (_, c) => {
  const { X, y } = loadTable(c.dataset);
  const labels = c.two ? y.map(label => (label === 'setosa' ? 'a' : 'b')) : y;
  const weights = y.map((_, i) => (c.weighted ? 0.5 + (i % 3) : 1));
  const options = { C: c.C, lowerBounds: filled(c.lower, -Infinity), upperBounds: filled(c.upper, Infinity) };
  const fitted = (more: Options) =>
    new SoftmaxRegression({ ...options, ...more }).fitSync(X, labels, { sampleWeight: weights });
  const trueValue = (model: SoftmaxRegression) => {
    const spec = { X, y: labels.map(label => model.classes.indexOf(label)), nClasses: model.classes.length };
    return trueObjective({ ...spec, fitIntercept: true, weights, C: c.C }, parametersOf(model)).value;
  };
  const exact = fitted(EXACT);

  it('converges', () => {
    expect(exact.report.status).toBe('converged');
    expect(fitted({}).report.status).toBe('converged');
  });

  it('in the objective', () => {
    expect(Math.abs(trueValue(exact) / c.objective - 1)).toBeLessThan(1e-8);
    // The default tol is 1e-4, of a gradient in raw columns: a share of 1e-2 of the objective at the most here.
    expect(trueValue(fitted({})) / c.objective - 1).toBeLessThan(1e-2);
  });

  it('in the coefficients', () => {
    // L-BFGS-B stops where F does not change in its last digits: half as many digits of coefficients.
    expect(maxDifference(exact.coef.data, c.coef.flat())).toBeLessThan(1e-4 * maxAbs(c.coef.flat()));
  });

  it('within the bounds, to the bit', () => {
    for (const model of [exact, fitted({})]) {
      const lower = options.lowerBounds.flat();
      const upper = options.upperBounds.flat();
      const outside = model.coef.data.filter((w, i) => w < (lower[i] as number) || w > (upper[i] as number));
      expect([...outside]).toEqual([]);
    }
  });
});

describe('bounds', () => {
  const { X, y } = randomProblem(9, 120, 5, 3);
  const fitTo = (options: Options) => new SoftmaxRegression({ ...EXACT, ...options }).fitSync(X, y);

  it('that nothing reaches change nothing', () => {
    const free = fitTo({});
    const wide = fitTo({ lowerBounds: -100, upperBounds: 100 });
    expect(maxDifference(numbersOf(wide), numbersOf(free))).toBeLessThan(1e-6);
  });

  it('that leave one value give that value', () => {
    const only = [
      [1, 0, 0.5, 0, 0],
      [0, 0, 0, -0.25, 0],
      [0, 2, 0, 0, 0],
    ];
    const model = fitTo({ lowerBounds: only, upperBounds: only });
    expect(model.coef.toArray()).toEqual(only);
    expect(model.report.status).toBe('converged');
  });

  it('bound no intercept: those are centred', () => {
    const model = fitTo({ lowerBounds: 0, upperBounds: 0 });
    const counts = [0, 1, 2].map(k => y.filter(label => label === k).length);
    const logs = counts.map(count => Math.log(count));
    const mean = logs.reduce((sum, log) => sum + log, 0) / 3;
    expect(
      maxDifference(
        model.intercept,
        logs.map(log => log - mean),
      ),
    ).toBeLessThan(1e-7);
  });

  it('hold at the minimum of any problem: the projected gradient is below tol', () => {
    const problem = fc.record({
      seed: fc.integer({ min: 1, max: 1000 }),
      d: fc.integer({ min: 1, max: 6 }),
      K: fc.integer({ min: 2, max: 5 }),
      least: fc.integer({ min: -20, max: 10 }).map(bound => bound / 20),
      C: fc.constantFrom(0.1, 1, 100, Infinity),
      fitIntercept: fc.boolean(),
    });
    fc.assert(
      fc.property(problem, ({ seed, d, K, least, C, fitIntercept }) => {
        const { X, y } = randomProblem(seed, 60, d, K);
        const given = K === 2 ? [Math.min(least, 0), Math.max(least + 0.6, 0)] : [least, least + 0.6];
        const [from, to] = given as [number, number];
        const options = { C, fitIntercept, lowerBounds: from, upperBounds: to, tol: 1e-7 };
        // Of two classes each row is the other's negative.
        const [lower, upper] = K === 2 ? [Math.max(from, -to), Math.min(to, -from)] : [from, to];
        const model = new SoftmaxRegression({ precision: 'float64', ...options }).fitSync(X, y);
        expect(model.report.status).toBe('converged');
        expect(model.coef.data.every(w => w >= lower && w <= upper)).toBe(true);
        // Every other point of the box is no better: here its nearest corners along each coefficient.
        const spec = { X, y, nClasses: K, fitIntercept, weights: y.map(() => 1), C };
        const at = parametersOf(model, fitIntercept);
        const best = trueObjective(spec, at).value;
        for (let i = 0; i < at.length; i++) {
          for (const move of [-1e-3, 1e-3]) {
            const other = at.slice();
            other[i] = (at[i] as number) + move;
            const bounded = i % (at.length / K) < d;
            if (bounded) other[i] = Math.min(Math.max(other[i] as number, lower), upper);
            expect(trueObjective(spec, other).value).toBeGreaterThan(best - 1e-9);
          }
        }
      }),
      { seed: 1, numRuns: 25, endOnFailure: true },
    );
  });

  it('of a column far from 0 and of a small scale', () => {
    const rows = X.map(row => row.map((x, j) => (j === 0 ? 1e6 + x : j === 1 ? 1e-3 * x : x)));
    const model = new SoftmaxRegression({ C: 100, lowerBounds: 0 }).fitSync(rows, y);
    expect(model.report.status).toBe('converged');
    expect(Math.min(...model.coef.data)).toBe(0);
  });

  it('hold for more parameters than a Hessian is made of', () => {
    const wide = randomProblem(3, 300, 90, 4);
    const model = new SoftmaxRegression({ ...EXACT, C: 0.1, lowerBounds: 0 }).fitSync(wide.X, wide.y);
    expect(model.report.status).toBe('converged');
    expect(Math.min(...model.coef.data)).toBe(0);
    expect(model.report.evaluations).toBeLessThan(200);
  });

  it('hold for sparse rows as for dense ones', () => {
    const rows = X.map(row => row.map(x => (x > 0.3 ? x : 0)));
    const options = { ...EXACT, lowerBounds: -0.2, upperBounds: 0.4 };
    const dense = new SoftmaxRegression(options).fitSync(rows, y);
    const sparse = CsrMatrix.fromRows(
      rows.map(row => [...row.entries()].filter(([, x]) => x !== 0)),
      5,
    );
    const found = new SoftmaxRegression(options).fitSync(sparse, y);
    expect(maxDifference(numbersOf(found), numbersOf(dense))).toBeLessThan(1e-7);
  });

  it('hold for more sparse columns than a Gram matrix is made of', () => {
    const random = mulberry32(6);
    const rows = Array.from({ length: 200 }, (_, i) => {
      const own = 1000 * (i % 3) + Math.floor(1000 * random());
      const other = Math.floor(3000 * random());
      return new Map([
        [own, 1],
        [other, 1],
        [2999, 0.1],
      ]);
    });
    const sparse = CsrMatrix.fromRows(rows, 3000);
    const labels = rows.map((_, i) => i % 3);
    const model = new SoftmaxRegression({ ...EXACT, tol: 1e-7, lowerBounds: 0 }).fitSync(sparse, labels);
    expect(model.report.status).toBe('converged');
    expect(model.report.solver).toBe('lbfgs');
    expect(Math.min(...model.coef.data)).toBe(0);
    expect(Math.max(...model.coef.data)).toBeGreaterThan(0.1);
  });

  it('hold along a path', async () => {
    const path = await softmaxPath(X, y, {
      l1Ratio: 0,
      lowerBounds: 0,
      alphas: [0.1, 0.001],
      precision: 'float64',
    });
    const last = path.model(1);
    const alone = fitTo({ alpha: 0.001, lowerBounds: 0 });
    expect(maxDifference(numbersOf(last), numbersOf(alone))).toBeLessThan(1e-2);
    expect(Math.min(...last.coef.data)).toBe(0);
  });

  it('hold with workers, to the bit', async () => {
    const options = { ...EXACT, lowerBounds: 0 };
    const alone = await new SoftmaxRegression(options).fit(X, y);
    const threads = await new SoftmaxRegression({ ...options, workers: 2 }).fit(X, y);
    expect(numbersOf(threads)).toEqual(numbersOf(alone));
  });

  it('take a warm start inside', () => {
    const model = new SoftmaxRegression({ ...EXACT, tol: 1e-8, lowerBounds: 0, warmStart: true }).fitSync(
      X,
      y,
    );
    const before = numbersOf(model);
    model.fitSync(X, y);
    expect(model.report.evaluations).toBe(1);
    expect(maxDifference(numbersOf(model), before)).toBeLessThan(1e-12);
  });

  it('are kept with the model, infinities and all, and do not follow changes', () => {
    const lowerBounds = [
      Float64Array.of(0, -Infinity, -1, -1, -1),
      Float64Array.of(0, 0, 0, 0, 0),
      Float64Array.of(0, 0, 0, 0, 0),
    ];
    const model = fitTo({ lowerBounds, upperBounds: Infinity });
    lowerBounds[0]?.fill(7);
    const { options } = model;
    expect(options.lowerBounds).toEqual([
      [0, -Infinity, -1, -1, -1],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(SoftmaxRegression.fromJSON(JSON.stringify(model)).options).toEqual(options);
    expect(SoftmaxRegression.fromBytes(model.toBytes()).options).toEqual(options);
  });
});

describe('bounds that will not do', () => {
  const { X, y } = randomProblem(9, 20, 2, 3);
  const two = y.map(k => Math.min(k, 1));
  const fitWith = (options: object, labels = y) => new SoftmaxRegression(options).fitSync(X, labels);
  const box = (value: number) => [
    [0, 0],
    [0, value],
    [0, 0],
  ];
  const rows: [string, () => unknown, string, string | RegExp][] = [
    [
      'no numbers',
      () => fitWith({ lowerBounds: 'none' }),
      'TypeError',
      /^lowerBounds is "none": expected an array/,
    ],
    [
      'NaN',
      () => fitWith({ upperBounds: Number.NaN }),
      'RangeError',
      'upperBounds is NaN: expected a number or Infinity',
    ],
    [
      'nothing below',
      () => fitWith({ lowerBounds: box(Infinity) }),
      'RangeError',
      'lowerBounds[1][1] is Infinity: expected a number or -Infinity',
    ],
    [
      'another shape',
      () => fitWith({ lowerBounds: [[0, 0]] }),
      'RangeError',
      'the shape of lowerBounds is 1 × 2: expected 3 × 2, classes × columns of X',
    ],
    [
      'lower above upper',
      () => fitWith({ lowerBounds: box(2), upperBounds: 1 }),
      'RangeError',
      'lowerBounds[1][1] is 2: expected at most upperBounds[1][1], 1',
    ],
    [
      'two classes whose bounds do not meet',
      () => fitWith({ lowerBounds: 1 }, two),
      'RangeError',
      'coefficients of column 0 are bounded to [1, Infinity] for one of two classes and to [-Infinity, -1] by the other, ' +
        'whose row is its negative: expected bounds that meet',
    ],
    [
      'an L1 penalty',
      () => fitWith({ lowerBounds: 0, l1Ratio: 0.5 }),
      'RangeError',
      'l1Ratio is 0.5: expected 0 where there are lowerBounds: no solver can do both',
    ],
    [
      'a stream',
      () => new SoftmaxRegression({ lowerBounds: 0, classes: [0, 1, 2] }).partialFit(X, y),
      'RangeError',
      'lowerBounds is 0: partialFit cannot do it, use fit',
    ],
    ...['newton', 'gradient-descent', 'coordinate-descent'].map(
      (solver): [string, () => unknown, string, string] => [
        `solver ${solver}`,
        () => fitWith({ upperBounds: 0, solver }),
        'RangeError',
        `solver '${solver}' cannot keep coefficients within upperBounds: use 'lbfgs' or 'auto'`,
      ],
    ),
  ];
  it.each(rows)('%s', (_, call, name, message) => {
    const error = errorOf(call);
    expect(error.name).toBe(name);
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });
});
