import { significant } from '../../ui/format.js';
import type { MethodId, Settings } from './methods.js';
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
    return { name: 'tol', why: `Converged after ${many}: ${slope} ≤ tol ${power(tol)}.`, good: true };
  }
  if (status === 'converged') {
    const last = history[history.length - 1]?.objective ?? Number.NaN;
    const change = Math.abs((history[history.length - 2]?.objective ?? Number.NaN) - last);
    const by = `the loss changed by ${significant(change)} < lossTol ${power(lossTol)}`;
    return {
      name: 'lossTol',
      why: `Stopped after ${many}: ${by}, with ${slope}.`,
      good: gradientNorm <= tol,
    };
  }
  if (status === 'maxIter') {
    const restless = unsettled(run) ? RESTLESS[run.method.id] : undefined;
    const why = `Out of ${run.method.step[1]} at ${maxIter}: ${slope} > tol ${power(tol)}${restless ?? ''}.`;
    return { name: 'maxIter', why, good: false };
  }
  if (run.method.id !== 'lbfgs') {
    return {
      name: status,
      why: `After ${many} the loss is too large for a number: lower the rate.`,
      good: false,
    };
  }
  return { name: status, why: `Found no better point after ${many}: ${slope}.`, good: false };
}

/** What a loss that goes up and down says of the rate. */
const RESTLESS: Partial<Record<MethodId, string>> = {
  descent: ', and the loss goes up and down: the rate is too large',
  batches: ', and the loss goes up and down: the rate is too large for the noise of the batches',
};

/** Of the last steps, and how many of them up, by more than rounding. */
const WATCHED = 10;
const MANY = 3;

/** Whether the loss has gone up and down at the end: what too large a rate does. */
export function unsettled({ report: { history } }: Run): boolean {
  const last = history.slice(-1 - WATCHED).map(({ objective }) => objective);
  const rises = last.filter((value, i) => i > 0 && value > (last[i - 1] as number) * (1 + 1e-9));
  return rises.length >= MANY;
}

/** Tolerances are powers of ten. */
export function power(value: number): string {
  return value.toExponential(0);
}
