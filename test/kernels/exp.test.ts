// assembly/exp.ts, as softmax uses it: with two classes of logits 0 and t ≤ 0, exp(t) = p₁/p₀.

import { describe, expect, test } from 'vitest';
import { VARIANTS } from '../helpers.js';
import { Sandbox } from './harness.js';
import { scores } from './score.js';

/** The bounds that the header of exp.ts states, relative to exp(t), and where it stops. */
const STATED = {
  float32: { bound: (t: number) => 1.5e-7 + 1.2e-7 * Math.abs(t), low: -87.33654 },
  float64: { bound: (t: number) => 3e-16 + 2.3e-16 * Math.abs(t), low: -708.396418 },
};

/** Math.exp is itself off by up to one unit in the last place. */
const MATH_EXP = 2 ** -52;

describe.each(VARIANTS)('exp, %s', (_, variant) => {
  const box = new Sandbox(variant);
  const { bound, low } = STATED[variant.precision];
  const round = variant.precision === 'float32' ? Math.fround : (t: number) => t;

  function exponentials(ts: readonly number[]): number[] {
    const { out } = scores(box, 'probabilities', {
      rows: ts.map(t => [t]),
      weights: [[0], [1]],
      intercepts: [0, 0],
    });
    return ts.map((_, i) => (out[2 * i + 1] as number) / (out[2 * i] as number));
  }

  /** p₀ = 1/s is rounded once and cancels; p₁ = exp(t)·p₀ is rounded once more. */
  const allowance = (t: number) => bound(t) + box.unit + (variant.precision === 'float64' ? MATH_EXP : 0);

  test.each([
    ['0 to −1', 1],
    ['0 to −100', 100],
    ['0 to where the result would be denormal', -low],
  ])('errs by no more than its header states from %s', (_, length) => {
    const count = 20000;
    const ts = Array.from({ length: count }, (_, i) => round((-length * i) / count)).filter(t => t > low);
    const values = exponentials(ts);
    const wrong = ts.filter((t, i) => {
      const exact = Math.exp(t);
      return !(Math.abs((values[i] as number) - exact) <= allowance(t) * exact);
    });
    expect(wrong).toEqual([]);
  });

  test('is exactly 1 at 0', () => {
    expect(exponentials([0, -0])).toEqual([1, 1]);
  });

  test('stays at the smallest normal number below what it can tell apart', () => {
    const [least, ...rest] = exponentials([low - 0.01, low - 1, -1000, -1e30]) as [
      number,
      number,
      number,
      number,
    ];
    const smallest = variant.precision === 'float32' ? 2 ** -126 : 2 ** -1022;
    expect(Math.abs(least / smallest - 1)).toBeLessThan(allowance(low));
    expect(rest).toEqual([least, least, least]);
  });

  test('gives NaN for NaN', () => {
    expect(exponentials([NaN, -1])[0]).toBe(NaN);
  });
});
