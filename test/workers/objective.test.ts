// src/workers/: rows that several workers hold give what one thread gives, to the last bit.

import { afterAll, describe, expect, test } from 'vitest';
import { rowSource } from '../../src/data/matrix-like.js';
import type { GramWeights } from '../../src/objective.js';
import { DenseObjective } from '../../src/objectives/dense.js';
import type { DenseData } from '../../src/objectives/dense-plan.js';
import { compiled, type Instantiate, instantiate } from '../../src/wasm/kernels.js';
import { finish } from '../../src/work.js';
import { WorkerObjective } from '../../src/workers/objective.js';
import { errorOf, VARIANTS } from '../helpers.js';
import { randomProblem } from '../kernels/harness.js';

const N = 9001;
const D = 6;
const K = 4;
const SAMPLE_EVERY = 7;

describe.each(VARIANTS)('an objective in workers, %s', (_, { precision, deterministic }) => {
  const newInstance: Instantiate = kind => instantiate(kind, deterministic);
  const engine = { instantiate: newInstance, compiled: compiled(deterministic) };

  describe.each([
    [true, true],
    [false, false],
  ])('weighted: %s, intercept: %s', (weighted, fitIntercept) => {
    const problem = randomProblem(21, { n: N, d: D, K, weighted });
    const data: DenseData = {
      X: rowSource({ data: problem.X, rows: N, cols: D }),
      y: problem.y,
      nClasses: K,
      weights: problem.weights,
      fitIntercept,
      shifted: fitIntercept,
      precision,
      sampleEvery: SAMPLE_EVERY,
    };
    const here = new DenseObjective(data, newInstance);
    const there = [1, 2, 3, 9].map(threads => finish(WorkerObjective.start(data, engine, threads)));
    afterAll(() => Promise.all(there.map(objective => objective.end())));
    const w = Float64Array.from({ length: here.size }, (_, i) => Math.sin(i + 1) / 3);

    test('has no more workers than blocks', () => {
      expect(there.map(({ threads }) => threads)).toEqual([1, 2, 3, 4]);
    });

    test('has the value and gradient of one thread to the last bit', async () => {
      const expected = new Float64Array(here.size);
      const value = here.valueAndGradient(w, expected);
      for (const objective of there) {
        const gradient = new Float64Array(here.size);
        expect(await objective.valueAndGradient(w, gradient)).toBe(value);
        expect(gradient).toEqual(expected);
      }
    });

    const kinds: GramWeights[] = [{ kind: 'bound' }, { kind: 'shared', w }, { kind: 'class', w, k: 2 }];
    test.each(kinds)('has the Gram matrix of one thread to the last bit, $kind', async weightsOf => {
      const expected = new Float64Array(here.curvature.blockSize ** 2);
      here.curvature.gram(weightsOf, SAMPLE_EVERY, expected);
      for (const objective of there) {
        const out = new Float64Array(expected.length);
        await objective.curvature.gram(weightsOf, SAMPLE_EVERY, out);
        expect(out).toEqual(expected);
      }
    });
  });

  test('refuses what is not finite before it returns', () => {
    const X = new Float64Array(N * D);
    X[8000 * D + 3] = Number.NaN;
    const data = {
      X: rowSource({ data: X, rows: N, cols: D }),
      y: new Uint16Array(N),
      nClasses: 2,
      weights: null,
      fitIntercept: true,
      precision,
    };
    const error = errorOf(() => finish(WorkerObjective.start(data, engine, 2)));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('X[8000][3] is NaN: expected a finite number');
  });
});
