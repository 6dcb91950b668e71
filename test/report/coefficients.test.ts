import { describe, expect, it } from 'vitest';
import { coefficientsPart } from '../../src/report/coefficients.js';
import { deviations } from '../../src/report/columns.js';
import { intervals } from '../../src/report/intervals.js';
import { inputOf, rowsOf, stored } from './fits.js';

describe('the largest coefficients', () => {
  it('are of one vector where there are two classes: the second against the first', async () => {
    const input = await stored('breast_cancer');
    const scales = deviations(input.train) as Float64Array;
    const { groups, method } = coefficientsPart(input, scales);
    expect(method).toBe('laplace');
    expect(groups.map(({ name, against, terms }) => [name, against, terms.length])).toEqual([
      ['malignant', 'benign', 15],
    ]);
    const { coef, featureNames } = input.model;
    const found = intervals(input.model, input.train);
    for (const { feature, coefficient, lower, upper } of groups[0]?.terms ?? []) {
      const j = featureNames?.indexOf(feature) as number;
      expect(coefficient).toBe(coef.get(1, j) - coef.get(0, j));
      expect(upper).toBeCloseTo(coefficient + found.reach(1, j), 12);
      expect(lower).toBeCloseTo(coefficient - found.reach(1, j), 12);
    }
  });

  it('come in the order of their size per standard deviation', async () => {
    const input = await stored('wine');
    const { groups } = coefficientsPart(input, deviations(input.train));
    for (const { terms } of groups) {
      const sizes = terms.map(({ coefficient, scale }) => Math.abs(coefficient * scale));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    }
  });

  it('leave out what is 0, and count columns in use', async () => {
    const input = await stored('breast_cancer', { alpha: 0.05, l1Ratio: 1 });
    const { groups, used, note } = coefficientsPart(input, deviations(input.train));
    const nonZero = Array.from({ length: 30 }, (_, j) => j).filter(j => input.model.coef.get(1, j) !== 0);
    expect(used).toBe(nonZero.length);
    expect(groups[0]?.terms.length).toBe(Math.min(15, nonZero.length));
    expect(note).toMatch(/L1/);
  });

  it('leave undrawn what rows say next to nothing of', async () => {
    // Nearly separated, nearly unpenalised: an interval of some hundred log-odds.
    const X = [[0], [1], [2], [3], [4], [5], [2.501], [2.5]];
    const input = await inputOf(rowsOf(X, ['a', 'a', 'a', 'b', 'b', 'b', 'a', 'b']), null, {
      C: 1e6,
      precision: 'float64',
      tol: 1e-8,
    });
    const { groups, note } = coefficientsPart(input, deviations(input.train));
    expect(groups[0]?.terms[0]).toMatchObject({ lower: null, upper: null });
    expect(note).toMatch(/so wide/);
  });

  it('are told by the number of their column where names are unknown', async () => {
    const input = await inputOf(rowsOf([[0], [1], [2], [3]], ['a', 'b', 'a', 'b']), null, {});
    const { groups } = coefficientsPart({ ...input, featureNames: [] }, null);
    expect(groups[0]?.terms[0]?.feature).toBe('column 0');
  });
});
