import { describe, expect, it } from 'vitest';
import { intervals } from '../../src/report/intervals.js';
import { posterior } from '../../src/report/posterior.js';
import { mulberry32 } from '../helpers.js';
import { inputOf, rowsOf, stored } from './fits.js';

/** Relative: both sides are float64, and conditions of the matrices are below 1e9. */
const TOLERANCE = 1e-6;

/** A⁻¹ by Gauss and Jordan, largest pivots. */
function inverse(A: readonly (readonly number[])[]): number[][] {
  const n = A.length;
  const M = A.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => Number(i === j))]);
  const at = (i: number, j: number) => (M[i] as number[])[j] as number;
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(at(i, c)) > Math.abs(at(best, c))) best = i;
    [M[c], M[best]] = [M[best] as number[], M[c] as number[]];
    const pivot = at(c, c);
    M[c] = (M[c] as number[]).map(value => value / pivot);
    for (let i = 0; i < n; i++) {
      const factor = at(i, c);
      if (i !== c) M[i] = (M[i] as number[]).map((value, j) => value - factor * at(c, j));
    }
  }
  return M.map(row => row.slice(n));
}

describe('two classes', () => {
  it.each([
    ['plain', {}, { C: 0.5 }],
    ['with balanced classes', { classWeight: 'balanced' }, { C: 1 }],
    ['with a penalty on scaled columns', { standardize: true }, { C: 2 }],
    ['without an intercept', { fitIntercept: false }, { C: 1 }],
  ] as const)('has the covariance (XᵀSX + R/C)⁻¹ of logistic regression, %s', async (_, shape, { C }) => {
    const { model, train } = await stored('breast_cancer', {
      ...shape,
      C,
      tol: 1e-9,
      precision: 'float64',
      maxIter: 20000,
    });
    const found = posterior(model, train);
    const { rows: n, cols: d } = train.X;
    const X = Array.from({ length: n }, (_, i) =>
      Array.from({ length: d }, (_, j) => (train.X as { get(i: number, j: number): number }).get(i, j)),
    );
    const w = Array.from({ length: d }, (_, j) => model.coef.get(1, j) - model.coef.get(0, j));
    const b = (model.intercept[1] as number) - (model.intercept[0] as number);
    const counts = new Map<unknown, number>();
    for (const label of train.y) counts.set(label, (counts.get(label) ?? 0) + 1);
    const weight = (i: number) => ('classWeight' in shape ? n / (2 * (counts.get(train.y[i]) as number)) : 1);
    const intercept = 'fitIntercept' in shape ? 0 : 1;
    const mean = Array.from({ length: d }, (_, j) => X.reduce((sum, row) => sum + (row[j] as number) / n, 0));
    const variance = mean.map((m, j) => X.reduce((sum, row) => sum + ((row[j] as number) - m) ** 2 / n, 0));
    // Columns less their mean: the same covariance of w, and a matrix that can be inverted.
    const size = d + intercept;
    const H = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const [i, row] of X.entries()) {
      const p = 1 / (1 + Math.exp(-(b + row.reduce((sum, x, j) => sum + x * (w[j] as number), 0))));
      const s = weight(i) * p * (1 - p);
      const x = intercept ? [...row.map((value, j) => value - (mean[j] as number)), 1] : row;
      for (let a = 0; a < size; a++) {
        const line = H[a] as number[];
        for (let c = 0; c < size; c++)
          line[c] = (line[c] as number) + s * (x[a] as number) * (x[c] as number);
      }
    }
    for (let j = 0; j < d; j++) {
      const line = H[j] as number[];
      line[j] = (line[j] as number) + ('standardize' in shape ? (variance[j] as number) : 1) / C;
    }
    const covariance = inverse(H);
    for (let j = 0; j < d; j++) {
      const exact = Math.sqrt((covariance[j] as number[])[j] as number);
      expect(Math.abs((found?.deviation(1, j) ?? 0) / exact - 1), `column ${j}`).toBeLessThan(TOLERANCE);
    }
  });
});

