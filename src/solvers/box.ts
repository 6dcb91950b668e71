/** Bounds on parameters, ±Infinity for none; as many as there are parameters. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Moves every entry of w to the nearest one inside. */
export function project(w: Float64Array, { lower, upper }: Box): void {
  for (let i = 0; i < w.length; i++)
    w[i] = Math.min(Math.max(w[i] as number, lower[i] as number), upper[i] as number);
}

/** out = the gradient without what pushes an entry of w further against its bound: 0 at the minimum. */
export function projectedGradient(
  out: Float64Array,
  w: Float64Array,
  gradient: Float64Array,
  { lower, upper }: Box,
): void {
  for (let i = 0; i < w.length; i++) {
    const g = gradient[i] as number;
    const wi = w[i] as number;
    out[i] = (g > 0 && wi <= (lower[i] as number)) || (g < 0 && wi >= (upper[i] as number)) ? 0 : g;
  }
}
