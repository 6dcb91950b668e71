/** Steps at most: bisection alone halves the bracket to the last bit of a number in a hundred. */
const MAX_STEPS = 200;
/** A step, or a bracket, that moves the root no more: sums over many rows leave noise of this order in it. */
const NARROW = 1e-12;

/**
 * Where a function that does not decrease on [low, high] is 0; an end of it where it has one sign.  Newton's method, kept
 * in a bracket that each step narrows: bisection where a step would leave it or does not halve the last one.
 *
 * @param at the function's value and slope at a point
 * @param start where to begin
 */
export function increasingRoot(
  at: (x: number) => { value: number; slope: number },
  low: number,
  high: number,
  start: number,
): number {
  if (at(low).value >= 0) return low;
  if (at(high).value <= 0) return high;
  let x = start;
  let last = high - low;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { value, slope } = at(x);
    if (value === 0) break;
    if (value > 0) high = x;
    else low = x;
    if (high - low <= NARROW * Math.max(1, Math.abs(x))) break;
    const newton = x - value / slope;
    const useful = newton > low && newton < high && Math.abs(newton - x) <= last / 2;
    const next = useful ? newton : low + (high - low) / 2;
    last = Math.abs(next - x);
    x = next;
    if (last <= NARROW * Math.max(1, Math.abs(x))) break;
  }
  return x;
}
