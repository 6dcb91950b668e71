import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemperatureScaling, VectorScaling } from '../../src/calibration/index.js';
import { type Matrix, SoftmaxRegression } from '../../src/index.js';
import { logLoss } from '../../src/metrics/index.js';
import { gaussian, loadTable, mulberry32, randomProblem } from '../helpers.js';

/** Logits of which softmax(β·z) is the truth, and labels drawn from it. */
function drawn(seed: number, n: number, K: number, beta: number) {
  const random = mulberry32(seed);
  const normal = gaussian(random);
  const logits = Array.from({ length: n }, () => Array.from({ length: K }, () => 2 * normal()));
  const y = logits.map(row => {
    const noisy = row.map(z => beta * z - Math.log(-Math.log(0.001 + 0.998 * random())));
    return noisy.indexOf(Math.max(...noisy));
  });
  return { logits, y, classes: Array.from({ length: K }, (_, k) => k) };
}

/** The mean log-loss of softmax(β·z), worked out row by row. */
function lossAt(beta: number, logits: number[][], y: number[], weights = y.map(() => 1)): number {
  const losses = logits.map((row, i) => {
    const scaled = row.map(z => beta * z);
    const most = Math.max(...scaled);
    const sum = scaled.reduce((total, z) => total + Math.exp(z - most), 0);
    return (weights[i] as number) * (most + Math.log(sum) - (scaled[y[i] as number] as number));
  });
  return losses.reduce((a, b) => a + b, 0) / weights.reduce((a, b) => a + b, 0);
}

