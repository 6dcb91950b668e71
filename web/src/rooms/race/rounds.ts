/**
 * Timing in rounds, A B C A B C: a slow spell of the machine meets all racers.  A repetition is as many calls as take long
 * enough for the clock, which browsers make coarse.
 */

export interface Clock {
  /** Milliseconds. */
  now(): number;
}

export interface Limits {
  /** Rounds in any case, unless one alone takes longer than `budgetMs`. */
  readonly least: number;
  readonly most: number;
  readonly budgetMs: number;
  /** A repetition takes about as long as this, at least half of it, or one call. */
  readonly repetitionMs: number;
}

export interface Runner<Id> {
  readonly id: Id;
  call(): unknown;
}

export interface Watcher<Id> {
  /** `done`: the share of the contest that is over. */
  running(id: Id, round: number, done: number): void;
  sample(id: Id, ms: number): void;
}

/** Calls for about `warmMs`, so that engines have compiled what they call. */
export async function warmUp(call: () => unknown, clock: Clock, warmMs: number): Promise<void> {
  const start = clock.now();
  while (clock.now() - start < warmMs) await time(call, 1, clock);
}

/** Runs the rounds of one contest. */
export async function contest<Id>(
  runners: readonly Runner<Id>[],
  limits: Limits,
  watcher: Watcher<Id>,
  clock: Clock,
): Promise<void> {
  const start = clock.now();
  const calls = new Map<Id, number>();
  for (let round = 0; round < limits.most; round++) {
    const spent = clock.now() - start;
    if (spent >= limits.budgetMs && (round >= limits.least || spent / round >= limits.budgetMs)) return;
    for (const [turn, { id, call }] of runners.entries()) {
      const rounds = (round + turn / runners.length) / limits.most;
      const elapsed = (clock.now() - start) / limits.budgetMs;
      watcher.running(id, round + 1, Math.min(0.99, Math.max(rounds, elapsed)));
      const repetition = await repeat(call, calls.get(id) ?? 1, limits.repetitionMs, clock);
      calls.set(id, repetition.next);
      watcher.sample(id, repetition.ms);
    }
  }
}

/**
 * Milliseconds a call in a repetition of at least half of `wantedMs`, more calls at a time until it is, and how many the
 * next one should have.
 */
async function repeat(
  call: () => unknown,
  calls: number,
  wantedMs: number,
  clock: Clock,
): Promise<{ ms: number; next: number }> {
  for (let count = calls; ; ) {
    const ms = await time(call, count, clock);
    // At the most 16 times as many: how long a call takes that a coarse clock has not seen, nobody knows.
    const next = Math.max(1, Math.round((count * wantedMs) / Math.max(ms, wantedMs / 16)));
    if (2 * ms >= wantedMs) return { ms: ms / count, next };
    count = Math.max(count + 1, next);
  }
}

async function time(call: () => unknown, calls: number, clock: Clock): Promise<number> {
  const start = clock.now();
  for (let i = 0; i < calls; i++) {
    const result = call();
    // Who answers at once is not made to wait for a turn.
    if (result instanceof Promise) await result;
  }
  return clock.now() - start;
}
