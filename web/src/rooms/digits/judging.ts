import type { SoftmaxRegression } from 'softmax-wasm';
import { accuracy, confusionMatrix, logLoss } from 'softmax-wasm/metrics';
import { DIGITS, largest } from './image.js';
import type { Part } from './parts.js';

/** A row of the test part, and how it was read. */
export interface Reading {
  /** Its number in the part. */
  readonly row: number;
  readonly pixels: Float64Array;
  readonly truth: number;
  readonly read: number;
  /** Of the digit that was read. */
  readonly probability: number;
}

export interface Judgement {
  readonly accuracy: number;
  readonly logLoss: number;
  /** Row: truth, column: what was read. */
  readonly counts: readonly (readonly number[])[];
  readonly readings: readonly Reading[];
  /** Readings that are wrong, the most confident first. */
  readonly mistakes: readonly Reading[];
}

export function judge(model: SoftmaxRegression, { X, y }: Part): Judgement {
  const proba = model.predictProba(X);
  const readings = y.map((truth, row): Reading => {
    const p = proba.row(row);
    const read = largest(p);
    return { row, pixels: X.row(row), truth, read, probability: p[read] as number };
  });
  const read = readings.map(reading => reading.read);
  return {
    accuracy: accuracy(y, read),
    logLoss: logLoss(y, proba, { classes: DIGITS }),
    counts: confusionMatrix(y, read, { classes: DIGITS }).counts.toArray(),
    readings,
    mistakes: readings
      .filter(reading => reading.read !== reading.truth)
      .sort((a, b) => b.probability - a.probability),
  };
}

/** The entry off the diagonal with most rows; the first digit's own where nothing was mistaken. */
export function worstConfusion(counts: Judgement['counts']): { truth: number; read: number } {
  let worst = { truth: 0, read: 0, count: 0 };
  counts.forEach((row, truth) => {
    row.forEach((count, read) => {
      if (truth !== read && count > worst.count) worst = { truth, read, count };
    });
  });
  return { truth: worst.truth, read: worst.read };
}
