import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorise, plainFactors, solve } from '../../src/solvers/cholesky.js';
import { maxAbs, maxDifference, mulberry32 } from '../helpers.js';
import { multiply, randomSpd } from './helpers.js';

/** L·Lᵀ of what `factorise` left: L below the diagonal, 1/L_jj on it. */
function reconstruct(factor: Float64Array, size: number): Float64Array {
  const L = (i: number, j: number) => {
    const entry = factor[i * size + j] as number;
    return j < i ? entry : j === i ? 1 / entry : 0;
  };
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k <= Math.min(i, j); k++) sum += L(i, k) * L(j, k);
    return sum;
  });
}

const LEAST_PIVOT = 1e-6;

function factorOf(A: Float64Array): Float64Array {
  const factor = A.slice();
  factorise(factor, Math.sqrt(A.length), LEAST_PIVOT);
  return factor;
}

function solved(A: Float64Array, b: Float64Array): Float64Array {
  const x = b.slice();
  solve(factorOf(A), b.length, x, 0);
  return x;
}

/** Of two sums of `size` products, a root and a reciprocal: 2⁻⁵³ each, with room for twice as many. */
const rounding = (size: number) => (size + 4) * 2.3e-16;

/** 1/(i + j + 1): condition 1e13 at 10 rows. */
const hilbert = (size: number) =>
  Float64Array.from({ length: size * size }, (_, at) => 1 / (Math.floor(at / size) + (at % size) + 1));

/** x·xᵀ + y·yᵀ: rank 2. */
function rankTwo(size: number, seed: number): Float64Array {
  const random = mulberry32(seed);
  const [x, y] = [0, 1].map(() => Float64Array.from({ length: size }, () => 2 * random() - 1));
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return (x?.[i] as number) * (x?.[j] as number) + (y?.[i] as number) * (y?.[j] as number);
  });
}

// 1 … 9: every residue of the four sums in a dot product, with one and with two rounds of them.
describe.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 40])('a random positive definite matrix of %i rows', size => {
  const A = randomSpd(size, size, 0.5);

  it('is the product of its factor', () => {
    expect(maxDifference(reconstruct(factorOf(A), size), A)).toBeLessThan(rounding(size) * maxAbs(A));
  });

  it('keeps its upper triangle', () => {
    const factor = factorOf(A);
    const upper = (M: Float64Array) => M.filter((_, at) => at % size > Math.floor(at / size));
    expect(upper(factor)).toEqual(upper(A));
  });

  it('solves a system to a small residual', () => {
    const b = Float64Array.from({ length: size }, (_, i) => Math.cos(i));
    const residual = maxDifference(multiply(A, solved(A, b)), b);
    expect(residual).toBeLessThan(10 * rounding(size) * maxAbs(A) * maxAbs(solved(A, b)));
  });
});

it('is exact for a matrix of small integers', () => {
  expect(solved(Float64Array.of(4, 2, 2, 10), Float64Array.of(10, 23))).toEqual(Float64Array.of(1.5, 2));
});

it('does not read the upper triangle', () => {
  const A = randomSpd(3, 6, 0.5);
  const spoiled = A.map((a, at) => (at % 6 > Math.floor(at / 6) ? Number.NaN : a));
  const b = Float64Array.from({ length: 6 }, (_, i) => i);
  expect(solved(spoiled, b)).toEqual(solved(A, b));
});

it('solves in place from an offset and leaves the rest alone', () => {
  const A = randomSpd(4, 3, 0.5);
  const x = Float64Array.of(7, 1, 2, 3, 8);
  solve(factorOf(A), 3, x, 1);
  expect([...x]).toEqual([7, ...solved(A, Float64Array.of(1, 2, 3)), 8]);
});

