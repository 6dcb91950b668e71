import { type Calibration, isCalibration } from '../calibrated.js';
import { readMoments } from '../data/column-moments.js';
import { describe } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import type { Options } from '../options/index.js';
import type { ModelState, Report, SavedVectorizer } from './state.js';

/** Of both file formats; a reader takes its own version only. */
export const VERSION = 1;

/** All of a model but its numbers, as JSON can hold it. */
export interface Header {
  options: Record<string, unknown>;
  classes: readonly Label[];
  nFeatures: number;
  nIter: number;
  report: Record<string, unknown>;
  featureNames: readonly string[] | null;
  targetName: string | null;
  vectorizer: SavedVectorizer | null;
  scaler: { mean: number[]; scale: number[] } | null;
  /** In files of calibrated models only. */
  calibration?: Calibration;
}

const STATUSES = [
  'converged',
  'maxIter',
  'lineSearchFailed',
  'aborted',
  'earlyStopped',
  'streamEnded',
  'imported',
];

export function toHeader(state: ModelState): Header {
  const { history: _, ...report } = state.report;
  const { scaler } = state;
  const header: Header = {
    options: writeOptions(state.options),
    classes: state.classes,
    nFeatures: state.nFeatures,
    nIter: state.nIter,
    report,
    featureNames: state.featureNames,
    targetName: state.targetName,
    vectorizer: state.vectorizer,
    scaler: scaler && { mean: Array.from(scaler.mean), scale: Array.from(scaler.scale) },
    ...(state.calibration && { calibration: state.calibration }),
  };
  // A copy: who changes it does not change the model.
  return JSON.parse(JSON.stringify(header));
}

/** Options as JSON can hold them: it has no Infinity, no Map and no function, of which null tells. */
export function writeOptions({ C, ...options }: Options): Record<string, unknown> {
  return {
    ...withoutMaps(options),
    ...(C !== undefined && { C: C === Infinity ? 'Infinity' : C }),
    ...(typeof options.learningRateSchedule === 'function' && { learningRateSchedule: null }),
  };
}

function withoutMaps(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      value instanceof Map ? { entries: [...value] } : value,
    ]),
  );
}

/** The header of a model file, every field checked; `what` names the file's kind in messages. */
export function fromHeader(
  header: Record<string, unknown>,
  what: string,
): Omit<ModelState, 'coef' | 'intercept' | 'centre'> {
  const wrong = (field: string) =>
    new RangeError(`${what}: ${field} is ${describe(header[field])}, not what a model has`);
  const {
    classes,
    nFeatures,
    nIter,
    report,
    featureNames,
    targetName,
    vectorizer = null,
    scaler = null,
    calibration = null,
  } = header;
  if (!Array.isArray(classes) || classes.length < 2) throw wrong('classes');
  if (!Number.isSafeInteger(nFeatures) || (nFeatures as number) < 1) throw wrong('nFeatures');
  if (!Number.isSafeInteger(nIter) || (nIter as number) < 0) throw wrong('nIter');
  if (!isRecord(report) || !STATUSES.includes(report.status as string)) throw wrong('report');
  if (featureNames !== null && !(isStrings(featureNames) && featureNames.length === nFeatures)) {
    throw wrong('featureNames');
  }
  if (targetName !== null && typeof targetName !== 'string') throw wrong('targetName');
  if (vectorizer !== null && !isRecord(vectorizer)) throw wrong('vectorizer');
  const moments = readMoments(scaler);
  if (scaler !== null && moments?.mean.length !== nFeatures) throw wrong('scaler');
  const sorted = checkedClasses(classes);
  if (sorted.some((label, k) => label !== classes[k])) throw wrong('classes');
  if (calibration !== null && !isCalibration(calibration, sorted.length)) throw wrong('calibration');
  return {
    options: readOptions(header.options, what),
    classes: sorted,
    nFeatures: nFeatures as number,
    nIter: nIter as number,
    report: readReport(report),
    featureNames,
    targetName,
    vectorizer,
    scaler: moments,
    ...(calibration && { calibration }),
  };
}

/** As they were given to the estimator, if they were: who takes them checks them. */
export function readOptions(value: unknown, what: string): Options {
  if (!isRecord(value)) throw new RangeError(`${what}: options is ${describe(value)}, not what a model has`);
  const options: Record<string, unknown> = { ...value };
  if (options.C === 'Infinity') options.C = Infinity;
  for (const [name, given] of Object.entries(options)) {
    if (isRecord(given) && Array.isArray(given.entries)) options[name] = new Map(given.entries);
  }
  if (options.learningRateSchedule === null) options.learningRateSchedule = lostSchedule;
  // JSON has null for the infinity of a bound that is none.
  for (const [name, none] of Object.entries({ lowerBounds: -Infinity, upperBounds: Infinity })) {
    const bounds = options[name];
    if (bounds === null) options[name] = none;
    else if (Array.isArray(bounds)) {
      options[name] = bounds.map(row => (Array.isArray(row) ? row.map(bound => bound ?? none) : row));
    }
  }
  return options;
}

/** Stands for a function that was not saved, so that no fit goes on without it. */
function lostSchedule(): never {
  throw new RangeError(
    'learningRateSchedule was a function, which a saved model does not hold: expected a new estimator with that option',
  );
}

function readReport(value: Record<string, unknown>): Report {
  const number = (field: string) =>
    typeof value[field] === 'number' ? (value[field] as number) : Number.NaN;
  return {
    status: value.status as Report['status'],
    solver: String(value.solver),
    objective: number('objective'),
    gradientNorm: number('gradientNorm'),
    evaluations: number('evaluations'),
    history: [],
    elapsedMs: number('elapsedMs'),
    threads: number('threads'),
    precision: value.precision === 'float64' ? 'float64' : 'float32',
    ...(typeof value.rowsSeen === 'number' && { rowsSeen: value.rowsSeen }),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
