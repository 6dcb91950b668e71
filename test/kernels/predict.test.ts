// assembly/predict.ts, and through it softmax and log-softmax of assembly/softmax.ts.

import { describe, expect, test } from 'vitest';
import { mulberry32, VARIANTS } from '../helpers.js';
import {
  CLASSES,
  errorBounds,
  excess,
  FEATURES,
  Findings,
  once,
  ROWS,
  randomProblem,
  Sandbox,
} from './harness.js';
import * as reference from './reference.js';
import { ALL_KINDS, classesOf, type Flat, type Kind, scoresOf } from './score.js';

const EXPECTED: Record<Kind, (z: Float64Array, K: number) => Float64Array> = {
  logits: z => z,
  probabilities: reference.softmax,
  logProbabilities: reference.logSoftmax,
};

const BOUND = { logits: 'logits', probabilities: 'residual', logProbabilities: 'logProbability' } as const;

/** Numbers of three or five values, so that logits are whole numbers and often equal. */
function wholeNumbers(seed: number, n: number, d: number, K: number): Flat {
  const random = mulberry32(seed);
  const whole = (most: number) => Math.floor((2 * most + 1) * random()) - most;
  return {
    n,
    d,
    K,
    X: Float64Array.from({ length: n * d }, () => whole(2)),
    params: Float64Array.from({ length: K * (d + 1) }, () => whole(1)),
    centre: Float64Array.from({ length: d }, () => whole(3)),
  };
}

const asProblem = (flat: Flat): reference.Problem => ({ ...flat, y: new Uint16Array(flat.n), weights: null });

describe.each(VARIANTS)('prediction, %s', (_, variant) => {
  const box = new Sandbox(variant);

  describe.each(ALL_KINDS)('%s', kind => {
    const findings = once(() => {
      const found = new Findings();
      for (const n of ROWS) {
        for (const d of FEATURES) {
          for (const K of CLASSES) {
            const problem = randomProblem(10007 * n + 101 * d + K, { n, d, K });
            const where = `n=${n} d=${d} K=${K}`;
            const { out } = scoresOf(box, kind, problem);
            found.checkCanaries(where, box);
            const expected = EXPECTED[kind](reference.logits(problem), K);
            found.check(kind, where, excess(out, expected, errorBounds(problem, box.unit)[BOUND[kind]]));
          }
        }
      }
      return found;
    });

    test('are those of the reference', () => {
      expect(findings().of(kind)).toEqual([]);
    });

    test('are written to nothing but the output and the scratch', () => {
      expect(findings().canaries).toEqual([]);
    });

    test('come with 0 where all rows are finite', () => {
      expect(scoresOf(box, kind, randomProblem(1, { n: 9, d: 3, K: 3 })).flag).toBe(0);
    });

    test.each([NaN, Infinity, -Infinity])('come with NaN where a row holds %s', bad => {
      const problem = randomProblem(1, { n: 9, d: 3, K: 3 });
      problem.X[26] = bad;
      expect(scoresOf(box, kind, problem).flag).toBe(NaN);
    });
  });

  test.each(CLASSES)('probabilities of %s classes whose logits overflow exp are right', K => {
    const xs = Array.from({ length: 41 }, (_, i) => 90 + i / 4);
    const problem = asProblem({
      n: xs.length,
      d: 1,
      K,
      X: Float64Array.from(xs),
      params: Float64Array.from({ length: 2 * K }, (_, k) => (k % 2 === 0 ? 1 + k / 2 : 0)),
      centre: new Float64Array(1),
    });
    const { out } = scoresOf(box, 'probabilities', problem);
    const expected = reference.softmax(reference.logits(problem), K);
    expect(excess(out, expected, errorBounds(problem, box.unit).residual)).toBeLessThanOrEqual(1);
  });

  describe('classes', () => {
    const shapes = ROWS.flatMap(n => [1, 2, 5].flatMap(d => CLASSES.map(K => ({ n, d, K }))));

    test('are those of the largest logit, the first of equals', () => {
      const wrong = shapes.filter(({ n, d, K }) => {
        const flat = wholeNumbers(10007 * n + 101 * d + K, n, d, K);
        const expected = reference.argmax(reference.logits(asProblem(flat)), K);
        return classesOf(box, flat).out.join() !== expected.join();
      });
      expect(wrong).toEqual([]);
    });

    test('are written to nothing but the output and the scratch', () => {
      const findings = new Findings();
      for (const { n, d, K } of shapes) {
        classesOf(box, wholeNumbers(1, n, d, K));
        findings.checkCanaries(`n=${n} d=${d} K=${K}`, box);
      }
      expect(findings.canaries).toEqual([]);
    });

    test('are 0 where all logits are equal', () => {
      const flat = { ...wholeNumbers(1, 17, 3, 13), params: new Float64Array(13 * 4) };
      expect(classesOf(box, flat).out).toEqual(new Array(17).fill(0));
    });

    test('come with 0 where all rows are finite', () => {
      expect(classesOf(box, wholeNumbers(1, 9, 3, 3)).flag).toBe(0);
    });

    test.each([NaN, Infinity, -Infinity])('come with NaN where a row holds %s', bad => {
      const flat = wholeNumbers(1, 9, 3, 3);
      flat.X[26] = bad;
      expect(classesOf(box, flat).flag).toBe(NaN);
    });
  });
});
