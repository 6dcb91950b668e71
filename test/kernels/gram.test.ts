// assembly/gram.ts: curvature weights of rows, and weighted Gram matrices by blocks of columns.

import { describe, expect, test } from 'vitest';
import { mulberry32, VARIANTS } from '../helpers.js';
import {
  CLASSES,
  errorBounds,
  excess,
  FEATURES,
  Findings,
  once,
  randomProblem,
  Sandbox,
  UNIT,
} from './harness.js';
import * as reference from './reference.js';

/** Row counts around strips of 4 and 8, and enough strips for three panels of three. */
const ROWS = [1, 3, 4, 5, 8, 9, 17, 71];

/** The rows of every step-th strip, and how many rows their strips have. */
function sampled(box: Sandbox, n: number, step: number): { rows: number[]; length: number } {
  const strips = Math.ceil(box.strips(n) / step);
  const rows = Array.from({ length: n }, (_, i) => i).filter(i => Math.floor(i / box.stripRows) % step === 0);
  return { rows, length: strips * box.stripRows };
}

describe.each(VARIANTS)('rowCurvature, %s', (_, variant) => {
  const box = new Sandbox(variant);

  /** v of the sampled rows, whole strips, of `count` classes from k on; for k < 0 their mean. */
  function rowCurvature(p: reference.Problem, k: number, count: number, step: number, panelStrips: number) {
    const { n, d, K } = p;
    box.reset();
    const { x, centre } = box.putRows(p);
    const weights = p.weights ? box.putRowElements(p.weights, 'weights') : 0;
    const params = box.putFloat64(p.params, 'params');
    const { length } = sampled(box, n, step);
    const v = box.allocate(count * length * box.elementBytes, 'v');
    const scratch = box.allocate(box.kernels.rowCurvatureScratch(d, K, panelStrips), 'scratch');
    box.kernels.rowCurvature(x, centre, weights, n, step, d, K, params, k, count, panelStrips, v, scratch);
    return Float64Array.from(box.elements(v, count * length));
  }

  const LAYOUTS = [
    { step: 1, panelStrips: 1, d: 1 },
    { step: 1, panelStrips: 3, d: 5 },
    { step: 2, panelStrips: 1, d: 4 },
    { step: 2, panelStrips: 2, d: 3 },
    { step: 3, panelStrips: 2, d: 33 },
    { step: 100, panelStrips: 3, d: 2 },
  ];

  const findings = once(() => {
    const found = new Findings();
    const compare = (problem: reference.Problem, { step, panelStrips }: (typeof LAYOUTS)[number]) => {
      const { n, d, K } = problem;
      // p(1 − p) is no further off than p and three roundings, its mean over classes not further than K more,
      // and weights are 4 at most, or a little more.
      const bound = 6 * (errorBounds(problem, box.unit).residual + (K + 4) * box.unit);
      const { rows, length } = sampled(box, n, step);
      for (const [what, k, count] of [
        ['mean', -1, 1],
        ['class', 0, 1],
        ['class', K - 1, 1],
        ['classes', 0, K],
        ['classes', 1, K - 1],
      ] as const) {
        const where = `n=${n} d=${d} K=${K} step=${step} panel=${panelStrips} k=${k}`;
        const v = rowCurvature(problem, k, count, step, panelStrips);
        found.checkCanaries(where, box);
        for (let c = 0; c < count; c++) {
          const own = v.subarray(c * length, (c + 1) * length);
          const exact = reference.curvature(problem, k + c);
          const expected = rows.map(i => exact[i] as number);
          found.check(what, where, excess(own.subarray(0, rows.length), expected, bound));
          const padding = own.subarray(rows.length);
          found.check('padding', where, excess(padding, new Float64Array(padding.length), 0));
        }
      }
    };
    for (const n of ROWS) {
      for (const K of CLASSES) {
        for (const layout of LAYOUTS) {
          const weighted = (n + K + layout.d) % 2 === 0;
          compare(randomProblem(10007 * n + K, { n, d: layout.d, K, weighted }), layout);
        }
      }
    }
    return found;
  });

  test('needs no more scratch than an evaluation of panels as large', () => {
    const { evaluateScratch, rowCurvatureScratch } = box.kernels;
    const wrong = FEATURES.flatMap(d =>
      CLASSES.flatMap(K => [1, 2, 64, 256].map(panelStrips => [d, K, panelStrips] as const)),
    ).filter(shape => rowCurvatureScratch(...shape) > evaluateScratch(...shape));
    expect(wrong).toEqual([]);
  });

  test('gives the curvature of one class', () => {
    expect(findings().of('class')).toEqual([]);
  });

  test('gives the curvature of several classes, one after the other', () => {
    expect(findings().of('classes')).toEqual([]);
  });

  test('gives the mean curvature of all classes', () => {
    expect(findings().of('mean')).toEqual([]);
  });

  test('gives 0 for rows past the last', () => {
    expect(findings().of('padding')).toEqual([]);
  });

  test('writes nothing but v and its scratch', () => {
    expect(findings().canaries).toEqual([]);
  });
});

