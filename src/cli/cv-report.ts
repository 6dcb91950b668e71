import type { CVResult } from '../selection/results.js';
import type { CVOutcome } from './cv.js';
import { dataDocument, fitDocument } from './documents.js';
import { entry, milliseconds, number, plural, table } from './format.js';
import { convergenceReport } from './report.js';

/** Scores as people know them: log-loss without the sign that makes more of it worse. */
const SHOWN: Record<CVOutcome['scoring'], { title: string; sign: number; better: string }> = {
  logLoss: { title: 'log-loss', sign: -1, better: 'less is better' },
  accuracy: { title: 'accuracy', sign: 1, better: 'more is better' },
  macroF1: { title: 'macro F1', sign: 1, better: 'more is better' },
};

/** All penalties, what was chosen and how its fit to all rows went. */
export function cvReport(outcome: CVOutcome): string {
  const { scoring, folds, results, chosen, model, cvMs, trainMs } = outcome;
  const { title, sign, better } = SHOWN[scoring];
  const { k, repeats, done } = folds;
  const all = k * repeats;
  const by = `${k}${repeats > 1 ? ` × ${plural(repeats, 'repeat')}` : ''}, seed ${folds.seed}`;
  const mean = (result: CVResult) => `${number(sign * result.mean)} ± ${number(result.standardError, 2)}`;
  const parts = [
    results.length === 0 ? '' : `mean ${title} ± standard error, ${better}\n${pointsTable(outcome)}`,
    entry('folds', done < all ? `${done} of ${all}: interrupted, no penalty is chosen` : by) +
      (chosen ? entry('chosen', `${penalty(chosen)}: ${title} ${mean(chosen)}${rule(outcome)}`) : ''),
    model
      ? convergenceReport(model)
      : chosen
        ? entry('converged', 'no: interrupted before the fit to all rows had begun, there is no model')
        : '',
    entry(
      'time',
      `${milliseconds(cvMs)} cross-validation${chosen ? `, ${milliseconds(trainMs)} training on all rows` : ''}`,
    ),
  ];
  return parts.filter(part => part !== '').join('\n');
}

function pointsTable({ scoring, results, chosen }: CVOutcome): string {
  const { title, sign } = SHOWN[scoring];
  const mixed = results.some(({ l1Ratio }) => l1Ratio !== 0);
  const best = results.reduce((a, b) => (b.mean > a.mean ? b : a));
  const strength = results[0]?.alpha === undefined ? 'C' : 'alpha';
  const rows = results.map(result => [
    String(Number((result.C ?? result.alpha ?? 0).toPrecision(6))),
    ...(mixed ? [String(result.l1Ratio)] : []),
    number(sign * result.mean),
    `± ${number(result.standardError, 2)}`,
    result === chosen ? '← chosen' : result === best && chosen ? '← best  ' : '',
  ]);
  return table([[strength, ...(mixed ? ['L1 ratio'] : []), title, '', ''], ...rows]);
}

function penalty({ C, alpha, l1Ratio }: CVResult): string {
  const strength = C === undefined ? `alpha ${alpha}` : `C ${Number(C.toPrecision(6))}`;
  return l1Ratio === 0 ? strength : `${strength}, L1 ratio ${l1Ratio}`;
}

function rule({ selection }: CVOutcome): string {
  return selection === 'best' ? '' : ', the strongest penalty within one standard error of the best';
}

export function cvDocument({
  data,
  scoring,
  selection,
  folds,
  results,
  chosen,
  model,
  cvMs,
  trainMs,
  out,
}: CVOutcome & { out: string | undefined }): object {
  const point = ({ C, alpha, l1Ratio, mean, standardError, scores }: CVResult) => ({
    C: C ?? null,
    alpha: alpha ?? null,
    l1Ratio,
    mean,
    standardError,
    scores: Array.from(scores),
  });
  return {
    command: 'cv',
    data: dataDocument(data),
    scoring,
    selection,
    folds,
    grid: results.map(point),
    chosen: chosen && results.indexOf(chosen),
    fit: model && fitDocument(model),
    out: (model && out) ?? null,
    cvMs,
    trainMs,
  };
}
