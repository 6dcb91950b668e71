/** What can be asked of fits that see their rows a chunk at a time. */
import { describe, invalidType, invalidValue } from '../errors.js';
import { checkedClasses, type Label } from '../labels.js';
import type { ModelState } from '../model-io/state.js';
import type { CheckedOptions } from '../options/index.js';
import { checkOrder } from '../options/targets.js';
import type { StochasticName } from '../solvers/mini-batch.js';
import { isStochastic } from '../solvers/table.js';
import { classThresholds, isList } from '../thresholds.js';

/** What 'auto' means where rows are seen once: it needs no scaled columns to get near. */
const AUTO = 'adam';

/** Options that take all rows at once, in memory. */
const WHOLE = [
  'validationFraction',
  'standardize',
  'lowerBounds',
  'upperBounds',
  'labelSmoothing',
  'ignoreLabel',
];

/** @throws RangeError for an option that `who` cannot do, naming both */
export function checkWhole(options: CheckedOptions, who: string): void {
  for (const name of WHOLE) {
    const value = (options as unknown as Record<string, unknown>)[name];
    // 0 and false are values of these, of the others they say that there is none.
    const counts = name === 'ignoreLabel' || name.endsWith('Bounds');
    if (value === undefined || value === null || (!value && !counts)) continue;
    throw new RangeError(`${name} is ${describe(value)}: ${who} cannot do it, use fit`);
  }
}

/** @throws RangeError for a solver, or a penalty or class weights, that `who` cannot do, naming both */
export function onlineSolver(options: CheckedOptions, who: string, once: boolean): StochasticName {
  checkWhole(options, who);
  const { average, l1Ratio } = options;
  if (once && typeof average === 'number' && average > 1)
    throw invalidValue('average', `a boolean or 1 where ${who} has a single pass`, average);
  const name = options.solver === 'auto' ? AUTO : options.solver;
  if (!isStochastic(name)) {
    throw new RangeError(
      `solver '${name}' cannot do ${who}, which sees rows once: use 'sgd', 'adam' or 'auto'`,
    );
  }
  if (l1Ratio > 0) {
    const instead =
      who === 'fitStream' ? "a function that returns the stream anew and solver 'lbfgs'" : 'fit';
    throw new RangeError(`solver '${name}' cannot do an L1 penalty (l1Ratio is ${l1Ratio}): use ${instead}`);
  }
  if (options.classWeight === 'balanced') {
    throw invalidValue(
      'classWeight',
      `weights by label for ${who}, which does not know all rows`,
      'balanced',
    );
  }
  return name as StochasticName;
}

/**
 * The labels that a call or the constructor declares, as they are.
 * @throws TypeError for no array; RangeError for another order than the model's where thresholds go by it
 */
export function statedClasses(
  { classes, thresholds }: CheckedOptions,
  given: readonly Label[] | undefined,
): readonly Label[] | undefined {
  if (given === undefined) return classes;
  if (!Array.isArray(given)) throw invalidType('classes', 'an array of labels', given);
  if (thresholds && isList(thresholds)) checkOrder(given, 'where thresholds are in an array');
  return given;
}

/**
 * The classes there will be: of the constructor, of this call, or of the model that goes on.
 * @throws TypeError where nobody has said; RangeError where the model has others
 */
export function declaredClasses(
  options: CheckedOptions,
  given: readonly Label[] | undefined,
  model: ModelState | null,
  who: string,
): readonly Label[] {
  const declared = statedClasses(options, given);
  if (declared === undefined) {
    if (model) return model.classes;
    const where = `the labels there will be, declared here in the first call or in the constructor: ${who} does not see all rows first`;
    throw invalidType('classes', where, declared);
  }
  const classes = checkedClasses(declared);
  if (classes.length < 2) throw invalidValue('the length of classes', 'at least 2', classes.length);
  if (
    model &&
    (classes.length !== model.classes.length || classes.some((label, k) => label !== model.classes[k]))
  ) {
    throw new RangeError(
      `classes are ${classes.map(describe).join(', ')}: expected ${model.classes.map(describe).join(', ')}, as the model has`,
    );
  }
  classThresholds(options.thresholds, classes);
  return classes;
}
