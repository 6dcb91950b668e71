import { invalidType, invalidValue } from '../errors.js';
import { atLeastZero, type Check, numbers, positive, share, wholeNumber } from '../options/checks.js';
import type { Options } from '../options/index.js';

/** A penalty to try: one of C and alpha, as the fit's options name them. */
export interface GridPoint {
  /** Inverse strength, where Cs were tried. */
  readonly C: number | undefined;
  /** The penalty's factor in the mean objective, where alphas were tried. */
  readonly alpha: number | undefined;
  /** Share of the L1 penalty. */
  readonly l1Ratio: number;
}

/** Which penalties are tried. */
export interface GridOptions {
  /** Inverse strengths of the penalty to try, or how many from 1e-4 to 1e4, evenly spaced in their logarithms.  Default 10. */
  Cs?: number | readonly number[];
  /** Instead of Cs: factors of the penalty in the mean objective. */
  alphas?: readonly number[];
  /** Shares of the L1 penalty to try with each of them; default [0]. */
  l1Ratios?: readonly number[];
}

/** Decimal exponents between which Cs are chosen, scikit-learn's. */
const LEAST = -4;
const MOST = 4;

const list =
  (name: string, each: (name: string) => Check): Check =>
  value => {
    numbers(name, each)(value);
    if ((value as ArrayLike<number>).length === 0) throw invalidValue(name, 'at least one number', value);
  };

export const GRID_CHECKS: Record<keyof GridOptions, Check> = {
  Cs(value) {
    if (typeof value === 'number') wholeNumber('Cs', 1)(value);
    else list('Cs', name => positive(name, true))(value);
  },
  alphas: list('alphas', atLeastZero),
  l1Ratios: list('l1Ratios', name => share(name, true)),
};

/** All penalties: l1Ratio by l1Ratio, each with all strengths in the order given. */
export function gridOf({ Cs = 10, alphas, l1Ratios = [0] }: GridOptions): GridPoint[] {
  const strengths = alphas
    ? Array.from(alphas, alpha => ({ C: undefined, alpha }))
    : (typeof Cs === 'number' ? spaced(Cs) : Array.from(Cs)).map(C => ({ C, alpha: undefined }));
  return Array.from(l1Ratios).flatMap(l1Ratio => strengths.map(strength => ({ ...strength, l1Ratio })));
}

/** @throws RangeError for both Cs and alphas */
export function checkGrid({ Cs, alphas }: GridOptions): void {
  if (Cs !== undefined && alphas !== undefined)
    throw new RangeError('both Cs and alphas are given: expected one, alpha = 1/(C·Σ weights)');
}

function spaced(count: number): number[] {
  if (count === 1) return [10 ** LEAST];
  return Array.from({ length: count }, (_, i) => 10 ** (LEAST + ((MOST - LEAST) * i) / (count - 1)));
}

/** Of two penalties whether the first is the stronger one, by C or alpha alone. */
export function isStronger(a: GridPoint, b: GridPoint): boolean {
  return a.alpha === undefined ? (a.C as number) < (b.C as number) : a.alpha > (b.alpha as number);
}

/** Indices of the grid by l1Ratio, the strongest penalty first: each fit is a start for the next. */
export function paths(grid: readonly GridPoint[]): number[][] {
  const byRatio = new Map<number, number[]>();
  for (const [i, { l1Ratio }] of grid.entries()) byRatio.set(l1Ratio, [...(byRatio.get(l1Ratio) ?? []), i]);
  const point = (i: number) => grid[i] as GridPoint;
  return [...byRatio.values()].map(path =>
    path.sort((a, b) => Number(isStronger(point(b), point(a))) - Number(isStronger(point(a), point(b)))),
  );
}

/** How one of the penalties is chosen by their scores. */
export type Selection = 'best' | 'oneStandardError';

export function checkSelection(value: unknown): void {
  const expected = "'best' or 'oneStandardError'";
  if (typeof value !== 'string') throw invalidType('selection', expected, value);
  if (value !== 'best' && value !== 'oneStandardError') throw invalidValue('selection', expected, value);
}

/**
 * Index of the penalty with the best mean score, the stronger one of equals; by the rule of one standard error of the strongest of
 * the same l1Ratio whose mean is no further below the best than the best's standard error.
 */
export function select(
  grid: readonly GridPoint[],
  means: ArrayLike<number>,
  standardErrors: ArrayLike<number>,
  selection: Selection,
): number {
  const mean = (i: number) => means[i] as number;
  const point = (i: number) => grid[i] as GridPoint;
  const all = Array.from(grid.keys());
  const best = all.reduce((a, b) =>
    mean(b) > mean(a) || (mean(b) === mean(a) && isStronger(point(b), point(a))) ? b : a,
  );
  if (selection === 'best') return best;
  const least = mean(best) - (standardErrors[best] as number);
  return all
    .filter(i => point(i).l1Ratio === point(best).l1Ratio && mean(i) >= least)
    .reduce((a, b) => (isStronger(point(b), point(a)) ? b : a), best);
}

/** The options of a fit with a penalty of the grid. */
export function optionsAt(options: Options, { C, alpha, l1Ratio }: GridPoint): Options {
  return {
    ...options,
    ...(C === undefined ? { alpha: alpha as number } : { C }),
    ...(l1Ratio !== 0 && { l1Ratio }),
  };
}
