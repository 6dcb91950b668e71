import type { ReportData, TrainingPart } from '../document.js';
import { chart, details, type Html, html, table } from '../html.js';
import { duration, integer, plural, power, significant } from '../numbers.js';
import { thinned } from '../round.js';

/** Rows of the table of a curve. */
const ROWS = 25;

export function trainingSection({ training }: ReportData): Html {
  const {
    solver,
    iterations,
    evaluations,
    elapsedMs,
    threads,
    precision,
    gradientNorm,
    tol,
    objective,
    history,
  } = training;
  const last = history[history.length - 1];
  const facts: [string, Html | string][] = [
    ['converged', outcome(training)],
    ['solver', solver],
    [
      'work',
      `${plural(iterations, 'iteration')}, ${plural(rough(evaluations), 'evaluation')} of the objective, ${duration(elapsedMs)} on ${plural(threads, 'thread')} in ${precision}`,
    ],
    ['objective', `${significant(objective, 6)}, the mean loss and the penalty`],
    ['gradient', `largest slope ${power(gradientNorm)}, asked for: at most ${power(tol)}`],
  ];
  return html`<dl class="facts">${facts.map(
    ([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>
`,
  )}</dl>
${
  history.length > 1 && last
    ? html`<div class="pair">
${chart('gradient', `The largest slope by iteration, on a logarithmic scale: from ${power(history[0]?.gradientNorm ?? 0)} to ${power(last.gradientNorm)} after ${iterations} iterations; training ends below ${power(tol)}.`, 'The largest slope of the objective. At its lowest point all slopes are 0; below the dashed line training has converged.')}
${chart('excess', `The objective less its least value by iteration, on a logarithmic scale: from ${power(history[0]?.excess ?? 0)} downwards.`, 'How far the objective is above the least value that was found. A steady fall is as it should be.')}
</div>
${details(
  'The numbers',
  table(
    `Iterations${history.length > ROWS ? ', some of them' : ''}`,
    ['iteration', 'objective', 'above the least', 'largest slope'],
    thinned(history, ROWS).map(point => [
      integer(point.iteration),
      significant(point.objective, 7),
      power(point.excess, 3),
      power(point.gradientNorm, 3),
    ]),
  ),
)}`
    : null
}`;
}

function outcome({ status, maxIter }: TrainingPart): Html | string {
  switch (status) {
    case 'converged':
      return 'yes: the slopes fell below the tolerance, so this is the optimum to that precision';
    case 'maxIter':
      return html`no: stopped at ${plural(maxIter, 'iteration')}. Raise <code>--max-iter</code> or <code>--tol</code>, or lower <code>--C</code>`;
    case 'lineSearchFailed':
      return html`no: no lower point was found. Try a larger <code>--tol</code>, or scale columns of very different size`;
    case 'aborted':
      return 'no: training was interrupted';
    case 'earlyStopped':
      return 'stopped early, since rows held out were predicted no better';
    default:
      return status;
  }
}

function rough(evaluations: number): number {
  return Math.round(evaluations * 10) / 10;
}
