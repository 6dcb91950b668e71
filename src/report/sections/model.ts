import type { CoefficientGroup, CoefficientsPart, PathPart, ReportData } from '../document.js';
import { chart, details, type Html, html, table } from '../html.js';
import { integer, plural, power, significant } from '../numbers.js';
import { thinned } from '../round.js';

/** Charts of classes; of more there are tables alone. */
export const MOST_CHARTS = 12;
/** Points of the path in its table. */
const ROWS = 13;

export function coefficientSection({ coefficients, data, run }: ReportData): Html {
  const { groups, scaled, used, note } = coefficients;
  const l1 = run.options.some(({ name, value }) => name === 'l1Ratio' && Number(value) > 0);
  const unit = scaled
    ? 'To compare columns of different units, chart and order are per standard deviation of the column; the table has them per unit of the column as well.'
    : 'Columns are compared as they are, per unit.';
  const what =
    data.classes.length === 2
      ? `A positive coefficient makes “${groups[0]?.name ?? ''}” more likely as its column grows, a negative one “${groups[0]?.against ?? ''}”: the logarithm of the odds changes by so much.`
      : 'A positive coefficient makes the class more likely as its column grows, against the mean of all classes: the logarithm of the odds changes by so much.';
  const zeros = l1
    ? `The L1 penalty has left ${plural(used, 'column')} of ${integer(data.features)} in use.`
    : '';
  const charts = groups.length <= MOST_CHARTS;
  return html`<p>${what} ${unit} ${zeros}</p>
${methodText(coefficients)}${note ? html`<p class="note">${note}</p>` : null}
${
  charts
    ? html`<div class="${groups.length > 1 ? 'grid' : ''}">${groups.map((group, k) => groupChart(group, k))}</div>`
    : html`<p>Of so many classes the largest coefficients are in the table alone.</p>`
}
${details('The numbers', html`${groups.map(group => groupTable(group, coefficients))}`)}`;
}

function methodText({ method }: CoefficientsPart): Html | null {
  if (method === 'laplace')
    return html`<p>Lines are approximate 95 % posterior intervals: a ridge penalty is a normal prior on the coefficients, and near the solution the posterior is nearly normal (Laplace’s approximation). Where a line crosses 0, the rows do not tell the sign.</p>`;
  if (method === 'wald')
    return html`<p>Lines are 95 % confidence intervals (Wald’s), of a fit without a penalty. Where a line crosses 0, the rows do not tell the sign.</p>`;
  return null;
}

function nameOf({ name, against }: CoefficientGroup): string {
  return against === null ? name : `${name} against ${against}`;
}

function groupChart(group: CoefficientGroup, k: number): Html {
  const { terms } = group;
  if (terms.length === 0)
    return html`<figure><figcaption><strong>${nameOf(group)}</strong>: all coefficients are 0</figcaption></figure>`;
  const inWords = terms.map(
    ({ feature, coefficient, lower, upper, scale }) =>
      `${feature} ${significant(coefficient * scale)}${lower === null || upper === null ? '' : `, ${significant(lower * scale)} to ${significant(upper * scale)}`}`,
  );
  return chart(
    `coefficients-${k}`,
    `Largest coefficients of ${nameOf(group)}: ${inWords.join('; ')}.`,
    html`<strong>${nameOf(group)}</strong>`,
    'above',
  );
}

function groupTable(group: CoefficientGroup, { scaled, method }: CoefficientsPart): Html {
  const head = [
    'column',
    ...(scaled ? ['per standard deviation'] : []),
    'per unit',
    ...(method ? ['95 % interval, per unit'] : []),
  ];
  const rows = group.terms.map(({ feature, coefficient, lower, upper, scale }) => [
    feature,
    ...(scaled ? [significant(coefficient * scale)] : []),
    significant(coefficient, 4),
    ...(method
      ? [lower === null || upper === null ? 'not told' : `${significant(lower)} to ${significant(upper)}`]
      : []),
  ]);
  return html`${table(`${nameOf(group)}, intercept ${significant(group.intercept, 4)}`, head, rows)}
`;
}

export function pathSection({ path, data }: ReportData): Html {
  if ('reason' in path) return html`<p>${path.reason}</p>`;
  const { axis, own, signed, scaled, named, lines, strength, trainLoss, testLoss, note, l1Ratio, used } =
    path;
  const kind = l1Ratio === 0 ? 'ridge' : l1Ratio === 1 ? 'lasso' : `elastic-net (L1 share ${l1Ratio})`;
  const best = bestPoint(path);
  const ownText =
    own === null
      ? 'This model has no penalty: it stands beyond the right edge.'
      : `The upright line is this model, ${axis} = ${significant(own)}.`;
  const bestText = testLoss
    ? ` The held-out loss is least at ${axis} = ${significant(strength[best] as number)}: ${significant(testLoss[best] as number, 4)}. Do not choose ${axis} by it, for then these rows are held out no longer: cross-validation on the training rows does that honestly (SoftmaxRegressionCV).`
    : ' No rows were held out, so the loss of new rows is not known; that of training rows always falls towards weaker penalties.';
  const size = signed ? 'Coefficient' : 'Size of the coefficients over all classes, √Σw²,';
  return html`<p>The same model with other penalties of the same kind (${kind}), fitted to the training rows. The penalty weakens to the right, and coefficients grow. ${ownText}${bestText}</p>
${note ? html`<p class="note">${note}</p>` : null}
${chart(
  'path',
  `Regularisation path of ${plural(strength.length, 'point')}: the largest coefficients at this model are of ${lines
    .slice(0, named)
    .map(({ feature }) => feature)
    .join(', ')}.`,
  `${size} by column${scaled ? ', per standard deviation' : ''}. The ${named === 1 ? 'largest has a name' : `${named} largest have names`}${lines.length > named ? `, ${integer(lines.length - named)} others are grey` : ''}${data.features > lines.length ? '; smaller ones are left out' : ''}.`,
)}
${chart('losses', `Log-loss by penalty: of training rows from ${significant(trainLoss[0] as number)} to ${significant(trainLoss[trainLoss.length - 1] as number)}${testLoss ? `, of held-out rows least, ${significant(testLoss[best] as number)}, at ${axis} ${significant(strength[best] as number)}` : ''}.`, `Log-loss of training rows${testLoss ? ' and of held-out rows: where they part, the model begins to learn its training rows by heart' : ''}.`)}
${details(
  'The numbers',
  table(
    'Points of the path',
    [
      axis,
      'training loss',
      ...(testLoss ? ['held-out loss'] : []),
      ...(used ? ['columns in use'] : []),
      ...lines.slice(0, 3).map(({ feature }) => feature),
    ],
    thinned([...strength.keys()], ROWS).map(i => [
      strength[i] === own ? `${label(strength[i] as number)} (this model)` : label(strength[i] as number),
      significant(trainLoss[i] as number, 4),
      ...(testLoss ? [significant(testLoss[i] as number, 4)] : []),
      ...(used ? [integer(used[i] as number)] : []),
      ...lines.slice(0, 3).map(({ values }) => significant(values[i] as number)),
    ]),
  ),
)}`;
}

function label(strength: number): string {
  return strength >= 1e4 || strength < 1e-2 ? power(strength) : significant(strength);
}

/** Where the held-out loss is least; else the last point. */
function bestPoint({ testLoss, strength }: PathPart): number {
  if (!testLoss) return strength.length - 1;
  return testLoss.reduce((best, loss, i) => (loss < (testLoss[best] as number) ? i : best), 0);
}
