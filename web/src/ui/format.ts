const LARGE = 1e5;
const SMALL = 1e-3;

/** A number with `digits` that count: 12.3, 0.00123, 1.23e-7, 4.56e+8. */
export function significant(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < SMALL || size >= LARGE)) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(digits)));
}

/** A share of 1 in per cent. */
export function percent(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

/** A time in a unit in which it is read easily. */
export function duration(ms: number): string {
  if (ms < 1) return `${significant(1000 * ms, 3)} µs`;
  if (ms < 1000) return `${significant(ms, 3)} ms`;
  return `${significant(ms / 1000, 3)} s`;
}

/** Large counts, with thin spaces between thousands. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
