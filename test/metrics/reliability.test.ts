import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, reliabilityBins } from '../../src/metrics/index.js';
import { cases, DIGITS, matrix, optionsOf } from './fixture.js';

describe.each(cases)('$name', each => {
  const { y, proba, bins, curves = [] } = each;
  const P = matrix(proba);

  it.each(bins)("has NumPy's $nBins bins, $strategy", ({ bins: expected, ece, ...how }) => {
    const found = reliabilityBins(y, P, { ...optionsOf(each), ...how });
    expect(found).toHaveLength(how.nBins);
    const filled = found.filter(({ weight }) => weight > 0);
    expect(filled.map(({ count, weight }) => [count, weight])).toEqual(expected.map(bin => bin.slice(0, 2)));
    for (const [b, [, , confidence, accuracy]] of expected.entries()) {
      expect(filled[b]?.confidence).toBeCloseTo(confidence, DIGITS);
      expect(filled[b]?.accuracy).toBeCloseTo(accuracy, DIGITS);
    }
    expect(expectedCalibrationError(y, P, { ...optionsOf(each), ...how })).toBeCloseTo(ece, DIGITS);
  });

  it.each(curves)("of one class has scikit-learn's $nBins points, $strategy", curve => {
    const { strategy, nBins } = curve;
    const found = reliabilityBins(y, P, { ...optionsOf(each), strategy, nBins, label: each.classes[1] });
    const filled = found.filter(({ count }) => count > 0);
    expect(filled).toHaveLength(curve.accuracy.length);
    for (const [b, { confidence, accuracy }] of filled.entries()) {
      expect(confidence).toBeCloseTo(curve.confidence[b] as number, DIGITS);
      expect(accuracy).toBeCloseTo(curve.accuracy[b] as number, DIGITS);
    }
  });
});

describe('reliabilityBins', () => {
  const P = matrix([
    [1, 0],
    [0.5, 0.5],
    [0.2, 0.8],
  ]);

  it('has bins without their lower bound, the first with 0, empty ones without a mean', () => {
    const bins = reliabilityBins(['a', 'b', 'b'], P, { nBins: 2 });
    expect(bins).toEqual([
      { lower: 0, upper: 0.5, count: 1, weight: 1, confidence: 0.5, accuracy: 0 },
      { lower: 0.5, upper: 1, count: 2, weight: 2, confidence: 0.9, accuracy: 1 },
    ]);
    const certain = reliabilityBins(
      ['a', 'a', 'b'],
      matrix([
        [0, 1],
        [0, 1],
        [0, 1],
      ]),
      { nBins: 2, label: 'a' },
    );
    expect(certain.map(({ count }) => count)).toEqual([3, 0]);
    expect(certain[1]?.accuracy).toBeNaN();
  });

  it('refuses what it cannot put in bins', () => {
    const y = ['a', 'b', 'b'];
    expect(() => reliabilityBins(y, P, { nBins: 0 })).toThrow(
      'nBins is 0: expected a whole number of at least 1',
    );
    expect(() => reliabilityBins(y, P, { strategy: 'even' as never })).toThrow(
      `strategy is "even": expected 'uniform' or 'quantile'`,
    );
    expect(() => reliabilityBins(y, P, { bins: 3 } as never)).toThrow(
      /^unknown option "bins" of reliabilityBins/,
    );
    expect(() => reliabilityBins(y, P, { label: 'c' })).toThrow('label is "c": expected one of the classes');
    expect(() => reliabilityBins(['a'], P)).toThrow(/^proba.length is 3: expected 1, one per row/);
    expect(() =>
      reliabilityBins(
        y,
        matrix([
          [1, 0],
          [0, NaN],
          [0, 1],
        ]),
      ),
    ).toThrow('proba[1][1] is NaN: expected a number');
    expect(() =>
      reliabilityBins(
        y,
        matrix([
          [1, 0],
          [0, 2],
          [0, 1],
        ]),
      ),
    ).toThrow('proba[1][1] is 2: expected a probability, from 0 to 1');
    expect(() => reliabilityBins(['a', 'b', 'c'], P, { classes: ['a', 'b'] })).toThrow(
      'yTrue[2] is "c": expected one of the classes',
    );
  });
});
