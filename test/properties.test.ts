// What holds for any data, over every kernel type and every binary. Problems are drawn by fast-check with a fixed seed.

import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createObjective, SoftmaxRegression } from '../src/index.js';
import {
  dot,
  gaussian,
  maxAbs,
  maxDifference,
  mulberry32,
  numbersOf,
  randomProblem,
  sumsOverClasses,
  VARIANTS,
} from './helpers.js';

const RUNS = { seed: 1, numRuns: 12 };

/** tol of two fits that are to find the same optimum. */
const TOL = { float32: 1e-6, float64: 1e-9 };
/**
 * Distance of the parameters of two such fits. In units of tol (float32: of its gradient noise, some 1e-6): the
 * inverse of the smallest curvature, at most C·Σw ≤ 200 for the weights; 1e-3 and 1e-6 leave a factor of five.
 */
const SAME = { float32: 1e-3, float64: 1e-6 };
/** The same evaluation in another order of summation: rounding only. */
const ROUNDING = { float32: 1e-5, float64: 1e-12 };

/** Sizes around the vector widths (2, 4, 8 lanes) and the tiles of five classes. */
const shape = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  n: fc.integer({ min: 10, max: 70 }),
  d: fc.integer({ min: 1, max: 9 }),
  K: fc.integer({ min: 2, max: 7 }),
});
const problem = shape.map(({ seed, n, d, K }) => ({ seed, n, d, K, ...randomProblem(seed, n, d, K) }));
const binaryProblem = shape.map(({ seed, n, d }) => ({ seed, n, d, ...randomProblem(seed, n, d, 2) }));

function check<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void, numRuns = RUNS.numRuns): void {
  fc.assert(fc.property(arbitrary, property), { ...RUNS, numRuns });
}

