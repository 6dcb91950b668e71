import { readFile } from 'node:fs/promises';
import { SoftmaxRegression } from 'softmax-wasm';
import { TemperatureScaling } from 'softmax-wasm/calibration';
import { readCsv } from 'softmax-wasm/csv';
import { logLoss } from 'softmax-wasm/metrics';
import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../web/src/rooms/digits/calibrating.js';
import { pressed } from '../../web/src/rooms/digits/grid-keys.js';
import { judge, worstConfusion } from '../../web/src/rooms/digits/judging.js';
import { lesson } from '../../web/src/rooms/digits/lesson.js';
import { normalise } from '../../web/src/rooms/digits/normalise.js';
import { type Parts, split } from '../../web/src/rooms/digits/parts.js';
import { read } from '../../web/src/rooms/digits/reading.js';
import { weightsOf } from '../../web/src/rooms/digits/recording.js';
import { type Trained, train } from '../../web/src/rooms/digits/training.js';
import { mulberry32 } from '../helpers.js';
import { drawings } from './handwriting.js';

let parts: Parts;
let trained: Trained;

beforeAll(async () => {
  const { X, y } = await readCsv(await readFile(new URL('../../data/digits.csv.gz', import.meta.url)), {
    target: 'digit',
  });
  parts = split(X, y ?? []);
  trained = await train(parts, { C: 1, precision: 'float32' });
});

describe('the parts', () => {
  it('are all rows, none twice, each with all digits', () => {
    const { train, calibration, test } = parts;
    expect([train.y.length, calibration.y.length, test.y.length]).toEqual([1080, 359, 358]);
    for (const { X, y } of [train, calibration, test]) {
      expect(X.rows).toBe(y.length);
      expect(new Set(y).size).toBe(10);
    }
  });
});

describe('the recording', () => {
  it('is the path that fit took, to the fitted model', () => {
    const { model, frames } = trained;
    const { history } = model.report;
    expect(model.report.status).toBe('converged');
    expect(frames.length).toBe(history.length);
    // Two runs of one text in float64: they part by rounding alone.
    frames.forEach(({ objective }, i) => {
      expect(Math.abs(objective - (history[i]?.objective ?? Number.NaN))).toBeLessThan(1e-9);
    });
    const last = frames.at(-1) ?? frames[0];
    if (!last) throw new Error('there are no frames');
    for (let k = 0; k < 10; k++) {
      weightsOf(last, k).forEach((weight, j) => {
        expect(Math.abs(weight - model.coef.get(k, j))).toBeLessThan(1e-9);
      });
      expect(
        Math.abs((last.parameters[65 * k + 64] as number) - (model.intercept[k] as number)),
      ).toBeLessThan(1e-9);
    }
  });

  it("begins where all digits are as likely, and ends with the model's scores on the test rows", () => {
    const { model, frames } = trained;
    const { X, y } = parts.test;
    expect(frames[0]?.objective).toBeCloseTo(Math.log(10), 6);
    expect(frames.at(-1)?.testAccuracy).toBe(model.score(X, y));
    // Kernels that predict and kernels that fit round float32 rows each in their way.
    expect(frames.at(-1)?.testLoss).toBeCloseTo(logLoss(y, model.predictProba(X)), 5);
  });

  it('keeps a path in both precisions and without a penalty', async () => {
    for (const precision of ['float32', 'float64'] as const) {
      for (const C of [0.001, 1e4, Infinity]) {
        const { model, frames } = await train(parts, { C, precision });
        expect(frames.length).toBeGreaterThan(5);
        expect(frames.at(-1)?.objective).toBeCloseTo(model.report.objective, 3);
      }
    }
  });
});

describe('the judgement', () => {
  it('counts every test row once, mistakes by confidence', () => {
    const { accuracy, counts, mistakes, readings } = judge(trained.model, parts.test);
    const n = parts.test.y.length;
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(n);
    const right = counts.reduce((sum, row, k) => sum + (row[k] as number), 0);
    expect(right / n).toBe(accuracy);
    expect(accuracy).toBe(trained.model.score(parts.test.X, parts.test.y));
    expect(mistakes.length).toBe(n - right);
    expect(readings.length).toBe(n);
    const confidences = mistakes.map(({ probability }) => probability);
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
    const { truth, read: as } = worstConfusion(counts);
    expect(counts[truth]?.[as]).toBe(
      Math.max(...mistakes.map(mistake => counts[mistake.truth]?.[mistake.read] as number)),
    );
  });

  it('reads an image as the model does, and says which pixels spoke for it', () => {
    const pixels = parts.test.X.row(3);
    const { probabilities, digit, runnerUp, shares } = read(trained.model, pixels);
    expect(Array.from(probabilities)).toEqual(trained.model.predictProba([pixels]).toArray()[0]);
    expect(digit).toBe(trained.model.predict([pixels])[0]);
    expect(runnerUp).not.toBe(digit);
    const logit = shares.reduce((sum, share) => sum + share, trained.model.intercept[digit]);
    expect(logit).toBeCloseTo(trained.model.decisionFunction([pixels]).get(0, digit), 3);
  });
});

