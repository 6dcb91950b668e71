import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { INTERRUPTED, type Interruption, interruptible, isEcho } from '../../src/cli/interrupt.js';

/** On one clock for all tests: when the last signal came outlives them. */
let now = 1e6;
beforeEach(() => {
  now += 1000;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.advanceTimersByTime(1000);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Work that takes no notice of its signal, and what ends it. */
function stubborn() {
  let end = () => {};
  const work = ({ listen }: Interruption) => {
    listen();
    return new Promise<string>(resolve => {
      end = () => resolve('done');
    });
  };
  return { work, end: () => end() };
}

describe('interruptible', () => {
  it('gives what the work gives, and clears', async () => {
    const clear = vi.fn();
    expect(await interruptible(async () => 3, clear)).toBe(3);
    expect(clear).toHaveBeenCalledTimes(1);
  });

  it('gives null where an abort has ended the work, and passes on other errors', async () => {
    const aborted = interruptible(({ signal, listen }) => {
      listen();
      process.emit('SIGINT');
      return Promise.reject(signal.reason);
    }, vi.fn());
    expect(await aborted).toBeNull();
    await expect(interruptible(() => Promise.reject(new Error('of the work')), vi.fn())).rejects.toThrow(
      'of the work',
    );
  });

  it('listens only until the work is over', async () => {
    const before = process.listenerCount('SIGINT');
    const { work, end } = stubborn();
    const running = interruptible(work, vi.fn());
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    end();
    await running;
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('ends the process by a second Ctrl-C, but not by the first one sent twice', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
    const { work, end } = stubborn();
    const running = interruptible(work, vi.fn());
    process.emit('SIGINT');
    now += 20;
    process.emit('SIGINT');
    expect(exit).not.toHaveBeenCalled();
    now += 500;
    process.emit('SIGINT');
    expect(exit).toHaveBeenCalledWith(INTERRUPTED);
    end();
    await running;
  });

  it('takes the first one sent twice for one after the work, too', async () => {
    const before = process.listenerCount('SIGINT');
    const { work, end } = stubborn();
    const running = interruptible(work, vi.fn());
    process.emit('SIGINT');
    end();
    await running;
    now += 150;
    expect([process.listenerCount('SIGINT'), isEcho()]).toEqual([before + 1, true]);
    process.emit('SIGINT');
    now += 150;
    vi.advanceTimersByTime(300);
    expect([process.listenerCount('SIGINT'), isEcho()]).toEqual([before, false]);
  });
});
