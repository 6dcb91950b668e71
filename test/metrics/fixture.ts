import { readFileSync } from 'node:fs';
import { Matrix } from '../../src/data/matrix.js';
import type { Label } from '../../src/labels.js';

interface Bins {
  strategy: 'uniform' | 'quantile';
  nBins: number;
}

/** A case of fixtures/metrics.json, see make_metrics.py. */
export interface MetricsCase {
  name: string;
  classes: Label[];
  y: Label[];
  predicted: Label[];
  proba: number[][];
  weights: number[] | null;
  metrics: { name: string; options: Record<string, unknown>; value: number | number[][] }[];
  reports: {
    zeroDivision: 0 | 1;
    classes: Label[];
    scores: { classes: number[][]; macro: number[]; weighted: number[]; micro: number[] };
  }[];
  rocCurves: { label: Label; drop: boolean; curve: [number[], number[], number[]] }[];
  /** By class: precision, recall, thresholds. */
  precisionRecallCurves: [number[], number[], number[]][];
  bins: (Bins & { bins: [number, number, number, number][]; ece: number })[];
  curves?: (Bins & { accuracy: number[]; confidence: number[] })[];
}

const fixture = new URL('../fixtures/metrics.json', import.meta.url);
export const cases: MetricsCase[] = JSON.parse(readFileSync(fixture, 'utf8')).cases;

/** Of sums of a hundred numbers in another order than NumPy's. */
export const DIGITS = 12;

export const matrix = (rows: number[][]) =>
  new Matrix(Float64Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);

export function optionsOf({ classes, weights }: MetricsCase) {
  return { classes, ...(weights && { sampleWeight: weights }) };
}
