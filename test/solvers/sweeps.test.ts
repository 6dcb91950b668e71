import { describe, expect, it } from 'vitest';
import { createObjective } from '../../src/index.js';
import type { Sweeps } from '../../src/objective.js';
import { minimise, plainSweeps } from '../../src/solvers/sweeps.js';
import { finish } from '../../src/work.js';
import { maxAbs, maxDifference, mulberry32 } from '../helpers.js';
import { randomSpd } from './helpers.js';

const LAMBDA = 0.3;

/** A random model of m parameters, in room for it. */
function fill(room: Sweeps, m: number, free = 0): Sweeps {
  const random = mulberry32(m);
  const A = randomSpd(m, m, 0.1);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) room.A[a * room.width + b] = A[a * m + b] as number;
    room.x[a] = random() < 0.5 ? 0 : random() - 0.5;
    room.r[a] = 2 * random() - 1;
    room.factors[a] = a < free ? 0 : LAMBDA;
  }
  return room;
}

/** The kernel's room, of an objective that has it. */
function kernelSweeps(m: number): Sweeps {
  const objective = createObjective([[1], [2], [3]], [0, 1, 0], {
    precision: 'float64',
    deterministic: true,
  });
  const sweeps = objective.curvature?.sweeps?.(m);
  if (!sweeps) return expect.unreachable('the objective has no sweeps');
  return sweeps;
}

/** What the smallest subgradient of the model is at x. */
function subgradient({ x, r, factors }: Sweeps): number {
  return maxAbs(
    Array.from(x, (xa, a) => {
      const g = r[a] as number;
      const f = factors[a] as number;
      return xa === 0 ? Math.max(0, Math.abs(g) - f) : g + f * Math.sign(xa);
    }),
  );
}

describe.each([1, 2, 7, 16, 33])('sweeps over %i parameters', m => {
  it('are the same in the kernel and in plain JavaScript', () => {
    const plain = fill(plainSweeps(m), m, 1);
    const kernel = fill(kernelSweeps(m), m, 1);
    for (let i = 0; i < 3; i++) {
      // The same operations, which the base build rounds alike.
      expect(kernel.sweep()).toBe(plain.sweep());
      expect(maxDifference(kernel.x, plain.x)).toBe(0);
      expect(maxDifference(kernel.r, plain.r)).toBe(0);
    }
  });

  it('end at the minimum', () => {
    const room = fill(plainSweeps(m), m);
    finish(minimise(room, 1, 1e-13, 10_000));
    expect(subgradient(room)).toBeLessThan(1e-11);
  });

  it('keep slopes up, leaps included', () => {
    const room = fill(plainSweeps(m), m);
    const x0 = room.x.slice();
    const r0 = room.r.slice();
    finish(minimise(room, 1, 1e-9, 1000));
    const slopes = r0.map((r, a) =>
      room.x.reduce((sum, x, b) => sum + (room.A[a * m + b] as number) * (x - (x0[b] as number)), r),
    );
    expect(maxDifference(room.r, slopes)).toBeLessThan(1e-10);
  });
});

describe('sweeps over groups', () => {
  it('end where a group is 0 or balanced', () => {
    const m = 13;
    const room = fill(plainSweeps(m), m, 1);
    const lambda = 1.3;
    room.x.fill(0);
    room.factors.fill(lambda, 1);
    finish(minimise(room, 3, 1e-13, 10_000));
    expect(Math.abs(room.r[0] as number)).toBeLessThan(1e-10);
    const zero = [1, 4, 7, 10].map(first => {
      const x = room.x.subarray(first, first + 3);
      const r = room.r.subarray(first, first + 3);
      const length = Math.hypot(...x);
      if (length === 0) expect(Math.hypot(...r)).toBeLessThanOrEqual(lambda);
      else expect(maxAbs(r.map((ra, i) => ra + (lambda * (x[i] as number)) / length))).toBeLessThan(1e-10);
      return length === 0;
    });
    expect(new Set(zero)).toEqual(new Set([true, false]));
  });
});
