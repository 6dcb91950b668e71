import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { type Label, type MatrixLike, type Options, type Progress, SoftmaxRegression } from '../src/index.js';
import {
  errorOf,
  gaussian,
  loadTable,
  maxDifference,
  mulberry32,
  numbersOf,
  randomProblem,
} from './helpers.js';

let warn: MockInstance<typeof console.warn>;

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  return () => warn.mockRestore();
});

const PROBLEM = randomProblem(31, 120, 5, 3);
const fitted = (options: Options = {}) => new SoftmaxRegression(options).fitSync(PROBLEM.X, PROBLEM.y);
const NOT_FITTED = 'this SoftmaxRegression is not fitted yet: call fit first';
const allFinite = (model: SoftmaxRegression) => numbersOf(model).every(Number.isFinite);

describe('with default options', () => {
  describe.each(['iris', 'wine', 'digits', 'breast_cancer'])('on %s as it is', name => {
    const { X, y } = loadTable(name);

    it('converges', () => {
      expect(new SoftmaxRegression().fitSync(X, y).report.status).toBe('converged');
    });

    it('does not warn', () => {
      new SoftmaxRegression().fitSync(X, y);
      expect(warn).not.toHaveBeenCalled();
    });

    it('reports a gradient within tol', () => {
      expect(new SoftmaxRegression().fitSync(X, y).report.gradientNorm).toBeLessThanOrEqual(1e-4);
    });
  });
});

