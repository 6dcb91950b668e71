// assembly/log.ts, as log-softmax uses it: a class whose logit is the largest has log-probability −log Σ exp(z − m).

import { describe, expect, test } from 'vitest';
import { VARIANTS } from '../helpers.js';
import { Sandbox } from './harness.js';
import { scores } from './score.js';

/** Math.log is itself off by up to one unit in the last place. */
const MATH_LOG = 2 ** -52;

describe.each(VARIANTS)('log, %s', (_, variant) => {
  const box = new Sandbox(variant);
  const own = variant.precision === 'float64' ? MATH_LOG : 0;

  /** Two units in the last place of max(1, y), as the header of log.ts states. */
  const bound = (y: number) => {
    const size = Math.max(1, y);
    return 4 * box.unit * 2 ** Math.floor(Math.log2(size)) + own * size;
  };

  test('errs by no more than its header states for whole numbers', () => {
    // s classes of equal logits: the sum is s, without rounding.
    const sums = [
      ...Array.from({ length: 299 }, (_, i) => i + 2),
      1000,
      1023,
      1024,
      1025,
      4095,
      4096,
      65535,
      65536,
    ];
    const wrong = sums.filter(s => {
      const zeros = new Array<number>(s).fill(0);
      const { out } = scores(box, 'logProbabilities', {
        rows: [[1]],
        weights: zeros.map(() => [0]),
        intercepts: zeros,
      });
      return !(Math.abs(-(out[0] as number) - Math.log(s)) <= bound(Math.log(s)));
    });
    expect(wrong).toEqual([]);
  });

  test.each([2, 3, 8, 27])('errs by no more than its header states and the sum loses between 1 and %s', K => {
    // One class of logit 0, K − 1 of logit t: the sum is 1 + (K − 1)·exp(t).
    const count = 5000;
    const ts = Array.from({ length: count }, (_, i) => Math.fround((-20 * i) / count));
    const others = Array.from({ length: K - 1 }, () => 0);
    const { out } = scores(box, 'logProbabilities', {
      rows: ts.map(t => [t]),
      weights: [[0], ...others.map(() => [1])],
      intercepts: [0, ...others],
    });
    // exp is off by at most 3.3 units of itself (its header), each of K additions by one of the sum.
    const sum = (K + 3.3) * (box.unit + own);
    const wrong = ts.filter((t, i) => {
      const exact = Math.log1p((K - 1) * Math.exp(t));
      return !(Math.abs(-(out[i * K] as number) - exact) <= bound(exact) + sum);
    });
    expect(wrong).toEqual([]);
  });

  test('is 0 where one class has all the probability', () => {
    const { out } = scores(box, 'logProbabilities', {
      rows: [[-1000]],
      weights: [[0], [1]],
      intercepts: [0, 0],
    });
    expect(out[0]).toBe(0);
  });

  test('keeps log-probabilities that are too small for a probability', () => {
    const { out } = scores(box, 'logProbabilities', {
      rows: [[-1000]],
      weights: [[0], [1]],
      intercepts: [0, 0],
    });
    expect(out[1]).toBe(-1000);
  });
});
