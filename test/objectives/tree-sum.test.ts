// src/objectives/tree-sum.ts and row-blocks.ts: sums that do not depend on how blocks are dealt.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockCount, blockStart, dealBlocks } from '../../src/objectives/row-blocks.js';
import { TreeSum } from '../../src/objectives/tree-sum.js';

const pairs = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 32, maxLength: 32 });

describe('TreeSum', () => {
  test('adds blocks pairwise', () => {
    const sum = new TreeSum();
    for (const [block, value] of [1, 1e16, -1e16, 1].entries()) sum.push(0, block, Float64Array.of(value));
    // (1 + 1e16) + (−1e16 + 1) = 1e16 − 1e16: from left to right it would be 1.
    expect(sum.subtrees).toEqual([{ level: 2, index: 0, sum: Float64Array.of(0) }]);
  });

  test('gives the same bits however blocks are dealt to shards', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.constantFrom(1, 2, 4, 8, 16),
        fc.integer({ min: 1, max: 16 }),
        (values, blocks, shards) => {
          const vector = (block: number) =>
            Float64Array.of(values[2 * block] as number, values[2 * block + 1] as number);
          const whole = new TreeSum();
          for (let block = 0; block < blocks; block++) whole.push(0, block, vector(block));
          const total = new TreeSum();
          for (const { first, end } of dealBlocks({ first: 0, end: blocks }, shards)) {
            const part = new TreeSum();
            for (let block = first; block < end; block++) part.push(0, block, vector(block));
            for (const { level, index, sum } of part.subtrees) total.push(level, index, sum);
          }
          expect(total.subtrees).toEqual(whole.subtrees);
          expect(total.subtrees).toHaveLength(1);
        },
      ),
    );
  });

  test('begins anew, for vectors of another length too', () => {
    const sum = new TreeSum();
    sum.push(0, 0, Float64Array.of(1));
    sum.push(0, 1, Float64Array.of(2));
    sum.clear();
    expect(sum.subtrees).toEqual([]);
    sum.push(0, 0, Float64Array.of(3, 4));
    expect(sum.subtrees).toEqual([{ level: 0, index: 0, sum: Float64Array.of(3, 4) }]);
  });

  test('does not keep the vector it is given', () => {
    const sum = new TreeSum();
    const vector = Float64Array.of(5);
    sum.push(0, 0, vector);
    vector[0] = 6;
    expect(sum.subtrees[0]?.sum).toEqual(Float64Array.of(5));
  });
});

describe('blocks of rows', () => {
  const rowCounts = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 3000, max: 2 ** 31 }));

  test('cover all rows, in order, none empty, each at a whole strip', () => {
    fc.assert(
      fc.property(rowCounts, rows => {
        const blocks = blockCount(rows);
        const starts = Array.from({ length: blocks + 1 }, (_, i) => blockStart(rows, blocks, i));
        expect(starts[0]).toBe(0);
        expect(starts[blocks]).toBe(rows);
        for (let i = 0; i < blocks; i++) {
          expect((starts[i] as number) % 8).toBe(0);
          expect(starts[i + 1]).toBeGreaterThan(starts[i] as number);
        }
      }),
    );
  });

  test.each([
    [1, 1],
    [511, 1],
    [512, 2],
    [8191, 2],
    [8192, 4],
    [32767, 8],
    [32768, 16],
    [1e9, 16],
  ])('%i rows make %i', (rows, blocks) => {
    expect(blockCount(rows)).toBe(blocks);
  });

  test('are dealt whole, as evenly as that allows, to no more shards than there are', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8, 16), fc.integer({ min: 1, max: 40 }), (blocks, shards) => {
        const ranges = dealBlocks({ first: 0, end: blocks }, shards);
        expect(ranges).toHaveLength(Math.min(blocks, shards));
        expect(
          ranges.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i)),
        ).toEqual(Array.from({ length: blocks }, (_, i) => i));
        const sizes = ranges.map(({ first, end }) => end - first);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
