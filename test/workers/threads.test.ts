// How many threads a fit gets.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { threadCount } from '../../src/fit/threads.js';

/** Threads for a problem of this size where the machine runs so many at a time. */
function threadsOn(cores: number, workers: number | undefined, [rows, cols, nClasses]: number[]) {
  const os = (
    process as unknown as { getBuiltinModule(name: string): { availableParallelism(): number } }
  ).getBuiltinModule('node:os');
  vi.spyOn(os, 'availableParallelism').mockReturnValue(cores);
  const X = { rows: rows as number, cols: cols as number, copy() {} };
  const y = new Uint16Array();
  return threadCount(workers, { X, y, nClasses: nClasses as number, weights: null });
}
afterEach(() => vi.restoreAllMocks());

const LARGE = [1_000_000, 100, 10];
const SMALL = [1797, 64, 10];

describe('by default, in Node', () => {
  test('a large fit gets every core', () => {
    expect(threadsOn(4, undefined, LARGE)).toBe(4);
  });

  test('a large fit on one core gets no worker', () => {
    expect(threadsOn(1, undefined, LARGE)).toBe(1);
  });

  test('no fit gets more threads than blocks', () => {
    expect(threadsOn(192, undefined, LARGE)).toBe(16);
  });

  test('a small fit gets one', () => {
    expect(threadsOn(4, undefined, SMALL)).toBe(1);
  });

  test('few rows get one thread, however wide they are', () => {
    expect(threadsOn(4, undefined, [500, 100_000, 10])).toBe(1);
  });
});

describe('as asked for', () => {
  test('a fit gets that many, whatever the machine has', () => {
    expect(threadsOn(2, 3, LARGE)).toBe(3);
  });

  test('a small one too', () => {
    expect(threadsOn(4, 2, SMALL)).toBe(2);
  });

  test('a large one can do without', () => {
    expect(threadsOn(4, 1, LARGE)).toBe(1);
  });
});
