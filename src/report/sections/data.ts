import type { ReportData } from '../document.js';
import { type Html, html, longTable } from '../html.js';
import { integer, percent, plural, significant } from '../numbers.js';

/** Rows of tables before the rest is to be opened. */
const CLASSES = 20;
const COLUMNS = 16;

export function dataSection({ data }: ReportData): Html {
  const { rows, trainRows, testRows, features, classes, text, columns } = data;
  const what = text
    ? `${plural(text.terms, text.hashed ? 'hashed column' : 'term')} made of the text in ${text.columns.join(', ')}, of which a row has ${significant(text.perRow)} on average`
    : plural(features, 'feature');
  const split =
    testRows > 0
      ? `${plural(trainRows, 'row')} to train, ${integer(testRows)} held out, drawn at random so that each class has its share in both`
      : 'all of them to train, none held out';
  const most = Math.max(...classes.map(({ train, test }) => train + test));
  const least = Math.min(...classes.map(({ train, test }) => train + test));
  const balance =
    most > 5 * least
      ? html`<p>Classes are of very different size, ${integer(least)} to ${integer(most)} rows: accuracy says little of the small ones. Look at recall by class.</p>`
      : null;
  return html`<p>${plural(rows, 'row')} and ${what}; ${split}.</p>
${balance}
${classTable(data)}
${
  columns.length > 0
    ? html`${longTable(
        'Columns, over the training rows',
        ['column', 'least', 'mean', 'largest', 'standard deviation'],
        columns.map(({ name, min, mean, max, deviation }) => [
          name,
          significant(min, 4),
          significant(mean, 4),
          significant(max, 4),
          significant(deviation),
        ]),
        COLUMNS,
      )}${features > columns.length ? html`<p>And ${integer(features - columns.length)} more columns.</p>` : null}`
    : null
}`;
}

function classTable({ classes, rows, testRows, target }: ReportData['data']): Html {
  const sizes = classes.map(({ train, test }) => train + test);
  const most = Math.max(...sizes);
  const order = sizes.map((size, k) => ({ ...(classes[k] as (typeof classes)[number]), size }));
  if (classes.length > CLASSES) order.sort((a, b) => b.size - a.size);
  const bar = (size: number) =>
    html`<span class="bar" style="--share:${(size / most).toFixed(4)}"></span><span class="share">${percent(size / rows)}</span>`;
  return longTable(
    `Classes of ${target}${classes.length > CLASSES ? ', the largest first' : ''}`,
    ['class', ...(testRows > 0 ? ['to train', 'held out'] : ['rows']), 'share of all rows'],
    order.map(({ name, train, test, size }) => [
      name,
      integer(train),
      ...(testRows > 0 ? [integer(test)] : []),
      bar(size),
    ]),
    CLASSES,
  );
}
