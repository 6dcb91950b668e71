// assembly/evaluate.ts, and through it logits.ts, softmax.ts and gradient.ts.

import { describe, expect, test } from 'vitest';
import { VARIANTS } from '../helpers.js';
import {
  CLASSES,
  errorBounds,
  excess,
  FEATURES,
  Findings,
  once,
  ROWS,
  randomProblem,
  Sandbox,
  type Shape,
} from './harness.js';
import * as reference from './reference.js';

describe.each(VARIANTS)('evaluate, %s', (_, variant) => {
  const box = new Sandbox(variant);

  /** Compares one problem's loss and gradient with the reference's, and looks at the canaries. */
  function compare(findings: Findings, problem: reference.Problem, panelStrips: number, where: string): void {
    const { d } = problem;
    const bounds = errorBounds(problem, box.unit);
    const { loss, gradient } = box.evaluate(problem, panelStrips);
    findings.checkCanaries(where, box);
    const expected = reference.loss(problem, 1);
    findings.check('loss', where, excess([loss], [expected], bounds.loss(expected)));
    const exact = reference.gradient(problem, 1);
    findings.check(
      'gradient',
      where,
      excess(gradient, exact, k => bounds.gradient(k % (d + 1))),
    );
  }

  /** All shapes with one panel size; every other one has weights, so that both meet each n, each d and each K. */
  function sweep(shapes: Iterable<Shape>, panelStrips: number): Findings {
    const findings = new Findings();
    for (const { n, d, K } of shapes) {
      const weighted = (n + d) % 2 === 0;
      const problem = randomProblem(10007 * n + 101 * d + K, { n, d, K, weighted });
      compare(findings, problem, panelStrips, `n=${n} d=${d} K=${K}${weighted ? ' weighted' : ''}`);
    }
    return findings;
  }

  function* shapes(ns: readonly number[], ds: readonly number[], Ks: readonly number[]): Generator<Shape> {
    for (const n of ns) for (const d of ds) for (const K of Ks) yield { n, d, K };
  }

  const sweeps = [
    ...CLASSES.map(K => ({
      title: `${K} classes, two strips to a panel`,
      run: () => sweep(shapes(ROWS, FEATURES, [K]), 2),
    })),
    {
      title: 'one strip to a panel',
      run: () => sweep(shapes([1, 7, 8, 9, 17, 33], [1, 4, 9, 32], [2, 3, 5, 13]), 1),
    },
    {
      title: 'an odd number of strips to a panel',
      run: () => sweep(shapes([11, 12, 13, 23, 24, 25, 49], [1, 4, 9, 32], [2, 3, 5, 13]), 3),
    },
    {
      // 16 kB of first-level cache: a block is 4 features of 128 strips in the gradient, 512/d strips in the logits.
      title: 'panels of many blocks',
      run: () => {
        const rows = 128 * box.stripRows;
        return sweep(shapes([rows - 1, rows, rows + 1], FEATURES, [2, 3, 4, 13]), 128);
      },
    },
    {
      // One strip has 512 features to a block of the gradient; the logits take two strips at a time from d = 171.
      title: 'rows of many blocks',
      run: () => sweep(shapes([3 * box.stripRows - 1], [170, 171, 511, 512, 513, 517], [2, 3, 5]), 1),
    },
    {
      title: 'wide rows, three strips to a panel',
      run: () => sweep(shapes([5 * box.stripRows], [169, 170, 171, 255, 256, 257], [2, 3, 5]), 3),
    },
    { title: 'many classes', run: () => sweep(shapes([9], [3, 4], [26, 63, 100, 257]), 2) },
    { title: 'more rows than one partial sum holds', run: () => sweep(shapes([9001], [3, 4], [3]), 64) },
  ];

  describe.each(sweeps)('$title', ({ run }) => {
    const findings = once(run);

    test('gives the loss of the reference', () => {
      expect(findings().of('loss')).toEqual([]);
    });

    test('gives the gradient of the reference', () => {
      expect(findings().of('gradient')).toEqual([]);
    });

    test('writes nothing but the gradient and its scratch', () => {
      expect(findings().canaries).toEqual([]);
    });
  });

  describe('the scale', () => {
    const problem = randomProblem(5, { n: 21, d: 5, K: 5, weighted: true });

    test('multiplies the loss', () => {
      expect(box.evaluate(problem, 2, 0.25).loss).toBe(0.25 * box.evaluate(problem, 2).loss);
    });

    test('multiplies the gradient', () => {
      const { gradient } = box.evaluate(problem, 2);
      expect(box.evaluate(problem, 2, 0.25).gradient).toEqual(gradient.map(value => 0.25 * value));
    });
  });

  describe('rows past the last', () => {
    /** The answer, and the answer with numbers in place of the zeros that fill up the last strip. */
    function answers(weighted: boolean) {
      const problem = randomProblem(8, { n: 2 * box.stripRows + 1, d: 5, K: 5, weighted });
      box.reset();
      const task = box.putTask(problem, 2);
      const clean = box.evaluateTask(problem, task, 2);
      const last = box.elements(task.x + 2 * problem.d * 32, problem.d * box.stripRows);
      for (let k = 0; k < last.length; k++) if (k % box.stripRows > 0) last[k] = 100 + k;
      const labels = new Uint16Array(
        box.instance.memory.buffer,
        task.labels + 4 * box.stripRows,
        box.stripRows,
      );
      labels.fill(problem.K - 1, 1);
      return { clean, dirty: box.evaluateTask(problem, task, 2) };
    }

    test.each([
      ['without weights', false],
      ['with weights of 0', true],
    ])('add nothing to the loss %s', (_, weighted) => {
      const { clean, dirty } = answers(weighted);
      expect(dirty.loss).toBe(clean.loss);
    });

    test.each([
      ['without weights', false],
      ['with weights of 0', true],
    ])('add nothing to the gradient %s', (_, weighted) => {
      const { clean, dirty } = answers(weighted);
      expect(dirty.gradient).toEqual(clean.gradient);
    });
  });

  describe('logits whose exponential overflows', () => {
    /** One feature, one row per x, class of row i: label(i). */
    function rows(
      xs: number[],
      w: number[],
      label: (i: number) => number,
      b = w.map(() => 0),
    ): reference.Problem {
      return {
        n: xs.length,
        d: 1,
        K: w.length,
        X: Float64Array.from(xs),
        y: Uint16Array.from(xs, (_, i) => label(i)),
        weights: null,
        params: Float64Array.from(w.flatMap((value, c) => [value, b[c] as number])),
        centre: new Float64Array(1),
      };
    }
    const nineties = Array.from({ length: 41 }, (_, i) => 90 + i / 4);
    const problems: [string, () => reference.Problem[]][] = [
      [
        'of 90·k to 100·k for class k',
        () =>
          CLASSES.map(K =>
            rows(
              nineties,
              Array.from({ length: K }, (_, k) => k + 1),
              i => i % K,
            ),
          ),
      ],
      [
        'of −90·k to −100·k for class k',
        () =>
          CLASSES.map(K =>
            rows(
              nineties,
              Array.from({ length: K }, (_, k) => -k - 1),
              i => i % K,
            ),
          ),
      ],
      [
        '1000 apart, the label on either side',
        () => [rows([100, -100, 100, -100, 0], [5, -5], i => (i < 2 ? 0 : 1))],
      ],
      [
        '1000 apart by their intercepts',
        () =>
          CLASSES.map(K =>
            rows(nineties, new Array(K).fill(1), i => i % K, [1000, ...new Array(K - 1).fill(0)]),
          ),
      ],
      [
        'all equal to 1000',
        () => CLASSES.map(K => rows(nineties, new Array(K).fill(0), i => i % K, new Array(K).fill(1000))),
      ],
    ];

    describe.each(problems)('%s', (_, list) => {
      const findings = once(() => {
        const found = new Findings();
        for (const problem of list()) compare(found, problem, 2, `K=${problem.K}`);
        return found;
      });

      test('leave the loss right', () => {
        expect(findings().of('loss')).toEqual([]);
      });

      test('leave the gradient right', () => {
        expect(findings().of('gradient')).toEqual([]);
      });
    });
  });

  test.each([
    ['NaN', 'NaN', NaN],
    ['not finite', 'Infinity', Infinity],
  ])('the loss is %s when any parameter is %s', (_, __, bad) => {
    const wrong: string[] = [];
    for (const K of CLASSES) {
      const problem = randomProblem(K, { n: 9, d: 3, K });
      for (let k = 0; k < problem.params.length; k++) {
        const params = problem.params.slice();
        params[k] = bad;
        const { loss } = box.evaluate({ ...problem, params }, 2);
        if (!(Number.isNaN(loss) || (loss === Infinity && bad === Infinity)))
          wrong.push(`K=${K}, entry ${k}: ${loss}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('NaN does not last: the next evaluation in the same scratch is right', () => {
    const problem = randomProblem(3, { n: 17, d: 5, K: 5 });
    box.reset();
    const task = box.putTask(problem, 2);
    const before = box.evaluateTask(problem, task, 2);
    const params = box.float64(task.params, problem.params.length);
    params.fill(NaN);
    box.evaluateTask(problem, task, 2);
    params.set(problem.params);
    expect(box.evaluateTask(problem, task, 2)).toEqual(before);
  });

  test('the gradient of many rows is as exact as that of few', () => {
    // 400000 equal residuals of ½ times 0.9, 100000 to a lane.  Adding them all up in float32 loses 1e-3 (so says
    // Math.fround); 1024 to a lane, a partial sum's share, lose less than as many roundings.
    const n = 400000;
    const problem: reference.Problem = {
      n,
      d: 1,
      K: 2,
      X: new Float64Array(n).fill(Math.fround(0.9)),
      y: new Uint16Array(n),
      weights: null,
      params: new Float64Array(4),
      centre: new Float64Array(1),
    };
    const exact = 0.5 * Math.fround(0.9) * n;
    const { gradient } = box.evaluate(problem, 64);
    expect(
      excess([gradient[2] as number], [exact], 1024 * box.unit * exact + n * 2 ** -53 * exact),
    ).toBeLessThan(1);
  });
});
