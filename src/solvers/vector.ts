/** Float64 vectors.  Every function reads or writes its arguments only. */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** y += scale·x */
export function addScaled(y: Float64Array, scale: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = (y[i] as number) + scale * (x[i] as number);
}

/** out = x + scale·p */
export function step(out: Float64Array, x: Float64Array, scale: number, p: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) + scale * (p[i] as number);
}

/** out = a − b */
export function subtract(out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) - (b[i] as number);
}

/** Largest absolute entry; NaN where one is NaN. */
export function maxAbs(x: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i] as number);
    if (Number.isNaN(size)) return size;
    if (size > largest) largest = size;
  }
  return largest;
}

/**
 * Takes the mean of all blocks of `size` entries from each, so that they sum to 0.
 * @param kept entries of a block that stay as they are: those where this is above 0
 */
export function centreBlocks(x: Float64Array, size: number, kept?: Float64Array): void {
  const blocks = x.length / size;
  for (let j = 0; j < size; j++) {
    if (kept && (kept[j] as number) > 0) continue;
    let sum = 0;
    for (let i = j; i < x.length; i += size) sum += x[i] as number;
    const mean = sum / blocks;
    for (let i = j; i < x.length; i += size) x[i] = (x[i] as number) - mean;
  }
}

/** b + sign·W·offset in place of b, for blocks of weights W as many as `offset` and an intercept b. */
export function shiftIntercepts(w: Float64Array, offset: Float64Array, sign: 1 | -1): void {
  const d = offset.length;
  for (let first = 0; first < w.length; first += d + 1) {
    let shift = 0;
    for (let j = 0; j < d; j++) shift += (w[first + j] as number) * (offset[j] as number);
    w[first + d] = (w[first + d] as number) + sign * shift;
  }
}

/** The gradient in (W, b) as that in (W, b + W·offset):  g_W − offset·g_b, block by block. */
export function gradientToOffset(g: Float64Array, offset: Float64Array): void {
  const size = offset.length + 1;
  for (let first = 0; first < g.length; first += size) {
    const gb = g[first + size - 1] as number;
    for (let j = 0; j < offset.length; j++)
      g[first + j] = (g[first + j] as number) - (offset[j] as number) * gb;
  }
}
