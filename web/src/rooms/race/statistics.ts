export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Half the distance between the quartiles, as a share of the median. */
  readonly spread: number;
}

/** Of at least one sample. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    count: sorted.length,
    median,
    low: sorted[0] as number,
    high: sorted.at(-1) as number,
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median,
  };
}

function quantile(sorted: readonly number[], q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

/** How many times as fast, in the digits that such a measurement has: 0.85, 3.4, 24. */
export function factor(times: number): string {
  if (times < 1) return times.toFixed(2);
  return times < 9.95 ? times.toFixed(1) : String(Math.round(times));
}
