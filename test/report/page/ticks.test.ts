import { describe, expect, it } from 'vitest';
import { logLabel, logTicks } from '../../../src/report/page/ticks.js';

describe('ticks of a logarithmic scale', () => {
  it.each([
    [[1e-3, 10], 6, [0.001, 0.01, 0.1, 1, 10]],
    [[1e-9, 1], 5, [1e-9, 1e-7, 1e-5, 1e-3, 0.1]],
    [[2, 9], 5, [2, 5]],
  ])('of %j', (values, most, ticks) => {
    expect(logTicks(values, most)).toEqual(ticks);
  });

  it('have labels of plain numbers near 1, and powers of ten', () => {
    expect([1e-7, 0.001, 20, 1e6].map(logLabel)).toEqual(['10⁻⁷', '0.001', '20', '10⁶']);
  });
});
