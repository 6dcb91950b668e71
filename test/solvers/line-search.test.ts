import { describe, expect, it } from 'vitest';
import { lineSearch, type Point } from '../../src/solvers/line-search.js';
import { mulberry32 } from '../helpers.js';

/** A function along a line: value and slope at a step length. */
type Phi = (alpha: number) => readonly [value: number, slope: number];

/** Searches from 0 along +1 in one dimension, so that w is the step length. */
function search(phi: Phi, firstStep = 1) {
  const [value, slope] = phi(0);
  const start: Point = { w: Float64Array.of(0), gradient: Float64Array.of(slope), value };
  const trial: Point = { w: new Float64Array(1), gradient: new Float64Array(1), value: Number.NaN };
  const tried: number[] = [];
  const run = lineSearch(start, slope, Float64Array.of(1), firstStep, trial);
  let next = run.next();
  while (!next.done) {
    const request = next.value;
    if (request.type !== 'evaluate') throw new Error(`a line search asked for ${request.type}`);
    const at = request.w[0] as number;
    tried.push(at);
    const [value, slope] = phi(at);
    request.gradient[0] = slope;
    next = run.next(value);
  }
  return { alpha: next.value, tried, trial };
}

/** ½·curvature·(α − minimum)² + floor */
const parabola =
  (minimum: number, curvature = 1, floor = 0): Phi =>
  alpha => [(curvature * (alpha - minimum) ** 2) / 2 + floor, curvature * (alpha - minimum)];

function meetsWolfe(phi: Phi, alpha: number): boolean {
  const [value, slope] = phi(0);
  const [newValue, newSlope] = phi(alpha);
  return newValue <= value + 1e-4 * alpha * slope && newSlope >= 0.9 * slope;
}

describe('on a parabola', () => {
  it('takes a first step to the minimum at once', () => {
    expect(search(parabola(1)).tried).toEqual([1]);
  });

  it.each([1e-9, 1e-6, 1e-3, 0.03, 0.4, 0.9, 3, 40, 1e3, 1e6])(
    'finds a step that meets the Wolfe conditions with the minimum at %d',
    minimum => {
      const phi = parabola(minimum);
      expect(meetsWolfe(phi, search(phi).alpha)).toBe(true);
    },
  );

  it.each([1e-6, 1e-3, 1e3, 1e6])('finds such a step from a first step of %d', firstStep => {
    const phi = parabola(1);
    expect(meetsWolfe(phi, search(phi, firstStep).alpha)).toBe(true);
  });

  it('leaves the trial point at the step it returns', () => {
    const { alpha, trial } = search(parabola(0.01));
    expect(trial.w).toEqual(Float64Array.of(alpha));
  });

  it('leaves the value of the step it returns in the trial point', () => {
    const { alpha, trial } = search(parabola(0.01));
    expect(trial.value).toBe(parabola(0.01)(alpha)[0]);
  });

  it('leaves the gradient of the step it returns in the trial point', () => {
    const { alpha, trial } = search(parabola(0.01));
    expect(trial.gradient).toEqual(Float64Array.of(parabola(0.01)(alpha)[1]));
  });
});

describe('on a function that is not finite beyond a point', () => {
  it.each([0.9, 0.1, 1e-3, 1e-6])('finds a step before an end at %d', end => {
    // −log(end − α) − 2α/end has its minimum at end/2
    const phi: Phi = alpha => [-Math.log(end - alpha) - (2 * alpha) / end, 1 / (end - alpha) - 2 / end];
    expect(meetsWolfe(phi, search(phi).alpha)).toBe(true);
  });

  it.each([Number.NaN, Infinity, -Infinity])('does not return a step whose value is %d', value => {
    const inner = parabola(0.3);
    const phi: Phi = alpha => (alpha > 0.5 ? [value, inner(alpha)[1]] : inner(alpha));
    expect(meetsWolfe(phi, search(phi).alpha)).toBe(true);
  });

  it.each([Number.NaN, Infinity, -Infinity])('does not return a step whose slope is %d', slope => {
    const inner = parabola(0.3);
    const phi: Phi = alpha => (alpha > 0.5 ? [-1, slope] : inner(alpha));
    expect(meetsWolfe(phi, search(phi).alpha)).toBe(true);
  });

  it('returns 0 where nothing but the start is finite', () => {
    expect(search(alpha => (alpha > 0 ? [Number.NaN, Number.NaN] : [1, -1])).alpha).toBe(0);
  });
});

describe('near a minimum, with rounding noise added to the value', () => {
  // The decrease to be seen is ½·1e-10, the noise on the value 1 is up to 5e-8: as float32 sums have it.
  const noisy = (seed: number): Phi => {
    const random = mulberry32(seed);
    const exact = parabola(1, 1e-10, 1);
    return alpha => [exact(alpha)[0] + 1e-7 * (random() - 0.5), exact(alpha)[1]];
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('accepts a step by its slope (seed %i)', seed => {
    expect(search(noisy(seed)).alpha).toBe(1);
  });

  it('goes back by the slope from a step too long that the noise hides', () => {
    const exact = parabola(1, 1e-10, 1);
    const flat: Phi = alpha => [alpha > 0 ? 1 + 1e-8 : 1, exact(alpha)[1]];
    expect(search(flat, 5).alpha).toBeCloseTo(1, 12);
  });

  it('does not take a rise beyond the noise for noise', () => {
    const exact = parabola(1, 1e-10, 1);
    const jump: Phi = alpha => (alpha > 0.5 ? [1 + 1e-4, exact(alpha)[1]] : exact(alpha));
    expect(search(jump).alpha).toBeLessThanOrEqual(0.5);
  });
});

describe('along a direction that cannot decrease', () => {
  const impossible: Record<string, Phi> = {
    'the value rises against its slope': alpha => [1 + alpha, -1],
    'the slope turns positive at once': alpha => (alpha > 0 ? [1 + alpha, 1] : [1, -1]),
    'the value jumps up after the start': alpha => (alpha > 0 ? [2, -1] : [1, -1]),
  };

  it.each(Object.keys(impossible))('returns 0 where %s', name => {
    expect(search(impossible[name] as Phi).alpha).toBe(0);
  });

  it.each(Object.keys(impossible))('gives up after at most 25 trials where %s', name => {
    expect(search(impossible[name] as Phi).tried.length).toBeLessThanOrEqual(25);
  });
});

it('gives up after at most 25 trials where the function falls for ever', () => {
  expect(search(alpha => [-alpha, -1]).tried.length).toBeLessThanOrEqual(25);
});

it('tries no step twice', () => {
  const { tried } = search(parabola(1e-9));
  expect(new Set(tried).size).toBe(tried.length);
});
