/** The images of the data set: 8 × 8 pixels of ink, 0 … 16, row by row. */
export const SIDE = 8;
export const PIXELS = SIDE * SIDE;
export const MOST_INK = 16;

export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
export const DIGIT_NAMES: readonly string[] = DIGITS.map(String);

/** Index of the largest, the first of equals. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if ((values[k] as number) > (values[best] as number)) best = k;
  return best;
}
