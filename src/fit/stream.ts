/** Fits to rows that are read a chunk at a time. */
import { checkNames, invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import type { ModelState } from '../model-io/state.js';
import type { RemoteObjective } from '../objective.js';
import type { ReadChunks } from '../objectives/chunk-sum.js';
import { SparseStreamObjective } from '../objectives/sparse-stream.js';
import { StreamObjective } from '../objectives/stream.js';
import type { CheckedOptions, Options } from '../options/index.js';
import { type Progress, runAsync, type Status } from '../solvers/driver.js';
import { createSolver, isStochastic, pathMatters, resolveSolver } from '../solvers/table.js';
import { withPenalty } from '../terms/penalty.js';
import { classThresholds } from '../thresholds.js';
import { type Instantiate, instantiate } from '../wasm/kernels.js';
import { checkSource, problemOf, readChunks, type StreamChunk, type StreamSource } from './chunks.js';
import { OnlineFit } from './online.js';
import { checkWhole, declaredClasses, onlineSolver, statedClasses } from './online-options.js';
import { checkFitOptions, type FitOptions, savedVectorizer } from './options.js';
import { concludeOnline, newSeen, progressOf, tooFast } from './partial.js';
import { penaltyFactors } from './penalty.js';
import { conclude } from './result.js';
import { needsRefining } from './run.js';
import { type Survey, Surveyor } from './survey.js';

/** What `fitStream` is told beside the stream. */
export interface FitStreamOptions extends Omit<FitOptions, 'sampleWeight' | 'offset'> {
  /** All labels there will be, at least 2; sgd and adam need them here or in the constructor. */
  classes?: readonly Label[];
}

const OPTIONS = ['classes', 'signal', 'onIteration', 'featureNames', 'targetName', 'vectorizer', 'quiet'];

/** Options of `fit` that a stream has elsewhere, or not at all. */
const INSTEAD = [
  ['sampleWeight', 'chunks have their own'],
  ['offset', 'use fit'],
] as const;

/** Solvers that take all rows of every evaluation from the stream. */
const OUT_OF_CORE = ['lbfgs', 'gradient-descent'];

/** @throws as `SoftmaxRegression.fitStream` does */
export async function fitStream(
  source: StreamSource,
  { classes, ...fitOptions }: FitStreamOptions,
  options: CheckedOptions,
  given: Options,
): Promise<ModelState> {
  for (const [name, instead] of INSTEAD) {
    if (name in fitOptions) throw new TypeError(`${name} is no option of fitStream: ${instead}`);
  }
  checkNames({ ...fitOptions, classes }, OPTIONS, ' of fitStream');
  checkFitOptions(fitOptions);
  checkSource(source);
  const vectorizer = savedVectorizer(fitOptions);
  return { ...(await streamAnyhow(source, fitOptions, options, given, classes)), vectorizer };
}

async function streamAnyhow(
  source: StreamSource,
  fitOptions: FitOptions,
  options: CheckedOptions,
  given: Options,
  classes: readonly Label[] | undefined,
): Promise<ModelState> {
  if (options.warmStart)
    throw new RangeError('warmStart is true: fitStream starts anew, use partialFit to go on from a model');
  const again = typeof source === 'function';
  const name = options.solver === 'auto' && again ? resolveSolver('auto') : options.solver;
  if (isStochastic(name) || !again) {
    if (name !== 'auto' && !isStochastic(name)) {
      const what = 'a function that returns the stream anew, or solver "sgd" or "adam"';
      throw invalidType('source', `${what}: '${name}' reads the rows again and again`, source);
    }
    return streamOnline(source, fitOptions, options, given, classes);
  }
  if (!OUT_OF_CORE.includes(name)) {
    const others = [...OUT_OF_CORE, 'sgd', 'adam'].map(other => `'${other}'`).join(', ');
    throw new RangeError(`solver '${name}' cannot do fitStream: use one of ${others} or 'auto'`);
  }
  return streamWhole(source, fitOptions, { ...options, solver: name }, given, classes);
}

/** One pass, or as many as maxIter where the stream can be had anew. */
async function streamOnline(
  source: StreamSource,
  fitOptions: FitOptions,
  options: CheckedOptions,
  given: Options,
  stated: readonly Label[] | undefined,
): Promise<ModelState> {
  const started = performance.now();
  const solver = onlineSolver(options, 'fitStream', typeof source !== 'function');
  const classes = declaredClasses(options, stated, null, 'fitStream');
  const { signal, onIteration } = fitOptions;
  const passes = typeof source === 'function' ? options.maxIter : 1;
  if (passes < 1) throw invalidValue('maxIter', 'at least 1, a pass over the stream', passes);
  let online: OnlineFit | null = null;
  let names: FitOptions = fitOptions;
  let status: Status = typeof source === 'function' ? 'maxIter' : 'streamEnded';
  const history: Progress[] = [];
  let chunks = 0;
  for (let pass = 1; pass <= passes; pass++) {
    let seen: ReturnType<typeof newSeen> | null = null;
    const whole = await readChunks(source, signal, (chunk, index) => {
      const problem = problemOf(chunk, classes, options.classWeight, online?.nFeatures ?? null);
      if (index === 0 && pass === 1) names = withNames(fitOptions, chunk, problem.X.cols);
      online ??= new OnlineFit(solver, options, classes, problem, null);
      seen ??= newSeen(online);
      if (!online.take(problem, pass, seen)) throw tooFast(options);
      const progress = progressOf(online, seen, started, ++chunks);
      return () => onIteration?.(progress);
    });
    if (pass > 1 && whole) checkRows(seen, (online as OnlineFit | null)?.rows ?? 0, pass);
    if (online && seen) history.push(progressOf(online, seen, started, pass));
    if (!whole) status = 'aborted';
    else if ((history[history.length - 1] as Progress).gradientNorm <= options.tol && passes > 1)
      status = 'converged';
    else continue;
    break;
  }
  if (!online) throw signal?.reason;
  return concludeOnline(online, given, names, {
    started,
    status,
    history,
    iterations: history.length,
  });
}

function checkRows(seen: { rows: number } | null, expected: number, pass: number): void {
  if (seen?.rows !== expected) throw otherRows(seen?.rows ?? 0, expected, pass);
}

function otherRows(rows: number, expected: number, pass: number): RangeError {
  return new RangeError(
    `pass ${pass} over the stream has ${rows} rows: expected ${expected}, as in the first`,
  );
}

/** All rows in every evaluation, read anew. */
async function streamWhole(
  source: StreamSource,
  fitOptions: FitOptions,
  options: CheckedOptions,
  given: Options,
  stated: readonly Label[] | undefined,
): Promise<ModelState> {
  const started = performance.now();
  checkWhole(options, 'fitStream');
  if (options.l1Ratio > 0 && options.grouped)
    throw new RangeError('grouped is true: fitStream cannot do it, use fit');
  const { signal, onIteration } = fitOptions;
  const { solver, maxIter, tol, fitIntercept, seed } = options;
  const surveyor = new Surveyor(seed, statedClasses(options, stated), options.precision);
  let names: FitOptions = fitOptions;
  const surveyed = await readChunks(source, signal, (chunk, index) => {
    surveyor.take(chunk);
    if (index === 0) names = withNames(fitOptions, chunk, surveyor.cols);
  });
  if (!surveyed) throw signal?.reason;
  const survey = surveyor.finish(options.classWeight);
  classThresholds(options.thresholds, survey.classes);
  const shifted = fitIntercept && !pathMatters(solver);
  const objectiveIn = (precision: CheckedOptions['precision']) =>
    objectiveOf(source, survey, { ...options, precision }, shifted, signal);
  const run = { maxIter, tol, onIteration, signal, started };
  let { data, objective } = objectiveIn(options.precision);
  const start = new Float64Array(data.size);
  let result = await runAsync(createSolver(solver, objective, start, options), objective, run);
  if (signal?.aborted && result.history.length === 0) throw signal.reason;
  if (needsRefining(result, data, options)) {
    ({ data, objective } = objectiveIn('float64'));
    const again = createSolver(solver, objective, result.w.slice(), options);
    result = await runAsync(again, objective, { ...run, continues: result });
  }
  const { classes, nFeatures, rows } = survey;
  const input = { classes, nFeatures, shifted, started, vectorizer: null, box: undefined };
  const state = conclude({ input, data, l1: objective.l1, solver, result }, names, given);
  return { ...state, report: { ...state.report, rowsSeen: rows } };
}

function objectiveOf(
  source: StreamSource,
  survey: Survey,
  options: CheckedOptions,
  shifted: boolean,
  signal: AbortSignal | undefined,
) {
  const { classes, nFeatures, rows, totalWeight, centre, sample, entries, classWeight } = survey;
  const { fitIntercept, precision, deterministic } = options;
  const nClasses = classes.length;
  let pass = 1;
  const read: ReadChunks = async visit => {
    let had = 0;
    pass++;
    const whole = await readChunks(source, signal, chunk => {
      const problem = problemOf(chunk, classes, classWeight, nFeatures);
      had += problem.X.rows;
      if (had > rows) throw otherRows(had, rows, pass);
      visit(problem);
    });
    if (whole && had !== rows) throw otherRows(had, rows, pass);
    return whole;
  };
  const make: Instantiate = kind => instantiate(kind, deterministic);
  const shape = { nClasses, fitIntercept, shifted, precision, centre, rows, totalWeight };
  const data = sample
    ? new StreamObjective(shape, sample, read, make)
    : new SparseStreamObjective(shape, entries, read, make);
  const penalty = penaltyFactors(options, { cols: nFeatures, nClasses, fitIntercept, totalWeight });
  return { data, objective: withPenalty<RemoteObjective>(data, penalty) };
}

/** Names of the columns and the target from the first chunk, where the caller gives none. */
function withNames(given: FitOptions, chunk: StreamChunk, cols: number): FitOptions {
  const names = { ...given };
  if (chunk.featureNames) names.featureNames ??= chunk.featureNames;
  if (chunk.targetName) names.targetName ??= chunk.targetName;
  checkFitOptions(names);
  const { featureNames } = names;
  if (featureNames && featureNames.length !== cols)
    throw invalidValue('the length of featureNames', `${cols}, one per column of X`, featureNames.length);
  return names;
}
