import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import type { Label } from '../labels.js';
import { accuracy, type ConfusionMatrix, confusionMatrix, logLoss } from '../metrics/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';

/** Rows as a model takes them, n × d, and their labels, n. */
export interface Part {
  X: Matrix | CsrMatrix;
  y: Label[];
}

/** How a model does on rows with known labels. */
export interface Scores {
  rows: number;
  accuracy: number;
  logLoss: number;
  confusion: ConfusionMatrix;
}

/** Scores of a fitted model on rows with known labels. */
export function measure(model: SoftmaxRegression, { X, y }: Part): Scores {
  const { classes } = model;
  const predicted = model.predict(X);
  return {
    rows: X.rows,
    accuracy: accuracy(y, predicted),
    logLoss: logLoss(y, model.predictProba(X), { classes }),
    confusion: confusionMatrix(y, predicted, { classes }),
  };
}
