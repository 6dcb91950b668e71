import type { ReportData } from '../document.js';
import { type Html, html } from '../html.js';
import { fixed, integer, percent, plural } from '../numbers.js';

/** Title, origin, warnings and the numbers that are asked for first. */
export function header({ data, created, library }: ReportData): Html {
  const date = created.slice(0, 16).replace('T', ' ');
  return html`<header><p class="kind">Training report</p>
<h1>Predicting <em>${data.target}</em></h1>
<p class="origin">${data.file} · <time datetime="${created}">${date} UTC</time> · softmax-wasm ${library}</p></header>
`;
}

export function warnings({ training, scores, data }: ReportData): Html {
  const texts: (Html | null)[] = [
    training.status === 'aborted'
      ? html`Training was interrupted after ${plural(training.iterations, 'iteration')}. Everything below is of the best coefficients until then.`
      : training.status === 'maxIter' || training.status === 'lineSearchFailed'
        ? html`Training stopped before it had converged: <a href="#training">what to do</a>.`
        : null,
    scores.of === 'train'
      ? html`No rows were held out. All numbers below are of the rows that the model was trained on: of new rows they will be worse, perhaps much worse. Train again with <code>--test-size 0.25</code>.`
      : scores.rows < 30
        ? html`Only ${plural(scores.rows, 'row')} were held out: the numbers below are rough.`
        : null,
    scores.of === 'test' && data.classes.some(({ test }) => test === 0)
      ? html`Some classes have no row among those held out: nothing is known of how well they are predicted.`
      : null,
  ];
  return html`${texts
    .filter(text => text !== null)
    .map(
      text => html`<p class="warning" role="note">${text}</p>
`,
    )}`;
}

interface Number {
  name: string;
  value: string;
  detail: string;
}

export function headline({ scores, data }: ReportData): Html {
  const { rows, accuracy, accuracyInterval, logLoss, macroF1, auc, calibrationError, train, baseline } =
    scores;
  const held = scores.of === 'test' ? 'held-out' : 'training';
  const [low, high] = accuracyInterval;
  const many = data.classes.length > 2;
  const numbers: Number[] = [
    {
      name: 'Accuracy',
      value: percent(accuracy),
      detail: `${integer(Math.round(accuracy * rows))} of ${integer(rows)} ${held} rows are predicted right. With so many rows the true share is likely (95 %) between ${percent(low)} and ${percent(high)}. Always saying “${baseline.name}” would be right in ${percent(baseline.accuracy)}.`,
    },
    {
      name: 'Log-loss',
      value: fixed(logLoss),
      detail: `How surprised the probabilities are by the truth, 0 at best. Saying how frequent each class is, and no more, would give ${fixed(baseline.logLoss)}.`,
    },
    {
      name: 'Macro F1',
      value: fixed(macroF1),
      detail:
        'Precision and recall in one number, the mean over classes, small ones counting as much as large ones. 1 at best.',
    },
    {
      name: 'AUC',
      value: fixed(auc),
      detail: many
        ? 'How often a row of a class gets a higher probability of it than a row of another does, the mean over classes. 0.5 is guessing, 1 is best.'
        : `How often a row of “${data.classes[1]?.name ?? ''}” gets a higher probability of it than one of “${data.classes[0]?.name ?? ''}”. 0.5 is guessing, 1 is best.`,
    },
    {
      name: 'Calibration error',
      value: percent(calibrationError),
      detail: 'The mean distance between how sure the model says it is and how often it is right. 0 at best.',
    },
    ...(scores.of === 'test'
      ? [
          {
            name: 'Log-loss of the training rows',
            value: fixed(train.logLoss),
            detail: `Accuracy there: ${percent(train.accuracy)} of ${integer(train.rows)}. ${gap(scores)}`,
          },
        ]
      : []),
  ];
  return html`<p class="of">Of the ${integer(rows)} rows that ${scores.of === 'test' ? 'were held out of training' : 'the model was trained on'}:</p>
<dl class="headline">${numbers.map(
    ({
      name,
      value,
      detail,
    }) => html`<div><dt>${name}</dt><dd><span class="value">${value}</span> <span class="detail">${detail}</span></dd></div>
`,
  )}</dl>`;
}

/** What the distance between training and held-out rows says. */
function gap({ train, logLoss, baseline }: ReportData['scores']): string {
  if (logLoss > baseline.logLoss)
    return 'On rows that it has not seen the model is worse than class frequencies alone: it has learnt its training rows by heart. A stronger penalty (a smaller C) or fewer columns help.';
  if (logLoss > 1.5 * train.logLoss && logLoss - train.logLoss > 0.05)
    return 'Held-out rows fare clearly worse: part of what was learnt holds for the training rows alone. A stronger penalty (a smaller C) may help.';
  return 'Training and held-out rows fare alike, as they should.';
}
