import { invalidValue } from '../errors.js';
import { checkedClasses, checkedWeight, type Label } from '../labels.js';

/** The distinct labels, sorted. All must be of one type. */
export function distinctLabels(...lists: ArrayLike<Label>[]): Label[] {
  return checkedClasses([...new Set(lists.flatMap(list => Array.from(list)))]);
}

/** Index of every class. */
export function classIndex(classes: readonly Label[]): Map<Label, number> {
  const index = new Map(classes.map((label, k) => [label, k]));
  if (index.size < classes.length) throw invalidValue('classes', 'no label twice', classes);
  return index;
}

/** A weight for every row, 1 by default. */
export function rowWeights(n: number, sampleWeight?: ArrayLike<number>): (i: number) => number {
  if (sampleWeight === undefined) return () => 1;
  checkLength('sampleWeight', sampleWeight, n);
  for (let i = 0; i < n; i++) checkedWeight(sampleWeight[i], `sampleWeight[${i}]`);
  return i => sampleWeight[i] as number;
}

export function checkLength(name: string, values: { readonly length: number }, n: number): void {
  if (values.length !== n) throw invalidValue(`${name}.length`, `${n}, one per row`, values.length);
}

/** The total is also what a mean divides by, so it must be above zero. */
export function checkTotal(total: number): number {
  if (total > 0) return total;
  throw new RangeError('no rows, or their weights add up to zero: there is nothing to measure');
}
