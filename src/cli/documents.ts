/** Parts of the JSON documents that commands write with `--json`: docs/cli.md has their keys. */
import { classScores } from '../metrics/index.js';
import { writeOptions } from '../model-io/header.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import type { Evaluation, Scores } from './scores.js';
import type { TrainResult } from './train.js';
import type { DataSummary } from './training-rows.js';

export function dataDocument(data: DataSummary): object {
  const {
    file,
    rows,
    dropped,
    featureNames,
    text = null,
    targetName,
    classes,
    trainRows,
    testRows,
    readMs,
  } = data;
  return {
    file,
    rows,
    dropped,
    features: text ? text.terms : featureNames.length,
    text,
    target: targetName,
    classes,
    trainRows,
    testRows,
    readMs,
  };
}

/** How a fit went. */
export function fitDocument({ report, nIter, options }: SoftmaxRegression): object {
  const { status, solver, objective, gradientNorm, evaluations, threads, precision } = report;
  return {
    status,
    converged: status === 'converged',
    solver,
    iterations: nIter,
    evaluations,
    objective,
    gradientNorm,
    threads,
    precision,
    options: writeOptions(options),
  };
}

export function scoresDocument(scores: Scores | Evaluation): object {
  const { confusion, ...numbers } = scores;
  return {
    ...numbers,
    classes: classScores(confusion).map(({ support, ...scores }) => ({ ...scores, rows: support })),
    confusion: confusion.counts.toArray(),
  };
}

export function trainDocument({ data, model, train, test, trainMs }: TrainResult, out?: string): object {
  return {
    command: 'train',
    data: dataDocument(data),
    fit: fitDocument(model),
    train: scoresDocument(train),
    test: test && scoresDocument(test),
    out: out ?? null,
    trainMs,
  };
}
