// Second derivatives and samples that objectives offer: src/objectives/dense-hessian.ts and sampled-loss.ts.

import { describe, expect, it } from 'vitest';
import { rowSource } from '../../src/data/matrix-like.js';
import type { Objective } from '../../src/objective.js';
import { DenseObjective } from '../../src/objectives/dense.js';
import { withRidge } from '../../src/terms/penalty.js';
import { instantiate } from '../../src/wasm/kernels.js';
import { gaussian, maxAbs, maxDifference, mulberry32, randomProblem } from '../helpers.js';

const N = 61;
const D = 5;
const K = 4;

interface Kind {
  fitIntercept: boolean;
  shifted: boolean;
  weighted: boolean;
}

const KINDS: Kind[] = [
  { fitIntercept: true, shifted: true, weighted: false },
  { fitIntercept: true, shifted: false, weighted: true },
  { fitIntercept: false, shifted: false, weighted: true },
];

const problem = randomProblem(5, N, D, K);
// Columns far from 0, so that offsets matter.
const X = problem.X.map(row => row.map((x, j) => x + 3 * j));
const rowWeights = Float64Array.from({ length: N }, (_, i) => (i % 4) / 2);

function objectiveOf(
  { fitIntercept, shifted, weighted }: Kind,
  rows = X,
  y = problem.y,
  weights = rowWeights,
) {
  return new DenseObjective(
    {
      X: rowSource(rows),
      y: Uint16Array.from(y),
      nClasses: K,
      weights: weighted ? weights : null,
      fitIntercept,
      shifted,
      precision: 'float64',
    },
    precision => instantiate(precision, true),
  );
}

function vector(seed: number, length: number, size = 0.3): Float64Array {
  const normal = gaussian(mulberry32(seed));
  return Float64Array.from({ length }, () => size * normal());
}

function gradientAt(objective: Objective, w: Float64Array): Float64Array {
  const gradient = new Float64Array(w.length);
  objective.valueAndGradient(w, gradient);
  return gradient;
}

function product(objective: Objective, w: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(w.length).fill(Number.NaN);
  objective.curvature?.hessianVector?.(w, v, out);
  return out;
}

const ridgeOf = ({ fitIntercept }: Kind) => new Float64Array(fitIntercept ? D + 1 : D).fill(0.7, 0, D);

describe.each(KINDS)('intercept: $fitIntercept, shifted: $shifted, weights: $weighted', kind => {
  const data = objectiveOf(kind);
  const w = vector(1, data.size);
  const v = vector(2, data.size);

  it('has a product with a vector that is the gradient’s derivative', () => {
    const h = 1e-5;
    const [after, before] = [h, -h].map(step =>
      gradientAt(
        data,
        w.map((wi, i) => wi + step * (v[i] as number)),
      ),
    ) as [Float64Array, Float64Array];
    const expected = after.map((g, i) => (g - (before[i] as number)) / (2 * h));
    // h² of the third derivative, and 1e-16/h of rounding.
    expect(maxDifference(product(data, w, v), expected)).toBeLessThan(1e-7 * maxAbs(expected));
  });

  it('has a matrix whose products are those, in the coordinates of Gram matrices', () => {
    const { size } = data;
    const offset = data.curvature.offset;
    const H = new Float64Array(size * size).fill(Number.NaN);
    data.curvature.hessian?.(w, 1, H);
    // v in (W, b') is Tv in (W, b), and gᵀ there is (Tᵀg) here: b = b' − W·offset.
    const toRaw = (x: Float64Array) =>
      x.map((value, i) => {
        if (!offset || i % (D + 1) < D) return value;
        return value - offset.reduce((sum, o, j) => sum + o * (x[i - D + j] as number), 0);
      });
    const fromRaw = (g: Float64Array) =>
      g.map((value, i) => {
        if (!offset || i % (D + 1) === D) return value;
        const intercept = g[i - (i % (D + 1)) + D] as number;
        return value - (offset[i % (D + 1)] as number) * intercept;
      });
    const expected = fromRaw(product(data, w, toRaw(v)));
    const found = Float64Array.from({ length: size }, (_, i) =>
      v.reduce((sum, vj, j) => sum + (H[i * size + j] as number) * vj, 0),
    );
    expect(maxDifference(found, expected)).toBeLessThan(1e-11 * maxAbs(expected));
  });

  it('adds the ridge to products and to the matrix', () => {
    const { size } = data;
    const ridge = ridgeOf(kind);
    const penalised = withRidge(data, ridge);
    const difference = product(penalised, w, v).map((value, i) => value - (product(data, w, v)[i] as number));
    const own = (i: number) => ridge[i % ridge.length] as number;
    expect(
      maxDifference(
        difference,
        v.map((vi, i) => own(i) * vi),
      ),
    ).toBeLessThan(1e-13);
    const [H, plain] = [penalised, data].map(objective => {
      const out = new Float64Array(size * size);
      objective.curvature?.hessian?.(w, 1, out);
      return out;
    }) as [Float64Array, Float64Array];
    const expected = plain.map((h, at) => h + (at % (size + 1) === 0 ? own(at / (size + 1)) : 0));
    expect(maxDifference(H, expected)).toBeLessThan(1e-13);
  });

  it('gives of a sample what an objective of those rows alone gives', () => {
    const every = 3;
    const used = (i: number) => Math.floor(i / 4) % every === 0;
    const pick = <T>(values: ArrayLike<T>) => Array.from(values).filter((_, i) => used(i));
    const alone = objectiveOf(kind, pick(X), pick(problem.y), Float64Array.from(pick(rowWeights)));
    const at = w.slice();
    // The few rows have offsets of their own: compare at the same function.
    if (kind.shifted) {
      for (let k = 0; k < K; k++) {
        for (let j = 0; j < D; j++) {
          const move =
            ((alone.centre[j] as number) - (data.centre[j] as number)) * (w[k * (D + 1) + j] as number);
          at[k * (D + 1) + D] = (at[k * (D + 1) + D] as number) + move;
        }
      }
    }
    const gradient = new Float64Array(data.size);
    const value = withRidge(data, ridgeOf(kind)).sampledValueAndGradient?.(w, gradient, every);
    const penalised = withRidge(alone, ridgeOf(kind));
    const expected = new Float64Array(data.size);
    expect(value).toBeCloseTo(penalised.valueAndGradient(at, expected), 12);
    const norm = (objective: DenseObjective, g: Float64Array) => objective.gradientNorm?.(g) ?? maxAbs(g);
    expect(norm(data, gradient)).toBeCloseTo(norm(alone, expected), 10);
  });
});

it('has no value for a sample that weighs nothing', () => {
  const weights = Float64Array.from({ length: N }, (_, i) => (i < 4 ? 0 : 1));
  const objective = objectiveOf(KINDS[1] as Kind, X, problem.y, weights);
  expect(
    objective.sampledValueAndGradient(
      new Float64Array(objective.size),
      new Float64Array(objective.size),
      100,
    ),
  ).toBeNaN();
});

it('stays within 5 % of the memory of its data when it evaluates samples', () => {
  const n = 40000;
  const objective = new DenseObjective(
    {
      X: rowSource({ data: vector(3, 10 * n), rows: n, cols: 10 }),
      y: new Uint16Array(n).map((_, i) => i % 3),
      nClasses: 3,
      weights: null,
      fitIntercept: true,
      shifted: true,
      precision: 'float32',
    },
    precision => instantiate(precision, false),
  );
  const before = objective.byteLength;
  objective.sampledValueAndGradient(new Float64Array(objective.size), new Float64Array(objective.size), 15);
  expect(objective.byteLength).toBe(before);
});
