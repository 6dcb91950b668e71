// src/objectives/dense.ts, dense-curvature.ts and packed-rows.ts: the contract of an Objective, and memory.

import { describe, expect, test } from 'vitest';
import { type RowSource, rowSource } from '../../src/data/matrix-like.js';
import type { Factors, GramWeights } from '../../src/objective.js';
import { DenseObjective } from '../../src/objectives/dense.js';
import { CostModel } from '../../src/solvers/cost-model.js';
import { instantiate } from '../../src/wasm/kernels.js';
import { maxAbs, VARIANTS } from '../helpers.js';
import { errorBounds, excess, randomProblem, UNIT, type Variant } from '../kernels/harness.js';
import * as reference from '../kernels/reference.js';

interface Case {
  readonly problem: reference.Problem;
  readonly fitIntercept: boolean;
}

/** The parameters of a problem as an Objective takes them; without intercepts the problem's are 0. */
function pointOf({ problem, fitIntercept }: Case): Float64Array {
  const { d, params } = problem;
  return fitIntercept ? params.slice() : params.filter((_, k) => k % (d + 1) < d);
}

function makeCase(
  seed: number,
  n: number,
  d: number,
  K: number,
  weighted: boolean,
  fitIntercept: boolean,
): Case {
  const problem = randomProblem(seed, { n, d, K, weighted });
  if (!fitIntercept) for (let c = 0; c < K; c++) problem.params[c * (d + 1) + d] = 0;
  return { problem, fitIntercept };
}

function objectiveOf({ problem, fitIntercept }: Case, variant: Variant): DenseObjective {
  const { n, d, K, X, y, weights } = problem;
  return new DenseObjective(
    {
      X: rowSource({ data: X, rows: n, cols: d }),
      y,
      nClasses: K,
      weights,
      fitIntercept,
      precision: variant.precision,
    },
    precision => instantiate(precision, variant.deterministic),
  );
}

const totalWeight = ({ n, weights }: reference.Problem) => weights?.reduce((sum, w) => sum + w, 0) ?? n;

const CASES = [true, false].flatMap(fitIntercept =>
  [true, false].map(weighted => ({ weighted, fitIntercept })),
);
const TITLE = 'weights: $weighted, intercept: $fitIntercept';

/** Shapes that meet a lone row, whole and broken strips, and more than one panel. */
const SHAPES = [
  [1, 1, 2],
  [7, 3, 2],
  [8, 4, 3],
  [33, 9, 5],
  [301, 31, 6],
  [2500, 5, 13],
] as const;

/** The objective picks offsets of its own, about as near to the data as the problem's: bounds are right to a factor. */
const SLACK = 2;