it('is the product of its factor for any scaled positive definite matrix', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: -100, max: 100 }),
      (seed, size, exponent) => {
        const A = randomSpd(seed, size, 0.1).map(a => a * 10 ** exponent);
        const difference = maxDifference(reconstruct(factorOf(A), size), A);
        expect(difference).toBeLessThanOrEqual(rounding(size) * maxAbs(A));
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

/** The Gram matrix of fewer rows than columns, its entries rounded to float32: indefinite, by up to 1e-7. */
function roundedGram(rows: number, size: number): Float64Array {
  const random = mulberry32(rows);
  const X = Array.from({ length: rows }, () => Array.from({ length: size }, () => 2 * random() - 1));
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return Math.fround(X.reduce((sum, x) => sum + (x[i] as number) * (x[j] as number), 0) / rows);
  });
}

describe.each<[string, Float64Array, number]>([
  ['a singular matrix rounded to float32', roundedGram(20, 60), 60],
  ['an ill-conditioned matrix', hilbert(10), 10],
  ['a singular matrix', rankTwo(7, 1), 7],
  ['a matrix with two equal columns', Float64Array.of(2, 2, 1, 2, 2, 1, 1, 1, 3), 3],
  ['a matrix with a column of zeros', Float64Array.of(2, 0, 1, 0, 0, 0, 1, 0, 3), 3],
  ['a matrix of zeros', new Float64Array(16), 4],
])('%s', (_, A, size) => {
  it('has a finite factor', () => {
    expect(factorOf(A).every(Number.isFinite)).toBe(true);
  });

  it('has a positive diagonal in its factor', () => {
    const diagonal = factorOf(A).filter((_, at) => at % (size + 1) === 0);
    expect(diagonal.every(inverse => inverse > 0)).toBe(true);
  });

  it('has the factor of a matrix that differs by rounding off the diagonal', () => {
    const product = reconstruct(factorOf(A), size);
    const offDiagonal = (M: Float64Array) => M.filter((_, at) => at % (size + 1) !== 0);
    const difference = maxDifference(offDiagonal(product), offDiagonal(A));
    // What stands below a raised pivot is dropped: at most √(raised pivot · diagonal), were the matrix semidefinite.
    expect(difference).toBeLessThanOrEqual(Math.sqrt(LEAST_PIVOT) * maxAbs(A));
  });

  it('turns every direction into one of descent', () => {
    const random = mulberry32(size);
    for (let trial = 0; trial < 20; trial++) {
      const b = Float64Array.from({ length: size }, () => 2 * random() - 1);
      const x = solved(A, b);
      expect(x.reduce((sum, xi, i) => sum + xi * (b[i] as number), 0)).toBeGreaterThan(0);
    }
  });
});

it('raises a pivot by no more than the given share of its diagonal entry', () => {
  const A = rankTwo(7, 1);
  const product = reconstruct(factorOf(A), 7);
  for (let j = 0; j < 7; j++) {
    const entry = A[j * 8] as number;
    expect((product[j * 8] as number) / entry - 1).toBeLessThanOrEqual(1.001 * LEAST_PIVOT);
  }
});

describe('plainFactors', () => {
  const matrices = [1, 2, 3].map(seed => randomSpd(seed, 4, 0.5));
  const x = () => Float64Array.from({ length: 12 }, (_, i) => Math.sin(i));
  const block = (k: number) => x().slice(4 * k, 4 * k + 4);

  it('solves each block of a vector with the factor of the same number', () => {
    const factors = plainFactors(4);
    for (const matrix of matrices) factors.add(matrix, LEAST_PIVOT);
    const solution = x();
    factors.solve(solution);
    expect([...solution]).toEqual(matrices.flatMap((matrix, k) => [...solved(matrix, block(k))]));
  });

  it('solves every block with the only factor', () => {
    const factors = plainFactors(4);
    factors.add(matrices[0] as Float64Array, LEAST_PIVOT);
    const solution = x();
    factors.solve(solution);
    expect([...solution]).toEqual([0, 1, 2].flatMap(k => [...solved(matrices[0] as Float64Array, block(k))]));
  });

  it('leaves the matrix as it was', () => {
    const matrix = randomSpd(1, 4, 0.5);
    plainFactors(4).add(matrix, LEAST_PIVOT);
    expect(matrix).toEqual(matrices[0]);
  });
});
