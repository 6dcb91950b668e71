import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/report/scores.js';

describe("Wilson's interval", () => {
  // statsmodels: proportion_confint(count, nobs, method='wilson')
  it.each([
    [44, 45, 0.8843, 0.9961],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [50, 100, 0.4038, 0.5962],
  ])('of %i in %i', (right, rows, low, high) => {
    const [from, to] = wilson(right / rows, rows);
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });
});
