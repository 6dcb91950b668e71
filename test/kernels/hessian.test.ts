// assembly/hessian.ts and sample.ts: against plain formulas, within their scratch memory.

import { describe, expect, test } from 'vitest';
import { maxAbs, maxDifference, VARIANTS } from '../helpers.js';
import { randomProblem, Sandbox } from './harness.js';
import * as reference from './reference.js';

/** Rows around strips of 4 and 8 and panels of two, features and classes around tiles. */
const SHAPES = [
  { n: 1, d: 1, K: 2, weighted: false },
  { n: 7, d: 3, K: 2, weighted: true },
  { n: 8, d: 4, K: 3, weighted: false },
  { n: 17, d: 5, K: 5, weighted: true },
  { n: 33, d: 9, K: 4, weighted: false },
  { n: 65, d: 2, K: 13, weighted: true },
] as const;
const PANEL = 2;

/** Of the largest entry: a few hundred roundings of sums of at most 65 terms of size 8 and less. */
const TOLERANCE = { float32: 2e-5, float64: 5e-14 };

/** Rows less their centre, followed by 1. */
function storedRow({ X, d, centre }: reference.Problem, i: number): number[] {
  return [...Array.from({ length: d }, (_, j) => (X[i * d + j] as number) - (centre[j] as number)), 1];
}

const weightOf = (p: reference.Problem, i: number) => p.weights?.[i] ?? 1;

/** Σ wᵢ·p_k·(δ_kl − p_l)·x̃x̃ᵀ as a function of block and entry, over the rows that `used` says. */
function hessianEntry(p: reference.Problem, used: (i: number) => boolean) {
  const P = reference.softmax(reference.logits(p), p.K);
  const rows = Array.from({ length: p.n }, (_, i) => storedRow(p, i));
  return (k: number, l: number, a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < p.n; i++) {
      if (!used(i)) continue;
      const pk = P[i * p.K + k] as number;
      const pl = P[i * p.K + l] as number;
      const row = rows[i] as number[];
      sum += weightOf(p, i) * pk * ((k === l ? 1 : 0) - pl) * (row[a] as number) * (row[b] as number);
    }
    return sum;
  };
}

describe.each(VARIANTS)('second derivatives, %s', (_, variant) => {
  const box = new Sandbox(variant);
  const { kernels } = box;
  const tolerance = TOLERANCE[variant.precision];

  describe.each(SHAPES)('$n × $d, $K classes, weights: $weighted', shape => {
    const { n, d, K } = shape;
    const problem = randomProblem(n + d, shape);
    const stride = d + 1;

    test('the product with a vector', () => {
      box.reset();
      const { x, centre, weights, params } = box.putTask(problem, PANEL);
      // In the stored rows' coordinates: the bias moves by W·centre.
      const v = randomProblem(n + 99, shape).params;
      const vector = box.putFloat64(v, 'vector');
      const out = box.allocate(8 * K * stride, 'out');
      const scratch = box.allocate(kernels.hessianVectorScratch(d, K, PANEL), 'product scratch');
      kernels.hessianVector(x, centre, weights, n, d, K, params, vector, out, PANEL, scratch);
      const entry = hessianEntry(problem, () => true);
      const moved = (l: number, b: number) => {
        let value = v[l * stride + b] as number;
        if (b === d)
          for (let j = 0; j < d; j++) value += (v[l * stride + j] as number) * (problem.centre[j] as number);
        return value;
      };
      const expected = Float64Array.from({ length: K * stride }, (_, at) => {
        let sum = 0;
        for (let l = 0; l < K; l++)
          for (let b = 0; b <= d; b++) sum += entry(Math.floor(at / stride), l, at % stride, b) * moved(l, b);
        return sum;
      });
      const sizes = n * (1 + Math.max(...Array.from({ length: K }, (_, l) => Math.abs(moved(l, d)))));
      expect(maxDifference(box.float64(out, K * stride), expected)).toBeLessThanOrEqual(
        10 * tolerance * sizes,
      );
      expect(box.damage()).toEqual([]);
    });

    test.each([1, 2])('the blocks of pairs of classes over every strip or every second, %i', step => {
      box.reset();
      const { x, centre, weights, params } = box.putTask(problem, PANEL);
      const pairs = Array.from({ length: K }, (_, k) =>
        Array.from({ length: K - k - 1 }, (_, l) => [k, k + l + 1] as const),
      ).flat();
      // All but the first pair, so that a batch begins inside the order.
      const batch = pairs.length > 1 ? pairs.slice(1) : pairs;
      const [firstK, firstL] = batch[0] as readonly [number, number];
      const entries = stride * stride;
      const out = box.allocate(8 * batch.length * entries, 'out');
      const scratch = box.allocate(kernels.hessianPairsScratch(d, K, batch.length, PANEL), 'pairs scratch');
      kernels.hessianPairs(
        x,
        centre,
        weights,
        n,
        step,
        d,
        K,
        params,
        firstK,
        firstL,
        batch.length,
        PANEL,
        out,
        scratch,
      );
      const entry = hessianEntry(problem, i => Math.floor(i / box.stripRows) % step === 0);
      const expected = batch.flatMap(([k, l]) =>
        Array.from({ length: entries }, (_, at) => -entry(k, l, Math.floor(at / stride), at % stride)),
      );
      const found = box.float64(out, expected.length);
      expect(maxDifference(found, expected)).toBeLessThanOrEqual(10 * tolerance * n);
      expect(box.damage()).toEqual([]);
    });

    test.each([1, 2, 3])('loss and gradient over every %i. strip', step => {
      box.reset();
      const { x, centre, labels, weights, params, gradient } = box.putTask(problem, PANEL);
      const scratch = box.allocate(kernels.evaluateSampleScratch(d, K, PANEL), 'sample scratch');
      const loss = kernels.evaluateSample(
        x,
        centre,
        labels,
        weights,
        n,
        step,
        d,
        K,
        params,
        gradient,
        PANEL,
        scratch,
      );
      const used = Float64Array.from({ length: n }, (_, i) =>
        Math.floor(i / box.stripRows) % step === 0 ? weightOf(problem, i) : 0,
      );
      const sampled = { ...problem, weights: used };
      const exact = reference.gradient(sampled, 1);
      const expected = exact.map((value, at) => {
        const k = Math.floor(at / stride);
        const ones = exact[k * stride + d] as number;
        return at % stride === d ? value : value - (problem.centre[at % stride] as number) * ones;
      });
      const bound = 20 * tolerance * n;
      expect(Math.abs(loss - reference.loss(sampled, 1))).toBeLessThanOrEqual(bound);
      expect(maxDifference(box.float64(gradient, K * stride), expected)).toBeLessThanOrEqual(bound);
      expect(maxAbs(expected)).toBeGreaterThan(0);
      expect(box.damage()).toEqual([]);
    });
  });
});
