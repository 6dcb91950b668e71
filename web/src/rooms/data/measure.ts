import { type Label, Matrix, type SoftmaxRegression } from 'softmax-wasm';
import { accuracy, confusionMatrix, logLoss } from 'softmax-wasm/metrics';
import type { Part } from './parts.js';

/** Probabilities held at a time, in numbers: 16 MB. */
const BLOCK = 1 << 21;

export interface Scores {
  readonly rows: number;
  readonly accuracy: number;
  readonly logLoss: number;
}

/** How a model does on rows with known labels, and which classes it takes for which. */
export function measure(
  model: SoftmaxRegression,
  { y, block }: Part,
): Scores & { predicted: readonly Label[]; confusion: Matrix } {
  const { classes } = model;
  const rows = y.length;
  const step = Math.max(1, Math.floor(BLOCK / classes.length));
  const predicted: Label[] = [];
  let loss = 0;
  for (let first = 0; first < rows; first += step) {
    const last = Math.min(rows, first + step);
    const X = block(first, last);
    for (const label of model.predict(X)) predicted.push(label);
    loss += (last - first) * logLoss(y.slice(first, last), model.predictProba(X), { classes });
  }
  return {
    rows,
    accuracy: accuracy(y, predicted),
    logLoss: loss / rows,
    predicted,
    confusion: confusionMatrix(y, predicted, { classes }).counts,
  };
}

/** What one gets without looking at any column: the commonest class, and the classes' shares as probabilities. */
export function baseline(
  classes: readonly Label[],
  train: Part,
  test: Part,
): { label: Label; scores: Scores | null } {
  const totals = (y: readonly Label[]) => {
    const index = new Map(classes.map((label, k) => [label, k]));
    const counts = new Float64Array(classes.length);
    for (const label of y) {
      const k = index.get(label) as number;
      counts[k] = (counts[k] as number) + 1;
    }
    return counts;
  };
  const trained = totals(train.y);
  const tested = totals(test.y);
  const commonest = trained.indexOf(Math.max(...trained));
  const label = classes[commonest] as Label;
  if (test.y.length === 0) return { label, scores: null };
  // Each class stands for its rows: their probabilities are alike.
  const K = classes.length;
  const shares = new Matrix(new Float64Array(K * K), K, K);
  for (let k = 0; k < K; k++) shares.row(k).set(trained.map(count => count / train.y.length));
  const sampleWeight = tested;
  return {
    label,
    scores: {
      rows: test.y.length,
      accuracy: (tested[commonest] as number) / test.y.length,
      logLoss: logLoss(classes, shares, { classes, sampleWeight }),
    },
  };
}
