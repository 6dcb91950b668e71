/** The largest number that a feature may be, in absolute value, where it is to be held in `precision`. */
export const LARGEST = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE } as const;

/** What is expected where a number is larger. */
export function atMost(largest: number): string {
  return `a number of at most ${largest.toPrecision(2)} in size`;
}