describe('a fit that does not converge', () => {
  it('warns once', () => {
    fitted({ maxIter: 2 });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('names the solver, the iterations, the gradient norm, tol and what to do', () => {
    const { report } = fitted({ maxIter: 2 });
    expect(warn).toHaveBeenCalledWith(
      `softmax-wasm: lbfgs stopped after 2 iterations with gradient norm ${report.gradientNorm.toExponential(1)}` +
        ' > tol 0.0001: raise maxIter or tol, or lower C',
    );
  });

  it('names gradient descent where it ran', () => {
    fitted({ solver: 'gradient-descent', maxIter: 2 });
    expect(warn.mock.calls[0]?.[0]).toContain('gradient-descent stopped after 2 iterations');
  });

  it('warns once from fit too', async () => {
    await new SoftmaxRegression({ maxIter: 2 }).fit(PROBLEM.X, PROBLEM.y);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  describe('because the learning rate is too large', () => {
    const diverging = () => fitted({ solver: 'gradient-descent', learningRate: 1e200 });

    it('warns once', () => {
      diverging();
      expect(warn).toHaveBeenCalledTimes(1);
    });

    it('is advised to lower the learning rate', () => {
      diverging();
      expect(warn.mock.calls[0]?.[0]).toContain('learningRate');
    });

    it('has finite coefficients', () => {
      expect(allFinite(diverging())).toBe(true);
    });
  });

  it('is silent where quiet says so', () => {
    new SoftmaxRegression({ maxIter: 2 }).fitSync(PROBLEM.X, PROBLEM.y, { quiet: true });
    expect(warn).not.toHaveBeenCalled();
  });

  it('says so in its report', () => {
    expect(fitted({ maxIter: 2 }).report.status).toBe('maxIter');
  });

  it('has made as many iterations as maxIter allows', () => {
    expect(fitted({ maxIter: 2 }).nIter).toBe(2);
  });

  it('is fitted', () => {
    expect(fitted({ maxIter: 2 }).predict(PROBLEM.X)).toHaveLength(120);
  });
});

describe('an abort during a fit', () => {
  async function aborted(at = 3) {
    const controller = new AbortController();
    const model = new SoftmaxRegression({ solver: 'gradient-descent', maxIter: 500 });
    return model.fit(PROBLEM.X, PROBLEM.y, {
      signal: controller.signal,
      onIteration: ({ iteration }) => {
        if (iteration === at) controller.abort();
      },
    });
  }

  it("resolves with status 'aborted'", async () => {
    expect((await aborted()).report.status).toBe('aborted');
  });

  it('keeps the iterations made before', async () => {
    expect((await aborted()).nIter).toBe(3);
  });

  it('has the parameters of the last iteration', async () => {
    const same = new SoftmaxRegression({ solver: 'gradient-descent', maxIter: 3 });
    same.fitSync(PROBLEM.X, PROBLEM.y, { quiet: true });
    expect(numbersOf(await aborted())).toEqual(numbersOf(same));
  });

  it('leaves a model that predicts', async () => {
    expect((await aborted()).predict(PROBLEM.X)).toHaveLength(120);
  });

  it('does not warn: it was asked for', async () => {
    await aborted();
    expect(warn).not.toHaveBeenCalled();
  });

  it('may come from a timer', async () => {
    const { X, y } = randomProblem(32, 20000, 20, 5);
    const controller = new AbortController();
    const model = new SoftmaxRegression({ solver: 'gradient-descent', maxIter: 100000, tol: 0 });
    const onIteration = ({ iteration }: Progress) => {
      if (iteration === 0) setTimeout(() => controller.abort(), 1);
    };
    await model.fit(X, y, { signal: controller.signal, onIteration });
    expect(model.report.status).toBe('aborted');
  });
});

describe('a signal aborted before the fit', () => {
  const early = (model: SoftmaxRegression) =>
    model.fit(PROBLEM.X, PROBLEM.y, { signal: AbortSignal.abort(new Error('no time')) });

  it('rejects with its reason', async () => {
    await expect(early(new SoftmaxRegression())).rejects.toThrow('no time');
  });

  it('leaves a new model unfitted', async () => {
    const model = new SoftmaxRegression();
    await early(model).catch(() => {});
    expect(() => model.coef).toThrow(NOT_FITTED);
  });

  it('leaves a fitted model as it was', async () => {
    const model = fitted({ C: 0.1 });
    const before = numbersOf(model);
    await early(model).catch(() => {});
    expect(numbersOf(model)).toEqual(before);
  });
});

describe('a fit that throws', () => {
  const broken = { X: [[1], [Number.NaN]], y: [0, 1] };

  it('leaves a new model unfitted', () => {
    const model = new SoftmaxRegression();
    errorOf(() => model.fitSync(broken.X, broken.y));
    expect(() => model.coef).toThrow(NOT_FITTED);
  });

  it('leaves all that a fitted model is as it was', () => {
    const model = fitted();
    const before = JSON.stringify(model);
    errorOf(() => model.fitSync(broken.X, broken.y));
    expect(JSON.stringify(model)).toBe(before);
  });

  it('leaves its predictions as they were', () => {
    const model = fitted();
    const before = model.predictProba(PROBLEM.X).data;
    errorOf(() => model.fitSync(broken.X, broken.y));
    expect(model.predictProba(PROBLEM.X).data).toEqual(before);
  });

  it('leaves a fitted model as it was where the callback threw', () => {
    const model = fitted({ maxIter: 20 });
    const before = JSON.stringify(model);
    const onIteration = () => {
      throw new Error('a broken callback');
    };
    errorOf(() => model.fitSync(PROBLEM.X.slice(0, 50), PROBLEM.y.slice(0, 50), { onIteration }));
    expect(JSON.stringify(model)).toBe(before);
  });

  it('rejects with what a callback throws', async () => {
    const broken = new Error('a broken callback');
    const onIteration = () => {
      throw broken;
    };
    await expect(new SoftmaxRegression().fit(PROBLEM.X, PROBLEM.y, { onIteration })).rejects.toBe(broken);
  });
});

describe('progress', () => {
  it('is told from fitSync as the report has it', () => {
    const told: Progress[] = [];
    const { report } = new SoftmaxRegression().fitSync(PROBLEM.X, PROBLEM.y, {
      onIteration: progress => told.push(progress),
    });
    expect(told).toEqual(report.history);
  });

  it('is told from fit as the report has it', async () => {
    const told: Progress[] = [];
    const { report } = await new SoftmaxRegression().fit(PROBLEM.X, PROBLEM.y, {
      onIteration: progress => told.push(progress),
    });
    expect(told).toEqual(report.history);
  });

  it('counts iterations from 0', () => {
    const { report } = fitted();
    expect(report.history.map(({ iteration }) => iteration)).toEqual([...report.history.keys()]);
  });

  it('ends with the numbers of the report', () => {
    const { report } = fitted();
    const { objective, gradientNorm } = report.history.at(-1) as Progress;
    expect([objective, gradientNorm]).toEqual([report.objective, report.gradientNorm]);
  });

  it('ends with iteration nIter', () => {
    const model = fitted();
    expect(model.report.history.at(-1)?.iteration).toBe(model.nIter);
  });
});

describe('warmStart', () => {
  const { X, y } = loadTable('iris');

  it('continues where the last fit ended: the second takes no iteration', () => {
    const model = new SoftmaxRegression({ warmStart: true }).fitSync(X, y);
    expect(model.fitSync(X, y).nIter).toBe(0);
  });

  it('takes fewer iterations than a new fit when a few rows change', () => {
    const half = X.map((_, i) => i).filter(i => i % 10 !== 0);
    const [someX, someY] = [half.map(i => X[i] as number[]), half.map(i => y[i] as Label)];
    const warm = new SoftmaxRegression({ warmStart: true }).fitSync(someX, someY).fitSync(X, y);
    expect(warm.nIter).toBeLessThan(new SoftmaxRegression().fitSync(X, y).nIter);
  });

  it('reaches the same optimum', () => {
    const options = { precision: 'float64', tol: 1e-9 } as const;
    const warm = new SoftmaxRegression({ ...options, warmStart: true }).fitSync(X.slice(10), y.slice(10));
    const cold = new SoftmaxRegression(options).fitSync(X, y);
    expect(maxDifference(numbersOf(warm.fitSync(X, y)), numbersOf(cold))).toBeLessThan(1e-6);
  });

  it('starts at zero the first time', () => {
    const [warm, cold] = [true, false].map(warmStart => new SoftmaxRegression({ warmStart }).fitSync(X, y));
    expect(numbersOf(warm as SoftmaxRegression)).toEqual(numbersOf(cold as SoftmaxRegression));
  });

  it('continues a model that was loaded', () => {
    const model = new SoftmaxRegression({ warmStart: true }).fitSync(X, y);
    expect(SoftmaxRegression.fromBytes(model.toBytes()).fitSync(X, y).nIter).toBe(0);
  });

  it('refuses X of another width', () => {
    const model = new SoftmaxRegression({ warmStart: true }).fitSync(X, y);
    const narrow = X.map(row => row.slice(1));
    expect(errorOf(() => model.fitSync(narrow, y))).toEqual(
      new RangeError('the number of columns of X is 3: expected 4, as in the fit to start from'),
    );
  });

  it.each<[string, Label[]]>([
    ['fewer classes', y.map((_, i) => i % 2)],
    ['other classes', y.map((_, i) => `other ${i % 3}`)],
  ])('refuses y of %s', (_, labels) => {
    const model = new SoftmaxRegression({ warmStart: true }).fitSync(X, y);
    const error = errorOf(() => model.fitSync(X, labels));
    expect([error.constructor, error.message]).toEqual([
      RangeError,
      expect.stringMatching(/^the classes of y /),
    ]);
  });

  it('leaves the model as it was where it refuses', () => {
    const model = new SoftmaxRegression({ warmStart: true }).fitSync(X, y);
    const before = numbersOf(model);
    errorOf(() =>
      model.fitSync(
        X.map(row => row.slice(1)),
        y,
      ),
    );
    expect(numbersOf(model)).toEqual(before);
  });
});

describe('labels', () => {
  it('may be declared without occurring', () => {
    const model = new SoftmaxRegression({ classes: ['c', 'a', 'b'] }).fitSync(
      [[0], [1], [2]],
      ['a', 'c', 'a'],
    );
    expect(model.classes).toEqual(['a', 'b', 'c']);
  });

  it('declared without occurring are of low probability', () => {
    const model = new SoftmaxRegression({ classes: ['c', 'a', 'b'] }).fitSync(
      [[0], [1], [2]],
      ['a', 'c', 'a'],
    );
    expect(
      Math.max(
        ...model
          .predictProba([[0], [1], [2]])
          .toArray()
          .map(row => row[1] as number),
      ),
    ).toBeLessThan(0.05);
  });

  it('are refused where they are not declared', () => {
    const model = new SoftmaxRegression({ classes: [0, 1] });
    expect(errorOf(() => model.fitSync([[0], [1], [2]], [0, 1, 2]))).toEqual(
      new RangeError('y[2] is 2: expected one of the declared classes'),
    );
  });

  it('may be booleans', () => {
    const model = new SoftmaxRegression().fitSync([[0], [1], [2], [3]], [false, false, true, true]);
    expect(model.predict([[-5], [8]])).toEqual([false, true]);
  });

  it('of booleans are sorted false before true', () => {
    const model = new SoftmaxRegression().fitSync([[0], [1]], [true, false]);
    expect(model.classes).toEqual([false, true]);
  });

  it('of numbers are sorted by value', () => {
    const model = new SoftmaxRegression().fitSync([[0], [1], [2]], [10, 9, -1]);
    expect(model.classes).toEqual([-1, 9, 10]);
  });

  it('of strings are sorted by code unit', () => {
    const model = new SoftmaxRegression().fitSync([[0], [1], [2], [3]], ['é', 'z', 'Z', '10']);
    expect(model.classes).toEqual(['10', 'Z', 'z', 'é']);
  });

  it('may be a typed array', () => {
    const model = new SoftmaxRegression().fitSync(PROBLEM.X, Uint8Array.from(PROBLEM.y));
    expect(numbersOf(model)).toEqual(numbersOf(fitted()));
  });
});

describe('classWeight', () => {
  const { X, y } = PROBLEM;
  const names = ['a', 'b', 'c'];
  const weighted = (classWeight: Options['classWeight'], labels: Label[] = y) =>
    numbersOf(new SoftmaxRegression(classWeight ? { classWeight } : {}).fitSync(X, labels));

  it('is the same as record and as Map', () => {
    expect(weighted({ 0: 1, 1: 2.5, 2: 0.5 })).toEqual(
      weighted(
        new Map([
          [0, 1],
          [1, 2.5],
          [2, 0.5],
        ]),
      ),
    );
  });

  it('weighs a class that is not named by 1', () => {
    expect(weighted({ 1: 2.5 })).toEqual(weighted({ 0: 1, 1: 2.5, 2: 1 }));
  });

  it('is the same for names as for numbers', () => {
    const labels = y.map(k => names[k] as string);
    expect(weighted({ a: 1, b: 2.5, c: 0.5 }, labels)).toEqual(weighted({ 0: 1, 1: 2.5, 2: 0.5 }));
  });

  it('takes booleans as keys of a Map', () => {
    const labels = y.map(k => k === 0);
    expect(weighted(new Map([[true, 3]]), labels)).toEqual(weighted({ true: 3 }, labels));
  });

  it('changes the answer', () => {
    expect(weighted({ 1: 2.5 })).not.toEqual(weighted(undefined));
  });
});

describe('X', () => {
  const { X, y } = randomProblem(33, 60, 4, 3);
  // Multiples of 1/8 in a byte's range are the same number in every type.
  const eighths = X.map(row => row.map(value => Math.round(8 * value) / 8));
  const flat = eighths.flat();
  const coefficients = (matrix: MatrixLike) => numbersOf(new SoftmaxRegression().fitSync(matrix, y));
  const forms: Record<string, () => MatrixLike> = {
    'Float32Array rows': () => eighths.map(row => Float32Array.from(row)),
    'Float64Array rows': () => eighths.map(row => Float64Array.from(row)),
    'Float32Array data with rows and cols': () => ({ data: Float32Array.from(flat), rows: 60, cols: 4 }),
    'Float64Array data with rows and cols': () => ({ data: Float64Array.from(flat), rows: 60, cols: 4 }),
    'number[] data with rows and cols': () => ({ data: flat, rows: 60, cols: 4 }),
    'Float32Array data with a shape': () => ({ data: Float32Array.from(flat), shape: [60, 4] }),
    'Float64Array data with a shape': () => ({ data: Float64Array.from(flat), shape: [60, 4] }),
    'number[] data with a shape': () => ({ data: flat, shape: [60, 4] }),
    'a view into a larger buffer': () => ({
      data: Float64Array.from([9, 9, ...flat, 9]).subarray(2, 2 + flat.length),
      rows: 60,
      cols: 4,
    }),
    'an ml-matrix': () => ({ rows: 60, columns: 4, to2DArray: () => eighths }),
  };

  it.each(Object.keys(forms))('as %s has the coefficients of number[][]', form => {
    expect(coefficients((forms[form] as () => MatrixLike)())).toEqual(coefficients(eighths));
  });

  it.each<[string, (bytes: number[]) => MatrixLike]>([
    ['Uint8Array data with rows and cols', bytes => ({ data: Uint8Array.from(bytes), rows: 60, cols: 4 })],
    ['Uint8Array data with a shape', bytes => ({ data: Uint8Array.from(bytes), shape: [60, 4] })],
    [
      'Uint8ClampedArray data with a shape',
      bytes => ({ data: Uint8ClampedArray.from(bytes), shape: [60, 4] }),
    ],
  ])('as %s has the coefficients of the same numbers', (_, form) => {
    const bytes = flat.map(value => Math.abs(8 * value));
    const rows = X.map((_, i) => bytes.slice(4 * i, 4 * i + 4));
    expect(coefficients(form(bytes))).toEqual(coefficients(rows));
  });

  it('as the Matrix that predictions are is taken again', () => {
    const scores = fitted().decisionFunction(PROBLEM.X);
    const a = new SoftmaxRegression().fitSync(scores, PROBLEM.y);
    const b = new SoftmaxRegression().fitSync(scores.toArray(), PROBLEM.y);
    expect(numbersOf(a)).toEqual(numbersOf(b));
  });
});

describe.each(['float32', 'float64'] as const)('shapes at the edge, in %s', precision => {
  it('fits one row per class', () => {
    const corners = { data: [0, 0, 4, 0, 0, 4], rows: 3, cols: 2 };
    const model = new SoftmaxRegression({ precision }).fitSync(corners, ['a', 'b', 'c']);
    expect(model.predict(corners)).toEqual(['a', 'b', 'c']);
  });

  it('fits one feature', () => {
    const x = Array.from({ length: 30 }, (_, i) => [i]);
    const model = new SoftmaxRegression({ precision }).fitSync(
      x,
      x.map((_, i) => Math.floor(i / 10)),
    );
    expect([model.report.status, ...model.predict([[2], [15], [27]])]).toEqual(['converged', 0, 1, 2]);
  });

  it('fits 300 classes', () => {
    const { X, y } = randomProblem(34, 1500, 4, 300);
    const model = new SoftmaxRegression({ precision }).fitSync(X, y);
    expect([model.report.status, model.coef.rows, model.classes.length]).toEqual(['converged', 300, 300]);
  });

  it('gives 300 probabilities that sum to 1', () => {
    const { X, y } = randomProblem(34, 600, 4, 300);
    const rows = new SoftmaxRegression({ precision }).fitSync(X, y).predictProba(X.slice(0, 5)).toArray();
    expect(
      maxDifference(
        rows.map(row => row.reduce((sum, p) => sum + p, 0)),
        Array(5).fill(1),
      ),
    ).toBeLessThan(precision === 'float32' ? 1e-6 : 1e-11);
  });

  it('takes one row of data where classes are declared', () => {
    const model = new SoftmaxRegression({ precision, classes: [0, 1] }).fitSync([[1, 2]], [1]);
    expect([model.report.status, ...model.predict([[1, 2]])]).toEqual(['converged', 1]);
  });
});

describe.each(['float32', 'float64'] as const)(
  'data without a finite or single optimum, in %s',
  precision => {
    describe('more features than rows, without a penalty', () => {
      const { X, y } = randomProblem(35, 20, 40, 3);
      const model = () => new SoftmaxRegression({ precision, C: Infinity }).fitSync(X, y);

      it('ends with finite coefficients', () => {
        expect(allFinite(model())).toBe(true);
      });

      it('ends with a finite objective and gradient', () => {
        const { objective, gradientNorm } = model().report;
        expect([objective, gradientNorm].every(Number.isFinite)).toBe(true);
      });

      it('separates the rows', () => {
        expect(model().score(X, y)).toBe(1);
      });

      it('ends with finite coefficients where tol is 0', () => {
        const strict = new SoftmaxRegression({ precision, C: Infinity, tol: 0 }).fitSync(X, y);
        expect(allFinite(strict)).toBe(true);
      });
    });

    it('gives a constant column a coefficient of zero under a penalty', () => {
      const X = PROBLEM.X.map(row => [...row, 7]);
      const model = new SoftmaxRegression({ precision, tol: 1e-6 }).fitSync(X, PROBLEM.y);
      const column = [0, 1, 2].map(k => model.coef.get(k, 5));
      expect([model.report.status, maxDifference(column, [0, 0, 0]) < 1e-3]).toEqual(['converged', true]);
    });

    it('converges with a constant column and no penalty', () => {
      const X = PROBLEM.X.map(row => [...row, 7]);
      const model = new SoftmaxRegression({ precision, C: Infinity }).fitSync(X, PROBLEM.y);
      expect([model.report.status, allFinite(model)]).toEqual(['converged', true]);
    });

    it('gives two equal columns equal coefficients under a penalty', () => {
      const X = PROBLEM.X.map(row => [...row, row[0] as number]);
      const model = new SoftmaxRegression({ precision, tol: 1e-6 }).fitSync(X, PROBLEM.y);
      const [first, last] = [0, 5].map(j => [0, 1, 2].map(k => model.coef.get(k, j)));
      expect(maxDifference(first as number[], last as number[])).toBeLessThan(1e-3);
    });

    it('predicts with two equal columns and no penalty as with one', () => {
      const options = { precision, C: Infinity, tol: 1e-6 };
      const X = PROBLEM.X.map(row => [...row, row[0] as number]);
      const two = new SoftmaxRegression(options).fitSync(X, PROBLEM.y).predictProba(X).data;
      const one = new SoftmaxRegression(options).fitSync(PROBLEM.X, PROBLEM.y).predictProba(PROBLEM.X).data;
      expect(maxDifference(two, one)).toBeLessThan(1e-3);
    });

    describe('columns scaled from 1e-6 to 1e6', () => {
      const scales = [1e-6, 1e-3, 1, 1e3, 1e6];
      const X = PROBLEM.X.map(row => row.map((value, j) => value * (scales[j] as number)));

      it.each([1, Infinity])('converge, or the report and a warning say that they did not, for C = %d', C => {
        const { status, gradientNorm } = new SoftmaxRegression({ precision, C }).fitSync(X, PROBLEM.y).report;
        const converged = status === 'converged';
        expect([gradientNorm <= 1e-4, warn.mock.calls.length]).toEqual([converged, converged ? 0 : 1]);
      });

      it('converge in float64', () => {
        const { status } = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, PROBLEM.y).report;
        expect(status).toBe('converged');
      });

      it('end with finite coefficients', () => {
        expect(allFinite(new SoftmaxRegression({ precision }).fitSync(X, PROBLEM.y))).toBe(true);
      });
    });
  },
);

describe('sampleWeight', () => {
  it.each([1e-50, 1e-20, 1e20, 1e50])('may be scaled by %d in float32 without a penalty', scale => {
    const sampleWeight = PROBLEM.y.map((_, i) => scale * (1 + (i % 3)));
    const plain = PROBLEM.y.map((_, i) => 1 + (i % 3));
    const model = new SoftmaxRegression({ C: Infinity });
    const scaled = numbersOf(model.fitSync(PROBLEM.X, PROBLEM.y, { sampleWeight }));
    const expected = numbersOf(model.fitSync(PROBLEM.X, PROBLEM.y, { sampleWeight: plain }));
    expect(maxDifference(scaled, expected)).toBeLessThan(1e-2);
  });
});

describe('fit', () => {
  const other = randomProblem(36, 3000, 8, 4);

  it('gives the same bits as fitSync', async () => {
    const model = await new SoftmaxRegression().fit(other.X, other.y);
    expect(numbersOf(model)).toEqual(numbersOf(new SoftmaxRegression().fitSync(other.X, other.y)));
  });

  it('of two models at once gives the bits of one after the other', async () => {
    const options = { solver: 'gradient-descent', maxIter: 150 } as const;
    const start = ({ X, y }: { X: number[][]; y: number[] }) =>
      new SoftmaxRegression(options).fit(X, y, { quiet: true });
    const together = await Promise.all([start(other), start(PROBLEM)]);
    const apart = [await start(other), await start(PROBLEM)];
    expect(together.map(numbersOf)).toEqual(apart.map(numbersOf));
  });

  it('leaves other models able to predict meanwhile', async () => {
    const model = fitted();
    const before = model.predictProba(PROBLEM.X).data;
    const seen: boolean[] = [];
    await new SoftmaxRegression().fit(other.X, other.y, {
      onIteration: () => {
        seen.push(maxDifference(model.predictProba(PROBLEM.X).data, before) === 0);
      },
    });
    expect(new Set(seen)).toEqual(new Set([true]));
  });

  it('lets the model predict as it was while it is fitted again', async () => {
    const model = fitted();
    const before = numbersOf(model);
    let during: number[] = [];
    await model.fit(PROBLEM.X.slice(0, 60), PROBLEM.y.slice(0, 60), {
      onIteration: () => {
        during = numbersOf(model);
      },
    });
    expect(during).toEqual(before);
  });

  it('resolves with the model', async () => {
    const model = new SoftmaxRegression();
    expect(await model.fit(PROBLEM.X, PROBLEM.y)).toBe(model);
  });
});

describe("a change of the caller's arrays after the fit", () => {
  const given = () => ({
    X: PROBLEM.X.map(row => row.slice()),
    y: PROBLEM.y.map(k => `class ${k}`),
    featureNames: ['a', 'b', 'c', 'd', 'e'],
  });
  const changed = () => {
    const { X, y, featureNames } = given();
    const model = new SoftmaxRegression().fitSync(X, y, { featureNames });
    for (const row of X) row.fill(9);
    y.fill('changed');
    featureNames.fill('changed');
    return model;
  };

  it('changes no probability', () => {
    const { X, y } = given();
    const untouched = new SoftmaxRegression().fitSync(X, y);
    expect(changed().predictProba(X).data).toEqual(untouched.predictProba(X).data);
  });

  it('changes no label', () => {
    expect(new Set(changed().predict(PROBLEM.X))).toEqual(new Set(['class 0', 'class 1', 'class 2']));
  });

  it('changes no feature name', () => {
    expect(changed().featureNames).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('changes no options', () => {
    const options: Options = { maxIter: 3 };
    const model = new SoftmaxRegression(options);
    options.maxIter = 1;
    expect(model.fitSync(PROBLEM.X, PROBLEM.y, { quiet: true }).nIter).toBe(3);
  });

  it('changes no class weights', () => {
    const classWeight = { 0: 1, 1: 5, 2: 1 };
    const model = new SoftmaxRegression({ classWeight });
    const before = numbersOf(model.fitSync(PROBLEM.X, PROBLEM.y));
    classWeight[1] = 1;
    expect(numbersOf(model.fitSync(PROBLEM.X, PROBLEM.y))).toEqual(before);
  });
});

it('does not take options of the constructor in fit, where they would go unread', () => {
  const options = { maxIter: 1 } as object;
  expect(errorOf(() => new SoftmaxRegression().fitSync(PROBLEM.X, PROBLEM.y, options))).toBeInstanceOf(
    TypeError,
  );
});

it('predicts random rows as the largest of its logits says', () => {
  const normal = gaussian(mulberry32(37));
  const rows = Array.from({ length: 200 }, () => Array.from({ length: 5 }, normal));
  const model = fitted();
  const logits = model.decisionFunction(rows).toArray();
  expect(model.predict(rows)).toEqual(logits.map(z => z.indexOf(Math.max(...z))));
});
