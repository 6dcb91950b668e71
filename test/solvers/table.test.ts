import { describe, expect, it } from 'vitest';
import { createSolver, optionsRead, resolveSolver } from '../../src/solvers/table.js';
import { errorOf } from '../helpers.js';
import { quadratic } from './helpers.js';

describe('resolveSolver', () => {
  it("takes 'auto' for 'lbfgs'", () => {
    expect(resolveSolver('auto')).toBe('lbfgs');
  });

  it.each(['lbfgs', 'newton', 'coordinate-descent', 'gradient-descent', 'sgd', 'adam'])(
    'keeps the name %s',
    name => {
      expect(resolveSolver(name)).toBe(name);
    },
  );

  it.each(['liblinear', 'LBFGS', '', 'toString', '__proto__', 'constructor'])(
    'names the solvers that exist for the unknown %j',
    name => {
      expect(errorOf(() => resolveSolver(name))).toEqual(
        new RangeError(
          `solver is ${JSON.stringify(name)}: expected one of 'auto', 'lbfgs', 'newton', 'coordinate-descent', 'gradient-descent', 'sgd', 'adam'`,
        ),
      );
    },
  );
});

describe('optionsRead', () => {
  it('names the options of gradient descent', () => {
    expect(optionsRead('gradient-descent')).toEqual(['learningRate', 'lossTol']);
  });

  it("names none for 'auto'", () => {
    expect(optionsRead('auto')).toEqual([]);
  });
});

describe('createSolver', () => {
  it.each(['auto', 'lbfgs', 'gradient-descent'])('begins %s at the start it is given', name => {
    const solver = createSolver(name, quadratic([1, 1], [3, 4]), Float64Array.of(1, 2), {});
    expect(solver.next().value).toEqual({
      type: 'evaluate',
      w: Float64Array.of(1, 2),
      gradient: new Float64Array(2),
    });
  });
});
