import { readFileSync } from 'node:fs';
import { type Label, SoftmaxRegression } from '../../src/index.js';
import type { InferenceOptions } from '../../src/inference/index.js';
import { loadTable } from '../helpers.js';

/** What statsmodels says: tables are classes × parameters, the intercept first. */
export interface Answer {
  coef: number[][];
  standardErrors: number[][];
  z: number[][];
  pValues: number[][];
  lower90: number[][];
  upper90: number[][];
  covariance: number[][];
  robustCovariance: number[][];
  logLikelihood: number;
  aic: number;
  bic: number;
  nullLogLikelihood?: number;
  likelihoodRatio?: number;
  likelihoodRatioP?: number;
  df?: number;
  pseudoR2?: number;
  /** d × K; of two classes of the second alone. */
  effects: number[][] | number[];
  effectErrors: number[][] | number[];
  robustEffectErrors: number[][] | number[];
  /** Of every 20th row. */
  leverage?: number[];
  dParams?: number[][];
  cooks?: number[];
}

type StoredFit = { intercept: boolean; answer: Answer } & (
  | { data: string; columns: string[] }
  | { data?: undefined; X: number[][]; y: number[]; counts: number[] }
);

const file = new URL('../fixtures/inference.json', import.meta.url);
/** As test/fixtures/make_inference.py writes it. */
export const reference: {
  fits: StoredFit[];
  existence: { X: number[][]; y: number[]; separated: boolean }[];
  tails: {
    chiSquare: [number, number, number][];
    twoSided: [number, number][];
    quantile: [number, number][];
  };
} = JSON.parse(readFileSync(file, 'utf8'));

/** A stored fit as we fit it. */
export interface Fit {
  title: string;
  X: number[][];
  y: Label[];
  /** What inference is told. */
  options: InferenceOptions;
  model: SoftmaxRegression;
  answer: Answer;
}

/** Columns of a stored table. */
export function columnsOf(name: string, columns: readonly string[]): { X: number[][]; y: Label[] } {
  const { names, X, y } = loadTable(name);
  const at = columns.map(column => names.indexOf(column));
  return { X: X.map(row => at.map(j => row[j] as number)), y };
}

export const fits: Fit[] = reference.fits.map(stored => {
  const { X, y } = stored.data === undefined ? stored : columnsOf(stored.data, stored.columns);
  const options = stored.data === undefined ? { sampleWeight: stored.counts } : {};
  const featureNames = stored.data === undefined ? undefined : stored.columns;
  const model = new SoftmaxRegression({ C: Infinity, fitIntercept: stored.intercept });
  model.fitSync(X, y, { ...options, ...(featureNames && { featureNames }) });
  const title = `${stored.data ?? `drawn ${X.length}`}, ${featureNames?.join(' ') ?? 'with counts'}`;
  return { title, X, y, options, model, answer: stored.answer };
});
