import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKFold, type Split, stratifiedKFold } from '../../src/index.js';
import { errorOf } from '../helpers.js';

const K = 4;
/** At least K rows of each of two classes, and any number of others. */
const labels = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 })
  .map(more => [...'aaaabbbb', ...more])
  .filter(y => [...'abcd'].every(label => count(y, label) === 0 || count(y, label) >= K))
  .chain(y => fc.shuffledSubarray(y, { minLength: y.length }));

function count(y: readonly string[], label: string): number {
  return y.filter(each => each === label).length;
}

function sorted(rows: ArrayLike<number>): number[] {
  return Array.from(rows).sort((a, b) => a - b);
}

/** Every row in the test part of one split, and in the training part of all others. */
function expectPartition(splits: readonly Split[], rows: number): void {
  const all = Array.from({ length: rows }, (_, i) => i);
  expect(sorted(splits.flatMap(({ test }) => Array.from(test)))).toEqual(all);
  for (const { train, test } of splits)
    expect(sorted([...Array.from(train), ...Array.from(test)])).toEqual(all);
}

describe('stratifiedKFold', () => {
  it.each([true, false])(
    'has each row in one test part, and each class its share to within a row; shuffle %s',
    shuffle => {
      fc.assert(
        fc.property(labels, fc.nat(), (y, seed) => {
          const splits = stratifiedKFold(y, { k: K, seed, shuffle });
          expect(splits.length).toBe(K);
          expectPartition(splits, y.length);
          for (const { test } of splits) {
            expect(Math.abs(test.length - y.length / K)).toBeLessThan(1);
            for (const label of 'abcd') {
              const tested = Array.from(test).filter(i => y[i] === label).length;
              expect(Math.abs(tested - count(y, label) / K)).toBeLessThan(1);
            }
          }
        }),
      );
    },
  );

  it('deals rows in their order without shuffling, as scikit-learn does', () => {
    // StratifiedKFold(3).split(X, y) of scikit-learn 1.2.1
    const y = [...'aababbbabaab'];
    const tests = stratifiedKFold(y, { k: 3, shuffle: false }).map(({ test }) => Array.from(test));
    expect(tests).toEqual([
      [0, 1, 2, 4],
      [3, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
  });

  it('makes the same folds for a seed, and others for another', () => {
    const y = Array.from({ length: 60 }, (_, i) => i % 3);
    expect(stratifiedKFold(y, { seed: 7 })).toEqual(stratifiedKFold(y, { seed: 7 }));
    expect(stratifiedKFold(y, { seed: 7 })).not.toEqual(stratifiedKFold(y, { seed: 8 }));
    expect(stratifiedKFold(y)).toEqual(stratifiedKFold(y, { k: 5, seed: 0, shuffle: true, repeats: 1 }));
  });

  it('deals anew in each repeat', () => {
    const y = Array.from({ length: 60 }, (_, i) => i % 3);
    const splits = stratifiedKFold(y, { k: 3, repeats: 4 });
    expect(splits.length).toBe(12);
    const repeats = [0, 3, 6, 9].map(first => splits.slice(first, first + 3));
    for (const repeat of repeats) expectPartition(repeat, 60);
    expect(new Set(repeats.map(repeat => String(Array.from(repeat[0]?.test ?? [])))).size).toBe(4);
  });

  it('names the class of one row, of which there are no folds', () => {
    expect(errorOf(() => stratifiedKFold(['a', 'a', 'lone'], { k: 2 })).message).toBe(
      'the class "lone" has one row: expected at least 2, one for each fold',
    );
  });

  it.each([
    [{ k: 3 }, 'k is 3: expected at most 2, the number of rows of the smallest class, "rare"'],
    [{ k: 1 }, 'k is 1: expected a whole number of at least 2'],
    [{ k: 2.5 }, 'k is 2.5: expected a whole number of at least 2'],
    [{ k: 2, repeats: 0 }, 'repeats is 0: expected a whole number of at least 1'],
    [{ k: 2, seed: 0.5 }, 'seed is 0.5: expected a whole number'],
    [
      { k: 2, repeats: 2, shuffle: false },
      'repeats is 2: expected 1 without shuffle, as every repeat would be the same',
    ],
  ])('refuses %j', (options, message) => {
    const error = errorOf(() =>
      stratifiedKFold(['a', 'a', 'a', 'rare', 'rare', 'a', 'b', 'b', 'b'], options),
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(message);
  });

  it('refuses what is no option and no labels', () => {
    expect(errorOf(() => stratifiedKFold([1, 1, 2, 2], { folds: 2 } as object)).message).toContain(
      'unknown option "folds"',
    );
    expect(errorOf(() => stratifiedKFold(7 as never)).message).toBe('y is 7: expected an array of labels');
    const none = 'the length of y is 0: expected at least 1';
    expect(errorOf(() => stratifiedKFold([], { k: 2 }))).toEqual(new RangeError(none));
    expect(errorOf(() => groupKFold([])).message).toBe('the length of groups is 0: expected at least 1');
  });
});

describe('groupKFold', () => {
  const groups = fc.array(fc.nat(9), { minLength: 20, maxLength: 80 }).filter(all => new Set(all).size >= K);

  it('has each row in one test part, and no group in two', () => {
    fc.assert(
      fc.property(groups, all => {
        const splits = groupKFold(all, K);
        expectPartition(splits, all.length);
        const inTest = splits.map(({ test }) => new Set(Array.from(test, i => all[i])));
        expect(inTest.reduce((sum, each) => sum + each.size, 0)).toBe(new Set(all).size);
        for (const each of inTest) expect(each.size).toBeGreaterThan(0);
      }),
    );
  });

  it('gives the largest group to the smallest fold so far', () => {
    const all = [...'aaaaabbbbcccdde'];
    const tests = groupKFold(all, 2).map(({ test }) => [...new Set(Array.from(test, i => all[i]))].join(''));
    // 5 | 4; 5 | 7; 7 | 7; 8 | 7
    expect(tests).toEqual(['ade', 'bc']);
  });

  it('refuses more folds than groups', () => {
    expect(errorOf(() => groupKFold(['a', 'b', 'a'], 3)).message).toBe(
      'k is 3: expected at most 2, the number of groups',
    );
  });
});
