/** Where two classes are equally probable: hyperplanes, and in the plane the pieces of them that one sees. */
import type { Matrix } from './data/matrix.js';
import { invalidType, invalidValue } from './errors.js';
import type { Label } from './labels.js';

/** The hyperplane normal·x + offset = 0 between two classes; the first is the more probable where it is positive. */
export interface DecisionBoundary {
  /** The two, in the order of the model's classes. */
  readonly classes: readonly [Label, Label];
  /** w_a − w_b, d numbers; zeros where the features tell the two classes nothing. */
  readonly normal: Float64Array;
  /** b_a − b_b. */
  readonly offset: number;
}

/** A rectangle of the plane, in units of the two features. */
export interface PlotBounds {
  /** Least value of the first feature. */
  readonly xMin: number;
  /** Largest value of the first feature, above `xMin`. */
  readonly xMax: number;
  /** Least value of the second feature. */
  readonly yMin: number;
  /** Largest value of the second feature, above `yMin`. */
  readonly yMax: number;
}

/**
 * A straight piece of the border between the regions of two classes, from [x, y] to [x, y] in units of the two features.
 */
export interface BoundarySegment {
  /** The two that are most probable on it, in the order of the model's classes. */
  readonly classes: readonly [Label, Label];
  /** One end, [x, y]. */
  readonly from: readonly [number, number];
  /** The other end, [x, y]. */
  readonly to: readonly [number, number];
}

/** Logits' coefficients, K × d, intercepts, K, and labels, K. */
export interface Logits {
  readonly coef: Matrix;
  readonly intercept: Float64Array;
  readonly classes: readonly Label[];
}

/** What rounding leaves of a difference that is 0, and of a length, relative to what it is made of. */
const ROUNDING = 1e-12;

/** The K(K − 1)/2 hyperplanes of all pairs a < b, in the order (0, 1), (0, 2), …, (K − 2, K − 1). */
export function decisionBoundaries({ coef, intercept, classes }: Logits): DecisionBoundary[] {
  return classes.flatMap((first, a) =>
    classes.slice(a + 1).map((second, i) => {
      const b = a + 1 + i;
      const other = coef.row(b);
      return {
        classes: [first, second] as const,
        normal: coef.row(a).map((w, j) => w - (other[j] as number)),
        offset: (intercept[a] as number) - (intercept[b] as number),
      };
    }),
  );
}

/**
 * The pieces of those lines, d = 2, inside the rectangle and where no third class is as probable: the borders of the
 * regions of the most probable class.  Classes of equal rows are one region, the first one's, as in `predict`.
 * @throws TypeError, RangeError for bounds that are no rectangle; RangeError where d is not 2
 */
export function boundarySegments(logits: Logits, bounds: PlotBounds): BoundarySegment[] {
  checkBounds(bounds);
  const { coef, classes } = logits;
  if (coef.cols !== 2)
    throw invalidValue('the number of features', '2, to draw boundaries in the plane', coef.cols);
  const segments: BoundarySegment[] = [];
  for (let a = 0; a < classes.length; a++) {
    for (let b = a + 1; b < classes.length; b++) {
      const ends = visible(logits, a, b, bounds);
      if (ends) segments.push({ classes: [classes[a] as Label, classes[b] as Label], ...ends });
    }
  }
  return segments;
}

type Point = [number, number];

/** z_a − z_b = x·dx + y·dy + d. */
interface Difference {
  readonly dx: number;
  readonly dy: number;
  readonly d: number;
}

function difference({ coef, intercept }: Logits, a: number, b: number): Difference {
  return {
    dx: coef.get(a, 0) - coef.get(b, 0),
    dy: coef.get(a, 1) - coef.get(b, 1),
    d: (intercept[a] as number) - (intercept[b] as number),
  };
}

/**
 * The line p(s) = origin + s·along, ‖along‖ = 1, origin nearest to the rectangle's middle, is cut by inequalities
 * α + β·s ≥ 0: four sides of the rectangle, and z_a ≥ z_c for every other class c.
 */
function visible(logits: Logits, a: number, b: number, box: PlotBounds): { from: Point; to: Point } | null {
  const between = difference(logits, a, b);
  const length = Math.hypot(between.dx, between.dy);
  if (length === 0) return null;
  const normal: Point = [between.dx / length, between.dy / length];
  const middle: Point = [box.xMin / 2 + box.xMax / 2, box.yMin / 2 + box.yMax / 2];
  const away = normal[0] * middle[0] + normal[1] * middle[1] + between.d / length;
  const origin: Point = [middle[0] - away * normal[0], middle[1] - away * normal[1]];
  const along: Point = [-normal[1], normal[0]];
  let low = -Infinity;
  let high = Infinity;
  const cut = (alpha: number, beta: number) => {
    if (beta > 0) low = Math.max(low, -alpha / beta);
    else if (beta < 0) high = Math.min(high, -alpha / beta);
    else if (!(alpha >= 0)) high = -Infinity;
  };
  cut(origin[0] - box.xMin, along[0]);
  cut(box.xMax - origin[0], -along[0]);
  cut(origin[1] - box.yMin, along[1]);
  cut(box.yMax - origin[1], -along[1]);
  const least = ROUNDING * Math.hypot(box.xMax - box.xMin, box.yMax - box.yMin);
  // Most pairs have lost their line to the first few classes.
  for (let c = 0; c < logits.classes.length && high - low > least; c++) {
    if (c === a || c === b) continue;
    const over = difference(logits, a, c);
    const size = Math.hypot(over.dx, over.dy);
    const alpha = over.dx * origin[0] + over.dy * origin[1] + over.d;
    const beta = over.dx * along[0] + over.dy * along[1];
    const flat = Math.abs(beta) <= ROUNDING * size;
    const scale = size * Math.hypot(origin[0], origin[1]) + Math.abs(over.d);
    if (!flat) cut(alpha, beta);
    else if (Math.abs(alpha) > ROUNDING * scale) cut(alpha, 0);
    else if (!beatsBeside(logits, a, b, c, normal)) return null;
  }
  if (!(high - low > least)) return null;
  const at = (s: number): Point => [origin[0] + s * along[0], origin[1] + s * along[1]];
  return { from: at(low), to: at(high) };
}

/**
 * Where c ties with a and b all along their line: whether a is still the class of its side and b of its own.  Of classes
 * that are equal on a side, too, the first is the one.
 */
function beatsBeside(logits: Logits, a: number, b: number, c: number, normal: Point): boolean {
  const wins = (class_: number, sign: number) => {
    const { dx, dy } = difference(logits, class_, c);
    const rise = sign * (dx * normal[0] + dy * normal[1]);
    return Math.abs(rise) > ROUNDING * Math.hypot(dx, dy) ? rise > 0 : class_ < c;
  };
  return wins(a, 1) && wins(b, -1);
}

function checkBounds(bounds: PlotBounds): void {
  if (typeof bounds !== 'object' || bounds === null)
    throw invalidType('bounds', '{ xMin, xMax, yMin, yMax }', bounds);
  for (const [low, high] of [
    ['xMin', 'xMax'],
    ['yMin', 'yMax'],
  ] as const) {
    for (const name of [low, high]) {
      if (typeof bounds[name] !== 'number') throw invalidType(name, 'a finite number', bounds[name]);
      if (!Number.isFinite(bounds[name])) throw invalidValue(name, 'a finite number', bounds[name]);
    }
    if (!(bounds[low] < bounds[high])) throw invalidValue(low, `below ${high}, ${bounds[high]}`, bounds[low]);
  }
}
