import { ConfusionTable } from '../../ui/confusion-table.js';
import { count, duration, percent, significant } from '../../ui/format.js';
import { Panel, Stat, Stats } from '../../ui/panel.js';
import { steps } from './bench.js';
import { abridged } from './names.js';
import { Convergence } from './progress.js';
import { TOL } from './tol.js';
import type { Outcome } from './training.js';

/** How good the model is, on rows that it has not seen. */
export function ScoresPanel({ outcome }: { outcome: Outcome }) {
  const { train, test, baseline } = outcome;
  return (
    <Panel title="How good it is" class="data-scores">
      <div class="stack">
        <Stats>
          <Stat
            label={test ? 'Accuracy on test rows' : 'Accuracy on training rows'}
            value={percent((test ?? train).accuracy)}
            detail={
              baseline.scores &&
              `always “${abridged(baseline.label, 20)}”: ${percent(baseline.scores.accuracy)}`
            }
          />
          <Stat
            label={test ? 'Log-loss on test rows' : 'Log-loss on training rows'}
            value={significant((test ?? train).logLoss)}
            detail={baseline.scores && `the classes’ shares: ${significant(baseline.scores.logLoss)}`}
          />
        </Stats>
        <table class="data-table">
          <caption>
            {test
              ? 'Test rows took no part in the training; the baseline looks at no column.'
              : 'The classes have too few rows to hold any out: nothing here tells how it does on new rows.'}
          </caption>
          <thead>
            <tr>
              <td />
              <th scope="col">rows</th>
              <th scope="col">accuracy</th>
              <th scope="col">log-loss</th>
            </tr>
          </thead>
          <tbody>
            <Line name="training" scores={train} />
            {test && <Line name="test" scores={test} />}
            {baseline.scores && <Line name="baseline, test" scores={baseline.scores} />}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Line({ name, scores }: { name: string; scores: Outcome['train'] }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{count(scores.rows)}</td>
      <td>{percent(scores.accuracy, 2)}</td>
      <td>{significant(scores.logLoss, 4)}</td>
    </tr>
  );
}

export function ConfusionPanel({ outcome }: { outcome: Outcome }) {
  const { labels, counts, classes } = outcome.confusion;
  const note =
    classes > labels.length &&
    `The ${labels.length} classes with the most rows, of ${classes}; rows of the others, or taken for them, are left out.`;
  return (
    <Panel
      title={outcome.test ? 'Confusion matrix, test rows' : 'Confusion matrix, training rows'}
      note={note}
    >
      <ConfusionTable labels={labels.map(label => abridged(label, 16))} counts={counts} />
    </Panel>
  );
}

const OUTCOMES = {
  converged: 'Converged',
  maxIter: 'Stopped at the most iterations',
  lineSearchFailed: 'Found no better point',
  aborted: 'Stopped by you',
  earlyStopped: 'Stopped early',
  streamEnded: 'All rows were seen',
  imported: 'Fitted elsewhere',
};

/** How the optimisation went. */
export function FitPanel({ outcome }: { outcome: Outcome }) {
  const { report, iterations, readMs, features } = outcome;
  const { status, solver, objective, gradientNorm, evaluations, elapsedMs, precision } = report;
  const short = gradientNorm > TOL;
  return (
    <Panel title="How it was found" class="data-fit">
      <div class="stack">
        <Stats>
          <Stat label={OUTCOMES[status]} value={count(iterations)} detail={`iterations of ${solver}`} />
          <Stat label="Fitting" value={duration(elapsedMs)} detail={`after ${duration(readMs)} of reading`} />
        </Stats>
        <p class="data-soft">
          {count(outcome.classes.length)} × {count(features)} coefficients; objective{' '}
          {significant(objective, 6)}, {significant(evaluations)} evaluations in {precision}.
        </p>
        {short && (
          <p class="data-why">
            The largest partial derivative is {significant(gradientNorm, 2)}, above the tolerance of {TOL}: a
            lower C, or columns of like size, would help.
          </p>
        )}
        <Convergence steps={steps.value} />
      </div>
    </Panel>
  );
}
