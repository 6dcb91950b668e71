import { describe, expect, it } from 'vitest';
import {
  CsrMatrix,
  createObjective,
  type Objective,
  type ObjectiveOptions,
  type OwnedObjective,
  type OwnedRemoteObjective,
} from '../src/index.js';
import { minimize } from '../src/solvers/index.js';
import { errorOf, maxDifference, mulberry32, randomProblem } from './helpers.js';

const N = 30;
const D = 3;
const K = 4;
const { X, y } = randomProblem(21, N, D, K);
const WEIGHTS = Float64Array.from({ length: N }, (_, i) => (i % 5) / 2);
const exact = { precision: 'float64' } as const;

/** Parameters to evaluate at, the same for the same size. */
function parameters(size: number): Float64Array {
  const random = mulberry32(size);
  return Float64Array.from({ length: size }, () => 2 * random() - 1);
}

function evaluate(objective: Objective, w = parameters(objective.size)) {
  const gradient = new Float64Array(objective.size);
  return { value: objective.valueAndGradient(w, gradient), gradient };
}

/** The mean loss from the formula, for `classes` rows of weights, each followed by its intercept. */
function meanLoss(w: Float64Array, labels: number[], classes: number, weights?: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (const [i, x] of X.entries()) {
    const logits = Array.from({ length: classes }, (_, k) => {
      const row = w.subarray(k * (D + 1), (k + 1) * (D + 1));
      return x.reduce((z, xj, j) => z + xj * (row[j] as number), row[D] as number);
    });
    const lse = Math.log(logits.reduce((s, z) => s + Math.exp(z), 0));
    const weight = weights ? (weights[i] as number) : 1;
    sum += weight * (lse - (logits[labels[i] as number] as number));
    total += weight;
  }
  return sum / total;
}

/** ‖W‖² without the intercepts. */
const squares = (w: Float64Array) => w.reduce((sum, wi, i) => (i % (D + 1) < D ? sum + wi * wi : sum), 0);

describe('the parameters', () => {
  it('are K rows of d weights and an intercept', () => {
    expect(createObjective(X, y).size).toBe(K * (D + 1));
  });

  it('are K rows of d weights without intercept', () => {
    expect(createObjective(X, y, { fitIntercept: false }).size).toBe(K * D);
  });

  it('count classes from nClasses, also those that y lacks', () => {
    expect(createObjective(X, y, { nClasses: 7 }).size).toBe(7 * (D + 1));
  });

  it('count two classes at least', () => {
    expect(createObjective([[1], [2]], [0, 0]).size).toBe(4);
  });

  it('have each intercept after its class’s weights', () => {
    const w = parameters(K * (D + 1));
    expect(evaluate(createObjective(X, y, exact), w).value).toBeCloseTo(meanLoss(w, y, K), 12);
  });

  it('without intercept are those with intercepts of zero', () => {
    const w = parameters(K * D);
    const padded = Float64Array.from({ length: K * (D + 1) }, (_, i) =>
      i % (D + 1) < D ? (w[Math.floor(i / (D + 1)) * D + (i % (D + 1))] as number) : 0,
    );
    const objective = createObjective(X, y, { ...exact, fitIntercept: false });
    expect(evaluate(objective, w).value).toBeCloseTo(meanLoss(padded, y, K), 12);
  });
});

describe('the penalty', () => {
  const w = parameters(K * (D + 1));
  const penaltyOf = (options: Omit<ObjectiveOptions, 'workers'>) =>
    evaluate(createObjective(X, y, { ...exact, ...options }), w).value -
    evaluate(createObjective(X, y, { ...exact, ...options, C: undefined, alpha: undefined } as object), w)
      .value;

  it('is absent by default: the data term alone is a mean', () => {
    expect(evaluate(createObjective(X, y, exact), w).value).toBeCloseTo(meanLoss(w, y, K), 12);
  });

  it('of C is ½‖W‖²/(C·n)', () => {
    expect(penaltyOf({ C: 0.25 })).toBeCloseTo(squares(w) / (2 * 0.25 * N), 12);
  });

  it('of C with sample weights is ½‖W‖²/(C·Σw)', () => {
    const total = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
    expect(penaltyOf({ C: 0.25, sampleWeight: WEIGHTS })).toBeCloseTo(squares(w) / (2 * 0.25 * total), 12);
  });

  it('of alpha is ½·alpha·‖W‖²', () => {
    expect(penaltyOf({ alpha: 0.3 })).toBeCloseTo((0.3 * squares(w)) / 2, 12);
  });

  it('of alpha does not depend on the weights', () => {
    expect(penaltyOf({ alpha: 0.3, sampleWeight: WEIGHTS })).toBeCloseTo((0.3 * squares(w)) / 2, 12);
  });

  it('of alpha = 1/(C·Σw) is that of C', () => {
    const total = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
    const byC = createObjective(X, y, { ...exact, sampleWeight: WEIGHTS, C: 3 });
    const byAlpha = createObjective(X, y, { ...exact, sampleWeight: WEIGHTS, alpha: 1 / (3 * total) });
    expect(evaluate(byAlpha, w).value).toBeCloseTo(evaluate(byC, w).value, 14);
  });

  it.each<[string, ObjectiveOptions]>([
    ['C: Infinity', { C: Infinity }],
    ['alpha: 0', { alpha: 0 }],
  ])('is absent for %s', (_, options) => {
    expect(penaltyOf(options)).toBe(0);
  });

  it('counts twice for two classes', () => {
    const labels = y.map(k => k % 2);
    const w2 = parameters(2 * (D + 1));
    const objective = createObjective(X, labels, { ...exact, C: 0.25 });
    const penalty = evaluate(objective, w2).value - meanLoss(w2, labels, 2);
    expect(penalty).toBeCloseTo(squares(w2) / (0.25 * N), 12);
  });

  it('adds 1/(C·n) times the weights to the gradient', () => {
    const bare = evaluate(createObjective(X, y, exact), w).gradient;
    const { gradient } = evaluate(createObjective(X, y, { ...exact, C: 0.25 }), w);
    const expected = w.map((wi, i) => (bare[i] as number) + (i % (D + 1) < D ? wi / (0.25 * N) : 0));
    expect(maxDifference(gradient, expected)).toBeLessThan(1e-14);
  });
});

