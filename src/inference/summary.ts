import type { Inference } from './inference.js';

const WIDTH = 78;
const COLUMN = 11;

/** The table. */
export function summaryOf(result: Inference): string {
  const { classes, parameters, likelihoodRatio, level } = result;
  const target = result.targetName ?? 'y';
  const name = Math.max(WIDTH - 6 * COLUMN, ...parameters.map(parameter => parameter.length + 1));
  const width = name + 6 * COLUMN;
  const line = (character: string) => character.repeat(width);
  const facts: [string, string][] = [
    ['Target', target],
    ['Base class', String(result.base)],
    ['Covariance', result.covarianceType === 'robust' ? 'robust (HC0)' : 'observed information'],
    ['Pseudo R-squared', result.pseudoR2.toFixed(4)],
    ['AIC', decimals(result.aic)],
    ['BIC', decimals(result.bic)],
    ['Observations', String(result.observations)],
    ['Parameters', String(classes.length * parameters.length)],
    ['Log-likelihood', decimals(result.logLikelihood)],
    ['Null log-likelihood', decimals(result.nullLogLikelihood)],
    [`LR chi-squared (${likelihoodRatio.df})`, decimals(likelihoodRatio.statistic)],
    ['LR p-value', likelihoodRatio.pValue.toPrecision(4)],
  ];
  const half = Math.floor((width - 2) / 2);
  const fact = ([key, value]: [string, string]) => `${key}:`.padEnd(half - value.length) + value;
  const title = 'Softmax regression, unpenalised';
  const out = [title.padStart(Math.floor((width + title.length) / 2)), line('=')];
  for (let i = 0; i < 6; i++) {
    const [left, right] = [facts[i], facts[i + 6]] as [[string, string], [string, string]];
    out.push(`${fact(left)}  ${fact(right)}`);
  }
  const tail = ((1 - level) / 2).toPrecision(3).replace(/0+$/, '');
  const head = (1 - (1 - level) / 2).toPrecision(3).replace(/0+$/, '');
  const titles = ['coef', 'std err', 'z', 'P>|z|', `[${tail}`, `${head}]`];
  for (const [k, label] of classes.entries()) {
    const equation = `${target}=${label}`;
    // A long name takes the room of the first columns.
    const rest = titles.map(cell).join('');
    const kept =
      equation.length <= name ? equation.padEnd(name) + rest : `${equation}\n${' '.repeat(name)}${rest}`;
    out.push(line('='), kept, line('-'));
    for (const [j, parameter] of parameters.entries()) {
      const at = (matrix: { get(i: number, j: number): number }) => matrix.get(k, j);
      const cells = [
        digits(at(result.coef)),
        digits(at(result.standardErrors)),
        at(result.z).toFixed(3),
        at(result.pValues).toFixed(3),
        digits(at(result.lower)),
        digits(at(result.upper)),
      ];
      out.push(parameter.padEnd(name) + cells.map(cell).join(''));
    }
  }
  out.push(line('='));
  return out.join('\n');
}

function cell(text: string): string {
  return ` ${text}`.padStart(COLUMN);
}

function decimals(value: number): string {
  return value.toFixed(Math.abs(value) < 1e6 ? 2 : 0);
}

/** Four decimals, or as many significant digits where that is too few or too many. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-2 && size < 1e5)) return value.toFixed(4);
  return value.toExponential(3);
}