describe.each(VARIANTS)('gramColumns, %s', (_, variant) => {
  const box = new Sandbox(variant);

  /** The rows a sample takes, less their centre, as a problem of their own. */
  function centredSample(p: reference.Problem, rows: readonly number[]): reference.Problem {
    const { d, X, centre } = p;
    const entries = rows.flatMap(i =>
      [...X.subarray(i * d, (i + 1) * d)].map((x, j) => x - (centre[j] as number)),
    );
    return { ...p, n: rows.length, X: Float64Array.from(entries) };
  }

  interface Block {
    first: number;
    columns: number;
    step: number;
    panelStrips: number;
  }

  /** Compares a block of columns, feature by feature, with the reference. */
  function compare(found: Findings, p: reference.Problem, block: Block, where: string): void {
    const { n, d } = p;
    const { first, columns, step, panelStrips } = block;
    const { rows, length } = sampled(box, n, step);
    const random = mulberry32(n);
    const weights = Float64Array.from({ length: rows.length }, () => Math.floor(256 * random()) / 256);
    box.reset();
    const { x } = box.putRows(p);
    const v = box.allocate(length * box.elementBytes, 'v');
    box.elements(v, length).fill(0).set(weights);
    const out = box.allocate(8 * columns * (d + 1), 'out');
    const scratch = box.allocate(box.kernels.gramScratch(d, columns, panelStrips), 'scratch');
    box.kernels.gramColumns(x, v, box.strips(n), step, d, first, columns, panelStrips, out, scratch);
    found.checkCanaries(where, box);

    const sample = centredSample(p, rows);
    const exact = reference.gram(sample, weights);
    const sizes = reference.gram({ ...sample, X: sample.X.map(Math.abs) }, weights);
    // One rounding for v·x, one for its product, and one for each addition.
    const steps = 4 + Math.min(rows.length, 4096);
    const entries = box.float64(out, columns * (d + 1));
    for (let c = 0; c < columns; c++) {
      const from = (first + c) * (d + 1);
      const limit = (j: number) => steps * (box.unit + UNIT.float64) * (sizes[from + j] as number);
      const column = entries.subarray(c * (d + 1), (c + 1) * (d + 1));
      const features = first + columns;
      const here = `${where}, column ${c}`;
      found.check(
        'features',
        here,
        excess(column.subarray(0, features), exact.subarray(from, from + features), limit),
      );
      found.check('rest', here, excess(column.subarray(features, d), new Float64Array(d - features), 0));
      found.check(
        'sums',
        here,
        excess(column.subarray(d), exact.subarray(from + d, from + d + 1), () => limit(d)),
      );
    }
  }

  const findings = once(() => {
    const found = new Findings();
    for (const n of ROWS) {
      for (const d of FEATURES) {
        const problem = randomProblem(100 * n + d, { n, d, K: 2 });
        const blocks: Block[] = [
          { first: 0, columns: d, step: 1, panelStrips: 3 },
          { first: d - 1, columns: 1, step: 2, panelStrips: 1 },
          { first: 0, columns: 1, step: 1, panelStrips: 2 },
          { first: d >> 1, columns: d - (d >> 1), step: 3, panelStrips: 2 },
          { first: d >> 2, columns: Math.max(1, d >> 1), step: 100, panelStrips: 1 },
        ];
        for (const block of blocks) {
          const { first, columns, step, panelStrips } = block;
          const where = `n=${n} d=${d} columns ${first}…${first + columns - 1} step=${step} panel=${panelStrips}`;
          compare(found, problem, block, where);
        }
      }
    }
    // Panels of many blocks of features, and more rows than one partial sum holds.
    const long = randomProblem(7, { n: 9001, d: 13, K: 2 });
    for (const [first, columns] of [
      [0, 13],
      [2, 5],
      [12, 1],
    ] as const) {
      compare(found, long, { first, columns, step: 1, panelStrips: 128 }, `n=9001 columns ${first}…`);
    }
    return found;
  });

  test('gives the Gram matrix of the centred rows', () => {
    expect(findings().of('features')).toEqual([]);
  });

  test('gives the sums of the centred rows', () => {
    expect(findings().of('sums')).toEqual([]);
  });

  test('leaves entries past the block at 0', () => {
    expect(findings().of('rest')).toEqual([]);
  });

  test('writes nothing but its output and its scratch', () => {
    expect(findings().canaries).toEqual([]);
  });
});
