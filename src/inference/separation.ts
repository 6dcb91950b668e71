import type { Problem } from './problem.js';
import { eachRow } from './rows.js';

/** Margins that are 0 to rounding, as a share of the largest. */
const SLACK = 1e-7;
/** A direction that changes no logit by more than this says nothing. */
const LEAST = 1e-3;
/** Share of a direction's effect on the largest margin that names a column. */
const INVOLVED = 1e-3;
/** Columns that a message names. */
const NAMED = 8;

/** The largest change of a difference of logits that parameters in centred coordinates make. */
export function largestChange(problem: Problem, centre: Float64Array, direction: Float64Array): number {
  let largest = 0;
  eachRow(problem, centre, (_, __, x) => {
    let [least, most] = [Infinity, -Infinity];
    for (let first = 0; first < direction.length; first += x.length) {
      const logit = product(direction, first, x);
      least = Math.min(least, logit);
      most = Math.max(most, logit);
    }
    largest = Math.max(largest, most - least);
  });
  return largest;
}

/**
 * Refuses rows that a direction separates: along it no row's likelihood falls and some rise, for ever, so that there is no
 * maximum.  Albert and Anderson (1984), "On the existence of maximum likelihood estimates in logistic regression models".
 * Such a direction is proof; that this one is none is no proof that there is none.
 *
 * @param direction K blocks, in centred coordinates
 * @throws RangeError where it separates
 */
export function checkSeparation(
  problem: Problem,
  centre: Float64Array,
  direction: Float64Array,
  names: readonly string[],
): void {
  const { model, X } = problem;
  let least = Infinity;
  let most = 0;
  let count = 0;
  const apart = model.classes.map(() => 0);
  const reach = new Float64Array(X.cols);
  eachRow(problem, centre, (_, __, x, own) => {
    const logit = product(direction, own * x.length, x);
    let margin = Infinity;
    for (let k = 0; k < apart.length; k++) {
      if (k === own) continue;
      const difference = logit - product(direction, k * x.length, x);
      margin = Math.min(margin, difference);
      most = Math.max(most, difference);
      apart[own] = Math.max(apart[own] as number, difference);
    }
    for (let j = 0; j < reach.length; j++) reach[j] = Math.max(reach[j] as number, Math.abs(x[j] as number));
    least = Math.min(least, margin);
    count++;
  });
  if (!(count > 0 && most > LEAST && least >= -SLACK * most)) return;
  const named = names.filter((_, j) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = j; at < direction.length; at += direction.length / apart.length) {
      low = Math.min(low, direction[at] as number);
      high = Math.max(high, direction[at] as number);
    }
    return (high - low) * (reach[j] as number) > INVOLVED * most;
  });
  const list = named.slice(0, NAMED).map(name => JSON.stringify(name));
  if (named.length > NAMED) list.push(`${named.length - NAMED} more`);
  const complete = least > SLACK * most;
  throw new RangeError(
    `the classes are ${complete ? '' : 'quasi-'}completely separated by ${list.join(', ')}: ` +
      'the likelihood rises for ever along a direction of their coefficients, which have no estimates: expected rows that mix, fewer columns, or a penalty and no inference',
  );
}

function product(direction: Float64Array, first: number, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += (direction[first + j] as number) * (x[j] as number);
  return sum;
}
