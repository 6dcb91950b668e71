import { significant } from '../../ui/format.js';
import type { Settings } from './methods.js';
import type { Run } from './training.js';

export interface Stop {
  /** The criterion, as it is called in the report or the options. */
  readonly name: string;
  readonly why: string;
  readonly good: boolean;
}

/** Which criterion ended a run, and by what numbers. */
export function stopOf(run: Run, { tol, lossTol, maxIter }: Settings): Stop {
  const { status, gradientNorm, history } = run.report;
  const slope = `max |∂F| = ${significant(gradientNorm)}`;
  const many = `${run.length} ${run.method.step[run.length === 1 ? 0 : 1]}`;
  if (status === 'converged' && gradientNorm <= tol) {
    return { name: 'tol', why: `Converged after ${many}: ${slope} ≤ tol ${significant(tol)}.`, good: true };
  }
  if (status === 'converged') {
    const last = history[history.length - 1]?.objective ?? Number.NaN;
    const change = Math.abs((history[history.length - 2]?.objective ?? Number.NaN) - last);
    const by = `the loss changed by ${significant(change)} < lossTol ${significant(lossTol)}`;
    return {
      name: 'lossTol',
      why: `Stopped after ${many}: ${by}, with ${slope}.`,
      good: gradientNorm <= tol,
    };
  }
  if (status === 'maxIter') {
    const short = rises(run)
      ? 'and the loss was rising: the rate is too large.'
      : `${slope} > tol ${significant(tol)}.`;
    return { name: 'maxIter', why: `Out of iterations at ${maxIter}: ${short}`, good: false };
  }
  return { name: status, why: `Found no better point after ${many}: ${slope}.`, good: false };
}

/** Whether the last step went up by more than rounding: what too large a rate does. */
export function rises({ report: { history } }: Run): boolean {
  const [before, last] = history.slice(-2);
  return before !== undefined && last !== undefined && last.objective > before.objective * (1 + 1e-3);
}