describe.each(VARIANTS)('DenseObjective, %s', (_, variant) => {
  const unit = UNIT[variant.precision];

  test('runs the build it is told to', () => {
    const objective = objectiveOf(makeCase(1, 9, 2, 2, false, true), variant);
    expect(objective.build).toBe(variant.deterministic ? 'base' : 'relaxed');
  });

  describe.each(CASES)(TITLE, ({ weighted, fitIntercept }) => {
    describe.each(SHAPES)('%i × %i, %i classes', (n, d, K) => {
      const task = makeCase(n + d, n, d, K, weighted && n > 1, fitIntercept);
      const { problem } = task;
      const scale = 1 / totalWeight(problem);
      const bounds = errorBounds(problem, unit);

      test('has one parameter per class and feature, and per intercept', () => {
        expect(objectiveOf(task, variant).size).toBe(K * (d + (fitIntercept ? 1 : 0)));
      });

      test('gives the mean loss of the reference', () => {
        const objective = objectiveOf(task, variant);
        const value = objective.valueAndGradient(pointOf(task), new Float64Array(objective.size));
        const expected = reference.loss(problem, scale);
        const bound = SLACK * scale * bounds.loss(expected / scale);
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(bound);
      });

      test('gives the gradient of the reference', () => {
        const objective = objectiveOf(task, variant);
        const gradient = new Float64Array(objective.size).fill(NaN);
        objective.valueAndGradient(pointOf(task), gradient);
        const exact = reference.gradient(problem, scale);
        const expected = fitIntercept ? exact : exact.filter((_, k) => k % (d + 1) < d);
        const width = fitIntercept ? d + 1 : d;
        const ratio = excess(gradient, expected, k => SLACK * scale * bounds.gradient(k % width));
        expect(ratio).toBeLessThanOrEqual(1);
      });
    });

    const task = makeCase(4, 301, 9, 5, weighted, fitIntercept);

    test('gives the same bits when asked again', () => {
      const objective = objectiveOf(task, variant);
      const answer = () => {
        const gradient = new Float64Array(objective.size);
        return { value: objective.valueAndGradient(pointOf(task), gradient), gradient };
      };
      const first = answer();
      objective.valueAndGradient(new Float64Array(objective.size).fill(3), new Float64Array(objective.size));
      expect(answer()).toEqual(first);
    });

    test('leaves the point as it was', () => {
      const objective = objectiveOf(task, variant);
      const w = pointOf(task);
      objective.valueAndGradient(w, new Float64Array(objective.size));
      expect(w).toEqual(pointOf(task));
    });

    test('overwrites what the gradient held', () => {
      const objective = objectiveOf(task, variant);
      const [zeros, others] = [0, 7].map(value => new Float64Array(objective.size).fill(value)) as [
        Float64Array,
        Float64Array,
      ];
      objective.valueAndGradient(pointOf(task), zeros);
      objective.valueAndGradient(pointOf(task), others);
      expect(others).toEqual(zeros);
    });

    test('comes back from a point where it is not finite', () => {
      const objective = objectiveOf(task, variant);
      const gradient = new Float64Array(objective.size);
      const before = objective.valueAndGradient(pointOf(task), gradient);
      objective.valueAndGradient(new Float64Array(objective.size).fill(NaN), gradient);
      expect(objective.valueAndGradient(pointOf(task), gradient)).toBe(before);
    });

    describe.each(['bound', 'shared', 'class'] as const)('gram, %s', kind => {
      /** The matrix at the case's point, and the reference's with the size of what is added up to each entry. */
      function matrices(task: Case, sampleEvery: number) {
        const { problem } = task;
        const { n, d, K, X, centre } = problem;
        const { curvature } = objectiveOf(task, variant);
        const k = K - 1;
        const weights: GramWeights =
          kind === 'bound'
            ? { kind }
            : kind === 'shared'
              ? { kind, w: pointOf(task) }
              : { kind, w: pointOf(task), k };
        const out = new Float64Array(curvature.blockSize ** 2).fill(NaN);
        curvature.gram(weights, sampleEvery, out);

        const stripRows = variant.precision === 'float32' ? 8 : 4;
        const used = (i: number) => Math.floor(i / stripRows) % sampleEvery === 0;
        const rowWeight = (i: number) =>
          used(i) ? (problem.weights ? (problem.weights[i] as number) : 1) : 0;
        const bound = 0.5 * (1 - 1 / K);
        const curvatures = kind === 'bound' ? null : reference.curvature(problem, kind === 'class' ? k : -1);
        let total = 0;
        for (let i = 0; i < n; i++) total += rowWeight(i);
        const v = Float64Array.from(
          { length: n },
          (_, i) => (curvatures ? (used(i) ? (curvatures[i] as number) : 0) : bound * rowWeight(i)) / total,
        );
        const sizes = X.map(
          (x, at) => Math.abs(x - (centre[at % d] as number)) + Math.abs(centre[at % d] as number),
        );
        const rowShare = Float64Array.from({ length: n }, (_, i) => rowWeight(i) / total);
        const cut = (full: Float64Array) =>
          fitIntercept ? full : full.filter((_, at) => at % (d + 1) < d && at < d * (d + 1));
        const { offset } = curvature;
        const shifted = offset ? X.map((x, at) => x - (offset[at % d] as number)) : X;
        return {
          out,
          expected: cut(reference.gram({ ...problem, X: shifted }, v)),
          sizes: cut(reference.gram({ ...problem, X: sizes }, rowShare)),
        };
      }

      test.each([
        [1, 1],
        [3, 2],
        [9, 3],
        [60, 1],
        [60, 3],
        [97, 2],
      ])(
        'of %i features and every strip of %i gives the reference, of rows less the offset',
        (d, sampleEvery) => {
          const task = makeCase(d, 203, d, 5, weighted, fitIntercept);
          const { out, expected, sizes } = matrices(task, sampleEvery);
          // v is off by what p is (see rowCurvature's test) and every addition by a rounding of at most the entry's size.
          const { n, K } = task.problem;
          const relative = errorBounds(task.problem, unit).residual + (K + 4 + n + 4) * (unit + UNIT.float64);
          expect(excess(out, expected, at => SLACK * relative * (sizes[at] as number))).toBeLessThanOrEqual(
            1,
          );
        },
      );

      test('is symmetric to the last bit', () => {
        const { out } = matrices(makeCase(60, 203, 60, 5, weighted, fitIntercept), 1);
        const size = Math.sqrt(out.length);
        const transposed = out.map((_, at) => out[(at % size) * size + Math.floor(at / size)] as number);
        expect(out).toEqual(transposed);
      });

      test('leaves value and gradient as they were, also when memory has grown', () => {
        // One weight per row takes 160 kB in float32, 320 kB in float64: more than what staging and the last page left.
        const task = makeCase(60, 40000, 2, 3, weighted, fitIntercept);
        const objective = objectiveOf(task, variant);
        const [before, after] = [new Float64Array(objective.size), new Float64Array(objective.size)];
        const w = pointOf(task);
        const value = objective.valueAndGradient(w, before);
        const { byteLength } = objective;
        const out = new Float64Array(objective.curvature.blockSize ** 2);
        objective.curvature.gram(kind === 'bound' ? { kind } : { kind, w, k: 1 }, 1, out);
        expect(objective.byteLength).toBeGreaterThan(byteLength);
        expect(objective.valueAndGradient(w, after)).toBe(value);
        expect(after).toEqual(before);
      });
    });
  });

  describe('gram of one class', () => {
    // Wide enough for the weights of several classes to be kept.
    const task = makeCase(21, 203, 60, 5, true, true);

    /** The matrix of class k by an objective that has not been asked before, or by the one given. */
    function gramOf(
      w: Float64Array,
      k: number,
      sampleEvery: number,
      { curvature } = objectiveOf(task, variant),
    ) {
      const out = new Float64Array(curvature.blockSize ** 2);
      curvature.gram({ kind: 'class', w, k }, sampleEvery, out);
      return out;
    }

    test.each([
      ['upwards', [0, 1, 2, 3, 4]],
      ['downwards', [4, 3, 2, 1, 0]],
      ['twice', [2, 2]],
    ])('is the same asked for after others at the same point, %s', (_, order) => {
      const w = pointOf(task);
      const objective = objectiveOf(task, variant);
      const inTurn = order.map(k => gramOf(w, k, 4, objective));
      expect(inTurn).toEqual(order.map(k => gramOf(w, k, 4)));
    });

    test('is that of the point given, also when the caller moves the point it gave before', () => {
      const w = pointOf(task);
      const objective = objectiveOf(task, variant);
      gramOf(w, 0, 4, objective);
      w[3] = (w[3] as number) + 1;
      expect(gramOf(w, 1, 4, objective)).toEqual(gramOf(w, 1, 4));
    });

    test.each([
      [8, 4],
      [4, 8],
      [6, 7],
    ])('is that of the sample asked for: every strip of %i, then of %i', (before, after) => {
      const w = pointOf(task);
      const objective = objectiveOf(task, variant);
      gramOf(w, 0, before, objective);
      expect(gramOf(w, 1, after, objective)).toEqual(gramOf(w, 1, after));
    });

    test.each(['bound', 'shared'] as const)('is the same after gram, %s', kind => {
      const w = pointOf(task);
      const objective = objectiveOf(task, variant);
      gramOf(w, 0, 4, objective);
      const out = new Float64Array(objective.curvature.blockSize ** 2);
      objective.curvature.gram(kind === 'bound' ? { kind } : { kind, w }, 4, out);
      expect(gramOf(w, 0, 4, objective)).toEqual(gramOf(w, 0, 4));
    });

    test('is the same after an evaluation elsewhere', () => {
      const w = pointOf(task);
      const objective = objectiveOf(task, variant);
      gramOf(w, 0, 4, objective);
      objective.valueAndGradient(new Float64Array(objective.size), new Float64Array(objective.size));
      expect(gramOf(w, 1, 4, objective)).toEqual(gramOf(w, 1, 4));
    });
  });

  describe('factors', () => {
    const task = makeCase(22, 203, 20, 3, true, true);

    /** Two matrices of side 21, and a vector for each. */
    function equations() {
      const { curvature } = objectiveOf(task, variant);
      const size = curvature.blockSize;
      const matrices = [0, 1].map(k => {
        const out = new Float64Array(size * size);
        curvature.gram({ kind: 'class', w: pointOf(task), k }, 1, out);
        for (let j = 0; j < size; j++) out[j * (size + 1)] = (out[j * (size + 1)] as number) + 1;
        return out;
      });
      const b = Float64Array.from({ length: 2 * size }, (_, i) => Math.sin(i));
      /** A·x, block by block, with the matrix of that block or the only one. */
      const products = (x: Float64Array, used: Float64Array[]) =>
        x.map((_, i) => {
          const k = Math.floor(i / size);
          const A = (used[k] ?? used[0]) as Float64Array;
          const row = A.subarray((i % size) * size, ((i % size) + 1) * size);
          return row.reduce((sum, value, j) => sum + value * (x[k * size + j] as number), 0);
        });
      const largest = Math.max(...matrices.map(A => maxAbs(A)));
      return { factors: () => curvature.factors?.() as Factors, matrices, b, products, largest };
    }

    test.each([1, 2])('of %i matrices solve the equations of each block', count => {
      const { factors, matrices, b, products, largest } = equations();
      const used = matrices.slice(0, count);
      const made = factors();
      for (const matrix of used) made.add(matrix, 1e-12);
      const x = b.slice();
      made.solve(x);
      // 21 unknowns: terms no larger than the largest entry times the solution, (4·21 + 20) roundings in float64; factors
      // are stored in float32, and stand twice.
      const bound = (104 * UNIT.float64 + 2.5 * UNIT.float32) * 21 * largest * Math.max(1, maxAbs(x));
      expect(excess(products(x, used), b, bound)).toBeLessThanOrEqual(1);
    });

    test('leave the matrix as it was', () => {
      const { factors, matrices } = equations();
      const matrix = (matrices[0] as Float64Array).slice();
      factors().add(matrix, 1e-12);
      expect(matrix).toEqual(matrices[0]);
    });

    test('that newer ones have replaced say so', () => {
      const { factors, matrices, b } = equations();
      const old = factors();
      old.add(matrices[0] as Float64Array, 1e-12);
      factors();
      expect(() => old.solve(b)).toThrow('replaced by newer ones');
    });
  });

  describe('columns like 10000 ± 1', () => {
    const problem = randomProblem(12, { n: 203, d: 5, K: 3, weighted: true });
    problem.X.forEach((x, at) => {
      problem.X[at] = x - (problem.centre[at % 5] as number) + 10000;
    });
    problem.centre.fill(10000);
    // Intercepts that keep logits small.
    for (let c = 0; c < 3; c++) {
      for (let j = 0; j < 5; j++) {
        problem.params[c * 6 + 5] =
          (problem.params[c * 6 + 5] as number) - 10000 * (problem.params[c * 6 + j] as number);
      }
    }
    const task = { problem, fitIntercept: true };

    test('keep the gradient of every feature, taken about the mean', () => {
      // About the mean, so that the gradient of the intercept, 10000 times over, is not what is compared.
      const objective = objectiveOf(task, variant);
      const gradient = new Float64Array(objective.size);
      objective.valueAndGradient(pointOf(task), gradient);
      const about = (g: Float64Array) =>
        g.map((value, k) => (k % 6 === 5 ? value : value - 10000 * (g[k - (k % 6) + 5] as number)));
      const exact = reference.gradient(problem, 1 / totalWeight(problem));
      // Logits of centred rows lose some units of their size; 10000 times the intercept's, 1e-12 in float64.
      expect(excess(about(gradient), about(exact), 200 * unit + 1e-11)).toBeLessThanOrEqual(1);
    });

    test.each(['shared', 'class'] as const)('keep their covariances in gram, %s', kind => {
      const { curvature } = objectiveOf(task, variant);
      const out = new Float64Array(36);
      curvature.gram({ kind, w: pointOf(task), k: 0 }, 1, out);
      /** What is left of the features when the intercept is taken out: the weighted covariances. */
      const covariances = (g: Float64Array) =>
        Array.from({ length: 25 }, (_, at) => {
          const [i, j] = [Math.floor(at / 5), at % 5];
          return (
            (g[i * 6 + j] as number) -
            ((g[i * 6 + 5] as number) * (g[j * 6 + 5] as number)) / (g[35] as number)
          );
        });
      const v = reference
        .curvature(problem, kind === 'class' ? 0 : -1)
        .map(value => value / totalWeight(problem));
      const centred = { ...problem, X: problem.X.map(x => x - 10000) };
      const expected = covariances(reference.gram(centred, v));
      // Entries of 1e8 lose 1e-8 each in float64, whatever the kernel's type; some hundred units go into v and the sums.
      expect(excess(covariances(out), expected, 400 * unit + 1e-7)).toBeLessThanOrEqual(1);
    });
  });
});

