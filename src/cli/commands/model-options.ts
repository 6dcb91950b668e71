import { type Command, InvalidArgumentError } from 'commander';
import type { Options } from '../../options/index.js';

/** The options of `SoftmaxRegression` that `train` offers. Values are checked by their estimator, not here. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--C <number>', 'inverse strength of the penalty, "Infinity" for none (default: 1)', toNumber)
    .option('--alpha <number>', "instead of --C: the penalty's factor in the mean objective", toNumber)
    .option('--l1-ratio <share>', '0 ridge … 1 lasso (default: 0)', toNumber)
    .option('--grouped', 'L1: all classes of a feature together')
    .option('--standardize', 'penalise coefficients of columns scaled to variance 1')
    .option(
      '--solver <name>',
      'auto, lbfgs, newton, coordinate-descent, gradient-descent, sgd or adam (default: auto)',
    )
    .option('--learning-rate <number>', 'of gradient-descent, sgd and adam', toNumber)
    .option('--batch-size <rows>', 'of sgd and adam', toNumber)
    .option('--max-iter <count>', 'iterations, or epochs, at most (default: 1000)', toNumber)
    .option('--tol <number>', 'bound on the largest partial derivative (default: 1e-4)', toNumber)
    .option('--precision <type>', 'float32 or float64 (default: float32)')
    .option('--class-weight <weights>', '"balanced": every class counts the same')
    .option('--no-intercept', 'fit no intercept')
    .option('--deterministic', 'the same digits on every machine');
}

/** What the user gave of them. */
export function modelOptions(given: Record<string, unknown>): Options {
  const names = [
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
  const options: Record<string, unknown> = Object.fromEntries(
    names.filter(name => given[name] !== undefined).map(name => [name, given[name]]),
  );
  if (given.intercept === false) options.fitIntercept = false;
  return options as Options;
}

export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}
