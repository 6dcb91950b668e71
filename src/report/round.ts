/** A number with so many significant digits, as short in JSON. */
export function rounded(value: number, digits = 5): number {
  return Number(value.toPrecision(digits));
}

/** About `most` of the items, evenly, first and last among them. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)] as T);
}
