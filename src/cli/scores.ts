import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import type { Label } from '../labels.js';
import {
  accuracy,
  brierScore,
  type ConfusionMatrix,
  classScores,
  confusionMatrix,
  expectedCalibrationError,
  logLoss,
  rocAuc,
} from '../metrics/index.js';
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

/** All that `evaluate` tells. */
export interface Evaluation extends Scores {
  /** The mean over classes. */
  macroF1: number;
  /** The mean over classes of each against the rest; of two classes that of the second. null where a class has no rows, or all. */
  auc: number | null;
  brier: number;
  /** Expected calibration error, 15 bins. */
  calibrationError: number;
}

/** Scores of a fitted model on rows with known labels. */
export function measure(model: SoftmaxRegression, part: Part): Scores {
  return scoresOf(model, part, model.predictProba(part.X));
}

/** As `measure`, and what takes longer. */
export function measureAll(model: SoftmaxRegression, part: Part): Evaluation {
  const { classes } = model;
  const { y } = part;
  const proba = model.predictProba(part.X);
  const scores = scoresOf(model, part, proba);
  const byClass = classScores(scores.confusion);
  const hasCurves = byClass.every(({ support }) => support > 0 && support < y.length);
  return {
    ...scores,
    macroF1: byClass.reduce((sum, { f1 }) => sum + f1, 0) / byClass.length,
    auc: hasCurves ? rocAuc(y, proba, { classes }) : null,
    brier: brierScore(y, proba, { classes }),
    calibrationError: expectedCalibrationError(y, proba, { classes }),
  };
}

function scoresOf(model: SoftmaxRegression, { X, y }: Part, proba: Matrix): Scores {
  const { classes } = model;
  const predicted = model.predict(X);
  return {
    rows: X.rows,
    accuracy: accuracy(y, predicted),
    logLoss: logLoss(y, proba, { classes }),
    confusion: confusionMatrix(y, predicted, { classes }),
  };
}
