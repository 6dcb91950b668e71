import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createObjective } from '../../src/index.js';
import { answer } from '../../web/src/rooms/softmax/kernel.js';
import { number, signed } from '../../web/src/rooms/softmax/numbers.js';
import * as state from '../../web/src/rooms/softmax/state.js';
import {
  gradient,
  largestExponent,
  loss,
  type Scores,
  sound,
  steps,
} from '../../web/src/rooms/softmax/steps.js';
import { place, spread, standing, sweep, TEMPERATURE_RANGE } from '../../web/src/rooms/softmax/sweep.js';
import { farthest, verdict } from '../../web/src/rooms/softmax/verdict.js';

const START: Scores = { logits: [2, 1, 0.5], temperature: 1, offset: 0, format: 'float64' };

const scoresOf = (format: Scores['format']) =>
  fc.record({
    logits: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 8 }),
    temperature: fc.double({ min: 0.1, max: 10, noNaN: true }),
    offset: fc.constant(0),
    format: fc.constant(format),
  });

describe('softmax step by step', () => {
  it('shows the exponentials, the sum and the probabilities of 2, 1 and 0.5', () => {
    const { exponentials, sum, shares } = steps(START, false);
    expect(exponentials).toEqual([Math.exp(2), Math.exp(1), Math.exp(0.5)]);
    expect(sum).toBeCloseTo(11.756, 3);
    expect(shares.map(p => p.toFixed(4))).toEqual(['0.6285', '0.2312', '0.1402']);
    expect(loss(steps(START, false), 0)).toBeCloseTo(-Math.log(0.6285317), 6);
  });

  // The kernel's exp is good to 2 ulp and its logits to a few; ten times that of probabilities of at most 1, and of losses
  // of at most 200.
  it.each([
    ['float64', 1e-14],
    ['float32', 5e-6],
  ] as const)('says what the library says, %s', (format, tolerance) => {
    fc.assert(
      fc.property(scoresOf(format), fc.nat(), (scores, pick) => {
        const truth = pick % scores.logits.length;
        const shown = steps(scores, true);
        const library = answer(createObjective, scores, truth);
        const cost = loss(shown, truth);
        // A float32 logit of 100 is off by 4e-6 before anything is computed, and so is all that follows.
        const size = Math.max(1, ...shown.inputs.map(Math.abs));
        expect(Math.abs(cost - library.loss)).toBeLessThanOrEqual(tolerance * size);
        for (const [k, slope] of gradient(shown, truth).entries()) {
          expect(Math.abs(slope - (library.gradient[k] as number))).toBeLessThanOrEqual(tolerance * size);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is the same in both forms where exp has room', () => {
    fc.assert(
      fc.property(scoresOf('float64'), scores => {
        const [written, less] = [steps(scores, false), steps(scores, true)];
        expect(farthest(written.shares, less.shares)).toBeLessThan(1e-13);
      }),
      { seed: 2 },
    );
  });

  it('is the sigmoid of the difference for two classes', () => {
    const { shares } = steps({ ...START, logits: [1.5, -0.25], temperature: 0.7 }, false);
    expect(shares[0]).toBeCloseTo(1 / (1 + Math.exp(-1.75 / 0.7)), 14);
  });

  it('has a gradient that is the slope of the loss and sums to 0', () => {
    const slopes = gradient(steps(START, true), 1);
    const h = 1e-6;
    for (const k of [0, 1, 2]) {
      const at = (delta: number) =>
        loss(steps({ ...START, logits: START.logits.map((z, j) => (j === k ? z + delta : z)) }, true), 1);
      expect(slopes[k]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
    }
    expect(slopes.reduce((sum, slope) => sum + slope, 0)).toBeCloseTo(0, 15);
  });
});

describe('a number added to every score', () => {
  it.each([
    ['float64', 700, true],
    ['float64', 710, false],
    ['float32', 80, true],
    ['float32', 90, false],
  ] as const)('as written %s at c = %d stays sound: %s', (format, offset, stays) => {
    const written = steps({ ...START, format, offset }, false);
    expect(sound(written)).toBe(stays);
    expect(Number.isNaN(written.shares[0])).toBe(!stays);
    expect(Number.isNaN(loss(written, 0))).toBe(!stays);
  });

  it('changes nothing less the maximum but the rounding of z + c', () => {
    const without = steps(START, true).shares;
    expect(farthest(steps({ ...START, offset: 1000 }, true).shares, without)).toBe(0);
    const inFloat32 = steps({ ...START, logits: [2.1, 1.3, 0.7], offset: 1000, format: 'float32' }, true);
    const exact = steps({ ...START, logits: [2.1, 1.3, 0.7] }, true).shares;
    expect(farthest(inFloat32.shares, exact)).toBeGreaterThan(0);
    // Half a unit in the last place of 1000 in float32 is 3e-5; probabilities move by at most half of the scores' shift.
    expect(farthest(inFloat32.shares, exact)).toBeLessThan(6.2e-5);
  });

  it('makes every exponential 0 from below', () => {
    const written = steps({ ...START, offset: -800 }, false);
    expect(written.sum).toBe(0);
    expect(written.shares[0]).toBeNaN();
    expect(verdict(written)).toContain('0/0 is NaN');
  });

  it('costs −log 0 as written where the loss is finite all the same', () => {
    const scores: Scores = { logits: [10, -10], temperature: 0.1, offset: 0, format: 'float32' };
    expect(loss(steps(scores, false), 1)).toBe(Infinity);
    expect(loss(steps(scores, true), 1)).toBeCloseTo(200, 4);
  });

  it('is told in words', () => {
    expect(verdict(steps(START, false))).toMatch(/^Both forms agree/);
    expect(verdict(steps({ ...START, offset: 708.5 }, false))).toMatch(/^1 of the exponentials overflowed/);
    expect(verdict(steps({ ...START, offset: 800 }, false))).toMatch(/^Every exponential overflowed/);
    const sums = steps({ ...START, logits: [0, 0, 0], offset: 709.7 }, false);
    expect(verdict(sums)).toContain('their sum did');
  });

  it('knows the last exponent of either format', () => {
    for (const [format, round] of [
      ['float64', (x: number) => x],
      ['float32', Math.fround],
    ] as const) {
      expect(round(Math.exp(largestExponent(format) - 1e-5))).toBeLessThan(Infinity);
      expect(round(Math.exp(largestExponent(format) + 1e-5))).toBe(Infinity);
    }
  });
});

describe('one number that moves', () => {
  it('runs through its whole range, and through where it stands', () => {
    const places = sweep(START, 'temperature', 0);
    expect(places[0]?.at).toBe(TEMPERATURE_RANGE[0]);
    expect(places.at(-1)?.at).toBeCloseTo(TEMPERATURE_RANGE[1], 12);
    expect(standing(START, 2)).toBe(0.5);
    expect(place(START, 2, 0, 0.5)).toEqual({
      at: 0.5,
      shares: steps(START, true).shares,
      loss: loss(steps(START, true), 0),
    });
    expect(sweep(START, 0, 0).at(-1)?.shares[0]).toBeGreaterThan(0.999);
  });

  it('spreads labels no more than they need', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        wanted => {
          const gap = 0.08;
          const heights = spread(wanted, gap, [0, 1]);
          const order = wanted
            .map((_, i) => i)
            .sort((a, b) => (heights[a] as number) - (heights[b] as number));
          for (const [at, i] of order.entries()) {
            expect(heights[i]).toBeGreaterThanOrEqual(-1e-12);
            expect(heights[i]).toBeLessThanOrEqual(1 + 1e-12);
            if (at === 0) continue;
            const below = order[at - 1] as number;
            expect((heights[i] as number) - (heights[below] as number)).toBeGreaterThanOrEqual(gap - 1e-12);
            expect(wanted[below] as number).toBeLessThanOrEqual(wanted[i] as number);
          }
        },
      ),
      { seed: 3 },
    );
    expect(spread([0.2, 0.9], 0.1, [0, 1])).toEqual([0.2, 0.9]);
  });
});

describe('the state of the room', () => {
  afterEach(state.startAgain);

  it('keeps what is picked among the classes that are left', () => {
    state.addClass();
    state.truth.value = 3;
    state.moving.value = 3;
    state.removeClass();
    expect([state.logits.value, state.truth.value, state.moving.value]).toEqual([[2, 1, 0.5], 2, 2]);
    for (let i = 0; i < 9; i++) state.removeClass();
    expect([state.logits.value, state.truth.value]).toEqual([[2, 1], 1]);
    for (let i = 0; i < 9; i++) state.addClass();
    expect(state.logits.value).toEqual([2, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('steps down the loss, and not from numbers that are none', () => {
    state.truth.value = 2;
    const before = state.chosenLoss.value;
    state.descend();
    expect(state.chosenLoss.value).toBeLessThan(before);
    const there = state.logits.value;
    state.offset.value = 900;
    state.descend();
    expect(state.logits.value).toBe(there);
  });
});

describe('numbers on the page', () => {
  it('are short and say what is no number', () => {
    expect([number(NaN), number(Infinity), number(-Infinity)]).toEqual(['NaN', '∞', '−∞']);
    expect([number(11.75643), number(-1.5), number(1.2346e-9), number(4.2e200)]).toEqual([
      '11.76',
      '−1.5',
      '1.235e−9',
      '4.200e200',
    ]);
    expect([signed(-0.3714), signed(0.2312), signed(-0.00001), signed(NaN)]).toEqual([
      '−0.371',
      '+0.231',
      '0.000',
      'NaN',
    ]);
  });
});
