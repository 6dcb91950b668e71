import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundarySegments, type Logits, type PlotBounds } from '../src/boundaries.js';
import { type BoundarySegment, Matrix, SoftmaxRegression } from '../src/index.js';
import { dot, errorOf, loadTable, randomProblem } from './helpers.js';

const BOX = { xMin: -4, xMax: 4, yMin: -3, yMax: 3 };

function logits(coef: number[][], intercept: number[]): Logits {
  const d = coef[0]?.length as number;
  return {
    coef: new Matrix(Float64Array.from(coef.flat()), coef.length, d),
    intercept: Float64Array.from(intercept),
    classes: intercept.map((_, k) => k),
  };
}

function scores({ coef, intercept }: Logits, point: readonly number[]): number[] {
  return Array.from(intercept, (b, k) => dot(coef.row(k), point) + b);
}

/** The first of the largest, as models predict. */
function top(model: Logits, point: readonly number[]): number {
  const z = scores(model, point);
  return z.indexOf(Math.max(...z));
}

/** Points of the segment, and the unit vector from it to the side of its first class. */
function alongside(model: Logits, { classes: [a, b], from, to }: BoundarySegment) {
  const { coef } = model;
  const normal = [0, 1].map(j => coef.get(a as number, j) - coef.get(b as number, j));
  const length = Math.hypot(...normal);
  const points = [0.05, 0.5, 0.95].map(t =>
    [0, 1].map(j => (1 - t) * (from[j] as number) + t * (to[j] as number)),
  );
  return { points, normal: normal.map(x => x / length) };
}

/** Seventieths: no number so small that a step to the side of a line drowns in rounding. */
const value = fc.integer({ min: -210, max: 210 }).map(whole => whole / 70);
/** Whole numbers make classes that are parallel, equal or meet in one point. */
const whole = fc.integer({ min: -1, max: 1 });
const models = (number: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 6 }).map(rows =>
    logits(
      rows.map(([x, y]) => [x, y]),
      rows.map(([, , b]) => b),
    ),
  );

