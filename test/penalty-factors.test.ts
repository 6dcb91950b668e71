import { describe, expect, it } from 'vitest';
import { type Options, SoftmaxRegression } from '../src/index.js';
import { maxDifference, randomProblem } from './helpers.js';

const D = 4;

function coefOf(X: number[][], y: number[], options: Options): Float64Array {
  const model = new SoftmaxRegression({ precision: 'float64', tol: 1e-10, ...options });
  return model.fitSync(X, y).coef.data;
}

describe.each([2, 3])('penaltyFactors, %i classes', nClasses => {
  const { X, y } = randomProblem(5, 60, D, nClasses);
  const rows = X as number[][];

  it('all of 1 change nothing', () => {
    const plain = coefOf(rows, y, { C: 0.3 });
    expect(coefOf(rows, y, { C: 0.3, penaltyFactors: Float32Array.of(1, 1, 1, 1) })).toEqual(plain);
  });

  it('stand for columns scaled by their roots', () => {
    const factors = [4, 1, 0.25, 9];
    const found = coefOf(rows, y, { C: 0.3, penaltyFactors: factors });
    const scaled = rows.map(row => row.map((x, j) => x / Math.sqrt(factors[j] as number)));
    const expected = coefOf(scaled, y, { C: 0.3 }).map((w, i) => w / Math.sqrt(factors[i % D] as number));
    expect(maxDifference(found, expected)).toBeLessThan(1e-8);
  });

  it('of 0 leave a feature without penalty, centred', () => {
    const free = coefOf(rows, y, { C: 1e-6, penaltyFactors: [0, 1, 1, 1] });
    const own = Float64Array.from({ length: nClasses }, (_, k) => free[k * D] as number);
    expect(Math.max(...own)).toBeGreaterThan(100 * Math.abs(free[1] as number));
    expect(Math.abs(own.reduce((sum, w) => sum + w, 0))).toBeLessThan(1e-10);
  });
});

describe('penaltyFactors that will not do', () => {
  const fitWith = (penaltyFactors: unknown) => () =>
    new SoftmaxRegression({ penaltyFactors } as Options).fitSync(
      [
        [1, 2],
        [2, 1],
      ],
      [0, 1],
    );

  it.each([
    [
      'of another length',
      [1],
      RangeError,
      'the length of penaltyFactors is 1: expected 2, one per column of X',
    ],
    ['below 0', [1, -1], RangeError, 'penaltyFactors[1] is -1: expected a number of at least 0'],
    ['not numbers', ['1', 1], TypeError, 'penaltyFactors[0] is "1": expected a number'],
    ['not an array', 3, TypeError, 'penaltyFactors is 3: expected an array of numbers'],
  ])('%s', (_, factors, kind, message) => {
    expect(fitWith(factors)).toThrow(kind);
    expect(fitWith(factors)).toThrow(message);
  });
});