function shuffled(n: number, seed: number): number[] {
  const random = mulberry32(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

function pick<T>(values: readonly T[], indices: readonly number[]): T[] {
  return indices.map(i => values[i] as T);
}

beforeAll(() => {
  // tol below what float32 can always reach: not converging is then expected, and warned about
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe.each(VARIANTS)('objective, %s', (_, { precision, deterministic }) => {
  const kernel = { precision, deterministic };

  const withPoint = fc.record({
    problem,
    intercept: fc.boolean(),
    weighted: fc.boolean(),
    penalised: fc.boolean(),
  });
  type Point = typeof withPoint extends fc.Arbitrary<infer T> ? T : never;
  const build = ({ problem: p, intercept, weighted, penalised }: Point) => {
    const random = mulberry32(p.seed + 1);
    const normal = gaussian(random);
    const objective = createObjective(p.X, p.y, {
      nClasses: p.K,
      fitIntercept: intercept,
      ...(weighted ? { sampleWeight: p.y.map(() => 2 * random()) } : {}),
      ...(penalised ? { C: 0.5 } : {}),
      ...kernel,
    });
    const w = Float64Array.from({ length: p.K * (p.d + (intercept ? 1 : 0)) }, normal);
    return { objective, w };
  };

  it('has K rows of d weights and an intercept as parameters', () => {
    check(withPoint, input => {
      const { objective, w } = build(input);
      expect(objective.size).toBe(w.length);
    });
  });

  if (precision === 'float64') {
    it('has the gradient of central differences', () => {
      check(withPoint, input => {
        const { objective, w } = build(input);
        const gradient = new Float64Array(w.length);
        const unused = new Float64Array(w.length);
        objective.valueAndGradient(w, gradient);
        const h = 1e-5; // truncation h² ≈ 1e-10 times third derivatives of about 10, rounding 1e-16 / h = 1e-11
        const differences = Array.from(w, (value, i) => {
          const at = (x: number) => {
            const moved = w.slice();
            moved[i] = x;
            return objective.valueAndGradient(moved, unused);
          };
          return (at(value + h) - at(value - h)) / (2 * h);
        });
        expect(maxDifference(gradient, differences)).toBeLessThan(1e-8);
      });
    });
  }

  if (precision === 'float32') {
    it('agrees with float64', () => {
      check(withPoint, input => {
        const { objective, w } = build(input);
        const gradient = new Float64Array(w.length);
        const value = objective.valueAndGradient(w, gradient);
        const random = mulberry32(input.problem.seed + 1);
        const exact = createObjective(input.problem.X, input.problem.y, {
          nClasses: input.problem.K,
          fitIntercept: input.intercept,
          ...(input.weighted ? { sampleWeight: input.problem.y.map(() => 2 * random()) } : {}),
          ...(input.penalised ? { C: 0.5 } : {}),
          precision: 'float64',
          deterministic,
        });
        const exactGradient = new Float64Array(w.length);
        const exactValue = exact.valueAndGradient(w, exactGradient);
        // logits of about 10 rounded to 24 bits: 1e-6
        const worst = Math.max(Math.abs(value - exactValue), maxDifference(gradient, exactGradient));
        expect(worst).toBeLessThan(ROUNDING.float32);
      });
    });
  }

  it('does not depend on the order of the rows', () => {
    check(withPoint, input => {
      const { objective, w } = build({ ...input, weighted: false });
      const order = shuffled(input.problem.n, 5);
      const { X, y } = input.problem;
      const other = build({
        ...input,
        weighted: false,
        problem: { ...input.problem, X: pick(X, order), y: pick(y, order) },
      }).objective;
      const [g, h] = [new Float64Array(w.length), new Float64Array(w.length)];
      const difference = Math.abs(objective.valueAndGradient(w, g) - other.valueAndGradient(w, h));
      expect(Math.max(difference, maxDifference(g, h))).toBeLessThan(ROUNDING[precision]);
    });
  });

  it('is the same for the data repeated, up to more rows than a panel holds', () => {
    const times = fc.integer({ min: 2, max: 12 });
    check(fc.record({ input: withPoint, times }), ({ input, times }) => {
      const { objective, w } = build({ ...input, weighted: false, penalised: false });
      const X = Array.from({ length: times }, () => input.problem.X).flat();
      const y = Array.from({ length: times }, () => input.problem.y).flat();
      const problem = { ...input.problem, X, y };
      const repeated = build({ ...input, weighted: false, penalised: false, problem }).objective;
      const [g, h] = [new Float64Array(w.length), new Float64Array(w.length)];
      const difference = Math.abs(objective.valueAndGradient(w, g) - repeated.valueAndGradient(w, h));
      expect(Math.max(difference, maxDifference(g, h))).toBeLessThan(ROUNDING[precision]);
    });
  });

  it('gives the same answer when it is asked again', () => {
    check(withPoint, input => {
      const { objective, w } = build(input);
      const [g, h] = [new Float64Array(w.length), new Float64Array(w.length).fill(NaN)];
      const first = objective.valueAndGradient(w, g);
      objective.valueAndGradient(new Float64Array(w.length), new Float64Array(w.length));
      const again = objective.valueAndGradient(w, h);
      expect([again, ...h]).toEqual([first, ...g]);
    });
  });

  it('does not change the parameters it is given', () => {
    check(withPoint, input => {
      const { objective, w } = build(input);
      const before = w.slice();
      objective.valueAndGradient(w, new Float64Array(w.length));
      expect(w).toEqual(before);
    });
  });

  it('treats the intercept as the weight of a column of ones', () => {
    check(problem, ({ X, y, K, d, seed }) => {
      const normal = gaussian(mulberry32(seed));
      const w = Float64Array.from({ length: K * (d + 1) }, normal);
      const options = { nClasses: K, ...kernel };
      const [g, h] = [new Float64Array(w.length), new Float64Array(w.length)];
      const ones = X.map(row => [...row, 1]);
      const value = createObjective(X, y, options).valueAndGradient(w, g);
      const other = createObjective(ones, y, { ...options, fitIntercept: false }).valueAndGradient(w, h);
      expect(Math.max(Math.abs(value - other), maxDifference(g, h))).toBeLessThan(ROUNDING[precision]);
    });
  });

  it('stays finite and right for logits far beyond the range of exp', () => {
    // logits 0, 1000 and −1000: the loss is 1000 for class 0 and 0 for class 1
    const w = Float64Array.of(0, 1000, -1000);
    const options = { nClasses: 3, fitIntercept: false, ...kernel };
    const loss = (k: number) => createObjective([[1]], [k], options).valueAndGradient(w, new Float64Array(3));
    expect(maxDifference([loss(0), loss(1), loss(2)], [1000, 0, 2000])).toBeLessThan(ROUNDING[precision]);
  });

  it.each([1, 30, 100])('agrees with plain loops where the weights are %i times as large', scale => {
    check(problem, ({ X, y, K, d, seed }) => {
      const w = Float64Array.from({ length: K * (d + 1) }, gaussian(mulberry32(seed))).map(
        value => scale * value,
      );
      const gradient = new Float64Array(w.length);
      const value = createObjective(X, y, { nClasses: K, ...kernel }).valueAndGradient(w, gradient);
      const expected = new Float64Array(w.length);
      let loss = 0;
      X.forEach((row, i) => {
        const x = [...row, 1];
        const z = Array.from({ length: K }, (_, k) => dot(x, w.subarray(k * (d + 1), (k + 1) * (d + 1))));
        const max = Math.max(...z);
        const sum = z.reduce((total, zk) => total + Math.exp(zk - max), 0);
        loss += (max + Math.log(sum) - (z[y[i] as number] as number)) / X.length;
        z.forEach((zk, k) => {
          const residual = (Math.exp(zk - max) / sum - (k === y[i] ? 1 : 0)) / X.length;
          x.forEach((xj, j) => {
            expected[k * (d + 1) + j] = (expected[k * (d + 1) + j] as number) + residual * xj;
          });
        });
      });
      // logits of some 10·scale, rounded; loss and gradient follow them
      const worst = Math.max(Math.abs(value - loss), maxDifference(gradient, expected));
      expect(worst).toBeLessThan(ROUNDING[precision] * scale);
    });
  });

  it('adds 1/(2·C·Σw)·‖W‖² for three and more classes', () => {
    check(problem, ({ X, y, K, d, seed }) => {
      fc.pre(K > 2);
      const w = Float64Array.from({ length: K * (d + 1) }, gaussian(mulberry32(seed)));
      const at = (options: { C?: number }) =>
        createObjective(X, y, { nClasses: K, ...options, ...kernel }).valueAndGradient(
          w,
          new Float64Array(w.length),
        );
      const weights = w.filter((_, i) => i % (d + 1) < d);
      const expected = dot(weights, weights) / (2 * 0.25 * X.length);
      expect(Math.abs(at({ C: 0.25 }) - at({}) - expected)).toBeLessThan(
        ROUNDING[precision] * (1 + expected),
      );
    });
  });

  it('adds 1/(2·C·Σw)·‖w‖² for two classes with rows ∓w/2', () => {
    check(binaryProblem, ({ X, y, d, seed }) => {
      const normal = gaussian(mulberry32(seed));
      const vector = Array.from({ length: d + 1 }, normal);
      const w = Float64Array.from([...vector.map(v => -v / 2), ...vector.map(v => v / 2)]);
      const at = (options: { C?: number }) =>
        createObjective(X, y, { nClasses: 2, ...options, ...kernel }).valueAndGradient(
          w,
          new Float64Array(w.length),
        );
      const expected = dot(vector.slice(0, d), vector.slice(0, d)) / (2 * 0.25 * X.length);
      expect(Math.abs(at({ C: 0.25 }) - at({}) - expected)).toBeLessThan(
        ROUNDING[precision] * (1 + expected),
      );
    });
  });

  it('takes alpha as the factor of the penalty, 1/(C·Σw)', () => {
    check(problem, ({ X, y, K, d, seed }) => {
      const w = Float64Array.from({ length: K * (d + 1) }, gaussian(mulberry32(seed)));
      const at = (options: { C?: number; alpha?: number }) =>
        createObjective(X, y, { nClasses: K, ...options, ...kernel }).valueAndGradient(
          w,
          new Float64Array(w.length),
        );
      const difference = at({ C: 0.25 }) - at({ alpha: 1 / (0.25 * X.length) });
      expect(Math.abs(difference)).toBeLessThan(1e-12 * at({ C: 0.25 }));
    });
  });
});

describe.each(VARIANTS)('estimator, %s', (_, { precision, deterministic }) => {
  const kernel = { precision, deterministic };
  const tight = { tol: TOL[precision], ...kernel };

  it('does not depend on the order of the rows', () => {
    check(problem, ({ X, y, n }) => {
      const order = shuffled(n, 5);
      const a = new SoftmaxRegression(tight).fitSync(X, y);
      const b = new SoftmaxRegression(tight).fitSync(pick(X, order), pick(y, order));
      expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
    });
  });

  it('treats a row of weight 0 as removed', () => {
    check(problem, ({ X, y, n, K, seed }) => {
      const random = mulberry32(seed);
      const sampleWeight = y.map((_, i) => (i >= K && random() < 0.3 ? 0 : 1 + (i % 2)));
      const kept = Array.from({ length: n }, (_, i) => i).filter(i => sampleWeight[i] !== 0);
      const a = new SoftmaxRegression(tight).fitSync(X, y, { sampleWeight });
      const b = new SoftmaxRegression(tight).fitSync(pick(X, kept), pick(y, kept), {
        sampleWeight: pick(sampleWeight, kept),
      });
      expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
    });
  });

  it('treats a row of weight 2 as repeated', () => {
    check(problem, ({ X, y, n }) => {
      const sampleWeight = y.map((_, i) => 1 + (i % 2));
      const twice = Array.from({ length: n }, (_, i) => i).filter(i => i % 2 === 1);
      const a = new SoftmaxRegression(tight).fitSync(X, y, { sampleWeight });
      const b = new SoftmaxRegression(tight).fitSync([...X, ...pick(X, twice)], [...y, ...pick(y, twice)]);
      expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
    });
  });

  describe("classWeight 'balanced'", () => {
    const fitBalanced = (X: number[][], y: number[]) =>
      new SoftmaxRegression({ classWeight: 'balanced', ...tight }).fitSync(X, y);
    const balance = (y: number[], K: number) =>
      Array.from({ length: K }, (_, k) => y.length / (K * y.filter(label => label === k).length));

    it('is the dictionary n / (K · count)', () => {
      check(problem, ({ X, y, K }) => {
        const classWeight = Object.fromEntries(balance(y, K).map((weight, k) => [String(k), weight]));
        const b = new SoftmaxRegression({ classWeight, ...tight }).fitSync(X, y);
        expect(maxDifference(numbersOf(fitBalanced(X, y)), numbersOf(b))).toBeLessThan(SAME[precision]);
      });
    });

    it('is the map n / (K · count)', () => {
      check(problem, ({ X, y, K }) => {
        const classWeight = new Map(balance(y, K).map((weight, k) => [k, weight]));
        const b = new SoftmaxRegression({ classWeight, ...tight }).fitSync(X, y);
        expect(maxDifference(numbersOf(fitBalanced(X, y)), numbersOf(b))).toBeLessThan(SAME[precision]);
      });
    });

    it('counts a row of weight 2 as two rows', () => {
      check(problem, ({ X, y, n }) => {
        const sampleWeight = y.map((_, i) => 1 + (i % 2));
        const twice = Array.from({ length: n }, (_, i) => i).filter(i => i % 2 === 1);
        const a = new SoftmaxRegression({ classWeight: 'balanced', ...tight }).fitSync(X, y, {
          sampleWeight,
        });
        const b = fitBalanced([...X, ...pick(X, twice)], [...y, ...pick(y, twice)]);
        expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
      });
    });

    it('is the sample weights n / (K · count)', () => {
      check(problem, ({ X, y, K }) => {
        const weights = balance(y, K);
        const sampleWeight = y.map(label => weights[label] as number);
        const b = new SoftmaxRegression(tight).fitSync(X, y, { sampleWeight });
        expect(maxDifference(numbersOf(fitBalanced(X, y)), numbersOf(b))).toBeLessThan(SAME[precision]);
      });
    });
  });

  it('multiplies class weights and sample weights', () => {
    check(problem, ({ X, y }) => {
      const sampleWeight = y.map((_, i) => 0.5 + (i % 3));
      const classWeight = new Map([[0, 3]]); // classes not named weigh 1
      const a = new SoftmaxRegression({ classWeight, ...tight }).fitSync(X, y, { sampleWeight });
      const product = sampleWeight.map((weight, i) => (y[i] === 0 ? 3 * weight : weight));
      const b = new SoftmaxRegression(tight).fitSync(X, y, { sampleWeight: product });
      expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
    });
  });

  it('gives string labels the coefficients of integer labels', () => {
    check(problem, ({ X, y }) => {
      const a = new SoftmaxRegression(kernel).fitSync(X, y);
      const b = new SoftmaxRegression(kernel).fitSync(
        X,
        y.map(label => `class ${label}`),
      );
      expect(numbersOf(b)).toEqual(numbersOf(a)); // the same computation, bit for bit
    });
  });

  it('predicts the labels it was given', () => {
    check(problem, ({ X, y }) => {
      const a = new SoftmaxRegression(kernel).fitSync(X, y);
      const b = new SoftmaxRegression(kernel).fitSync(
        X,
        y.map(label => `class ${label}`),
      );
      expect(b.predict(X)).toEqual(a.predict(X).map(label => `class ${label}`));
    });
  });

  describe('with two classes', () => {
    it('is at the optimum of binary logistic regression', () => {
      check(binaryProblem, ({ X, y, d }) => {
        const { coef, intercept } = new SoftmaxRegression(tight).fitSync(X, y);
        const w = Array.from({ length: d }, (_, j) => coef.get(1, j) - coef.get(0, j));
        const b = (intercept[1] as number) - (intercept[0] as number);
        // gradient of (1/n)·[Σ log(1 + exp(−y·z)) + ½‖w‖²], which the two-row gradient equals
        const gradient = [...w, 0];
        X.forEach((x, i) => {
          const residual = 1 / (1 + Math.exp(-dot(w, x) - b)) - (y[i] as number);
          [...x, 1].forEach((value, j) => {
            gradient[j] = (gradient[j] as number) + residual * value;
          });
        });
        const norm = maxAbs(gradient) / X.length;
        expect(norm).toBeLessThan({ float32: 3e-6, float64: 1.01e-9 }[precision]); // tol and float32's rounding
      });
    });

    it('gives the probabilities σ(w·x + b)', () => {
      check(binaryProblem, ({ X, y, d }) => {
        const model = new SoftmaxRegression(kernel).fitSync(X, y);
        const { coef, intercept } = model;
        const w = Array.from({ length: d }, (_, j) => coef.get(1, j) - coef.get(0, j));
        const b = (intercept[1] as number) - (intercept[0] as number);
        const expected = X.map(x => 1 / (1 + Math.exp(-dot(w, x) - b)));
        const actual = model
          .predictProba(X)
          .toArray()
          .map(row => row[1] as number);
        expect(maxDifference(actual, expected)).toBeLessThan(ROUNDING[precision]);
      });
    });
  });

  it('centres coefficients and intercepts over the classes', () => {
    check(problem, ({ X, y }) => {
      const model = new SoftmaxRegression(kernel).fitSync(X, y);
      expect(maxAbs(sumsOverClasses(model))).toBeLessThan(1e-10);
    });
  });

  it('gives probabilities whose rows sum to 1', () => {
    check(problem, ({ X, y }) => {
      const rows = new SoftmaxRegression(kernel).fitSync(X, y).predictProba(X).toArray();
      const sums = rows.map(row => row.reduce((sum, p) => sum + p, 0) - 1);
      expect(maxAbs(sums)).toBeLessThan({ float32: 1e-6, float64: 1e-11 }[precision]);
    });
  });

  it('gives log-probabilities whose exponentials are the probabilities', () => {
    check(problem, ({ X, y }) => {
      const model = new SoftmaxRegression(kernel).fitSync(X, y);
      const exponentials = model.predictLogProba(X).data.map(Math.exp);
      expect(maxDifference(exponentials, model.predictProba(X).data)).toBeLessThan(ROUNDING[precision]);
    });
  });

  it('gives the logits x·Wᵀ + b as decision function', () => {
    check(problem, ({ X, y }) => {
      const model = new SoftmaxRegression(kernel).fitSync(X, y);
      const { coef, intercept } = model;
      const expected = X.flatMap(x => Array.from(intercept, (b, k) => dot(coef.row(k), x) + b));
      expect(maxDifference(model.decisionFunction(X).data, expected)).toBeLessThan(ROUNDING[precision]);
    });
  });

  it('predicts the class of the largest probability', () => {
    check(problem, ({ X, y }) => {
      const model = new SoftmaxRegression(kernel).fitSync(X, y);
      const best = model
        .predictProba(X)
        .toArray()
        .map(row => row.indexOf(Math.max(...row)));
      expect(model.predict(X)).toEqual(best);
    });
  });

  it('scores the share of correct predictions', () => {
    check(problem, ({ X, y, n }) => {
      const model = new SoftmaxRegression(kernel).fitSync(X, y);
      const correct = model.predict(X).filter((label, i) => label === y[i]).length;
      expect(model.score(X, y)).toBeCloseTo(correct / n, 12);
    });
  });

  describe('with maxIter 0', () => {
    it('has weights and intercepts of zero', () => {
      check(problem, ({ X, y, K, d }) => {
        const model = new SoftmaxRegression({ maxIter: 0, ...kernel }).fitSync(X, y);
        expect(numbersOf(model)).toEqual(Array(K * (d + 1)).fill(0));
      });
    });

    it('gives uniform probabilities', () => {
      check(problem, ({ X, y, n, K }) => {
        const model = new SoftmaxRegression({ maxIter: 0, ...kernel }).fitSync(X, y);
        const tolerance = { float32: 1e-7, float64: 1e-15 }[precision]; // one rounding of 1/K
        expect(maxDifference(model.predictProba(X).data, Array(n * K).fill(1 / K))).toBeLessThan(tolerance);
      });
    });
  });

  describe('gradient descent', () => {
    const descent = { solver: 'gradient-descent', learningRate: 0.2, ...kernel } as const;

    it('takes two steps that equal one and one warm-started', () => {
      check(problem, ({ X, y }) => {
        const two = new SoftmaxRegression({ ...descent, maxIter: 2 }).fitSync(X, y);
        const one = new SoftmaxRegression({ ...descent, maxIter: 1, warmStart: true }).fitSync(X, y);
        one.fitSync(X, y);
        // float64 parameters whatever the kernel: centring may differ in the last bit
        expect(maxDifference(numbersOf(one), numbersOf(two))).toBeLessThan(ROUNDING[precision]);
      });
    });

    it('starts again from zero without warmStart', () => {
      check(problem, ({ X, y }) => {
        const model = new SoftmaxRegression({ ...descent, maxIter: 1 }).fitSync(X, y);
        const first = numbersOf(model);
        model.fitSync(X, y);
        expect(numbersOf(model)).toEqual(first);
      });
    });

    it('takes a first step of learningRate times the gradient at zero', () => {
      check(problem, ({ X, y, K, d }) => {
        fc.pre(K > 2); // one step of two classes is one of the vector w = W₁ − W₀ or of both rows: not promised
        const w = new Float64Array(K * (d + 1));
        const gradient = new Float64Array(w.length);
        createObjective(X, y, { nClasses: K, ...kernel }).valueAndGradient(w, gradient);
        const model = new SoftmaxRegression({ ...descent, maxIter: 1 }).fitSync(X, y);
        const expected = Array.from(gradient, g => -0.2 * g);
        const actual = model.coef.toArray().flatMap((row, k) => [...row, model.intercept[k] as number]);
        expect(maxDifference(actual, expected)).toBeLessThan(ROUNDING[precision]);
      });
    });
  });

  it('gives the same answer from fit as from fitSync', async () => {
    const { X, y } = randomProblem(3, 50, 4, 3);
    const a = new SoftmaxRegression(kernel).fitSync(X, y);
    const b = await new SoftmaxRegression(kernel).fit(X, y);
    expect(numbersOf(b)).toEqual(numbersOf(a));
  });

  it('takes alpha = 1/(C·Σw) for C', () => {
    check(problem, ({ X, y, n }) => {
      const a = new SoftmaxRegression({ C: 0.5, ...tight }).fitSync(X, y);
      const b = new SoftmaxRegression({ alpha: 1 / (0.5 * n), ...tight }).fitSync(X, y);
      expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
    });
  });

  it('takes alpha = 1/(C·Σw) with the weights multiplied in', () => {
    check(problem, ({ X, y }) => {
      const sampleWeight = y.map((_, i) => 0.5 + (i % 3));
      const total = sampleWeight.reduce((sum, weight) => sum + weight, 0);
      const a = new SoftmaxRegression({ C: 0.5, ...tight }).fitSync(X, y, { sampleWeight });
      const b = new SoftmaxRegression({ alpha: 1 / (0.5 * total), ...tight }).fitSync(X, y, { sampleWeight });
      expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME[precision]);
    });
  });
});

describe('the kinds of matrix', () => {
  const { X, y } = randomProblem(11, 37, 5, 3);
  const flat = X.flat();
  const expected = numbersOf(new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y));
  const kinds: Record<string, () => Parameters<SoftmaxRegression['fitSync']>[0]> = {
    'an array of Float64Array': () => X.map(row => Float64Array.from(row)),
    'row-major data with rows and cols': () => ({ data: Float64Array.from(flat), rows: 37, cols: 5 }),
    'a plain array with rows and cols': () => ({ data: flat.slice(), rows: 37, cols: 5 }),
    'data with a shape': () => ({ data: Float64Array.from(flat), shape: [37, 5] as const }),
    'an object with to2DArray': () => ({ rows: 37, columns: 5, to2DArray: () => X }),
  };

  it.each(Object.keys(kinds))('fits %s as it fits number[][]', kind => {
    const matrix = (kinds[kind] as () => Parameters<SoftmaxRegression['fitSync']>[0])();
    const model = new SoftmaxRegression({ precision: 'float64' }).fitSync(matrix, y);
    expect(numbersOf(model)).toEqual(expected);
  });

  it('fits Float32Array data as it fits the same numbers in float64', () => {
    const data = Float32Array.from(flat);
    const a = new SoftmaxRegression({ precision: 'float64' }).fitSync({ data, rows: 37, cols: 5 }, y);
    const same = { data: Float64Array.from(data), rows: 37, cols: 5 };
    const b = new SoftmaxRegression({ precision: 'float64' }).fitSync(same, y);
    expect(numbersOf(a)).toEqual(numbersOf(b));
  });

  it('fits Uint8Array data as it fits the same numbers in float64', () => {
    const data = Uint8Array.from(flat, value => 10 * Math.abs(value));
    const a = new SoftmaxRegression().fitSync({ data, rows: 37, cols: 5 }, y);
    const b = new SoftmaxRegression().fitSync({ data: Float64Array.from(data), rows: 37, cols: 5 }, y);
    expect(maxDifference(numbersOf(a), numbersOf(b))).toBeLessThan(SAME.float32);
  });
});

describe("the caller's data", () => {
  const { X, y } = randomProblem(12, 41, 4, 3);
  const matrices = {
    'rows of numbers': () => X.map(row => row.slice()),
    'row-major float64': () => ({ data: Float64Array.from(X.flat()), rows: 41, cols: 4 }),
    'row-major float32': () => ({ data: Float32Array.from(X.flat()), rows: 41, cols: 4 }),
  };

  describe.each(['float32', 'float64'] as const)('in %s', precision => {
    it.each(Object.keys(matrices) as (keyof typeof matrices)[])(
      'is not changed by fit or predict: %s',
      kind => {
        const [matrix, before] = [matrices[kind](), matrices[kind]()];
        const model = new SoftmaxRegression({ precision }).fitSync(matrix, y);
        model.predict(matrix);
        model.predictProba(matrix);
        model.score(matrix, y);
        expect(matrix).toEqual(before);
      },
    );

    it('is not changed: labels, sample weights, class weights, declared classes and options', () => {
      const given = () => ({
        labels: y.slice().reverse(),
        sampleWeight: Float64Array.from(y, (_, i) => 1 + (i % 2)),
        options: { precision, classWeight: { 0: 1, 1: 2, 2: 3 }, classes: [2, 1, 0] },
      });
      const [now, before] = [given(), given()];
      new SoftmaxRegression(now.options).fitSync(X, now.labels, { sampleWeight: now.sampleWeight });
      expect(now).toEqual(before);
    });

    it('may be frozen', () => {
      const frozen = Object.freeze(X.map(row => Object.freeze(row.slice()) as number[])) as number[][];
      const labels = Object.freeze(y.slice()) as number[];
      expect(() =>
        new SoftmaxRegression({ precision }).fitSync(frozen, labels).predict(frozen),
      ).not.toThrow();
    });

    it('is not kept: a change after the fit changes no prediction', () => {
      const data = Float64Array.from(X.flat());
      const model = new SoftmaxRegression({ precision }).fitSync({ data, rows: 41, cols: 4 }, y);
      const before = model.predictProba(X).data.slice();
      data.fill(0);
      expect(model.predictProba(X).data).toEqual(before);
    });

    it('is not kept by an objective', () => {
      const data = Float64Array.from(X.flat());
      const labels = y.slice();
      const objective = createObjective({ data, rows: 41, cols: 4 }, labels, { nClasses: 3, precision });
      const w = Float64Array.from({ length: 15 }, (_, i) => Math.sin(i));
      const before = objective.valueAndGradient(w, new Float64Array(15));
      data.fill(0);
      labels.fill(0);
      expect(objective.valueAndGradient(w, new Float64Array(15))).toBe(before);
    });
  });
});