describe('sampleWeight', () => {
  const w = parameters(K * (D + 1));

  it('makes the data term a weighted mean', () => {
    const { value } = evaluate(createObjective(X, y, { ...exact, sampleWeight: WEIGHTS }), w);
    expect(value).toBeCloseTo(meanLoss(w, y, K, WEIGHTS), 12);
  });

  it.each([1e-6, 1e6])('may be scaled by %d without effect', scale => {
    const scaled = WEIGHTS.map(weight => scale * weight);
    const { value } = evaluate(createObjective(X, y, { ...exact, sampleWeight: scaled }), w);
    expect(value).toBeCloseTo(meanLoss(w, y, K, WEIGHTS), 12);
  });
});

describe('curvature', () => {
  it.each([true, false])('has one block per class with fitIntercept %s', fitIntercept => {
    const { curvature } = createObjective(X, y, { fitIntercept });
    expect([curvature?.rows, curvature?.classes, curvature?.blockSize]).toEqual([
      N,
      K,
      D + (fitIntercept ? 1 : 0),
    ]);
  });
});

describe('dispose', () => {
  const disposed = () => {
    const objective = createObjective(X, y);
    objective.dispose();
    return objective;
  };
  const gone = new Error('this objective has been disposed of');

  it('ends valueAndGradient', () => {
    expect(errorOf(() => evaluate(disposed()))).toEqual(gone);
  });

  it('ends curvature', () => {
    expect(errorOf(() => disposed().curvature)).toEqual(gone);
  });

  it('may be called twice', () => {
    expect(() => disposed().dispose()).not.toThrow();
  });

  it('leaves the size readable', () => {
    expect(disposed().size).toBe(K * (D + 1));
  });

  it.runIf(typeof Symbol.dispose === 'symbol')('is what Symbol.dispose names', () => {
    const objective = createObjective(X, y) as unknown as Record<symbol, () => void> & Objective;
    (objective[Symbol.dispose] as () => void)();
    expect(errorOf(() => evaluate(objective))).toEqual(gone);
  });
});

describe('arguments', () => {
  it.each<[string, () => unknown, Error]>([
    [
      'a w of another length',
      () => createObjective(X, y).valueAndGradient(new Float64Array(15), new Float64Array(16)),
      new RangeError('the length of w is 15: expected 16 parameters'),
    ],
    [
      'a gradient of another length',
      () => createObjective(X, y).valueAndGradient(new Float64Array(16), new Float64Array(17)),
      new RangeError('the length of gradient is 17: expected 16 parameters'),
    ],
    [
      'a w that is no Float64Array',
      () => createObjective(X, y).valueAndGradient(Array(16).fill(0) as never, new Float64Array(16)),
      new TypeError('w is Array(16): expected a Float64Array of 16'),
    ],
    [
      'a gradient in float32',
      () => createObjective(X, y).valueAndGradient(new Float64Array(16), new Float32Array(16) as never),
      new TypeError('gradient is Float32Array(16): expected a Float64Array of 16'),
    ],
    [
      'a y beyond nClasses',
      () => createObjective([[1], [2]], [0, 2], { nClasses: 2 }),
      new RangeError('y[1] is 2: expected a class index from 0 to 1'),
    ],
    [
      'a y beyond 65535',
      () => createObjective([[1], [2]], [0, 65536]),
      new RangeError('y[1] is 65536: expected a class index from 0 to 65535'),
    ],
    [
      'a y of strings',
      () => createObjective([[1], [2]], ['0', '1'] as never),
      new TypeError('y[0] is "0": expected a class index'),
    ],
    [
      'a y that is NaN',
      () => createObjective([[1], [2]], [0, Number.NaN]),
      new RangeError('y[1] is NaN: expected a class index from 0 to 65535'),
    ],
    [
      'no y',
      () => createObjective([[1]], undefined as never),
      new TypeError('y is undefined: expected an array of class indices'),
    ],
    [
      'one class',
      () => createObjective([[1], [2]], [0, 0], { nClasses: 1 }),
      new RangeError('nClasses is 1: expected a whole number from 2 to 65536'),
    ],
    [
      'another length of sampleWeight',
      () => createObjective([[1], [2]], [0, 1], { sampleWeight: [1] }),
      new RangeError('the length of sampleWeight is 1: expected 2, one per row of X'),
    ],
    [
      'no workers',
      () => createObjective([[1], [2]], [0, 1], { workers: 0 }),
      new RangeError('workers is 0: expected a whole number of at least 1'),
    ],
  ])('are refused: %s', (_, call, expected) => {
    expect(errorOf(call)).toEqual(expected);
  });

  it('are refused: an unknown option', () => {
    const options = { penalty: 1 } as ObjectiveOptions;
    expect(errorOf(() => createObjective([[1], [2]], [0, 1], options))).toBeInstanceOf(TypeError);
  });

  it.each(['solver', 'maxIter', 'tol', 'classWeight', 'classes', 'warmStart'])(
    'are refused: %s, an option of the estimator that an objective does not read',
    name => {
      const values: Record<string, unknown> = {
        solver: 'lbfgs',
        maxIter: 5,
        tol: 1,
        classWeight: 'balanced',
        classes: [0, 1],
        warmStart: true,
      };
      const options = { [name]: values[name] } as ObjectiveOptions;
      expect(errorOf(() => createObjective([[1], [2]], [0, 1], options))).toBeInstanceOf(TypeError);
    },
  );
});

