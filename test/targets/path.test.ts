import { describe, expect, it } from 'vitest';
import { type FitOptions, type PathOptions, SoftmaxRegression, softmaxPathSync } from '../../src/index.js';
import { gaussian, maxDifference, mulberry32, numbersOf, randomProblem } from '../helpers.js';
import { probabilityRows } from './reference.js';

const { X, y } = randomProblem(6, 90, 4, 3);
const random = mulberry32(6);
const normal = gaussian(random);
const offset = X.map(() => [normal(), normal() + 1, normal()]);
const T = probabilityRows(random, X.length, 3);
const marked = y.map((label, i) => (i % 4 === 0 ? -1 : label));

describe.each<[string, number[] | number[][], PathOptions, FitOptions]>([
  ['probabilities', T, {}, {}],
  ['smoothed labels', y, { labelSmoothing: 0.2 }, {}],
  ['ignored labels', marked, { ignoreLabel: -1 }, {}],
  ['offsets', y, {}, { offset }],
  ['probabilities and offsets', T, {}, { offset }],
])('softmaxPath with %s', (_, targets, options, fitOptions) => {
  const exact = { precision: 'float64', tol: 1e-9, l1Ratio: 0.8, ...options } as const;
  const path = softmaxPathSync(X, targets, { ...exact, nAlphas: 8 }, fitOptions);

  it('each point is the fit of its alpha', () => {
    for (const i of [1, 4, 7]) {
      const alpha = path.alphas[i] as number;
      const model = new SoftmaxRegression({ ...exact, alpha }).fitSync(X, targets, fitOptions);
      expect(maxDifference(numbersOf(path.model(i)), numbersOf(model))).toBeLessThan(1e-6);
    }
  });

  it('begins where the first coefficient leaves 0', () => {
    expect(path.nonZero[0]).toBe(0);
    expect(path.nonZero[1]).toBeGreaterThan(0);
  });
});
