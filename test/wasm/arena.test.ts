// src/wasm/arena.ts, and what happens to data that no WebAssembly memory holds.

import { describe, expect, test } from 'vitest';
import { PackedRows } from '../../src/objectives/packed-rows.js';
import { Arena } from '../../src/wasm/arena.js';
import { instantiate } from '../../src/wasm/kernels.js';
import { errorOf } from '../helpers.js';

const MEGABYTE = 2 ** 20;

function makeArena() {
  const instance = instantiate('float32', true);
  return { arena: new Arena(instance), instance };
}

describe('Arena', () => {
  test('starts past what the module keeps for itself', () => {
    const { arena, instance } = makeArena();
    expect(arena.allocate(1, 'a test')).toBeGreaterThanOrEqual(instance.heapBase);
  });

  test('hands out cache lines', () => {
    const { arena } = makeArena();
    const addresses = [1, 3, 64, 65, 1000].map(bytes => arena.allocate(bytes, 'a test'));
    expect(addresses.map(address => address % 64)).toEqual([0, 0, 0, 0, 0]);
  });

  test('hands out every byte once', () => {
    const { arena } = makeArena();
    const sizes = [1, 3, 64, 65, 100000, 7];
    const ends = sizes.map(bytes => {
      const start = arena.allocate(bytes, 'a test');
      return { start, end: start + bytes };
    });
    const overlapping = ends.filter(({ start }, i) => i > 0 && start < (ends[i - 1] as { end: number }).end);
    expect(overlapping).toEqual([]);
  });

  test('has memory for all that it hands out', () => {
    const { arena } = makeArena();
    const address = arena.allocate(3 * MEGABYTE, 'a test');
    expect(arena.byteLength).toBeGreaterThanOrEqual(address + 3 * MEGABYTE);
  });

  test('takes no more from the system than a page above what it hands out', () => {
    const { arena } = makeArena();
    const address = arena.allocate(3 * MEGABYTE, 'a test');
    expect(arena.byteLength).toBeLessThan(address + 3 * MEGABYTE + 65536);
  });

  test('hands out again what was released', () => {
    const { arena } = makeArena();
    arena.allocate(100, 'a test');
    const mark = arena.mark();
    const first = arena.allocate(1000, 'a test');
    arena.allocate(5000, 'a test');
    arena.release(mark);
    expect(arena.allocate(10, 'a test')).toBe(first);
  });

  test('does not grow when what was released is enough', () => {
    const { arena } = makeArena();
    const mark = arena.mark();
    arena.allocate(2 * MEGABYTE, 'a test');
    arena.release(mark);
    const { byteLength } = arena;
    arena.allocate(2 * MEGABYTE, 'a test');
    expect(arena.byteLength).toBe(byteLength);
  });

  test('keeps what earlier allocations hold when it grows', () => {
    const { arena } = makeArena();
    const values = Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i));
    const address = arena.allocate(8 * values.length, 'a test');
    arena.float64(address, values.length).set(values);
    arena.allocate(4 * MEGABYTE, 'a test');
    expect(arena.float64(address, values.length)).toEqual(values);
  });

  test('has a new buffer after growing', () => {
    const { arena } = makeArena();
    const { buffer } = arena;
    arena.allocate(4 * MEGABYTE, 'a test');
    expect(arena.buffer).not.toBe(buffer);
  });

  test.each([
    ['float64', Float64Array],
    ['float32', Float32Array],
    ['uint32', Uint32Array],
    ['uint16', Uint16Array],
  ] as const)('gives %s views of the address and length asked for', (name, type) => {
    const { arena } = makeArena();
    const address = arena.allocate(800, 'a test');
    const view = arena[name](address, 9);
    expect(view).toBeInstanceOf(type);
    expect([view.buffer === arena.buffer, view.byteOffset, view.length]).toEqual([true, address, 9]);
  });

  describe('asked for more than a WebAssembly memory holds', () => {
    test('throws a RangeError that says what for, how many bytes and what to do', () => {
      const { arena } = makeArena();
      const error = errorOf(() => arena.allocate(5e9, 'X of 10 rows'));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toMatch(
        /^X of 10 rows needs 5000000000 bytes .*use fewer rows or features, or float32/,
      );
    });

    test('does not grow', () => {
      const { arena } = makeArena();
      const { byteLength } = arena;
      errorOf(() => arena.allocate(5e9, 'a test'));
      expect(arena.byteLength).toBe(byteLength);
    });

    test('hands out what it would have handed out before', () => {
      const [refused, other] = [makeArena().arena, makeArena().arena];
      errorOf(() => refused.allocate(5e9, 'a test'));
      expect(refused.allocate(100, 'a test')).toBe(other.allocate(100, 'a test'));
    });

    test('counts what it holds already', () => {
      const { arena } = makeArena();
      arena.allocate(MEGABYTE, 'a test');
      const error = errorOf(() => arena.allocate(2 ** 32 - MEGABYTE, 'a test'));
      expect(error.message).toContain('one WebAssembly memory holds 4294967296');
    });
  });

  test('says so when the machine does not give the memory', () => {
    const { arena, instance } = makeArena();
    instance.memory.grow = () => {
      throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
    };
    const error = errorOf(() => arena.allocate(4 * MEGABYTE, 'X of 10 rows'));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(
      /^X of 10 rows needs 4194304 bytes of memory, and the machine did not give that much: use/,
    );
  });
});

describe('rows that no memory holds', () => {
  const centre = new Float64Array(100);

  test.each([
    ['float32', 858993459200],
    ['float64', 1717986918400],
  ] as const)('are refused in %s', (precision, bytes) => {
    const error = errorOf(
      () => new PackedRows({ rows: 2 ** 31, centre, precision }, kind => instantiate(kind, true)),
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(
      `X of 2147483648 rows × 100 features in ${precision} needs ${bytes} bytes`,
    );
  });
});
