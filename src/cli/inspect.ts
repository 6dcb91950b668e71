import type { SoftmaxRegression } from '../softmax-regression.js';
import { fitDocument } from './documents.js';
import { readModel } from './files.js';
import { entry, number, plural, shorten, some, table } from './format.js';
import { type ColumnEncoding, columnsOf } from './load/columns.js';
import { convergenceReport } from './report.js';
import { savedText } from './text.js';

type Text = NonNullable<Awaited<ReturnType<typeof savedText>>>;

/** Coefficients shown of every class. */
const LARGEST = 6;

/** A model file as it was read. */
export interface Inspected {
  file: string;
  /** Of its format. */
  version: number;
  model: SoftmaxRegression;
  text: Text | null;
}

/** @param path of the file, `-` for stdin */
export async function inspect(path: string): Promise<Inspected> {
  const model = await readModel(path);
  const file = path === '-' ? 'stdin' : path;
  const { version } = model.toJSON() as { version: number };
  return { file, version, model, text: await savedText(model, file) };
}

export function inspectReport({ file, version, model, text }: Inspected): string {
  const { classes, featureNames, targetName, nFeatures, options } = model;
  const settings = Object.entries(options).map(([name, value]) => `${name} ${setting(value)}`);
  const target = targetName === null ? '' : ` in ${shorten(targetName, 40)}`;
  const labels = some(classes.map(label => shorten(label)));
  const encodings = columnsOf(model);
  const names = featureNames === null ? 'without names' : some(featureNames.map(name => shorten(name, 24)));
  const intercept = options.fitIntercept === false ? '' : ' and an intercept';
  return (
    entry('model', `${file}: format version ${version}`) +
    entry('options', settings.join(', ') || 'defaults') +
    entry('classes', `${classes.length}${target}: ${labels}`) +
    (text ? textEntry(text) : entry('features', `${nFeatures}: ${names}`)) +
    (encodings ? entry('columns', encodings.map(columnText).join('; ')) : '') +
    entry(
      'parameters',
      `${plural(classes.length, 'row')} of ${plural(nFeatures, 'coefficient')}${intercept}`,
    ) +
    convergenceReport(model) +
    `\n${text ? 'strongest terms' : 'largest coefficients'}\n${largestTable(model, text)}`
  );
}

export function inspectDocument({ file, version, model, text }: Inspected): object {
  const { classes, featureNames, targetName, nFeatures, intercept } = model;
  return {
    command: 'inspect',
    model: file,
    version,
    classes,
    target: targetName,
    features: nFeatures,
    featureNames,
    columns: columnsOf(model)?.map(columnDocument) ?? null,
    text: text && { columns: text.columns, vectorizer: vectorizerOptions(text) },
    fit: fitDocument(model),
    largest: classes.map((label, k) => ({
      class: label,
      intercept: intercept[k],
      features: largestOf(model, text, k).map(({ name, weight }) => ({ name, weight })),
    })),
  };
}

/** What becomes of a column, and of what is missing there. */
function columnText(column: ColumnEncoding): string {
  const missing = {
    error: 'an error',
    drop: 'left out',
    fill: column.kind === 'number' ? number(column.fill) : '',
    column: 'a category',
    unknown: 'as unknown',
  }[column.missing];
  const what =
    column.kind === 'number'
      ? 'a number'
      : `one of ${plural(column.categories.length, 'text')}, others ${column.handleUnknown === 'error' ? 'an error' : 'none of them'}`;
  return `${shorten(column.name, 24)} ${what}, missing ${missing}`;
}

function columnDocument(column: ColumnEncoding): object {
  const { name, kind, missing } = column;
  return column.kind === 'number'
    ? { name, kind, missing, fill: column.missing === 'fill' ? column.fill : null }
    : { name, kind, missing, categories: column.categories, unknown: column.handleUnknown };
}

function setting(value: unknown): string {
  return typeof value === 'object'
    ? JSON.stringify(value instanceof Map ? [...value] : value)
    : String(value);
}

/**
 * The features that count most for a class: of numbers those of the largest coefficients, of text the terms that speak most for
 * it, hashed ones without names.
 */
function largestOf({ coef, featureNames }: SoftmaxRegression, text: Text | null, k: number) {
  const w = coef.row(k);
  const size = text ? Number : Math.abs;
  const nameOf = (j: number) =>
    text ? (text.vectorizer.featureNames?.[j] ?? `#${j}`) : (featureNames?.[j] ?? `x${j}`);
  const order = Array.from(w.keys()).sort((a, b) => size(w[b] as number) - size(w[a] as number));
  return order.slice(0, LARGEST).map(j => ({ name: nameOf(j), weight: w[j] as number }));
}

function largestTable(model: SoftmaxRegression, text: Text | null): string {
  const rows = model.classes.map((label, k) => [
    shorten(label),
    number(model.intercept[k] as number, 3),
    ...largestOf(model, text, k).map(({ name, weight }) => `${shorten(name, 20)} ${number(weight, 3)}`),
  ]);
  return table([['class', 'intercept'], ...rows]);
}

function vectorizerOptions({ vectorizer }: Text): object {
  const { vocabulary: _, ...options } = vectorizer.options;
  return options;
}

function textEntry(text: Text): string {
  const { vectorizer, columns } = text;
  const settings = Object.entries(vectorizerOptions(text)).map(
    ([name, value]) => `${name} ${setting(value)}`,
  );
  const names = columns === null ? '' : ` of ${columns.map(name => shorten(name, 24)).join(', ')}`;
  return (
    entry(
      'text',
      `${plural(vectorizer.nFeatures, vectorizer.featureNames ? 'term' : 'hashed column')}${names}`,
    ) + entry('vectorizer', settings.join(', ') || 'defaults')
  );
}
