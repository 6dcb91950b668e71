import { describe, expect, it } from 'vitest';
import { contest, warmUp } from '../../web/src/rooms/race/rounds.js';

/** A clock that racers move by themselves. */
function playedClock(costs: Record<string, number>) {
  let time = 0;
  const clock = { now: () => time };
  const calls: string[] = [];
  const runners = Object.keys(costs).map(id => ({
    id,
    call() {
      calls.push(id);
      time += costs[id] as number;
    },
  }));
  return { clock, runners, calls };
}

describe('rounds', () => {
  const limits = { least: 2, most: 4, budgetMs: 1000, repetitionMs: 10 };

  it('take everyone in turn, as many calls at a time as fill a repetition', async () => {
    const { clock, runners, calls } = playedClock({ a: 5, b: 30 });
    const samples: [string, number][] = [];
    const shares: number[] = [];
    const watcher = {
      running: (_: string, __: number, done: number) => shares.push(done),
      sample: (id: string, ms: number) => samples.push([id, ms]),
    };
    await contest(runners, limits, watcher, clock);
    // One call of a, half as long as is wanted, will do; of the next there are two.
    expect(calls.join('')).toBe(`ab${'aab'.repeat(3)}`);
    expect(samples).toEqual(
      [...Array(4)].flatMap(() => [
        ['a', 5],
        ['b', 30],
      ]),
    );
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every(share => share >= 0 && share < 1)).toBe(true);
  });

  it.each([
    ['end when the budget is spent', 100, 5],
    ['go on to the least number', 400, 3],
    ['end at once where one of them is longer than the budget', 1500, 1],
  ])('%s', async (_, cost, rounds) => {
    const { clock, runners, calls } = playedClock({ a: cost, b: cost });
    const wide = { ...limits, least: 3, most: 9 };
    await contest(runners, wide, { running() {}, sample() {} }, clock);
    expect(calls.length).toBe(2 * rounds);
  });

  it('wait for those who answer later', async () => {
    let time = 0;
    const order: string[] = [];
    const later = {
      id: 'later',
      async call() {
        await Promise.resolve();
        time += 7;
        order.push('answered');
      },
    };
    const samples: number[] = [];
    const watcher = {
      running: () => order.push('asked'),
      sample: (_: string, ms: number) => samples.push(ms),
    };
    await contest([later], { ...limits, most: 2 }, watcher, { now: () => time });
    expect([order, samples]).toEqual([
      ['asked', 'answered', 'asked', 'answered'],
      [7, 7],
    ]);
  });

  it('call so often that a coarse clock tells', async () => {
    let time = 0;
    const clock = { now: () => Math.floor(time) };
    const call = () => {
      time += 0.013;
    };
    const samples: number[] = [];
    const watcher = { running() {}, sample: (_: string, ms: number) => samples.push(ms) };
    await contest([{ id: 'a', call }], { ...limits, repetitionMs: 40 }, watcher, clock);
    expect(samples.length).toBe(4);
    // A clock of whole milliseconds on 20 of them.
    for (const ms of samples) expect(Math.abs(ms / 0.013 - 1)).toBeLessThan(0.05);
  });

  it('are warmed up for', async () => {
    const { clock, runners, calls } = playedClock({ a: 20 });
    await warmUp(runners[0]?.call as () => void, clock, 50);
    expect(calls.length).toBe(3);
  });
});