it('of three classes has the covariance of coefficients that sum to 0, as a basis of those gives it', async () => {
  const C = 1.5;
  const { model, train } = await stored('iris', { C, tol: 1e-9, precision: 'float64' });
  const found = posterior(model, train);
  const { rows: n, cols: d } = train.X;
  const [K, p] = [3, d + 1];
  const proba = model.predictProba(train.X);
  const size = K * p;
  const H = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const x = new Float64Array(p).fill(1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) x[j] = (train.X as { get(i: number, j: number): number }).get(i, j);
    for (let r = 0; r < size; r++) {
      const [k, a] = [Math.floor(r / p), r % p];
      for (let s = 0; s < size; s++) {
        const [l, c] = [Math.floor(s / p), s % p];
        const S = proba.get(i, k) * (Number(k === l) - proba.get(i, l));
        (H[r] as number[])[s] = ((H[r] as number[])[s] as number) + S * (x[a] as number) * (x[c] as number);
      }
    }
  }
  for (let r = 0; r < size; r++)
    if (r % p < d) (H[r] as number[])[r] = ((H[r] as number[])[r] as number) + 1 / C;
  // Helmert's contrasts: two orthonormal columns whose entries sum to 0.
  const B = [
    [1 / Math.SQRT2, 1 / Math.sqrt(6)],
    [-1 / Math.SQRT2, 1 / Math.sqrt(6)],
    [0, -2 / Math.sqrt(6)],
  ];
  const basis = (r: number, q: number) =>
    r % p === q % p ? ((B[Math.floor(r / p)] as number[])[Math.floor(q / p)] as number) : 0;
  const m = 2 * p;
  const reduced = Array.from({ length: m }, (_, q) =>
    Array.from({ length: m }, (_, t) => {
      let sum = 0;
      for (let r = 0; r < size; r++)
        for (let s = 0; s < size; s++) sum += basis(r, q) * ((H[r] as number[])[s] as number) * basis(s, t);
      return sum;
    }),
  );
  const covariance = inverse(reduced);
  for (let k = 0; k < K; k++) {
    for (let j = 0; j < d; j++) {
      let variance = 0;
      for (let q = 0; q < m; q++)
        for (let t = 0; t < m; t++)
          variance += basis(k * p + j, q) * ((covariance[q] as number[])[t] as number) * basis(k * p + j, t);
      expect(Math.abs((found?.deviation(k, j) ?? 0) / Math.sqrt(variance) - 1)).toBeLessThan(TOLERANCE);
    }
  }
});

describe('intervals', () => {
  it('approach those of the fit without a penalty as the penalty vanishes', async () => {
    const { model: free, train } = await stored('wine', {
      C: Infinity,
      tol: 1e-8,
      precision: 'float64',
    }).then(async () => overlapping({ C: Infinity, tol: 1e-9, precision: 'float64' }));
    const { model: weak } = await overlapping({ C: 1e8, tol: 1e-9, precision: 'float64' });
    const [wald, laplace] = [intervals(free, train), intervals(weak, train)];
    expect([wald.method, laplace.method]).toEqual(['wald', 'laplace']);
    for (const k of [0, 1, 2]) {
      for (const j of [0, 1]) expect(laplace.reach(k, j) / wald.reach(k, j)).toBeCloseTo(1, 4);
    }
  });

  it.each([
    ['an L1 penalty', { l1Ratio: 1, alpha: 0.01 }, /L1 penalty/],
    ['training that did not converge', { maxIter: 1 }, /did not converge/],
    ['separated classes without a penalty', { C: Infinity }, /separated|no maximum|converge/],
  ])('are not there for %s, and say why', async (_, options, reason) => {
    const { model, train } = await stored('iris', options);
    const found = intervals(model, train);
    expect(found.method).toBeNull();
    expect(found.reason).toMatch(reason);
  });

  it('are not there for very many parameters', async () => {
    const { model, train } = await wide();
    expect(intervals(model, train).reason).toMatch(/1,602 parameters/);
  });
});

function overlapping(options: object) {
  const random = mulberry32(5);
  const X = Array.from({ length: 150 }, (_, i) => [
    (i % 3) * 0.7 + random() * 3,
    random() * 4 - (i % 3) * 0.4,
  ]);
  return inputOf(
    rowsOf(
      X,
      X.map((_, i) => 'abc'[i % 3] as string),
    ),
    null,
    options,
  );
}

function wide() {
  const X = Array.from({ length: 6 }, (_, i) => Array.from({ length: 800 }, (_, j) => Math.sin(i * j + i)));
  return inputOf(rowsOf(X, ['a', 'b', 'a', 'b', 'a', 'b']), null, {});
}
