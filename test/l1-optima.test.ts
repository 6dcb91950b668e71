// Agreement with what scikit-learn's saga and glmnet reach (fixtures/l1_optima.json, see fixtures/make_l1_optima.py).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../src/index.js';
import { loadTable } from './helpers.js';

interface Case {
  dataset: string;
  l1Ratio: number;
  alpha: number;
  grouped: boolean;
  /** Objectives that they reach. */
  glmnet: number;
  saga?: number;
  /** Coefficients that are 0 in saga's answer. */
  zeros?: number;
}
const cases: Case[] = JSON.parse(readFileSync(new URL('./fixtures/l1_optima.json', import.meta.url), 'utf8'));

/** Of the objective, relative: tol times the distance that is left, some 1e-3; float32 kernels round the mean loss to 1e-7. */
const TOLERANCE = { float32: 1e-6, float64: 1e-8 };

/** Columns of mean 0 and variance 1, as the fixture's script makes them. */
function standardised(X: number[][]): number[][] {
  const n = X.length;
  const means = (X[0] as number[]).map((_, j) => X.reduce((sum, row) => sum + (row[j] as number), 0) / n);
  const scales = means.map((mean, j) => {
    const square = X.reduce((sum, row) => sum + ((row[j] as number) - mean) ** 2, 0) / n;
    return square > 0 ? Math.sqrt(square) : 1;
  });
  return X.map(row => row.map((x, j) => (x - (means[j] as number)) / (scales[j] as number)));
}

describe.each(cases)('$dataset, l1Ratio $l1Ratio, alpha $alpha, grouped: $grouped', expected => {
  const { dataset, l1Ratio, alpha, grouped, glmnet, saga = glmnet, zeros } = expected;
  const { X, y } = loadTable(dataset);
  const rows = standardised(X);
  const solvers = grouped ? (['auto'] as const) : (['lbfgs', 'coordinate-descent'] as const);

  it.each(
    solvers.flatMap(solver =>
      (['float32', 'float64'] as const).map(precision => [solver, precision] as const),
    ),
  )('is not above their optimum: %s, %s', (solver, precision) => {
    const options = { solver, precision, alpha, l1Ratio, grouped, tol: 1e-6 };
    const { report, coef } = new SoftmaxRegression(options).fitSync(rows, y);
    expect(report.status).toBe('converged');
    const theirs = Math.min(glmnet, saga);
    expect(Math.abs(report.objective / theirs - 1)).toBeLessThan(TOLERANCE[precision]);
    if (zeros !== undefined && precision === 'float64')
      expect(coef.data.filter(w => w === 0).length).toBe(zeros);
  });
});
