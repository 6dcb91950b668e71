import type { SoftmaxRegression } from '../softmax-regression.js';
import { readModel } from './files.js';
import { entry, number, plural, shorten, some, table } from './format.js';
import { convergenceReport } from './report.js';

/** Coefficients shown of every class. */
const LARGEST = 6;

/** Describes a model file. */
export async function inspect(path: string): Promise<string> {
  const model = await readModel(path);
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
    entry('features', `${nFeatures}: ${names}`) +
    entry(
      'parameters',
      `${plural(classes.length, 'row')} of ${plural(nFeatures, 'coefficient')}${intercept}`,
    ) +
    convergenceReport(model) +
    `\nlargest coefficients\n${coefficientTable(model)}`
  );
}

function setting(value: unknown): string {
  return typeof value === 'object'
    ? JSON.stringify(value instanceof Map ? [...value] : value)
    : String(value);
}

function coefficientTable(model: SoftmaxRegression): string {
  const nameOf = (j: number) => shorten(model.featureNames?.[j] ?? `x${j}`, 20);
  const rows = model.classes.map((label, k) => {
    const w = model.coef.row(k);
    const order = Array.from(w.keys()).sort((a, b) => Math.abs(w[b] as number) - Math.abs(w[a] as number));
    const largest = order.slice(0, LARGEST).map(j => `${nameOf(j)} ${number(w[j] as number, 3)}`);
    return [shorten(label), number(model.intercept[k] as number, 3), ...largest];
  });
  return table([['class', 'intercept'], ...rows]);
}
