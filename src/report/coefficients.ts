import type { CoefficientGroup, CoefficientsPart, Term } from './document.js';
import type { ReportInput } from './input.js';
import { type Intervals, intervals } from './intervals.js';
import { rounded } from './round.js';

/** Terms of a class that are told: of few classes, of more, of many. */
const TERMS = [
  { classes: 3, terms: 15 },
  { classes: 12, terms: 8 },
  { classes: Infinity, terms: 5 },
];
/** An interval that reaches so far, in log-odds per unit drawn, says that the rows do not tell. */
const BOUNDLESS = 25;

/**
 * The largest coefficients of each class, of two classes of the second against the first.
 * @param scales standard deviations of the columns, by which terms are compared; null: as they are
 */
export function coefficientsPart(input: ReportInput, scales: Float64Array | null): CoefficientsPart {
  const { model, train } = input;
  const { classes, coef, intercept, nFeatures } = model;
  const found = intervals(model, train);
  const used = new Set<number>();
  coef.data.forEach((value, at) => {
    if (value !== 0) used.add(at % nFeatures);
  });
  const binary = classes.length === 2;
  const { terms } = TERMS.find(({ classes: most }) => classes.length <= most) as { terms: number };
  let boundless = 0;
  const groups = classes.flatMap((label, k): CoefficientGroup[] => {
    if (binary && k === 0) return [];
    const value = (j: number) => coef.get(k, j) - (binary ? coef.get(0, j) : 0);
    const scale = (j: number) => (scales ? (scales[j] as number) : 1);
    const order = Array.from({ length: nFeatures }, (_, j) => j)
      .filter(j => value(j) * scale(j) !== 0)
      .sort((a, b) => Math.abs(value(b) * scale(b)) - Math.abs(value(a) * scale(a)))
      .slice(0, terms);
    return [
      {
        name: String(label),
        against: binary ? String(classes[0]) : null,
        intercept: (intercept[k] as number) - (binary ? (intercept[0] as number) : 0),
        terms: order.map(j => {
          const made = term(nameOf(input, j), value(j), scale(j), found, k, j);
          if (made.isBoundless) boundless++;
          return made.term;
        }),
      },
    ];
  });
  const note =
    boundless > 0
      ? `${boundless} intervals are so wide that the rows say next to nothing of these coefficients; they are not drawn.`
      : found.reason;
  return { method: found.method, note, scaled: scales !== null, used: used.size, groups };
}

function term(
  feature: string,
  coefficient: number,
  scale: number,
  { method, reach }: Intervals,
  k: number,
  j: number,
) {
  const half = method === null ? Number.NaN : reach(k, j);
  const isBoundless = method !== null && !(half * scale < BOUNDLESS);
  const ends = method === null || isBoundless ? null : half;
  const made: Term = {
    feature,
    coefficient,
    lower: ends === null ? null : coefficient - ends,
    upper: ends === null ? null : coefficient + ends,
    scale: rounded(scale, 8),
  };
  return { term: made, isBoundless };
}

/** Of a column, or where terms are hashed its number. */
export function nameOf({ featureNames }: Pick<ReportInput, 'featureNames'>, j: number): string {
  return featureNames[j] ?? `column ${j}`;
}
