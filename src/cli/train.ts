import type { Options } from '../options/index.js';
import { SoftmaxRegression } from '../softmax-regression.js';
import type { Progress } from '../solvers/driver.js';
import { checked, inFile } from './failure.js';
import { checkModelPath, writeModel } from './files.js';
import { measure, type Part, type Scores } from './scores.js';
import { type DataSummary, loadTrainingRows, type TrainingArgs } from './training-rows.js';

export type { DataSummary, Scores };

export interface TrainArgs extends TrainingArgs {
  /** Path of the model file: .json, or .bin or .softmax for bytes. */
  out?: string;
  /** The model's. */
  options?: Options;
  signal?: AbortSignal;
  /** The data is read and split, training begins. */
  onData?: (data: DataSummary) => void | Promise<void>;
  onIteration?: (progress: Progress) => void;
}

export interface TrainResult {
  data: DataSummary;
  model: SoftmaxRegression;
  train: Scores;
  /** null without a test part. */
  test: Scores | null;
  /** The rows themselves, as the model took them. */
  parts: { train: Part; test: Part | null };
  trainMs: number;
}

/** Reads a table, fits a model to it, measures the model and saves it. */
export async function train(args: TrainArgs): Promise<TrainResult> {
  const model = checked(() => new SoftmaxRegression(args.options));
  if (args.out !== undefined) await checkModelPath(args.out);

  const { data, train, test, kept } = await loadTrainingRows(args, model.options.precision);
  await args.onData?.(data);
  const started = performance.now();
  await inFile(data.file, () =>
    model.fit(train.X, train.y, {
      quiet: true,
      ...kept,
      ...(args.signal && { signal: args.signal }),
      ...(args.onIteration && { onIteration: args.onIteration }),
    }),
  );
  const trainMs = performance.now() - started;

  if (args.out !== undefined) await writeModel(args.out, model);
  return {
    data,
    model,
    train: measure(model, train),
    test: test && measure(model, test),
    parts: { train, test },
    trainMs,
  };
}
