import type { Label, Matrix } from 'softmax-wasm';

/** Classes that a matrix on the page has at the most. */
export const MOST_SHOWN = 12;

export interface ShownConfusion {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
  /** Classes in all. */
  readonly classes: number;
}

/** Of many classes those with the most rows, in the order of the classes. */
export function shownConfusion(classes: readonly Label[], counts: Matrix): ShownConfusion {
  const totals = classes.map((_, k) => counts.row(k).reduce((sum, count) => sum + count, 0));
  const shown = classes
    .map((_, k) => k)
    .sort((a, b) => (totals[b] as number) - (totals[a] as number))
    .slice(0, MOST_SHOWN)
    .sort((a, b) => a - b);
  return {
    labels: shown.map(k => String(classes[k])),
    counts: shown.map(k => shown.map(j => counts.get(k, j))),
    classes: classes.length,
  };
}
