import { expect } from 'vitest';
import { createObjective, type SoftmaxRegression } from '../src/index.js';

export type Precision = 'float32' | 'float64';

/**
 * Every kernel type × every binary, for describe.each: `deterministic` forces base SIMD, else relaxed SIMD runs where the
 * engine has it.
 */
export const VARIANTS = (['float32', 'float64'] as const).flatMap(precision =>
  [true, false].map(deterministic => {
    const title = `${precision}, ${deterministic ? 'base' : 'relaxed'} SIMD`;
    return [title, { precision, deterministic }] as const;
  }),
);

/** A table read from a CSV file: the last column is the label. */
export interface Table {
  names: string[];
  X: number[][];
  y: (string | number)[];
}

const FILES: Record<string, string> = {
  iris: '../data/iris.csv',
  digits: '../data/digits.csv.gz',
  wine: './fixtures/wine.csv',
  breast_cancer: './fixtures/breast_cancer.csv',
};
const tables = new Map<string, Table>();

/** One of the stored data sets; labels are integers where every label is written as one. */
export function loadTable(name: string): Table {
  const known = tables.get(name);
  if (known) return known;
  const file = FILES[name];
  if (file === undefined) throw new Error(`no data set named ${name}`);
  // Not imported: kernel tests, which read no file, run in browsers too.
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  const bytes = readFileSync(new URL(file, import.meta.url));
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n');
  const rows = lines.slice(1).map(line => line.split(','));
  const labels = rows.map(row => row[row.length - 1] as string);
  const table: Table = {
    names: (lines[0] as string).split(','),
    X: rows.map(row => row.slice(0, -1).map(Number)),
    y: labels.every(label => /^\d+$/.test(label)) ? labels.map(Number) : labels,
  };
  tables.set(name, table);
  return table;
}

/** Uniform numbers in [0, 1), the same for the same seed everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers by Box and Muller. */
export function gaussian(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** n × d standard normal features and labels 0…K−1 drawn from a softmax model; every class occurs. */
export function randomProblem(seed: number, n: number, d: number, K: number): { X: number[][]; y: number[] } {
  const random = mulberry32(seed);
  const normal = gaussian(random);
  const W = Array.from({ length: K }, () => Array.from({ length: d + 1 }, normal));
  const X = Array.from({ length: n }, () => Array.from({ length: d }, normal));
  const y = X.map((x, i) => {
    if (i < K) return i;
    // Gumbel noise on the logits draws from their softmax
    const noisy = W.map(row => dot(row, [...x, 1]) - Math.log(-Math.log(0.001 + 0.998 * random())));
    return noisy.indexOf(Math.max(...noisy));
  });
  return { X, y };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

export function maxAbs(a: ArrayLike<number>): number {
  let max = 0;
  for (let i = 0; i < a.length; i++) {
    const value = Math.abs(a[i] as number);
    if (Number.isNaN(value)) return value;
    if (value > max) max = value;
  }
  return max;
}

export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return maxAbs(Array.from(a, (value, i) => value - (b[i] as number)));
}

/** The parameters of a fitted model as an Objective takes them: each class's weights, then its intercept. */
export function parametersOf(model: SoftmaxRegression, fitIntercept = true): Float64Array {
  const { coef, intercept } = model;
  const rows = Array.from({ length: coef.rows }, (_, k) =>
    fitIntercept ? [...coef.row(k), intercept[k] as number] : [...coef.row(k)],
  );
  return Float64Array.from(rows.flat());
}

/** Coefficients and intercepts as one flat list, for comparing two fits. */
export function numbersOf(model: SoftmaxRegression): number[] {
  return [...model.coef.data, ...model.intercept];
}

/** Sums over the classes, one for each feature and one for the intercepts. */
export function sumsOverClasses(model: SoftmaxRegression): number[] {
  const { coef, intercept } = model;
  const sums = Array.from({ length: coef.cols }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < coef.rows; k++) sum += coef.get(k, j);
    return sum;
  });
  return [...sums, intercept.reduce((sum, b) => sum + b, 0)];
}

export interface ObjectiveSpec {
  X: number[][];
  /** Class indices. */
  y: number[];
  nClasses: number;
  fitIntercept: boolean;
  /** Sample weights with class weights multiplied in. */
  weights: number[];
  C: number;
}

/**
 * F and max |∂F| at some parameters, whoever found them: the data term from the library in float64 with base SIMD, the
 * penalty added here: (1/C)·½‖W‖² / Σw, twice that for two classes, whose rows are ∓w/2.
 */
export function trueObjective(spec: ObjectiveSpec, w: Float64Array): { value: number; gradientNorm: number } {
  const { X, y, nClasses, fitIntercept, weights, C } = spec;
  const objective = createObjective(X, y, {
    nClasses,
    fitIntercept,
    sampleWeight: weights,
    precision: 'float64',
    deterministic: true,
  });
  const gradient = new Float64Array(w.length);
  let value = objective.valueAndGradient(w, gradient);
  const factor = (nClasses === 2 ? 2 : 1) / (C * weights.reduce((sum, weight) => sum + weight, 0));
  const stride = w.length / nClasses;
  const d = (X[0] as number[]).length;
  for (let i = 0; i < w.length; i++) {
    if (i % stride >= d) continue;
    const wi = w[i] as number;
    value += (factor * wi * wi) / 2;
    gradient[i] = (gradient[i] as number) + factor * wi;
  }
  return { value, gradientNorm: maxAbs(gradient) };
}

/** The error a call throws; a failed assertion if it does not throw. */
export function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  return expect.unreachable('expected an error, but the call returned');
}
