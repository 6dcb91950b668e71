import type { SoftmaxRegression } from '../softmax-regression.js';
import { readModel } from './files.js';
import { entry, number, plural, shorten, some, table } from './format.js';
import { convergenceReport } from './report.js';
import { savedText } from './text.js';

type Text = NonNullable<Awaited<ReturnType<typeof savedText>>>;

/** Coefficients shown of every class. */
const LARGEST = 6;

/** Describes a model file. */
export async function inspect(path: string): Promise<string> {
  const model = await readModel(path);
  const text = await savedText(model, path);
  const { version } = model.toJSON() as { version: number };
  const { classes, featureNames, targetName, nFeatures, options } = model;
  const settings = Object.entries(options).map(([name, value]) => `${name} ${setting(value)}`);
  const target = targetName === null ? '' : ` in ${shorten(targetName, 40)}`;
  const labels = some(classes.map(label => shorten(label)));
  const names = featureNames === null ? 'without names' : some(featureNames.map(name => shorten(name, 24)));
  const intercept = options.fitIntercept === false ? '' : ' and an intercept';
  return (
    entry('model', `${path}: format version ${version}`) +
    entry('options', settings.join(', ') || 'defaults') +
    entry('classes', `${classes.length}${target}: ${labels}`) +
    (text ? textEntry(text) : entry('features', `${nFeatures}: ${names}`)) +
    entry(
      'parameters',
      `${plural(classes.length, 'row')} of ${plural(nFeatures, 'coefficient')}${intercept}`,
    ) +
    convergenceReport(model) +
    (text
      ? `\nstrongest terms\n${termTable(model, text)}`
      : `\nlargest coefficients\n${coefficientTable(model)}`)
  );
}

function setting(value: unknown): string {
  return typeof value === 'object'
    ? JSON.stringify(value instanceof Map ? [...value] : value)
    : String(value);
}

/** Of every class the features whose weights are the largest as `size` measures them. */
function largestTable(
  { classes, coef, intercept }: SoftmaxRegression,
  nameOf: (j: number) => string,
  size: (weight: number) => number,
): string {
  const rows = classes.map((label, k) => {
    const w = coef.row(k);
    const order = Array.from(w.keys()).sort((a, b) => size(w[b] as number) - size(w[a] as number));
    const largest = order
      .slice(0, LARGEST)
      .map(j => `${shorten(nameOf(j), 20)} ${number(w[j] as number, 3)}`);
    return [shorten(label), number(intercept[k] as number, 3), ...largest];
  });
  return table([['class', 'intercept'], ...rows]);
}

function coefficientTable(model: SoftmaxRegression): string {
  return largestTable(model, j => model.featureNames?.[j] ?? `x${j}`, Math.abs);
}

/** The terms that speak most for each class; hashed ones have no names. */
function termTable(model: SoftmaxRegression, { vectorizer: { featureNames } }: Text): string {
  return largestTable(model, j => featureNames?.[j] ?? `#${j}`, Number);
}

function textEntry({ vectorizer, columns }: Text): string {
  const { vocabulary, ...options } = vectorizer.options;
  const settings = Object.entries(options).map(([name, value]) => `${name} ${setting(value)}`);
  const names = columns === null ? '' : ` of ${columns.map(name => shorten(name, 24)).join(', ')}`;
  return (
    entry(
      'text',
      `${plural(vectorizer.nFeatures, vectorizer.featureNames ? 'term' : 'hashed column')}${names}`,
    ) + entry('vectorizer', settings.join(', ') || 'defaults')
  );
}
