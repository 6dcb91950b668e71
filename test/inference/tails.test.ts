// Tails of distributions, against SciPy's.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareTail, normalQuantile, normalTails } from '../../src/inference/tails.js';
import { reference } from './reference.js';

const { tails } = reference;
/** Relative; what both sides round adds up to less. */
const TOLERANCE = 1e-12;

function expectClose(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual - expected), what).toBeLessThanOrEqual(TOLERANCE * Math.abs(expected));
}

describe('tails', () => {
  it("are SciPy's of chi-square", () => {
    for (const [x, df, p] of tails.chiSquare) expectClose(chiSquareTail(x, df), p, `${x}, ${df}`);
  });

  it("are SciPy's of the normal distribution, on both sides", () => {
    for (const [z, p] of tails.twoSided) {
      expectClose(normalTails(z), p, `${z}`);
      expect(normalTails(-z)).toBe(normalTails(z));
    }
  });

  it("have SciPy's quantiles", () => {
    for (const [p, z] of tails.quantile) expectClose(normalQuantile(p), z, `${p}`);
  });

  it('are 1 at 0, 0 at infinity, and fall', () => {
    expect([chiSquareTail(0, 3), chiSquareTail(-1, 3), chiSquareTail(Infinity, 3)]).toEqual([1, 1, 0]);
    expect(chiSquareTail(Number.NaN, 3)).toBeNaN();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 800, noNaN: true }),
        fc.double({ min: 1e-3, max: 50, noNaN: true }),
        (df, x, more) => {
          const [here, there] = [chiSquareTail(x, df), chiSquareTail(x + more, df)];
          expect(there).toBeLessThanOrEqual(here * (1 + TOLERANCE));
          expect(here).toBeLessThanOrEqual(1);
          expect(there).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 1 },
    );
  });

  it('of two degrees of freedom are exponentials', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1400, noNaN: true }), x => {
        expectClose(chiSquareTail(x, 2), Math.exp(-x / 2), `${x}`);
      }),
      { seed: 2 },
    );
  });
});
