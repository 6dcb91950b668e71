import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import Papa from 'papaparse';
import { checkPath, type PathOptions } from '../options/path.js';
import { type SoftmaxPath, softmaxPath } from '../softmax-path.js';
import { checked, inFile, Misuse } from './failure.js';
import { checkModelPath, print, writeAtomically, writeModel } from './files.js';
import { type DataSummary, loadTrainingRows, type TrainingArgs } from './training-rows.js';

/** A point of a path by its number, or by the alpha that it is nearest to. */
export type Choice = { readonly index: number } | { readonly alpha: number };

export interface PathArgs extends Omit<TrainingArgs, 'testSize' | 'seed'> {
  /** Of the path and its models. */
  options?: PathOptions;
  /** The point whose model `out` is to hold. */
  choose?: Choice;
  /** Path of the model file. */
  out?: string;
  /** Path of a CSV file of all coefficients, `-` for stdout. */
  coefficients?: string;
  signal: AbortSignal;
  onData?: (data: DataSummary) => void | Promise<void>;
  /** @param done points, from 0 on, of so many */
  onPoint?: (done: number, points: number) => void;
}

export interface PathOutcome {
  data: DataSummary;
  /** The points that were done. */
  path: SoftmaxPath;
  /** Points that were asked for. */
  points: number;
  interrupted: boolean;
  /** The point that was chosen; null without a choice, or where the path ended before it. */
  chosen: number | null;
  pathMs: number;
}

/**
 * Fits along a path of penalties and saves what is asked for.  An abort ends it with the points that are done.
 * @throws the signal's reason where none is
 */
export async function fitPath(args: PathArgs): Promise<PathOutcome> {
  const { options = {}, choose, out, coefficients, signal } = args;
  checked(() => checkPath(options));
  const points = options.nAlphas ?? 100;
  if ((choose === undefined) !== (out === undefined))
    throw new Misuse(
      '--choose and --out go together: the one says which point, the other where its model goes',
    );
  if (choose && 'index' in choose && choose.index >= points)
    throw new Misuse(
      `--choose is ${choose.index}: expected the number of a point, 0 to ${points - 1}, or an alpha`,
    );
  if (out === '-' && coefficients === '-')
    throw new Misuse('both --out and --coefficients are -: stdout takes one of them');
  if (out !== undefined) await checkModelPath(out);
  if (coefficients !== undefined && coefficients !== '-') await access(dirname(coefficients), constants.W_OK);

  const { data, train, kept } = await loadTrainingRows(args, options.precision);
  await args.onData?.(data);
  const started = performance.now();
  let begun = 0;
  const path = await inFile(data.file, () =>
    softmaxPath(train.X, train.y, options, {
      quiet: true,
      ...kept,
      signal,
      onIteration({ iteration }) {
        // Each point's run tells of its start first.
        if (iteration === 0) args.onPoint?.(begun++, points);
      },
    }),
  );
  const pathMs = performance.now() - started;
  const chosen = choose ? chosenOf(path, choose, signal.aborted) : null;
  if (chosen !== null && out !== undefined) await writeModel(out, path.model(chosen));
  if (coefficients !== undefined) {
    const names = (kept.vectorizer as { featureNames?: readonly string[] } | undefined)?.featureNames;
    await writeCoefficients(coefficients, path, names ?? data.featureNames);
  }
  return { data, path, points, interrupted: signal.aborted, chosen, pathMs };
}

/** An alpha's point is the one that is nearest in its logarithm; of a path that was cut short, only one that is not its last. */
function chosenOf({ alphas, length }: SoftmaxPath, choice: Choice, interrupted: boolean): number | null {
  if ('index' in choice) return choice.index < length ? choice.index : null;
  const distance = (i: number) => Math.abs(Math.log((alphas[i] as number) / choice.alpha));
  const nearest = Array.from(alphas.keys()).reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return interrupted && nearest === length - 1 && (alphas[nearest] as number) > choice.alpha ? null : nearest;
}

/** A line for each point, class and feature, intercepts first. */
async function writeCoefficients(out: string, path: SoftmaxPath, names: readonly string[]): Promise<void> {
  const lines = coefficientLines(path, names);
  if (out !== '-') return writeAtomically(out, lines);
  for (const block of lines) await print(block);
}

function* coefficientLines(
  { alphas, coefs, intercepts, classes, length }: SoftmaxPath,
  names: readonly string[],
): Generator<string> {
  yield 'point,alpha,class,feature,coefficient\n';
  const cell = (value: unknown) => Papa.unparse([[value]]);
  const columns = names.map(cell);
  for (let i = 0; i < length; i++) {
    for (const [k, label] of classes.entries()) {
      const start = `${i},${alphas[i]},${cell(label)}`;
      const weights = coefs[i]?.row(k) ?? [];
      const features = Array.from(weights, (w, j) => `${start},${columns[j] ?? `x${j}`},${w}\n`);
      yield `${start},(intercept),${intercepts[i]?.[k]}\n${features.join('')}`;
    }
  }
}
