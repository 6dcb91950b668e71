/** What a side takes, in milliseconds. */
export interface Timing {
  median: number;
  /** Half the distance between the quartiles, as a share of the median. */
  spread: number;
  rounds: number;
}

/** A batch of calls is to take about this long, in milliseconds: the clock's noise and a collection of garbage are far below. */
const BATCH = 20;
/** Milliseconds of calls before any is timed: enough for V8 to compile the loops. */
const WARM_UP = 100;
const LEAST_ROUNDS = 3;

/**
 * Times sides in turns, so that a slow spell of the machine meets all of them.
 * @param rounds at the most; fewer, but three, where they would take longer than `budget` milliseconds in all
 */
export async function timeInTurns<Name extends string>(
  sides: Record<Name, () => unknown>,
  rounds: number,
  budget: number,
  onRound: (done: number, rounds: number) => void = () => {},
): Promise<Record<Name, Timing>> {
  const names = Object.keys(sides) as Name[];
  const sizes = {} as Record<Name, number>;
  const samples = {} as Record<Name, number[]>;
  for (const name of names) {
    let calls = 0;
    let spent = 0;
    while (spent < WARM_UP) {
      spent += await milliseconds(sides[name], 1);
      calls++;
    }
    sizes[name] = Math.max(1, Math.round((BATCH * calls) / spent));
    samples[name] = [];
  }
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= LEAST_ROUNDS && performance.now() - started > budget) break;
    onRound(round, rounds);
    for (const name of names)
      samples[name].push((await milliseconds(sides[name], sizes[name])) / sizes[name]);
  }
  return Object.fromEntries(names.map(name => [name, timingOf(samples[name])])) as Record<Name, Timing>;
}

/** @param samples at least one */
export function timingOf(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const quantile = (q: number) => {
    const position = q * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, sorted.length - 1);
    const [a, b] = [sorted[low] as number, sorted[high] as number];
    return a + (position - low) * (b - a);
  };
  const median = quantile(0.5);
  return { median, spread: (quantile(0.75) - quantile(0.25)) / 2 / median, rounds: sorted.length };
}

async function milliseconds(run: () => unknown, calls: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < calls; i++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return performance.now() - started;
}
