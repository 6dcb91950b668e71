// Agreement with the true optima of fixtures/optima.json (see fixtures/make_optima.py), over every kernel and binary.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SoftmaxRegression } from '../src/index.js';
import {
  loadTable,
  maxAbs,
  maxDifference,
  type ObjectiveSpec,
  parametersOf,
  sumsOverClasses,
  trueObjective,
  VARIANTS,
} from './helpers.js';

interface Optimum {
  name: string;
  dataset: string;
  classes: (string | number)[];
  options: { C: number | null; fitIntercept: boolean; classWeight?: 'balanced' };
  sampleWeight: string | null;
  objective: number;
  intercept: number[];
  /** K × d; left out for digits. */
  coef?: number[][];
}
interface Fixture {
  datasets: Record<string, { X: number[][]; y: number[] }>;
  cases: Optimum[];
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('./fixtures/optima.json', import.meta.url), 'utf8'));

/** Of F, relative, at the tight tol below. float32: 24 bits of X and of every probability. */
const OBJECTIVE_TOLERANCE = { float32: 1e-6, float64: 1e-8 };
/** float32 rounds the gradient at about 1e-6 for features in the thousands: the fit then stops where it can. */
const TIGHT_TOL = { float32: 1e-6, float64: 1e-8 };
/** Of the largest coefficient: tol divided by the weakest penalty in the fixture, 1/17800, is 1.8e-4. */
const COEF_TOLERANCE = 2e-4;
/** Of the default tol: what float32's rounding of X and of the gradient may add to the true gradient. */
const GRADIENT_ALLOWANCE = { float32: 0.1, float64: 1e-6 };
/** Centring is done in float64 whatever the kernels are. */
const CENTRED = 1e-10;

const DEFAULT_TOL = 1e-4;

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dataOf(optimum: Optimum): { X: number[][]; y: (string | number)[] } {
  return fixture.datasets[optimum.dataset] ?? loadTable(optimum.dataset);
}

function sampleWeightOf(optimum: Optimum, n: number): number[] | undefined {
  if (optimum.sampleWeight === null) return undefined;
  expect(optimum.sampleWeight).toBe('0.5 + (i % 3)'); // the one rule this test knows
  return Array.from({ length: n }, (_, i) => 0.5 + (i % 3));
}

function specOf(optimum: Optimum): ObjectiveSpec {
  const { X, y } = dataOf(optimum);
  const K = optimum.classes.length;
  const index = y.map(label => optimum.classes.indexOf(label));
  let weights = sampleWeightOf(optimum, y.length) ?? y.map(() => 1);
  if (optimum.options.classWeight === 'balanced') {
    const total = sum(weights);
    const totals = optimum.classes.map((_, k) => sum(weights.filter((_, i) => index[i] === k)));
    weights = weights.map((weight, i) => (weight * total) / (K * (totals[index[i] as number] as number)));
  }
  return {
    X,
    y: index,
    nClasses: K,
    fitIntercept: optimum.options.fitIntercept,
    weights,
    C: optimum.options.C ?? Infinity,
  };
}

describe.each(VARIANTS)('true optima, %s', (_, { precision, deterministic }) => {
  describe.each(fixture.cases.map(optimum => [optimum.name, optimum] as const))('%s', (_, optimum) => {
    const { X, y } = dataOf(optimum);
    const fitted = (extra: { tol?: number; maxIter?: number }) => {
      const sampleWeight = sampleWeightOf(optimum, y.length);
      const options = {
        ...optimum.options,
        C: optimum.options.C ?? Infinity,
        precision,
        deterministic,
        ...extra,
      };
      return new SoftmaxRegression(options).fitSync(X, y, sampleWeight === undefined ? {} : { sampleWeight });
    };
    let defaultFit: SoftmaxRegression | undefined;
    let tightFit: SoftmaxRegression | undefined;
    const byDefault = () => {
      defaultFit ??= fitted({});
      return defaultFit;
    };
    const tight = () => {
      tightFit ??= fitted({ tol: TIGHT_TOL[precision], maxIter: 5000 });
      return tightFit;
    };
    const evaluate = (model: SoftmaxRegression) =>
      trueObjective(specOf(optimum), parametersOf(model, optimum.options.fitIntercept));

    it('converges with the default tol and maxIter', () => {
      expect(byDefault().report.status).toBe('converged');
    });

    it('has a true gradient below the default tol', () => {
      const { gradientNorm } = evaluate(byDefault());
      expect(gradientNorm).toBeLessThan(DEFAULT_TOL * (1 + GRADIENT_ALLOWANCE[precision]));
    });

    it('reports the objective at its parameters', () => {
      const { value } = evaluate(byDefault());
      const tolerance = { float32: 1e-5, float64: 1e-11 }[precision]; // relative, of one evaluation
      expect(Math.abs(byDefault().report.objective / value - 1)).toBeLessThan(tolerance);
    });

    it('reaches the minimum', () => {
      const { value } = evaluate(tight());
      expect(Math.abs(value / optimum.objective - 1)).toBeLessThan(OBJECTIVE_TOLERANCE[precision]);
    });

    it('has coefficients and intercepts that sum to zero over the classes', () => {
      expect(maxAbs(sumsOverClasses(byDefault()))).toBeLessThan(CENTRED);
    });

    it('names the classes in their order', () => {
      expect(byDefault().classes).toEqual(optimum.classes);
    });

    if (precision === 'float32') return; // what follows asks for more digits than float32 has

    it('has a true gradient below a tight tol', () => {
      const { gradientNorm } = evaluate(tight());
      expect(gradientNorm).toBeLessThan(TIGHT_TOL.float64 * 1.01);
    });

    const { coef, intercept } = optimum;
    if (coef === undefined) return;

    it('has the coefficients of the optimum', () => {
      expect(maxDifference(tight().coef.data, coef.flat())).toBeLessThan(
        COEF_TOLERANCE * maxAbs(coef.flat()),
      );
    });

    it('has the intercepts of the optimum', () => {
      const largest = Math.max(maxAbs(intercept), maxAbs(coef.flat()));
      expect(maxDifference(tight().intercept, intercept)).toBeLessThan(COEF_TOLERANCE * largest);
    });
  });
});