describe('calibration', () => {
  it("is the library's temperature, fitted to rows that neither training nor the test has seen", async () => {
    const { train: rows, calibration, test } = parts;
    const { temperature, before, after } = await calibrate(parts, 1e4, 'float32');
    const model = new SoftmaxRegression({ C: 1e4 }).fitSync(rows.X, rows.y);
    const scaling = new TemperatureScaling();
    scaling.fit(model.decisionFunction(calibration.X), calibration.y);
    expect(temperature).toBe(scaling.temperature);
    expect(after.logLoss).toBe(logLoss(test.y, scaling.predictProba(model.decisionFunction(test.X))));
    expect(before.bins.reduce((sum, { count }) => sum + count, 0)).toBe(test.y.length);
  });

  it('has a lesson: too sure with hardly any penalty, not sure enough with a strong one, better for both', async () => {
    const weak = await calibrate(parts, 1e4, 'float32');
    const strong = await calibrate(parts, 1e-3, 'float32');
    expect(weak.temperature).toBeGreaterThan(2);
    expect(strong.temperature).toBeLessThan(0.7);
    for (const { before, after } of [weak, strong]) {
      expect(after.logLoss).toBeLessThan(0.7 * before.logLoss);
      expect(after.error).toBeLessThan(0.7 * before.error);
    }
    expect(lesson(weak)).toContain('far too sure');
    expect(lesson(strong)).toContain('not sure enough');
  });

  it('says so where one temperature does harm, as without any penalty', async () => {
    const none = await calibrate(parts, Infinity, 'float32');
    const harmed = none.after.logLoss > none.before.logLoss;
    expect(lesson(none).includes('made the test images worse')).toBe(harmed);
    const weak = await calibrate(parts, 1e4, 'float32');
    expect(lesson({ ...weak, before: weak.after, after: weak.before })).toContain('a penalty helps');
  });
});

describe('drawings', () => {
  it('become images of the size, place and ink of the data set', () => {
    const bar = [
      [
        { x: 10, y: 10 },
        { x: 10, y: 90 },
      ],
    ];
    const image = normalise(bar);
    const columns = Array.from({ length: 8 }, (_, c) =>
      image.filter((_, j) => j % 8 === c).reduce((a, b) => a + b),
    );
    expect(columns).toEqual([...columns].reverse());
    expect(image.every(ink => Number.isInteger(ink) && ink >= 0 && ink <= 16)).toBe(true);
    expect(Math.abs(image.reduce((sum, ink) => sum + ink) - 290)).toBeLessThan(40);
    expect(normalise([]).every(ink => ink === 0)).toBe(true);
    expect(normalise([[{ x: 5, y: 5 }]]).reduce((sum, ink) => sum + ink)).toBeGreaterThan(50);
    expect(
      normalise([
        [
          { x: 0, y: 5 },
          { x: 50, y: 5 },
        ],
      ]).reduce((sum, ink) => sum + ink),
    ).toBeGreaterThan(50);
  });

  it('do not depend on where and how large they were drawn', () => {
    const hand = { width: 0.7, slant: 0, tremble: 0, random: mulberry32(1) };
    for (let digit = 0; digit < 10; digit++) {
      const small = drawings(digit, hand, { left: 0, top: 0, height: 60 }).map(normalise);
      const large = drawings(digit, hand, { left: 300, top: 80, height: 240 }).map(normalise);
      small.forEach((image, way) => {
        const apart = image.reduce((sum, ink, j) => sum + Math.abs(ink - (large[way]?.[j] as number)), 0);
        // Rounding may set another of 1024 pixels here and there.
        expect(apart).toBeLessThan(10);
      });
    }
  });

  it('are read right by and large: each digit in most hands', () => {
    const random = mulberry32(1);
    const right = new Array<number>(10).fill(0);
    const all = new Array<number>(10).fill(0);
    for (const width of [0.5, 0.7, 0.9]) {
      for (const slant of [-0.1, 0.05, 0.2, 0.35]) {
        for (const tremble of [0, 0.04]) {
          for (let digit = 0; digit < 10; digit++) {
            const hand = { width, slant, tremble, random };
            for (const strokes of drawings(digit, hand, { left: 40, top: 30, height: 200 })) {
              (all[digit] as number) += 1;
              if (read(trained.model, normalise(strokes)).digit === digit) (right[digit] as number) += 1;
            }
          }
        }
      }
    }
    const shares = right.map((count, digit) => count / (all[digit] as number));
    const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
    expect(total(right) / total(all)).toBeGreaterThan(0.88);
    for (const share of shares) expect(share).toBeGreaterThan(0.5);
  });
});

describe('keys in the grid of pixels', () => {
  it('walk to neighbours and stop at the edges', () => {
    const walk = (keys: string[], from: number) =>
      keys.reduce((at, key) => pressed(key, at, 0)?.at ?? Number.NaN, from);
    expect(walk(['ArrowRight', 'ArrowDown'], 0)).toBe(9);
    expect(walk(['ArrowLeft', 'ArrowUp'], 0)).toBe(0);
    expect(walk(['ArrowRight', 'ArrowDown'], 63)).toBe(63);
    expect(walk(['End', 'ArrowDown', 'Home'], 17)).toBe(24);
  });

  it('give and take ink between none and all of it', () => {
    const ink = (keys: string[], from: number) =>
      keys.reduce((value, key) => pressed(key, 5, value)?.ink ?? Number.NaN, from);
    expect(ink([' '], 0)).toBe(16);
    expect(ink([' '], 9)).toBe(0);
    expect(ink(['+', '+', '-'], 3)).toBe(7);
    expect(ink(['+'], 15)).toBe(16);
    expect(ink(['-'], 2)).toBe(0);
    expect(pressed('Tab', 5, 3)).toBe(null);
  });
});
