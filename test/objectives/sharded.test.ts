// Dense rows over several memories: src/objectives/dense.ts, dense-shard.ts and row-sample.ts.

import { describe, expect, test } from 'vitest';
import { rowSource } from '../../src/data/matrix-like.js';
import type { GramWeights } from '../../src/objective.js';
import { DenseObjective } from '../../src/objectives/dense.js';
import { planDense, spreadOverMemories } from '../../src/objectives/dense-plan.js';
import { type Instantiate, instantiate } from '../../src/wasm/kernels.js';
import { finish } from '../../src/work.js';
import { VARIANTS } from '../helpers.js';
import { randomProblem } from '../kernels/harness.js';

const N = 9001;
const D = 6;
const K = 4;
const SAMPLE_EVERY = 7;

describe.each(VARIANTS)('rows in several memories, %s', (_, { precision, deterministic }) => {
  const newInstance: Instantiate = kind => instantiate(kind, deterministic);

  describe.each([
    [true, true],
    [true, false],
    [false, true],
  ])('weighted: %s, intercept: %s', (weighted, fitIntercept) => {
    const problem = randomProblem(11, { n: N, d: D, K, weighted });
    const { X, y, weights } = problem;
    const data = {
      X: rowSource({ data: X, rows: N, cols: D }),
      y,
      nClasses: K,
      weights,
      fitIntercept,
      shifted: fitIntercept,
      precision,
      sampleEvery: SAMPLE_EVERY,
    };
    const bytesPerRow = D * (precision === 'float32' ? 4 : 8);
    // Four blocks; memories for one, two and three of them.
    const spread = [1, 2, 3].map(
      blocks => new DenseObjective(data, newInstance, blocks * bytesPerRow * (N / 4 + 16)),
    );
    const whole = new DenseObjective(data, newInstance);
    const w = Float64Array.from({ length: whole.size }, (_, i) => Math.sin(i + 1) / 3);

    test('give the same value and gradient to the last bit', () => {
      const expected = new Float64Array(whole.size);
      const value = whole.valueAndGradient(w, expected);
      for (const objective of spread) {
        const gradient = new Float64Array(whole.size);
        expect(objective.valueAndGradient(w, gradient)).toBe(value);
        expect(gradient).toEqual(expected);
      }
    });

    const kinds: GramWeights[] = [{ kind: 'bound' }, { kind: 'shared', w }, { kind: 'class', w, k: 2 }];
    test.each(kinds)('give the same Gram matrix to the last bit, $kind', weightsOf => {
      const expected = new Float64Array(whole.curvature.blockSize ** 2);
      whole.curvature.gram(weightsOf, SAMPLE_EVERY, expected);
      for (const objective of spread) {
        const out = new Float64Array(expected.length);
        objective.curvature.gram(weightsOf, SAMPLE_EVERY, out);
        expect(out).toEqual(expected);
        expect(objective.curvature.rows).toBe(N);
      }
    });

    test('give the same stored rows', () => {
      const [first, last] = [2200, 6800];
      const expected = new Float64Array((last - first) * D);
      whole.storedRows.copy(first, last, expected);
      for (const objective of spread) {
        const rows = new Float64Array((last - first) * D);
        objective.storedRows.copy(first, last, rows);
        expect(rows).toEqual(expected);
      }
    });
  });
});

test('a sample that weighs nothing is all rows', () => {
  const problem = randomProblem(12, { n: 4200, d: 3, K: 3, weighted: false });
  // Every row that a sample of every fifth strip would take weighs nothing.
  const weights = Float64Array.from({ length: 4200 }, (_, i) => (Math.floor(i / 8) % 5 === 0 ? 0 : 1));
  const data = {
    X: rowSource({ data: problem.X, rows: 4200, cols: 3 }),
    y: problem.y,
    nClasses: 3,
    weights,
    fitIntercept: true,
    precision: 'float32',
  } as const;
  const w = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i));
  const [all, sampled] = [1, 5].map(every => {
    const objective = new DenseObjective(
      { ...data, sampleEvery: every },
      kind => instantiate(kind, true),
      30000,
    );
    const out = new Float64Array(16);
    objective.curvature.gram({ kind: 'shared', w }, every, out);
    return out;
  });
  expect(sampled).toEqual(all);
});

test.each([
  [1000, 10, 1],
  [2 ** 21, 1000, 3],
  [2 ** 22, 1000, 6],
])('%i rows of %i float32 need %i memories', (rows, cols, count) => {
  const X = { rows, cols, copy: (_first: number, _last: number, target: Float64Array) => target.fill(0) };
  const data = { X, y: new Uint16Array(0), nClasses: 3, weights: null, fitIntercept: true };
  const plan = finish(planDense({ ...data, precision: 'float32' }));
  expect(spreadOverMemories(plan, { first: 0, end: plan.blocks })).toHaveLength(count);
});
