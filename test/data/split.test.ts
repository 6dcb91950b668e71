import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/data/matrix.js';
import { mulberry32, shuffle } from '../../src/data/random.js';
import { selectRows, trainTestSplit } from '../../src/data/split.js';

const labels = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 4, maxLength: 200 });

describe('trainTestSplit', () => {
  it('gives every row to one part, and every class its share to within a row', () => {
    fc.assert(
      fc.property(labels, fc.double({ min: 0.01, max: 0.5, noNaN: true }), fc.nat(), (y, share, seed) => {
        fc.pre(new Set(y).size < y.length / 2);
        const { train, test } = trainTestSplit(y, share, seed);
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(y.map((_, i) => i));
        for (const label of new Set(y)) {
          const size = y.filter(v => v === label).length;
          const tested = [...test].filter(i => y[i] === label).length;
          expect(tested).toBeLessThan(size);
          expect(Math.abs(tested - (Math.ceil(share * y.length) / y.length) * size)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('takes as many rows as asked for', () => {
    const y = Array.from({ length: 150 }, (_, i) => i % 3);
    expect(trainTestSplit(y, 0.25).test.length).toBe(38);
    expect(trainTestSplit(y, 30).test.length).toBe(30);
  });

  it('depends on the seed and on nothing else', () => {
    const y = Array.from({ length: 100 }, (_, i) => i % 2);
    expect(trainTestSplit(y, 0.2, 5)).toEqual(trainTestSplit(y, 0.2, 5));
    expect(trainTestSplit(y, 0.2, 5)).not.toEqual(trainTestSplit(y, 0.2, 6));
  });

  it('leaves a class of one row to training', () => {
    expect(trainTestSplit(['rare', 'a', 'a', 'a'], 0.5).train).toContain(0);
  });

  it.each([0, 1.5, -1, Number.NaN, 4, 5])('refuses testSize %d of 4 rows', size => {
    expect(() => trainTestSplit([0, 1, 2], 0.5)).toThrow(/^every class has one row: expected at least two/);
    expect(() => trainTestSplit([0, 0, 1, 1], size)).toThrow(/^testSize is .*: expected a share/);
  });
});

it('selectRows copies the rows named', () => {
  const X = new Matrix(Float64Array.of(1, 2, 3, 4, 5, 6), 3, 2);
  expect(selectRows(X, [2, 0]).toArray()).toEqual([
    [5, 6],
    [1, 2],
  ]);
});

describe('random', () => {
  it('is mulberry32', () => {
    const random = mulberry32(42);
    expect([random(), random(), random()]).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
    ]);
  });

  it('shuffles every value to every place about equally often', () => {
    const random = mulberry32(3);
    const seen = new Float64Array(16);
    for (let run = 0; run < 4000; run++) {
      const values = [0, 1, 2, 3];
      shuffle(values, random);
      values.forEach((value, place) => {
        (seen[value * 4 + place] as number) += 1;
      });
    }
    for (const n of seen) expect(Math.abs(n - 1000)).toBeLessThan(110); // 4 standard deviations
  });
});
