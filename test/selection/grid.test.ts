import { describe, expect, it } from 'vitest';
import { gridOf, paths, select } from '../../src/selection/grid.js';

describe('select', () => {
  // By hand: the best mean is −0.30 at C = 10, one standard error of it 0.04: −0.33 at C = 1 is within, −0.35 at C = 0.1 not.
  const grid = gridOf({ Cs: [10, 0.1, 1, 100] });
  const means = [-0.3, -0.35, -0.33, -0.31];
  const errors = [0.04, 0.5, 0.5, 0.5];

  it('takes the best mean', () => {
    expect(grid[select(grid, means, errors, 'best')]?.C).toBe(10);
  });

  it('takes the strongest penalty within one standard error of the best', () => {
    expect(grid[select(grid, means, errors, 'oneStandardError')]?.C).toBe(1);
    expect(grid[select(grid, means, [0.06, 0, 0, 0], 'oneStandardError')]?.C).toBe(0.1);
    expect(grid[select(grid, means, [0, 9, 9, 9], 'oneStandardError')]?.C).toBe(10);
  });

  it('takes the strongest of equals', () => {
    expect(grid[select(grid, [-1, -1, -1, -1], errors, 'best')]?.C).toBe(0.1);
    const alphas = gridOf({ alphas: [0.1, 0, 1] });
    expect(alphas[select(alphas, [1, 1, 1], [0, 0, 0], 'best')]?.alpha).toBe(1);
  });

  it('stays at the l1Ratio of the best', () => {
    const two = gridOf({ alphas: [1, 0.1], l1Ratios: [0, 1] });
    // Means of ridge 0.5 and 0.6, of lasso 0.69 and 0.7: ridge at alpha 1 is within a standard error too, but of another kind.
    expect(two[select(two, [0.5, 0.6, 0.69, 0.7], [1, 1, 1, 1], 'oneStandardError')]).toEqual({
      C: undefined,
      alpha: 1,
      l1Ratio: 1,
    });
  });
});

describe('paths', () => {
  it('go from strong to weak for each l1Ratio', () => {
    const grid = gridOf({ Cs: [1, 0.1, Infinity], l1Ratios: [0, 0.5] });
    expect(paths(grid)).toEqual([
      [1, 0, 2],
      [4, 3, 5],
    ]);
    expect(paths(gridOf({ alphas: [0, 2, 1] }))).toEqual([[1, 2, 0]]);
  });
});
