import type { Factors } from '../objective.js';

/**
 * An entry is raised to this share of its feature's mean over the classes: a class that is all but certain everywhere bends
 * next to nothing where the others do, until a step makes it uncertain.
 */
const LEAST_SHARE = 0.01;

/** The Hessian's diagonal as a preconditioner: blocks of `size` parameters, one a class.  Overwrites `diagonal`. */
export function diagonalFactors(diagonal: Float64Array, size: number): Factors {
  const blocks = diagonal.length / size;
  for (let j = 0; j < size; j++) {
    let sum = 0;
    for (let i = j; i < diagonal.length; i += size) sum += diagonal[i] as number;
    const least = (LEAST_SHARE * sum) / blocks;
    // A column of zeros without a penalty has no curvature, and no gradient.
    for (let i = j; i < diagonal.length; i += size)
      diagonal[i] = least > 0 ? 1 / Math.max(diagonal[i] as number, least) : 1;
  }
  const scale = (x: Float64Array) => {
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * (diagonal[i] as number);
  };
  return {
    add() {},
    solve(x, y) {
      scale(x);
      if (y) scale(y);
    },
  };
}
