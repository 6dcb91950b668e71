import type { ConfusionPart, ReportData } from '../document.js';
import { chart, details, type Html, html, longTable, table } from '../html.js';
import { fixed, integer, percent, plural } from '../numbers.js';

/** Classes of a matrix that shows shares beside counts. */
const WITH_SHARES = 10;
/** Rows of the table of classes before the rest is to be opened. */
const CLASSES = 20;
/** A cell of such a share has light letters. */
const DEEP = 0.55;

export function confusionSection({ confusion, data, scores }: ReportData): Html {
  const names = data.classes.map(({ name }) => name);
  const pairs = pairTable(confusion);
  const [worst] = confusion.pairs;
  const text = worst
    ? `Most often “${worst.truth}” is taken for “${worst.guess}”: ${plural(worst.rows, 'row')}, ${percent(worst.share)} of “${worst.truth}”.`
    : `Of the ${integer(scores.rows)} rows none is taken for another class.`;
  if (confusion.counts === null)
    return html`<p>${text} With ${integer(names.length)} classes the whole table would be too large to read; these are the pairs most often confused.</p>
${pairs}`;
  return html`<p>${text} Each row of the table is a true class, each column what the model said; what is right stands on the diagonal.</p>
${matrix(confusion.counts, names)}
${confusion.pairs.length > 1 && names.length > 2 ? details('The pairs most often confused', pairs) : null}`;
}

function matrix(counts: readonly (readonly number[])[], names: readonly string[]): Html {
  const caption = 'Confusion matrix: rows of each true class by predicted class';
  const cell = (count: number, share: number, own: boolean) => {
    const kind = count === 0 ? 'none' : own ? 'right' : 'wrong';
    const shown =
      names.length <= WITH_SHARES && count > 0 ? html` <small>${percent(share, 0)}</small>` : null;
    return html`<td class="${kind}${share > DEEP ? ' deep' : ''}" style="--share:${share.toFixed(3)}">${integer(count)}${shown}</td>`;
  };
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="confusion${names.length > WITH_SHARES ? ' dense' : ''}"><caption>${caption}</caption>
<thead><tr><td></td>${names.map(name => html`<th scope="col"><span>${name}</span></th>`)}</tr></thead>
<tbody>${counts.map((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return html`<tr><th scope="row">${names[i] as string}</th>${row.map((count, j) => cell(count, total > 0 ? count / total : 0, i === j))}</tr>
`;
  })}</tbody></table></div>`;
}

function pairTable({ pairs }: ConfusionPart): Html {
  return table(
    'Most often confused',
    ['true class', 'predicted as', 'rows', 'of the true class'],
    pairs.map(({ truth, guess, rows, share }) => [truth, guess, integer(rows), percent(share)]),
  );
}

export function reliabilitySection({ reliability, scores }: ReportData): Html {
  const inWords = reliability
    .map(
      ({ confidence, accuracy, rows }) =>
        `${plural(rows, 'row')} of confidence ${percent(confidence, 0)}: ${percent(accuracy, 0)} right`,
    )
    .join('; ');
  return html`<p>When the model says that it is 80 % sure, is it right in 80 % of the cases? Rows are gathered by the probability of the predicted class. Dots on the dashed line keep their word; below it the model is too sure of itself, above it too cautious. Hollow dots stand for fewer than 10 rows and say little. The mean distance, by rows, is ${percent(scores.calibrationError)}.</p>
<div class="narrow">${chart('reliability', `Reliability diagram. ${inWords}.`, 'The share that is right by how sure the model was; the area of a dot, and the number at it, are its rows.')}</div>
${details(
  'The numbers',
  table(
    'Rows by the probability of the predicted class',
    ['probability', 'rows', 'mean probability', 'right'],
    reliability.map(({ lower, upper, rows, confidence, accuracy }) => [
      `${percent(lower, 0)} to ${percent(upper, 0)}`,
      integer(rows),
      percent(confidence),
      percent(accuracy),
    ]),
  ),
)}`;
}

export function classSection({ classes }: ReportData): Html {
  const ordered = classes.length > CLASSES ? [...classes].sort((a, b) => a.f1 - b.f1) : classes;
  return html`<p>Precision: of the rows predicted as a class, the share that is of it. Recall: of the rows of a class, the share that is found. F1 is low where either is. AUC asks whether rows of the class have a higher probability of it than the others do.</p>
${longTable(
  `Scores by class${classes.length > CLASSES ? ', the worst first' : ''}`,
  ['class', 'precision', 'recall', 'F1', 'AUC', 'rows'],
  ordered.map(({ name, precision, recall, f1, auc, rows }) => [
    name,
    fixed(precision),
    fixed(recall),
    fixed(f1),
    fixed(auc),
    integer(rows),
  ]),
  CLASSES,
)}`;
}

export function rocSection({ roc, data }: ReportData): Html {
  if (roc.curves.length === 0) return html`<p>The rows are all of one class: there is no curve.</p>`;
  const [first] = roc.curves;
  const which =
    data.classes.length === 2
      ? `Here “${first?.name ?? ''}” is told from “${data.classes[0]?.name ?? ''}”.`
      : roc.shown === 'all'
        ? 'Each class is told from all others.'
        : 'Each class is told from all others; of so many classes the mean and the worst are drawn.';
  const every = roc.every > 1 ? ` One row in ${integer(roc.every)} was taken.` : '';
  const inWords = roc.curves.map(({ name, auc }) => `${name} ${fixed(auc)}`).join('; ');
  return html`<p>A class can be found more often at the price of more false alarms. The curve shows how dear that is: the nearer to the upper left corner, the better, and the dashed diagonal is guessing. ${which}${every}</p>
<div class="narrow">${chart('roc', `ROC curves. Areas under them: ${inWords}.`, 'The share of a class that is found by the share of other rows that are taken for it.')}</div>
${details(
  'The numbers',
  table(
    'Found at so many false alarms',
    ['class', 'AUC', '1 %', '5 %', '10 %', '20 %'],
    roc.curves.map(({ name, auc, points }) => [
      name,
      fixed(auc),
      ...[0.01, 0.05, 0.1, 0.2].map(x => percent(found(points, x))),
    ]),
  ),
)}`;
}

/** The true-positive rate of a curve at a false-positive rate. */
function found(points: readonly (readonly [number, number])[], x: number): number {
  let best = 0;
  for (const [fpr, tpr] of points) if (fpr <= x) best = Math.max(best, tpr);
  return best;
}
