import { describe, expect, it } from 'vitest';
import { contest } from '../../../src/cli/bench/contest.js';
import { syntheticProblem } from '../../../src/cli/bench/problem.js';
import { timeInTurns, timingOf } from '../../../src/cli/bench/timing.js';
import { cli, IRIS, json } from '../helpers.js';

describe('timing', () => {
  it('gives the median and half the distance between the quartiles', () => {
    expect(timingOf([5, 1, 2, 3, 4])).toEqual({ median: 3, spread: 1 / 3, rounds: 5 });
    expect(timingOf([2])).toEqual({ median: 2, spread: 0, rounds: 1 });
  });

  it('takes sides in turns', async () => {
    const order: string[] = [];
    const side = (name: string) => () => {
      order.push(name);
      const until = performance.now() + 25;
      while (performance.now() < until);
    };
    const timings = await timeInTurns({ a: side('a'), b: side('b') }, 2, 1000);
    expect(order.slice(-4).join('')).toBe('abab');
    expect([timings.a.rounds, timings.b.rounds]).toEqual([2, 2]);
    expect(timings.a.median).toBeGreaterThanOrEqual(25);
  });

  it('stops where the time is out, after three rounds', async () => {
    const slow = () => new Promise(resolve => setTimeout(resolve, 20));
    expect((await timeInTurns({ slow }, 50, 0)).slow.rounds).toBe(3);
  });
});

describe('syntheticProblem', () => {
  it('is the same for the same seed, and has every class', () => {
    const a = syntheticProblem({ rows: 50, features: 3, classes: 7, seed: 1 });
    expect(syntheticProblem({ rows: 50, features: 3, classes: 7, seed: 1 })).toEqual(a);
    expect(syntheticProblem({ rows: 50, features: 3, classes: 7, seed: 2 }).X).not.toEqual(a.X);
    expect(new Set(a.y).size).toBe(7);
  });
});

describe('contest', () => {
  it.each([2, 3, 11])('has sides that agree, %d classes', async classes => {
    const { differences, fits } = await contest(syntheticProblem({ rows: 500, features: 5, classes }));
    expect(differences.objective).toBeLessThan(1e-6);
    expect(differences.gradient).toBeLessThan(1e-6);
    expect(differences.minimum).toBeLessThan(1e-4);
    expect(Object.keys(fits)).toEqual(['softmax-wasm', 'tiled by hand', 'plain loops']);
  });

  it('times nothing where the answers differ', async () => {
    const problem = syntheticProblem({ rows: 60, features: 2, classes: 3 });
    // The loops have a class that the estimator does not see.
    const y = problem.y.map(k => Math.min(k, 1));
    await expect(contest({ ...problem, y })).rejects.toThrow(
      /^the answers differ: the minimum of softmax-wasm/,
    );
  });
});

describe('bench', () => {
  it('races on the table it is given', async () => {
    const { problem, engine, evaluation, fit } = await json(['bench', IRIS, '--rounds', '1']);
    expect(problem).toEqual({ name: IRIS, rows: 150, features: 4, classes: 3 });
    expect(engine.node).toBe(process.versions.node);
    expect(['base', 'relaxed']).toContain(engine.build);
    for (const timings of [evaluation, fit]) {
      for (const side of ['softmax-wasm', 'tiled by hand', 'plain loops']) {
        expect(timings[side].median).toBeGreaterThan(0);
        expect(timings[side].rounds).toBe(1);
      }
    }
  });

  it('makes a table up', async () => {
    const { code, stdout, stderr } = await cli([
      'bench',
      '--rows',
      '300',
      '--features',
      '4',
      '--classes',
      '3',
      '--seed',
      '5',
      '--rounds',
      '1',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('data        synthetic, seed 5: 300 rows × 4 features, 3 classes');
    expect(stdout).toMatch(/^answers +agree: objective to [\d.]+e-\d+, gradient to /m);
    expect(stdout.match(/^ {2}plain loops .* \d+(\.\d+)?× as long$/gm)).toHaveLength(2);
  });
});
