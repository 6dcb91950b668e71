import { describe, expect, it, vi } from 'vitest';
import { KernelFactors } from '../src/objectives/kernel-factors.js';
import { after } from '../src/terms/after.js';
import { instantiate } from '../src/wasm/kernels.js';
import { finish, inTurns, isWork, SLICE_MS, type Work } from '../src/work.js';
import { errorOf } from './helpers.js';

/** Pieces of so many milliseconds. */
function* pieces(count: number, ms: number, log: string[] = []): Work<number> {
  try {
    for (let piece = 0; piece < count; piece++) {
      for (const end = performance.now() + ms; performance.now() < end; );
      log.push(`piece ${piece}`);
      yield;
    }
    return count;
  } finally {
    log.push('cleaned up');
  }
}

function* broken(): Work<never> {
  yield;
  throw new Error('in the second piece');
}

describe.each([
  ['finish', async <T>(work: Work<T>) => finish(work)],
  ['inTurns', inTurns],
] as const)('%s', (_, drive) => {
  it('comes to what the work does', async () => {
    expect(await drive(pieces(5, 0))).toBe(5);
  });

  it('throws what the work throws', async () => {
    await expect(drive(broken())).rejects.toThrow('in the second piece');
  });
});

describe('turns of the event loop', () => {
  /** Turns until a promise is settled. */
  async function turnsUntil(done: Promise<unknown>): Promise<number> {
    let turns = 0;
    let counting = true;
    const count = () => {
      turns++;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    await done.finally(() => {
      counting = false;
    });
    return turns;
  }

  it('come whenever a slice has ended', async () => {
    // The last one's end may come before the sixth turn is counted.
    expect(await turnsUntil(inTurns(pieces(6, SLICE_MS)))).toBeGreaterThanOrEqual(5);
  });

  it('do not come for work that is shorter than one', async () => {
    expect(await turnsUntil(inTurns(pieces(3, 0)))).toBe(0);
  });

  it('come after the first slice: that is done at once', async () => {
    const log: string[] = [];
    const working = inTurns(pieces(3, SLICE_MS, log));
    expect(log).toEqual(['piece 0']);
    await working;
    expect(log).toEqual(['piece 0', 'piece 1', 'piece 2', 'cleaned up']);
  });

  it('are had by two at a time', async () => {
    const log: string[] = [];
    const named = (name: string) => ({ push: (entry: string) => log.push(`${name}: ${entry}`) }) as string[];
    await Promise.all([inTurns(pieces(2, SLICE_MS, named('a'))), inTurns(pieces(2, SLICE_MS, named('b')))]);
    expect(log.slice(0, 4)).toEqual(['a: piece 0', 'b: piece 0', 'a: piece 1', 'b: piece 1']);
  });

  it('are had by two at a time where there are messages alone', async () => {
    vi.stubGlobal('setImmediate', undefined);
    vi.resetModules();
    const ports: MessagePort[] = [];
    const { MessageChannel } = globalThis;
    vi.stubGlobal(
      'MessageChannel',
      class extends MessageChannel {
        constructor() {
          super();
          ports.push(this.port1);
        }
      },
    );
    const { inTurns } = await import('../src/work.js');
    const log: string[] = [];
    try {
      await Promise.all([1, 2].map(() => inTurns(pieces(3, SLICE_MS, log))));
    } finally {
      for (const port of ports) port.close();
      vi.unstubAllGlobals();
    }
    expect(log.filter(entry => entry === 'cleaned up').length).toBe(2);
    // One channel serves all.
    expect(ports.length).toBe(1);
  });
});

describe('a signal', () => {
  it('stops work between two slices, which cleans up and rejects with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const log: string[] = [];
    const working = inTurns(pieces(1000, SLICE_MS, log), controller.signal);
    controller.abort(reason);
    await expect(working).rejects.toBe(reason);
    expect(log).toEqual(['piece 0', 'cleaned up']);
  });
});

describe('an answer', () => {
  it.each<[string, unknown, boolean]>([
    ['a number', 1, false],
    ['nothing', undefined, false],
    ['a promise', Promise.resolve(1), false],
    ['work', pieces(1, 0), true],
  ])('that is %s', (_, answer, expected) => {
    expect(isWork(answer)).toBe(expected);
  });

  it('goes on in pieces where it comes in pieces', () => {
    const log: string[] = [];
    const work = after<number, number>(pieces(2, 0, log), count => 10 * count) as Work<number>;
    expect([work.next().done, work.next().done, log]).toEqual([false, false, ['piece 0', 'piece 1']]);
    expect(work.next()).toEqual({ done: true, value: 20 });
  });
});

describe('a factorisation', () => {
  const SIDE = 785;
  const matrix = Float64Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [i, j] = [Math.floor(at / SIDE), at % SIDE];
    return i === j ? 2 : 1 / (1 + Math.abs(i - j)) ** 2;
  });
  const make = (exact: boolean) =>
    new KernelFactors(precision => instantiate(precision, false)).renew(SIDE, exact);
  const solved = (factors: ReturnType<typeof make>) => {
    const x = Float64Array.from({ length: SIDE }, (_, i) => Math.sin(i));
    factors.solve(x);
    return x;
  };

  it.each([true, false])('in pieces has the bits of one at once, exact: %s', exact => {
    const [whole, inPieces] = [make(exact), make(exact)];
    whole.add(matrix, 1e-6);
    let count = 0;
    const adding = inPieces.adding?.(matrix, 1e-6) as Work<void>;
    for (const _ of adding) count++;
    // 4 million multiply-adds each, of n³/6.
    expect(count).toBeGreaterThan(SIDE ** 3 / 6 / 4e6);
    expect(solved(inPieces)).toEqual(solved(whole));
  });

  it('that was replaced on the way ends with an error', () => {
    const kernels = new KernelFactors(precision => instantiate(precision, false));
    const adding = kernels.renew(SIDE, true).adding?.(matrix, 1e-6) as Work<void>;
    adding.next();
    kernels.renew(3, true);
    expect(errorOf(() => finish(adding)).message).toMatch(/^these factors were replaced by newer ones/);
  });
});