describe('TemperatureScaling', () => {
  it('finds the minimum of the log-loss, whatever the data', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 6 }),
        fc.double({ min: 0.02, max: 5, noNaN: true }),
        (seed, K, beta) => {
          const { logits, y, classes } = drawn(seed, 150, K, beta);
          const weights = y.map((_, i) => (i % 4) / 2);
          const scaling = new TemperatureScaling().fit(logits, y, { classes, sampleWeight: weights });
          const best = lossAt(scaling.beta, logits, y, weights);
          // The loss is convex in β: where it is no lower at either side, this is its minimum.
          const within = [0.999, 1.001, 0.5, 2].filter(f => Math.abs(Math.log(f * scaling.beta)) < 10);
          for (const factor of within)
            expect(lossAt(factor * scaling.beta, logits, y, weights)).toBeGreaterThan(best - 1e-15);
          expect(logLoss(y, scaling.predictProba(logits), { classes, sampleWeight: weights })).toBeCloseTo(
            best,
            12,
          );
        },
      ),
      { numRuns: 40, seed: 5 },
    );
  });

  it('finds what the labels were drawn with', () => {
    const { logits, y } = drawn(1, 20000, 4, 0.4);
    // The standard error of β is about 1/√(n · variance of a logit) = 0.004.
    expect(new TemperatureScaling().fit(logits, y).beta).toBeCloseTo(0.4, 1.5);
  });

  it.each(['breast_cancer', 'random'])(
    'has nothing to do on the training set of an unpenalised fit: %s',
    name => {
      const random = randomProblem(3, 600, 5, 4);
      const table = loadTable('breast_cancer');
      // Two columns do not separate the classes.
      const { X, y } = name === 'random' ? random : { X: table.X.map(row => row.slice(0, 2)), y: table.y };
      const model = new SoftmaxRegression({ C: Infinity, precision: 'float64', tol: 1e-11 }).fitSync(X, y);
      expect(model.report.status).toBe('converged');
      const { beta } = new TemperatureScaling().fit(model.decisionFunction(X), y);
      expect(Math.abs(beta - 1)).toBeLessThan(1e-6);
    },
  );

  it('makes an overconfident model better on rows it has not seen, and changes no class', () => {
    const { X, y } = loadTable('digits');
    const model = new SoftmaxRegression({ C: 1e3, maxIter: 50 }).fitSync(X.slice(0, 600), y.slice(0, 600), {
      quiet: true,
    });
    const held = model.decisionFunction(X.slice(600, 1200));
    const rest = model.decisionFunction(X.slice(1200));
    const labels = y.slice(1200);
    const scaling = new TemperatureScaling().fit(held, y.slice(600, 1200), { classes: model.classes });
    expect(scaling.temperature).toBeGreaterThan(1.5);
    const proba = scaling.predictProba(rest);
    const before = logLoss(labels, model.predictProba(X.slice(1200)), { classes: model.classes });
    expect(logLoss(labels, proba, { classes: model.classes })).toBeLessThan(0.7 * before);
    const largest = (m: Matrix, i: number) => m.row(i).indexOf(Math.max(...m.row(i)));
    const moved = labels.filter((_, i) => largest(proba, i) !== largest(rest, i));
    expect(moved).toEqual([]);
  });

  it('ends at a bound where the classes are apart, or logits are contrary', () => {
    const logits = [
      [3, 0],
      [0, 2],
    ];
    expect(new TemperatureScaling().fit(logits, ['a', 'b']).beta).toBe(Math.exp(10));
    expect(new TemperatureScaling().fit(logits, ['b', 'a']).beta).toBe(Math.exp(-10));
  });

  it('takes weights as so many rows, and columns in the order of classes', () => {
    const { logits, y } = drawn(7, 60, 3, 0.7);
    const weights = y.map((_, i) => i % 3);
    const rows = y.flatMap((_, i) => new Array<number>(i % 3).fill(i));
    const { beta } = new TemperatureScaling().fit(logits, y, { sampleWeight: weights });
    const repeated = new TemperatureScaling().fit(
      rows.map(i => logits[i] as number[]),
      rows.map(i => y[i] as number),
    );
    expect(beta).toBeCloseTo(repeated.beta, 10);
    const turned = logits.map(row => [...row].reverse());
    const other = new TemperatureScaling().fit(turned, y, { classes: [2, 1, 0], sampleWeight: weights });
    expect(other.beta).toBeCloseTo(beta, 12);
    expect(other.classes).toEqual([2, 1, 0]);
  });

  it('keeps huge logits apart', () => {
    const logits = [
      [1e308, -1e308],
      [-1e308, 1e308],
      [1e308, -1e308],
    ];
    const scaling = new TemperatureScaling().fit(logits, [0, 1, 1]);
    expect(scaling.beta).toBe(Math.exp(-10));
    const proba = scaling.predictProba(logits).data;
    expect(proba.map(Math.round)).toEqual(Float64Array.of(1, 0, 0, 1, 1, 0));
  });

  it('is kept as JSON', () => {
    const { logits, y } = drawn(2, 50, 3, 0.5);
    const scaling = new TemperatureScaling().fit(logits, y);
    const copy = TemperatureScaling.fromJSON(JSON.stringify(scaling));
    expect([copy.beta, copy.classes]).toEqual([scaling.beta, scaling.classes]);
    expect(copy.predictProba(logits)).toEqual(scaling.predictProba(logits));
    const json = { ...scaling.toJSON() };
    const calibration = { ...scaling.calibration, x: [[1], [Infinity], [1]] };
    expect(() => TemperatureScaling.fromJSON({ ...json, calibration })).toThrow(
      'the calibration JSON: calibration is Object, not what temperature calibration has',
    );
    expect(() => VectorScaling.fromJSON(json)).toThrow(
      'the calibration JSON: kind is "temperature", not what vector calibration has',
    );
    expect(() => TemperatureScaling.fromJSON({ ...json, classes: [0] })).toThrow(/classes is Array\(1\)/);
    expect(() => TemperatureScaling.fromJSON({ ...json, version: 2 })).toThrow(/has version 2/);
    expect(() => TemperatureScaling.fromJSON('{')).toThrow(/truncated or not JSON/);
  });

  it('refuses what does not fit', () => {
    const scaling = new TemperatureScaling();
    const z = [
      [1, 0],
      [0, 1],
    ];
    expect(() => scaling.beta).toThrow('this TemperatureScaling is not fitted yet: call fit first');
    expect(() => scaling.fit([[1, NaN]], ['a'])).toThrow('logits[0][1] is NaN: expected a finite number');
    expect(() => scaling.fit(z, ['a'])).toThrow(/^the length of y is 1: expected 2/);
    expect(() => scaling.fit(z, ['a', 'b'], { classes: ['a', 'b', 'c'] })).toThrow(
      'the number of columns of logits is 2: expected 3, one per class',
    );
    expect(() => scaling.fit(z, ['a', 'b'], { sampleWeight: [0, 0] })).toThrow(/total weight of 0/);
    expect(() => scaling.fit(z, ['a', 'b'], { weights: [0, 0] } as never)).toThrow(
      /^unknown option "weights"/,
    );
    scaling.fit(z, ['a', 'b']);
    expect(() => scaling.predictProba([[1, 2, 3]])).toThrow(
      'the number of columns of logits is 3: expected 2, one per class',
    );
  });
});
