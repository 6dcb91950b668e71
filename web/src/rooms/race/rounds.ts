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
  /** A repetition takes about as long as this, or one call. */
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

/** Milliseconds that a call takes, warmed up for about `warmMs`: of ever more calls at a time, the last spell. */
export async function warmUp(call: () => unknown, clock: Clock, warmMs: number): Promise<number> {
  const start = clock.now();
  for (let calls = 1; ; calls *= 2) {
    const ms = await time(call, calls, clock);
    if (clock.now() - start >= warmMs) return ms / calls;
  }
}

/** Runs the rounds of one contest. */
export async function contest<Id>(
  runners: readonly Runner<Id>[],
  estimates: ReadonlyMap<Id, number>,
  limits: Limits,
  watcher: Watcher<Id>,
  clock: Clock,
): Promise<void> {
  const start = clock.now();
  for (let round = 0; round < limits.most; round++) {
    const spent = clock.now() - start;
    if (spent >= limits.budgetMs && (round >= limits.least || spent / round >= limits.budgetMs)) return;
    for (const [turn, { id, call }] of runners.entries()) {
      const rounds = (round + turn / runners.length) / limits.most;
      const elapsed = (clock.now() - start) / limits.budgetMs;
      watcher.running(id, round + 1, Math.min(0.99, Math.max(rounds, elapsed)));
      const estimate = estimates.get(id) ?? limits.repetitionMs;
      const calls = Math.max(1, Math.round(limits.repetitionMs / estimate));
      watcher.sample(id, (await time(call, calls, clock)) / calls);
    }
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
