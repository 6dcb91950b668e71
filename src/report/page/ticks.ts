import { power } from '../numbers.js';

/** Powers of ten within the values, about `most` of them; where there are fewer than two, twice and five times them too. */
export function logTicks(values: readonly number[], most: number): number[] {
  const least = Math.min(...values);
  const largest = Math.max(...values);
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(largest));
  const within = (ticks: number[]) => ticks.filter(tick => tick >= least * 0.999 && tick <= largest * 1.001);
  const powers = Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
  const decades = within(powers);
  if (decades.length < 2)
    return within(powers.flatMap(ten => [1, 2, 5].map(times => Number((times * ten).toPrecision(1)))));
  const step = Math.ceil(decades.length / most);
  return decades.filter((_, i) => i % step === 0);
}

/** Plain numbers near 1, powers of ten elsewhere. */
export function logLabel(value: number): string {
  return value >= 1e-3 && value < 1e5 ? String(Number(value.toPrecision(6))) : power(value, 1);
}
