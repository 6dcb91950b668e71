import { CsrMatrix } from '../data/csr-matrix.js';
import { logLoss } from '../metrics/index.js';
import { checkOptions } from '../options/index.js';
import type { PathOptions } from '../options/path.js';
import { penaltyStrength } from '../options/penalty.js';
import { type SoftmaxPath, softmaxPath } from '../softmax-path.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { nameOf } from './coefficients.js';
import type { LeftOut, PathPart } from './document.js';
import type { ReportInput, Rows } from './input.js';
import { rounded } from './round.js';

const MOST_POINTS = 31;
const FEWEST_POINTS = 9;
/** What fits along a path may take, in multiply-adds, some half a minute, and by the clock. */
const MOST_WORK = 8e10;
const TIME_LIMIT_MS = 45_000;
/** Evaluations of a point, which begins where the last one ended. */
const EVALUATIONS = 40;
/** Of the coefficients that a path keeps, twice. */
const MOST_BYTES = 256e6;
/** Powers of ten on both sides of a ridge penalty; of none at all, from and to which C. */
const STRONGER = 3;
const WEAKER = 2;
const FROM_C = 1e-3;
const TO_C = 1e3;
/** Lines with a name, and beside them. */
const NAMED = 8;
const OTHERS = 32;

/**
 * Coefficients and losses along penalties around the model's own, of the same kind, fitted to the training rows.
 * @param scales standard deviations of the columns, which lines are drawn per; null: as they are
 */
export async function pathPart(input: ReportInput, scales: Float64Array | null): Promise<PathPart | LeftOut> {
  const { model, train, test } = input;
  if (model.report.status === 'aborted')
    return { reason: 'Training was interrupted, and so the fits with other penalties were not made.' };
  const { nFeatures, classes } = model;
  const { X } = train;
  const entries = X instanceof CsrMatrix ? X.values.length : X.rows * X.cols;
  const work = 2 * EVALUATIONS * entries * classes.length;
  const afford = Math.floor(
    Math.min(MOST_POINTS, MOST_WORK / work, MOST_BYTES / (16 * classes.length * (nFeatures + 1))),
  );
  if (afford < FEWEST_POINTS)
    return { reason: 'The fits with other penalties would have taken long, so they were not made.' };
  const own = ownAlpha(model, train);
  const path = await fitPath(model, train, own, afford);
  if (!path) return { reason: 'The fits with other penalties took too long, and were given up.' };
  const short = path.length < path.asked;
  return {
    ...describePath(input, path.path, own, scales),
    trainLoss: losses(path.path, train),
    testLoss: test && losses(path.path, test),
    note: short
      ? 'The weakest penalties are missing: fitting them would have taken long.'
      : afford < MOST_POINTS
        ? `There are ${path.length} points only, since each is a fit.`
        : null,
  };
}

/** The penalty's factor in the mean objective; 0: none. */
function ownAlpha(model: SoftmaxRegression, { X }: Rows): number {
  // Balanced classes have the rows' total.
  return penaltyStrength(checkOptions(model.options), X.rows);
}

async function fitPath(model: SoftmaxRegression, { X, y }: Rows, own: number, points: number) {
  const { C, alpha, solver, tol, workers, warmStart, validationFraction, patience, ...shared } =
    model.options;
  const { learningRate, batchSize, maxIter, l1Ratio = 0, ...rest } = shared;
  const options: PathOptions = { ...rest, l1Ratio };
  try {
    const alphas =
      l1Ratio === 0 || own === 0 ? around(own, X.rows, points) : await below(options, X, y, own, points);
    const path = await softmaxPath(
      X,
      y,
      { ...options, alphas },
      { quiet: true, signal: AbortSignal.timeout(TIME_LIMIT_MS) },
    );
    return path.length < Math.min(FEWEST_POINTS, alphas.length)
      ? null
      : { path, length: path.length, asked: alphas.length };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return null;
    throw error;
  }
}

/** Evenly in the logarithm, on both sides of the model's own. */
function around(own: number, rows: number, points: number): number[] {
  if (own > 0) {
    const step = (STRONGER + WEAKER) / (points - 1);
    const before = Math.round(STRONGER / step);
    return Array.from({ length: points }, (_, i) => (i === before ? own : own * 10 ** (step * (before - i))));
  }
  return Array.from(
    { length: points },
    (_, i) => 1 / (rows * FROM_C * (TO_C / FROM_C) ** (i / (points - 1))),
  );
}

/** From where the first coefficient appears to a tenth of the model's own, which is among them. */
async function below(
  options: PathOptions,
  X: Rows['X'],
  y: Rows['y'],
  own: number,
  points: number,
): Promise<number[]> {
  const first = await softmaxPath(X, y, { ...options, nAlphas: 1 }, { quiet: true });
  const top = Math.max(first.alphas[0] as number, 1.2 * own);
  const ratio = Math.min(1e-2, own / top / 10);
  const even = Array.from({ length: points - 1 }, (_, i) => top * ratio ** (i / (points - 2)));
  return [...even, own];
}

function describePath(
  { model, train, ...input }: ReportInput,
  path: SoftmaxPath,
  own: number,
  scales: Float64Array | null,
) {
  const { classes, nFeatures } = model;
  const binary = classes.length === 2;
  const { alpha, l1Ratio = 0 } = model.options;
  const axis: PathPart['axis'] = alpha === undefined ? 'C' : 'alpha';
  const strengthOf = (factor: number) => (axis === 'alpha' ? factor : 1 / (factor * train.X.rows));
  // Of two classes the coefficient itself, of more its size over the classes.
  const sizeIn = (coef: SoftmaxPath['coefs'][number], j: number) => {
    const scale = scales ? (scales[j] as number) : 1;
    if (binary) return scale * (coef.get(1, j) - coef.get(0, j));
    let square = 0;
    for (let k = 0; k < classes.length; k++) square += coef.get(k, j) ** 2;
    return scale * Math.sqrt(square);
  };
  const sizes = Float64Array.from({ length: nFeatures }, (_, j) => Math.abs(sizeIn(model.coef, j)));
  const order = Array.from(sizes.keys()).sort((a, b) => (sizes[b] as number) - (sizes[a] as number));
  return {
    axis,
    l1Ratio,
    strength: Array.from(path.alphas, factor => rounded(strengthOf(factor))),
    own: own > 0 ? rounded(strengthOf(own)) : null,
    signed: binary,
    scaled: scales !== null,
    named: Math.min(NAMED, nFeatures),
    lines: order.slice(0, NAMED + OTHERS).map(j => ({
      feature: nameOf(input, j),
      values: path.coefs.map(coef => rounded(sizeIn(coef, j), 4)),
    })),
    used: l1Ratio > 0 ? [...path.nonZero] : null,
  };
}

function losses(path: SoftmaxPath, { X, y }: Rows): number[] {
  return Array.from({ length: path.length }, (_, i) => {
    const model = path.model(i);
    return rounded(logLoss(y, model.predictProba(X), { classes: model.classes }));
  });
}
