import { describe, expect, it } from 'vitest';
import type { Curvature } from '../../src/objective.js';
import { CostModel, type Grade } from '../../src/solvers/cost-model.js';
import { Preconditioner, RenewalSchedule } from '../../src/solvers/preconditioner.js';
import type { Step } from '../../src/solvers/solver.js';
import { centreBlocks } from '../../src/solvers/vector.js';
import { maxAbs, maxDifference } from '../helpers.js';
import { multiply, randomSpd } from './helpers.js';

const K = 3;
const SIDE = 4;

/** A curvature whose block of class k is `blocks[k]`, and its first block where classes are not told apart. */
function curvatureOf(blocks: Float64Array[], rows = 100000): Curvature {
  return {
    rows,
    classes: K,
    blockSize: SIDE,
    gram(weights, _, out) {
      out.set(blocks[weights.kind === 'class' ? weights.k : 0] as Float64Array);
    },
  };
}

/** Runs a generator of steps against a curvature: what it returns, and the kinds of matrix it asked for. */
function answered<T>(steps: Generator<Step, T, number>, curvature: Curvature) {
  const kinds: string[] = [];
  let next = steps.next();
  while (!next.done) {
    const request = next.value;
    if (request.type !== 'gram') throw new Error(`a preconditioner asked for ${request.type}`);
    for (const weights of request.weights) {
      kinds.push(weights.kind);
      const matrix = new Float64Array(SIDE * SIDE);
      curvature.gram(weights, request.sampleEvery, matrix);
      request.take(matrix);
    }
    next = steps.next(0);
  }
  return { value: next.value, kinds };
}

describe('centreBlocks', () => {
  it('takes the mean of the blocks from each', () => {
    const x = Float64Array.of(1, 2, 3, 6, 8, 1);
    centreBlocks(x, 2);
    expect(x).toEqual(Float64Array.of(-3, -1, -1, 3, 4, -2));
  });

  it('changes nothing where blocks sum to zero', () => {
    const x = Float64Array.of(1, 2, -4, 0.5, 3, -2.5);
    const before = x.slice();
    centreBlocks(x, 2);
    expect(x).toEqual(before);
  });
});

describe('a preconditioner', () => {
  const x = Float64Array.from({ length: K * SIDE }, (_, i) => Math.sin(3 * i));
  const applied = (blocks: Float64Array[], grade: Grade) => {
    const curvature = curvatureOf(blocks);
    const { value } = answered(Preconditioner.build(curvature, grade, x, 1), curvature);
    const out = x.slice();
    value.apply(out);
    return out;
  };

  it('solves with the one matrix of all classes', () => {
    const A = randomSpd(1, SIDE, 1);
    const out = applied([A], 'shared');
    const back = [0, 1, 2].flatMap(k => [...multiply(A, out.subarray(k * SIDE, (k + 1) * SIDE))]);
    const centred = x.slice();
    centreBlocks(centred, SIDE);
    expect(maxDifference(back, centred)).toBeLessThan(1e-13);
  });

  it('gives blocks that sum to zero, with a matrix per class too', () => {
    const out = applied(
      [1, 2, 3].map(seed => randomSpd(seed, SIDE, 1)),
      'class',
    );
    const sums = Array.from({ length: SIDE }, (_, j) =>
      out.reduce((sum, o, i) => sum + (i % SIDE === j ? o : 0), 0),
    );
    expect(maxAbs(sums)).toBeLessThan(1e-14);
  });

  it('is symmetric and positive', () => {
    const out = applied(
      [1, 2, 3].map(seed => randomSpd(seed, SIDE, 1)),
      'class',
    );
    expect(out.reduce((sum, o, i) => sum + o * (x[i] as number), 0)).toBeGreaterThan(0);
  });

  it.each<[Grade, string[]]>([
    ['bound', ['bound']],
    ['shared', ['shared']],
    ['class', ['class', 'class', 'class']],
  ])('of grade %s asks for %j', (grade, expected) => {
    const curvature = curvatureOf([1, 2, 3].map(seed => randomSpd(seed, SIDE, 1)));
    expect(answered(Preconditioner.build(curvature, grade, x, 1), curvature).kinds).toEqual(expected);
  });
});

describe('the costs', () => {
  it('look at every row of small data', () => {
    expect(new CostModel(curvatureOf([], 2000)).sampleEvery).toBe(1);
  });

  it('look at a sample of large data, of many more rows than parameters', () => {
    const { sampleEvery } = new CostModel(curvatureOf([], 1e6));
    expect([sampleEvery > 10, 1e6 / sampleEvery > 100 * SIDE]).toEqual([true, true]);
  });

  it('of a matrix per class exceed those of one', () => {
    const costs = new CostModel(curvatureOf([]));
    expect(costs.build('class')).toBeGreaterThan(costs.build('shared'));
  });

  it('leave no room for factors of more than 64 MB', () => {
    const costs = new CostModel({ ...curvatureOf([]), blockSize: 2900 });
    expect([costs.fits('bound'), costs.fits('class')]).toEqual([false, false]);
  });
});

describe('the schedule of renewals', () => {
  const curvature = curvatureOf([1, 2, 3].map(seed => randomSpd(seed, SIDE, 1)));
  const kindsAt = (schedule: RenewalSchedule, iteration: number) =>
    answered(schedule.at(iteration, new Float64Array(K * SIDE), null), curvature).kinds;

  it('begins with the bound', () => {
    expect(kindsAt(new RenewalSchedule(curvature), 0)).toEqual(['bound']);
  });

  it('goes without a preconditioner that costs too much', () => {
    const wide = { ...curvature, rows: 100, blockSize: 2000 };
    expect(kindsAt(new RenewalSchedule(wide), 0)).toEqual([]);
  });

  it('keeps the present one for the next four iterations', () => {
    const schedule = new RenewalSchedule(curvature);
    kindsAt(schedule, 0);
    expect([1, 2, 3, 4].flatMap(iteration => kindsAt(schedule, iteration))).toEqual([]);
  });

  it('takes a matrix per class where they are cheap', () => {
    const schedule = new RenewalSchedule(curvature);
    kindsAt(schedule, 0);
    expect(kindsAt(schedule, 5)).toEqual(['class', 'class', 'class']);
  });
});
