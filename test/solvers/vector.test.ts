import { describe, expect, it } from 'vitest';
import { addScaled, dot, maxAbs, step, subtract } from '../../src/solvers/vector.js';

const of = (...values: number[]) => Float64Array.from(values);

describe('dot', () => {
  it('sums the products', () => {
    expect(dot(of(1, 2, 3), of(4, -5, 6))).toBe(12);
  });

  it('is 0 for empty vectors', () => {
    expect(dot(of(), of())).toBe(0);
  });
});

describe('addScaled', () => {
  it('adds a multiple in place', () => {
    const y = of(1, 2);
    addScaled(y, -2, of(3, 4));
    expect(y).toEqual(of(-5, -6));
  });

  it('leaves the vector that is added as it was', () => {
    const x = of(3, 4);
    addScaled(of(1, 2), 7, x);
    expect(x).toEqual(of(3, 4));
  });
});

describe('step', () => {
  it('writes x + scale·p', () => {
    const out = of(9, 9);
    step(out, of(1, 2), 0.5, of(4, -6));
    expect(out).toEqual(of(3, -1));
  });

  it('may write over x', () => {
    const x = of(1, 2);
    step(x, x, 0.5, of(4, -6));
    expect(x).toEqual(of(3, -1));
  });
});

describe('subtract', () => {
  it('writes a − b', () => {
    const out = of(9, 9);
    subtract(out, of(1, 2), of(4, -6));
    expect(out).toEqual(of(-3, 8));
  });
});

describe('maxAbs', () => {
  it('is the largest absolute entry', () => {
    expect(maxAbs(of(1, -7, 3))).toBe(7);
  });

  it('is 0 for an empty vector', () => {
    expect(maxAbs(of())).toBe(0);
  });

  it.each([0, 1, 2])('is NaN where entry %i of three is NaN', at => {
    const x = of(1, 2, 3);
    x[at] = Number.NaN;
    expect(maxAbs(x)).toBeNaN();
  });

  it('is Infinity where an entry is', () => {
    expect(maxAbs(of(1, -Infinity, 3))).toBe(Infinity);
  });
});
