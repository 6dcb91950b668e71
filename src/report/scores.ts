import type { Matrix } from '../data/matrix.js';
import type { Label } from '../labels.js';
import {
  accuracy,
  classificationReport,
  confusionMatrix,
  expectedCalibrationError,
  logLoss,
  reliabilityBins,
} from '../metrics/index.js';
import type { ClassRow, ConfusionPart, ReliabilityPoint, ScoresPart } from './document.js';
import type { ReportInput, Rows } from './input.js';
import { aucOf, type ClassRoc, rocPart } from './roc.js';

/** Up to here a confusion matrix is shown whole. */
const WHOLE_MATRIX = 20;
/** Pairs that are told of. */
const PAIRS = 15;
/** The 97.5 % point of the normal distribution. */
const Z95 = 1.959963984540054;

/** All that predictions of the rows held out say, or where there are none of the training rows. */
export function scored({ model, train, test }: ReportInput): {
  scores: ScoresPart;
  confusion: ConfusionPart;
  reliability: ReliabilityPoint[];
  classes: ClassRow[];
  roc: ReturnType<typeof rocPart>['part'];
} {
  const rows = test ?? train;
  const { classes } = model;
  const predicted = model.predict(rows.X);
  const proba = model.predictProba(rows.X);
  const { part, curves } = rocPart(rows.y, proba, classes);
  const report = classificationReport(rows.y, predicted, { classes });
  const right = accuracy(rows.y, predicted);
  return {
    scores: {
      of: test ? 'test' : 'train',
      rows: rows.X.rows,
      accuracy: right,
      accuracyInterval: wilson(right, rows.X.rows),
      logLoss: logLoss(rows.y, proba, { classes }),
      macroF1: report.macro.f1,
      auc: aucOf(curves),
      calibrationError: expectedCalibrationError(rows.y, proba, { classes }),
      train: test
        ? trainScores(model, train)
        : { rows: rows.X.rows, accuracy: right, logLoss: logLoss(rows.y, proba, { classes }) },
      baseline: baseline(train.y, rows.y, classes),
    },
    confusion: confusion(rows.y, predicted, classes),
    reliability: reliability(rows.y, proba, classes),
    classes: report.classes.map((scores, k) => ({
      name: String(scores.label),
      precision: scores.precision,
      recall: scores.recall,
      f1: scores.f1,
      auc: (curves[k] as ClassRoc).auc,
      rows: scores.support,
    })),
    roc: part,
  };
}

function trainScores(model: ReportInput['model'], { X, y }: Rows): ScoresPart['train'] {
  const { classes } = model;
  return {
    rows: X.rows,
    accuracy: accuracy(y, model.predict(X)),
    logLoss: logLoss(y, model.predictProba(X), { classes }),
  };
}

/** Wilson's 95 % interval of a share of n rows (1927): it stays within 0 and 1, and holds for few rows too. */
export function wilson(share: number, n: number): [number, number] {
  const square = (Z95 * Z95) / n;
  const middle = (share + square / 2) / (1 + square);
  const reach = (Z95 * Math.sqrt((share * (1 - share)) / n + square / (4 * n))) / (1 + square);
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}

/** What says the same of every row: the frequencies of the training rows. */
function baseline(
  seen: readonly Label[],
  y: readonly Label[],
  classes: readonly Label[],
): ScoresPart['baseline'] {
  const counts = new Map<Label, number>(classes.map(label => [label, 0]));
  for (const label of seen) counts.set(label, (counts.get(label) ?? 0) + 1);
  const common = classes.reduce((best, label) =>
    (counts.get(label) as number) > (counts.get(best) as number) ? label : best,
  );
  let loss = 0;
  for (const label of y) loss -= Math.log((counts.get(label) as number) / seen.length) / y.length;
  return {
    name: String(common),
    accuracy: y.filter(label => label === common).length / y.length,
    logLoss: loss,
  };
}

function confusion(
  y: readonly Label[],
  predicted: readonly Label[],
  classes: readonly Label[],
): ConfusionPart {
  const { counts } = confusionMatrix(y, predicted, { classes });
  const table = counts.toArray();
  const pairs = table.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((rows, j) =>
      i === j || rows === 0
        ? []
        : [{ truth: String(classes[i]), guess: String(classes[j]), rows, share: rows / total }],
    );
  });
  return {
    counts: classes.length <= WHOLE_MATRIX ? table : null,
    pairs: pairs.sort((a, b) => b.rows - a.rows || b.share - a.share).slice(0, PAIRS),
  };
}

function reliability(y: readonly Label[], proba: Matrix, classes: readonly Label[]): ReliabilityPoint[] {
  return reliabilityBins(y, proba, { classes })
    .filter(({ count }) => count > 0)
    .map(({ lower, upper, count, confidence, accuracy }) => ({
      lower,
      upper,
      rows: count,
      confidence,
      accuracy,
    }));
}
