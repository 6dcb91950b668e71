import { type Command, InvalidArgumentError } from 'commander';
import type { Options } from '../../options/index.js';

/** The penalty of one model.  Values are checked by their estimator, not here. */
export function addPenaltyOptions(command: Command): Command {
  return command
    .option('--C <number>', 'inverse strength of the penalty, "Infinity" for none (default: 1)', toNumber)
    .option('--alpha <number>', "instead of --C: the penalty's factor in the mean objective", toNumber)
    .option('--l1-ratio <share>', '0 ridge … 1 lasso (default: 0)', toNumber);
}

/**
 * The options of `SoftmaxRegression` that say how to fit, whatever the penalty's strength.
 * @param onPath those that a path has: it takes all rows at a time
 */
export function addFitOptions(command: Command, { onPath = false } = {}): Command {
  command
    .option('--grouped', 'L1: all classes of a feature together')
    .option('--standardize', 'penalise coefficients of columns scaled to variance 1')
    .option(
      '--solver <name>',
      `auto, lbfgs, newton, coordinate-descent${onPath ? ' or gradient-descent' : ', gradient-descent, sgd or adam'} (default: auto)`,
    )
    .option(
      '--learning-rate <number>',
      onPath ? 'of gradient-descent' : 'of gradient-descent, sgd and adam',
      toNumber,
    );
  if (!onPath) command.option('--batch-size <rows>', 'of sgd and adam', toNumber);
  return command
    .option(
      '--max-iter <count>',
      onPath
        ? 'iterations of a point at most (default: 1000)'
        : 'iterations, or epochs, at most (default: 1000)',
      toNumber,
    )
    .option(
      '--tol <number>',
      `bound on the largest partial derivative (default: 1e-4${onPath ? ', or a 20th of alpha where that is less' : ''})`,
      toNumber,
    )
    .option('--precision <type>', 'float32 or float64 (default: float32)')
    .option('--class-weight <weights>', '"balanced": every class counts the same')
    .option('--no-intercept', 'fit no intercept')
    .option('--deterministic', 'the same digits on every machine');
}

const NAMES = [
  'C',
  'alpha',
  'l1Ratio',
  'grouped',
  'standardize',
  'solver',
  'learningRate',
  'batchSize',
  'maxIter',
  'tol',
  'precision',
  'classWeight',
  'deterministic',
];

/** What the user gave of them. */
export function modelOptions(given: Record<string, unknown>): Options {
  const options: Record<string, unknown> = Object.fromEntries(
    NAMES.filter(name => given[name] !== undefined).map(name => [name, given[name]]),
  );
  if (given.intercept === false) options.fitIntercept = false;
  return options as Options;
}

export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

export function toInteger(text: string): number {
  const value = toNumber(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Expected an integer.');
  return value;
}

/** Numbers separated by commas. */
export function toNumbers(text: string): number[] {
  const values = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.some(Number.isNaN)) throw new InvalidArgumentError('Expected numbers separated by commas.');
  return values;
}