describe.each([true, false])('central differences, intercept: %s', fitIntercept => {
  test.each(VARIANTS.filter(([, { precision }]) => precision === 'float64'))(
    'are the gradient, %s',
    (_, variant) => {
      const task = makeCase(31, 57, 4, 5, true, fitIntercept);
      const objective = objectiveOf(task, variant);
      const w = pointOf(task);
      const gradient = new Float64Array(objective.size);
      const unused = new Float64Array(objective.size);
      objective.valueAndGradient(w, gradient);
      const h = 1e-5;
      const differences = w.map((_, k) => {
        const at = (step: number) =>
          objective.valueAndGradient(
            w.map((value, j) => (j === k ? value + step : value)),
            unused,
          );
        return (at(h) - at(-h)) / (2 * h);
      });
      // The third derivative is at most |x|³.
      expect(excess(differences, gradient, h * h * maxAbs(task.problem.X) ** 3)).toBeLessThanOrEqual(1);
    },
  );
});

describe('memory in float32', () => {
  /** Rows that are made up when they are asked for, so that the test itself needs no memory. */
  const madeUp = (rows: number, cols: number): RowSource => ({
    rows,
    cols,
    copy(first, last, target) {
      for (let at = 0, i = first * cols; i < last * cols; i++, at++) target[at] = ((i * 37) % 101) / 50 - 1;
    },
  });

  describe.each([
    [20000, 50, 6],
    [5000, 200, 10],
    [200000, 20, 5],
  ])('of %i × %i with %i classes', (n, d, K) => {
    describe.each([
      ['without weights', null],
      ['with weights', new Float64Array(n).fill(1)],
    ])('%s', (_, weights) => {
      const make = () =>
        new DenseObjective(
          {
            X: madeUp(n, d),
            y: Uint16Array.from({ length: n }, (_, i) => i % K),
            nClasses: K,
            weights,
            fitIntercept: true,
            precision: 'float32',
          },
          precision => instantiate(precision, true),
        );
      /** X, labels and weights in whole strips of 8 rows. */
      const data = Math.ceil(n / 8) * 8 * (4 * d + 2 + (weights ? 4 : 0));

      test('is the packed data and at most 5 % more', () => {
        const objective = make();
        objective.valueAndGradient(new Float64Array(objective.size), new Float64Array(objective.size));
        expect(objective.byteLength / data).toBeLessThanOrEqual(1.05);
      });

      test.each(['bound', 'class'] as const)(
        'is that also after gram, %s, of the sample that the cost model takes',
        kind => {
          const objective = make();
          const { curvature } = objective;
          const out = new Float64Array(curvature.blockSize ** 2);
          const w = new Float64Array(objective.size);
          curvature.gram(
            kind === 'bound' ? { kind } : { kind, w, k: 0 },
            new CostModel(curvature).sampleEvery,
            out,
          );
          expect(objective.byteLength / data).toBeLessThanOrEqual(1.05);
        },
      );
    });
  });
});
