import { type ClassScores, type ConfusionMatrix, classScores } from '../metrics/index.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import {
  entry,
  integer,
  milliseconds,
  number,
  percent,
  plural,
  shorten,
  small,
  some,
  table,
} from './format.js';
import type { Evaluation, Scores } from './scores.js';
import type { TrainResult } from './train.js';
import type { DataSummary } from './training-rows.js';

/** Up to here a confusion matrix is printed whole. */
const WHOLE_MATRIX = 20;

/** What was read: shape, classes, split. */
export function dataReport(data: DataSummary): string {
  const { rows, dropped, featureNames, text, classes, targetName, trainRows, testRows } = data;
  const counts = classes.map(({ label, count }) => `${shorten(label)} ${integer(count)}`);
  const split = `${plural(trainRows, 'row')} to train, ${plural(testRows, 'row')} to test`;
  const columns = text
    ? `${plural(text.terms, text.hashed ? 'hashed column' : 'term')} of ${text.columns.map(name => shorten(name, 24)).join(', ')}`
    : plural(featureNames.length, 'feature');
  return (
    entry('data', `${data.file}: ${plural(rows, 'row')} × ${columns}`) +
    entry('classes', `${integer(classes.length)} in ${shorten(targetName, 40)}: ${some(counts)}`) +
    missingReport(dropped) +
    (testRows > 0 ? entry('split', split) : '')
  );
}

/** Nothing where no row was left out for missing values. */
export function missingReport(dropped: number): string {
  return dropped > 0 ? entry('missing', `${plural(dropped, 'row')} left out`) : '';
}

/** How the optimisation went and, where it did not converge, what to do. */
export function convergenceReport(model: SoftmaxRegression): string {
  const { status, solver, evaluations, objective, gradientNorm } = model.report;
  if (status === 'imported') return entry('fitted', `elsewhere: ${solver}`);
  const { tol = 1e-4, maxIter = 1000 } = model.options;
  const outcome = {
    converged: 'yes',
    maxIter: `no: stopped at ${plural(maxIter, 'iteration')}, raise --max-iter or --tol`,
    lineSearchFailed:
      'no: the line search found no lower point, try a larger --tol or scale columns of very different size',
    aborted: 'no: training was interrupted, these are the best parameters so far',
    earlyStopped: 'stopped early: rows held out were predicted no better',
    streamEnded: 'all rows were seen once',
  }[status];
  return (
    entry('converged', outcome) +
    entry('solver', `${solver}, ${plural(model.nIter, 'iteration')}, ${plural(evaluations, 'evaluation')}`) +
    entry('objective', `${number(objective, 8)}, gradient norm ${small(gradientNorm)} (tol ${small(tol)})`)
  );
}

/** Accuracy and log-loss of each part. */
export function scoresReport(parts: Record<string, Scores>): string {
  const rows = Object.entries(parts).map(([name, scores]) => [
    name,
    integer(scores.rows),
    percent(scores.accuracy),
    number(scores.logLoss),
  ]);
  return table([['', 'rows', 'accuracy', 'log-loss'], ...rows], '');
}

/** The scores that a table of accuracy and log-loss has no place for. */
export function evaluationReport({ macroF1, auc, brier, calibrationError }: Evaluation): string {
  return (
    entry('macro F1', `${number(macroF1)}, the mean over classes`) +
    entry(
      'AUC',
      auc === null ? 'none: a class has no rows, or all' : `${number(auc)}, each class against the rest`,
    ) +
    entry('Brier', number(brier)) +
    entry('calibration', `${number(calibrationError)}, the mean distance of confidence from accuracy`)
  );
}

/** Rows: true classes, columns: predicted ones. Of many classes only the pairs most often confused. */
export function confusionReport(confusion: ConfusionMatrix): string {
  const { classes, counts } = confusion;
  if (classes.length > WHOLE_MATRIX) return confusedPairs(confusion);
  const names = classes.map(label => shorten(label, classes.length > 8 ? 8 : 16));
  const rows = names.map((name, i) => [name, ...Array.from(counts.row(i), integer)]);
  return `confusion matrix (rows: true class, columns: predicted)\n${table([['', ...names], ...rows])}`;
}

function confusedPairs({ classes, counts }: ConfusionMatrix): string {
  const pairs = classes.flatMap((truth, i) =>
    classes.flatMap((guess, j) =>
      i === j || counts.get(i, j) === 0 ? [] : [{ truth, guess, n: counts.get(i, j) }],
    ),
  );
  if (pairs.length === 0) return `no row of the ${classes.length} classes is confused with another\n`;
  const most = pairs.sort((a, b) => b.n - a.n).slice(0, 10);
  const rows = most.map(({ truth, guess, n }) => [shorten(truth), shorten(guess), integer(n)]);
  return `most confused of ${classes.length} classes\n${table([['true', 'predicted', 'rows'], ...rows])}`;
}

/** Precision, recall and F1 of every class. */
export function classReport(confusion: ConfusionMatrix): string {
  const row = ({ label, precision, recall, f1, support }: ClassScores) => [
    shorten(label, 24),
    precision.toFixed(4),
    recall.toFixed(4),
    f1.toFixed(4),
    integer(support),
  ];
  return table([['class', 'precision', 'recall', 'F1', 'rows'], ...classScores(confusion).map(row)], '');
}

/** All that follows training. */
export function trainReport(result: TrainResult): string {
  const { data, model, train, test, trainMs } = result;
  return [
    convergenceReport(model),
    scoresReport(test === null ? { train } : { train, test }),
    confusionReport((test ?? train).confusion),
    entry('time', `${milliseconds(data.readMs)} reading, ${milliseconds(trainMs)} training`),
  ].join('\n');
}
