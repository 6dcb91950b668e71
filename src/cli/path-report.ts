import { dataDocument, fitDocument } from './documents.js';
import { entry, integer, milliseconds, number, percent, plural, table } from './format.js';
import type { PathOutcome } from './path.js';
import { convergenceReport } from './report.js';

/** Points that fit a screen, with the last and the chosen one. */
const SHOWN = 20;

/** Some points of the path, evenly, with the chosen one. */
export function pathReport({ path, points, interrupted, chosen, pathMs }: PathOutcome): string {
  const { length, alphas, nonZero, devianceRatios, objectives, nIter } = path;
  const row = (i: number) => [
    String(i),
    number(alphas[i] as number),
    integer(nonZero[i] as number),
    percent(devianceRatios[i] as number),
    number(objectives[i] as number, 6),
    integer(nIter[i] as number),
    i === chosen ? '← chosen' : '',
  ];
  const head = ['point', 'alpha', 'features', 'deviance explained', 'objective', 'iterations', ''];
  const shown = thinned(length, chosen);
  const left = shown.length < length ? `, ${shown.length} of them here` : '';
  return [
    table([head, ...shown.map(row)]),
    entry('points', `${interrupted ? `${length} of ${points}: interrupted` : integer(length)}${left}`) +
      entry('converged', convergence(path)) +
      entry('time', milliseconds(pathMs)),
    ...(chosen === null
      ? []
      : [
          entry(
            'chosen',
            `point ${chosen}, alpha ${number(alphas[chosen] as number)}: ${plural(nonZero[chosen] as number, 'feature')}`,
          ) + convergenceReport(path.model(chosen)),
        ]),
  ].join('\n');
}

function convergence(path: PathOutcome['path']): string {
  const short = Array.from(path.alphas.keys()).filter(i => path.model(i).report.status !== 'converged');
  return short.length === 0
    ? 'yes, all of them'
    : `no: ${plural(short.length, 'point')} stopped short of tol, raise --max-iter or --tol`;
}

function thinned(length: number, chosen: number | null): number[] {
  const step = Math.ceil(length / SHOWN);
  const evenly = Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
  const all = new Set([...evenly, length - 1, ...(chosen === null ? [] : [chosen])]);
  return [...all].sort((a, b) => a - b);
}

export function pathDocument({
  data,
  path,
  points,
  interrupted,
  chosen,
  pathMs,
  out,
  coefficients,
}: PathOutcome & { out: string | undefined; coefficients: string | undefined }): object {
  const { alphas, nonZero, devianceRatios, objectives, nIter } = path;
  return {
    command: 'path',
    data: dataDocument(data),
    points: Array.from(alphas, (alpha, i) => ({
      alpha,
      nonZero: nonZero[i],
      devianceRatio: devianceRatios[i],
      objective: objectives[i],
      iterations: nIter[i],
      status: path.model(i).report.status,
    })),
    asked: points,
    interrupted,
    chosen,
    fit: chosen === null ? null : fitDocument(path.model(chosen)),
    out: chosen === null ? null : (out ?? null),
    coefficients: coefficients ?? null,
    pathMs,
  };
}
