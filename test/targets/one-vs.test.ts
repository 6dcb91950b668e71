import { describe, expect, it } from 'vitest';
import { OneVsOne, OneVsRest, type Options } from '../../src/index.js';
import { maxDifference, randomProblem } from '../helpers.js';

const { X, y } = randomProblem(8, 90, 3, 3);
const marked = y.map((label, i) => (i % 5 === 0 ? -1 : label));
const rest = X.filter((_, i) => i % 5 !== 0);
const labels = y.filter((_, i) => i % 5 !== 0);

describe.each([
  ['OneVsRest', OneVsRest],
  ['OneVsOne', OneVsOne],
] as const)('%s', (_, Ensemble) => {
  it.each<[string, Options]>([
    ['by itself', {}],
    ['balanced', { classWeight: 'balanced' }],
    ['smoothed', { labelSmoothing: 0.1 }],
  ])('ignoreLabel %s: as without those rows', (_, options) => {
    const exact: Options = { precision: 'float64', tol: 1e-10, ...options };
    const model = new Ensemble({ ...exact, ignoreLabel: -1 }).fitSync(X, marked);
    const expected = new Ensemble(exact).fitSync(rest, labels);
    expect(model.classes).toEqual([0, 1, 2]);
    expect(maxDifference(model.decisionFunction(X).data, expected.decisionFunction(X).data)).toBeLessThan(
      1e-7,
    );
  });

  it('refuses what is said of K classes at once', () => {
    expect(() => new Ensemble({ thresholds: [1, 2, 3] })).toThrow(
      'thresholds is given: binary models have none for K classes, expected SoftmaxRegression',
    );
    const offset = X.map(() => [0, 0, 0]);
    expect(() => new Ensemble().fitSync(X, y, { offset })).toThrow(
      'offset is given: binary models have none',
    );
  });
});