describe('with workers', () => {
  const rows = Array.from({ length: 1200 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const labels = rows.map(([a = 0, b = 0]) => (a > 0.3 ? 1 : 0) + (b > 0 ? 1 : 0));
  const settings = { precision: 'float64', C: 1 } as const;
  const w = Float64Array.from({ length: 9 }, (_, i) => Math.sin(i));
  const here = createObjective(rows, labels, settings);
  const expected = new Float64Array(9);
  const value = here.valueAndGradient(w, expected);
  const there = () => createObjective(rows, labels, { ...settings, workers: 2 }) as OwnedRemoteObjective;

  it('answers with a promise of the same bits', async () => {
    const objective = there();
    const gradient = new Float64Array(9);
    const answer = objective.valueAndGradient(w, gradient);
    expect(answer).toBeInstanceOf(Promise);
    expect([await answer, ...gradient]).toEqual([value, ...expected]);
    objective.dispose();
  });

  it('has the curvature of sparse rows too', async () => {
    const sparse = CsrMatrix.fromRows(rows.map(row => [...row.entries()]));
    const alone = createObjective(sparse, labels, settings) as OwnedObjective;
    const objective = createObjective(sparse, labels, { ...settings, workers: 2 }) as OwnedRemoteObjective;
    expect(await objective.valueAndGradient(w, new Float64Array(9))).toBeCloseTo(value, 12);
    const v = w.map(Math.cos);
    const [product, diagonal, gram] = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
    const answer = objective.curvature?.hessianVector?.(w, v, product);
    expect(answer).toBeInstanceOf(Promise);
    await Promise.all([
      answer,
      objective.curvature?.diagonal?.(w, diagonal),
      objective.curvature?.gram({ kind: 'class', w, k: 1 }, 1, gram),
    ]);
    const out = new Float64Array(9);
    alone.curvature?.hessianVector?.(w, v, out);
    expect(product).toEqual(out);
    alone.curvature?.diagonal?.(w, out);
    expect(diagonal).toEqual(out);
    alone.curvature?.gram({ kind: 'class', w, k: 1 }, 1, out);
    expect(gram).toEqual(out);
    objective.dispose();
    expect(errorOf(() => objective.curvature).message).toBe('this objective has been disposed of');
  });

  it('is of w as it was when it was asked', async () => {
    const objective = there();
    const point = w.slice();
    const answer = objective.valueAndGradient(point, new Float64Array(9));
    point.fill(0);
    expect(await answer).toBe(value);
    objective.dispose();
  });

  it('keeps answers apart that were asked for together', async () => {
    const objective = there();
    const gradients = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
    const points = [w, new Float64Array(9), w];
    const values = await Promise.all(
      points.map((point, i) => objective.valueAndGradient(point, gradients[i] as Float64Array)),
    );
    const zero = new Float64Array(9);
    expect(values).toEqual([value, here.valueAndGradient(new Float64Array(9), zero), value]);
    expect(gradients).toEqual([expected, zero, expected]);
    objective.dispose();
  });

  it('is refused by minimize, which cannot wait, and nothing is left unhandled', () => {
    const objective = there();
    expect(() => minimize(objective as unknown as Objective)).toThrow(
      'the objective answered with a promise',
    );
    objective.dispose();
  });

  it('has no room here either: the same error as on one thread', () => {
    const wide = { data: new Float64Array(1200 * 9000), rows: 1200, cols: 9000 };
    const many = { nClasses: 65536 };
    const errors = [1, 2].map(workers => errorOf(() => createObjective(wide, labels, { ...many, workers })));
    expect(errors.map(error => error.name)).toEqual(['RangeError', 'RangeError']);
  });
});