describe('boundarySegments', () => {
  it.each([
    ['real numbers', models(value)],
    ['whole numbers', models(whole)],
  ])('have the two classes on their sides, %s', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, model => {
        for (const segment of boundarySegments(model, BOX)) {
          const { points, normal } = alongside(model, segment);
          const length = Math.hypot(segment.from[0] - segment.to[0], segment.from[1] - segment.to[1]);
          if (length < 1e-3) continue;
          const beside = (point: number[], sign: number) =>
            point.map((x, j) => x + sign * 1e-6 * length * (normal[j] as number));
          for (const point of points) {
            expect(top(model, beside(point, 1))).toBe(segment.classes[0]);
            expect(top(model, beside(point, -1))).toBe(segment.classes[1]);
          }
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('lie inside the rectangle', () => {
    fc.assert(
      fc.property(models(value), model => {
        for (const { from, to } of boundarySegments(model, BOX)) {
          for (const [x, y] of [from, to]) {
            expect(Math.abs(x)).toBeLessThan(4 + 1e-9);
            expect(Math.abs(y)).toBeLessThan(3 + 1e-9);
          }
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([
    ['real numbers', models(value)],
    ['whole numbers', models(whole)],
  ])('leave no change of class without one, %s', (_, arbitrary) => {
    fc.assert(
      fc.property(
        arbitrary,
        fc.integer({ min: -290, max: 290 }).map(y => y / 100 + 1e-5),
        (model, y) => {
          const crossed = boundarySegments(model, BOX).flatMap(({ from, to }) => {
            const t = (y - from[1]) / (to[1] - from[1]);
            return t >= 0 && t <= 1 ? [from[0] + t * (to[0] - from[0])] : [];
          });
          // Between crossings, and a little off them, one class holds.
          const stops = [-4, ...crossed.sort((a, b) => a - b), 4];
          for (let i = 1; i < stops.length; i++) {
            const [left, right] = [(stops[i - 1] as number) + 1e-7, (stops[i] as number) - 1e-7];
            if (right > left) expect(top(model, [left, y])).toBe(top(model, [right, y]));
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('ask no further classes where nothing of a line is left', () => {
    const K = 200;
    const { X } = randomProblem(3, K, 2, 2);
    let asked = 0;
    class Counting extends Matrix {
      override get(i: number, j: number): number {
        asked++;
        return super.get(i, j);
      }
    }
    const model = logits(X, Array(K).fill(0));
    const coef = new Counting(model.coef.data, K, 2);
    expect(boundarySegments({ ...model, coef }, BOX)).toEqual(boundarySegments(model, BOX));
    // 4 for a pair and 4 for each other class that is asked: of all of them, 4·198.
    expect(asked / (K * (K - 1))).toBeLessThan(40);
  });

  it('of two classes are one line across the rectangle', () => {
    const model = logits(
      [
        [-1, 0],
        [1, 0],
      ],
      [0, 0],
    );
    expect(boundarySegments(model, BOX)).toEqual([{ classes: [0, 1], from: [0, 3], to: [0, -3] }]);
  });

  const none: [string, Logits][] = [
    [
      'two equal classes',
      logits(
        [
          [1, 2],
          [1, 2],
        ],
        [0.5, 0.5],
      ),
    ],
    [
      'two parallel planes',
      logits(
        [
          [1, 2],
          [1, 2],
        ],
        [0.5, 0.25],
      ),
    ],
    [
      'a line outside the rectangle',
      logits(
        [
          [1, 0],
          [-1, 0],
        ],
        [20, 0],
      ),
    ],
    [
      'a line through a corner alone',
      logits(
        [
          [1, 1],
          [-1, -1],
        ],
        [-7, 7],
      ),
    ],
  ];
  it.each(none)('are none for %s', (_, model) => {
    expect(boundarySegments(model, BOX)).toEqual([]);
  });

  it('of three lines that meet in a point are three rays', () => {
    const model = logits(
      [
        [1, 0],
        [-1, 1],
        [-1, -1],
      ],
      [0, 0, 0],
    );
    const segments = boundarySegments(model, BOX);
    expect(segments.map(({ classes }) => classes.join())).toEqual(['0,1', '0,2', '1,2']);
    for (const { from, to } of segments) {
      expect(Math.min(Math.hypot(...from), Math.hypot(...to))).toBeLessThan(1e-12);
    }
  });

  it('leave out a class that is nowhere on top', () => {
    // Class 1 is between the two others, and ties with both along their border only.
    const model = logits(
      [
        [1, 0],
        [0, 0],
        [-1, 0],
      ],
      [0, 0, 0],
    );
    expect(boundarySegments(model, BOX).map(({ classes }) => classes)).toEqual([[0, 2]]);
  });

  it('give the region of equal classes to the first', () => {
    const model = logits(
      [
        [1, 0],
        [1, 0],
        [-1, 0],
      ],
      [0, 0, 0],
    );
    expect(boundarySegments(model, BOX).map(({ classes }) => classes)).toEqual([[0, 2]]);
  });
});

describe('of a fitted model', () => {
  const { X, y } = loadTable('iris');
  const plane = X.map(row => row.slice(2));
  const model = new SoftmaxRegression({ precision: 'float64' }).fitSync(plane, y);

  it('decisionBoundaries are the differences of rows', () => {
    const boundaries = new SoftmaxRegression().fitSync(X, y).decisionBoundaries();
    expect(boundaries.map(({ classes }) => classes)).toEqual([
      ['setosa', 'versicolor'],
      ['setosa', 'virginica'],
      ['versicolor', 'virginica'],
    ]);
    for (const { normal } of boundaries) expect(normal).toHaveLength(4);
  });

  it('decisionBoundaries vanish where two classes are equally probable', () => {
    for (const { classes, normal, offset } of model.decisionBoundaries()) {
      const at = Array.from(normal, w => (-offset * w) / dot(normal, normal));
      const proba = model.predictProba([at]).row(0);
      const [a, b] = classes.map(label => proba[model.classes.indexOf(label)] as number);
      expect(Math.abs((a as number) - (b as number))).toBeLessThan(1e-12);
      const onward = model.decisionFunction([at.map((x, j) => x + (normal[j] as number))]).row(0);
      const [za, zb] = classes.map(label => onward[model.classes.indexOf(label)] as number);
      expect((za as number) - (zb as number)).toBeCloseTo(dot(normal, normal), 10);
    }
  });

  it('boundarySegments separate what predict says', () => {
    const segments = model.boundarySegments({ xMin: 0, xMax: 8, yMin: 0, yMax: 3 });
    expect(segments.map(({ classes }) => classes)).toEqual([
      ['setosa', 'versicolor'],
      ['versicolor', 'virginica'],
    ]);
    for (const { classes, from, to } of segments) {
      const middle = [0, 1].map(j => ((from[j] as number) + (to[j] as number)) / 2);
      const along = [to[0] - from[0], to[1] - from[1]];
      const beside = [1e-6, -1e-6].map(t => [
        (middle[0] as number) - t * (along[1] as number),
        (middle[1] as number) + t * (along[0] as number),
      ]);
      expect(new Set(model.predict(beside))).toEqual(new Set(classes));
    }
  });

  it('of two classes is one hyperplane, where the probability is one half', () => {
    const two = randomProblem(8, 60, 3, 2);
    const binary = new SoftmaxRegression({ precision: 'float64' }).fitSync(two.X, two.y);
    const [boundary, ...more] = binary.decisionBoundaries();
    expect(more).toEqual([]);
    const { normal, offset } = boundary as NonNullable<typeof boundary>;
    const at = Array.from(normal, w => (-offset * w) / dot(normal, normal));
    expect(binary.predictProba([at]).get(0, 0)).toBeCloseTo(0.5, 12);
  });
});

describe('bad input', () => {
  const model = logits(
    [
      [1, 0],
      [-1, 0],
    ],
    [0, 0],
  );
  it.each([
    ['no bounds', undefined, 'TypeError', 'bounds is undefined: expected { xMin, xMax, yMin, yMax }'],
    [
      'a missing bound',
      { ...BOX, yMax: undefined },
      'TypeError',
      'yMax is undefined: expected a finite number',
    ],
    [
      'an infinite bound',
      { ...BOX, xMin: -Infinity },
      'RangeError',
      'xMin is -Infinity: expected a finite number',
    ],
    ['no width', { ...BOX, xMin: 4 }, 'RangeError', 'xMin is 4: expected below xMax, 4'],
  ])('%s', (_, bounds, name, message) => {
    const error = errorOf(() => boundarySegments(model, bounds as PlotBounds));
    expect([error.name, error.message]).toEqual([name, message]);
  });

  it('a model of three features', () => {
    const error = errorOf(() =>
      boundarySegments(
        logits(
          [
            [1, 0, 1],
            [-1, 0, 2],
          ],
          [0, 0],
        ),
        BOX,
      ),
    );
    expect([error.name, error.message]).toEqual([
      'RangeError',
      'the number of features is 3: expected 2, to draw boundaries in the plane',
    ]);
  });
});
