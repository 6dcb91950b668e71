// assembly/pack.ts: the packed format, and what cannot be packed.

import { describe, expect, test } from 'vitest';
import { VARIANTS } from '../helpers.js';
import { FEATURES, Findings, ROWS, randomProblem, Sandbox } from './harness.js';
import type { Problem } from './reference.js';

describe.each(VARIANTS)('packRows, %s', (_, variant) => {
  const box = new Sandbox(variant);
  const single = variant.precision === 'float32';

  /** Packs X into memory of exactly the size that its strips take. */
  function pack({ X, n, d, centre }: Pick<Problem, 'X' | 'n' | 'd' | 'centre'>) {
    box.reset();
    const length = box.strips(n) * box.stripRows * d;
    const x = box.allocate(length * box.elementBytes, 'x');
    const source = box.putFloat64(X, 'source');
    const flag = box.kernels.packRows(source, n, d, box.putFloat64(centre, 'centre'), x);
    return { flag, packed: box.elements(x, length), source: box.float64(source, n * d) };
  }

  /** Where row i, feature j is, in elements. */
  const place = (i: number, j: number, d: number) =>
    (Math.floor(i / box.stripRows) * d + j) * box.stripRows + (i % box.stripRows);

  function sweep(visit: (problem: Problem, where: string) => void): void {
    for (const n of ROWS) {
      for (const d of FEATURES) visit(randomProblem(100 * n + d, { n, d, K: 2 }), `n=${n} d=${d}`);
    }
  }

  test('puts x less its centre where the format says', () => {
    const wrong: string[] = [];
    sweep((problem, where) => {
      const { n, d, X, centre } = problem;
      const { packed } = pack(problem);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < d; j++) {
          const exact = (X[i * d + j] as number) - (centre[j] as number);
          if (packed[place(i, j, d)] !== exact) wrong.push(`${where}: X[${i}][${j}]`);
        }
      }
    });
    expect(wrong).toEqual([]);
  });

  test('fills the last strip up with zeros', () => {
    const wrong: string[] = [];
    sweep((problem, where) => {
      const { n, d } = problem;
      const { packed } = pack(problem);
      for (let i = n; i < box.strips(n) * box.stripRows; i++) {
        for (let j = 0; j < d; j++) if (packed[place(i, j, d)] !== 0) wrong.push(`${where}: row ${i}, ${j}`);
      }
    });
    expect(wrong).toEqual([]);
  });

  test('writes nothing but the strips', () => {
    const findings = new Findings();
    sweep((problem, where) => {
      pack(problem);
      findings.checkCanaries(where, box);
    });
    expect(findings.canaries).toEqual([]);
  });

  test('does not change the source', () => {
    const problem = randomProblem(1, { n: 17, d: 9, K: 2 });
    expect(pack(problem).source).toEqual(problem.X);
  });

  test('rounds once, after the centre is taken off', () => {
    const X = Float64Array.of(1e6 + 0.1, 1e6 - 0.3);
    const { packed } = pack({ X, n: 2, d: 1, centre: Float64Array.of(1e6) });
    const exact = [1e6 + 0.1 - 1e6, 1e6 - 0.3 - 1e6];
    expect([...packed.subarray(0, 2)]).toEqual(single ? exact.map(Math.fround) : exact);
  });

  test('returns 0 for numbers at the ends of the range', () => {
    const most = single ? 3.4028234663852886e38 : Number.MAX_VALUE;
    const X = Float64Array.of(most, -most, Number.MIN_VALUE, -0);
    expect(pack({ X, n: 2, d: 2, centre: new Float64Array(2) }).flag).toBe(0);
  });

  test.each([NaN, Infinity, -Infinity])('returns NaN for a %s at any place', bad => {
    const missed: string[] = [];
    for (const n of [1, 3, 4, 7, 8, 9, 17]) {
      const { X, d, centre } = randomProblem(n, { n, d: 3, K: 2 });
      for (let k = 0; k < X.length; k++) {
        const spoilt = X.slice();
        spoilt[k] = bad;
        if (!Number.isNaN(pack({ X: spoilt, n, d, centre }).flag)) missed.push(`n=${n}, entry ${k}`);
      }
    }
    expect(missed).toEqual([]);
  });

  test.each([1e39, -3.5e38])('returns NaN for %s exactly where the type is float32', value => {
    const { flag } = pack({ X: Float64Array.of(1, value), n: 2, d: 1, centre: Float64Array.of(0) });
    expect(flag).toBe(single ? NaN : 0);
  });

  test('returns NaN where taking the centre off overflows', () => {
    const X = Float64Array.of(1.7e308);
    expect(pack({ X, n: 1, d: 1, centre: Float64Array.of(-1.7e308) }).flag).toBe(NaN);
  });
});
