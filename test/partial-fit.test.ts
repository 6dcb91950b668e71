import { describe, expect, it } from 'vitest';
import { type Label, type Options, SoftmaxRegression } from '../src/index.js';
import { errorOf, numbersOf, randomProblem } from './helpers.js';

const { X, y } = randomProblem(4, 900, 5, 3);
const options: Options = { solver: 'sgd', batchSize: 32 };
const classes = [0, 1, 2];

/** All rows, so many at a time. */
function feed(model: SoftmaxRegression, rows = 100, from = 0, to = X.length): SoftmaxRegression {
  for (let at = from; at < to; at += rows) {
    model.partialFit(X.slice(at, at + rows), y.slice(at, at + rows), { classes });
  }
  return model;
}

describe.each(['sgd', 'adam', 'auto'] as const)('partialFit by %s', solver => {
  const own: Options = solver === 'auto' ? {} : { ...options, solver };

  it('comes near what fit finds, and predicts after each call', () => {
    const model = new SoftmaxRegression(own);
    const scores = Array.from({ length: 20 }, () => feed(model).score(X, y));
    const best = new SoftmaxRegression().fitSync(X, y).score(X, y);
    expect(best - (scores[19] as number)).toBeLessThan(0.03);
  });

  it('goes on with the same bits from the same calls', () => {
    expect(numbersOf(feed(feed(new SoftmaxRegression(own))))).toEqual(
      numbersOf(feed(feed(new SoftmaxRegression(own)), 100)),
    );
  });

  it('changes nothing where a call fails', () => {
    const model = feed(new SoftmaxRegression(own), 100, 0, 300);
    const twin = feed(new SoftmaxRegression(own), 100, 0, 300);
    const before = numbersOf(model);
    const wrong: [unknown, unknown, object, RegExp][] = [
      [[[1, 2, 3, 4, 5]], [3], {}, /^y\[0\] is 3: expected one of the declared classes/],
      [[[1, 2, 3, 4]], [1], {}, /^the number of columns of X is 4: expected 5/],
      [[[1, 2, 3, 4, Number.NaN]], [1], {}, /^X\[0\]\[4\] is NaN/],
      [[[1, 2, 3, 4, 5]], [1, 2], {}, /^the length of y is 2/],
      [[[1, 2, 3, 4, 5]], [1], { classes: [0, 1] }, /^classes are 0, 1: expected 0, 1, 2, as the model has/],
      [[[1, 2, 3, 4, 5]], [1], { weights: [1] }, /^unknown option "weights" of partialFit/],
      [[[1, 2, 3, 4, 5]], [1], { sampleWeight: [-1] }, /^sampleWeight\[0\] is -1/],
    ];
    for (const [rows, labels, given, message] of wrong) {
      const call = () => model.partialFit(rows as number[][], labels as number[], given);
      expect(errorOf(call).message).toMatch(message);
      expect(numbersOf(model)).toEqual(before);
    }
    expect(numbersOf(feed(model, 100, 300))).toEqual(numbersOf(feed(twin, 100, 300)));
  });
});

describe('partialFit', () => {
  it('keeps its momentum from call to call', () => {
    const step = (model: SoftmaxRegression) => {
      const before = numbersOf(feed(model, 100, 0, 100));
      const after = numbersOf(feed(model, 100, 100, 200));
      return Math.hypot(...after.map((value, i) => value - (before[i] as number)));
    };
    const kept = step(new SoftmaxRegression(options));
    const lost = new SoftmaxRegression(options);
    feed(lost, 100, 0, 100);
    const before = numbersOf(lost);
    const fresh = feed(SoftmaxRegression.fromJSON(lost.toJSON()), 100, 100, 200);
    expect(kept).toBeGreaterThan(
      1.5 * Math.hypot(...numbersOf(fresh).map((v, i) => v - (before[i] as number))),
    );
  });

  it('is plain gradient descent on its rows where a batch is all of them', () => {
    const model = new SoftmaxRegression({
      ...options,
      precision: 'float64',
      momentum: 0,
      batchSize: 1000,
      learningRate: 0.5,
      fitIntercept: false,
      alpha: 0.01,
    });
    const plain = new SoftmaxRegression({
      solver: 'gradient-descent',
      precision: 'float64',
      learningRate: 0.5,
      fitIntercept: false,
      alpha: 0.01,
      maxIter: 3,
      tol: 0,
    }).fitSync(X, y, { quiet: true });
    for (let call = 0; call < 3; call++) model.partialFit(X, y, { classes });
    for (const [i, value] of numbersOf(plain).entries()) expect(numbersOf(model)[i]).toBeCloseTo(value, 10);
  });

  it('shares the penalty of C among the rows so far', () => {
    const strict: Options = {
      ...options,
      momentum: 0,
      batchSize: 100,
      precision: 'float64',
      fitIntercept: false,
    };
    const byC = new SoftmaxRegression({ ...strict, C: 0.1 });
    const byAlpha = new SoftmaxRegression({ ...strict, alpha: 1 / (0.1 * 100) });
    const call = (model: SoftmaxRegression, at: number) =>
      numbersOf(model.partialFit(X.slice(at, at + 100), y.slice(at, at + 100), { classes }));
    const first = call(byAlpha, 0);
    for (const [i, value] of call(byC, 0).entries()) expect(value).toBeCloseTo(first[i] as number, 12);
    expect(call(byC, 100)).not.toEqual(call(byAlpha, 100));
  });

  it('takes weights as shares of the mean weight of all rows so far', () => {
    const strict: Options = { ...options, momentum: 0, batchSize: 1000, precision: 'float64', alpha: 0 };
    const step = (weights: number[]) => {
      const model = new SoftmaxRegression({ ...strict, learningRate: 1e-3 });
      const start = new Float64Array(18);
      return weights.map(weight => {
        const sampleWeight = y.map(() => weight);
        const now = numbersOf(model.partialFit(X, y, { classes, sampleWeight }));
        const moved = Math.hypot(...now.map((value, i) => value - (start[i] as number)));
        start.set(now);
        return moved;
      });
    };
    const [first, second] = step([1, 1]) as [number, number];
    const [same, heavier] = step([2, 6]) as [number, number];
    expect(same).toBeCloseTo(first, 12);
    // The mean of 2 and 6 is 4.
    expect(heavier / second).toBeCloseTo(1.5, 3);
  });

  it('goes on from a fit, and from a model that was saved', () => {
    const fitted = new SoftmaxRegression({ ...options, maxIter: 3 }).fitSync(X, y, { quiet: true });
    const restored = SoftmaxRegression.fromJSON(JSON.stringify(fitted));
    const first = numbersOf(fitted.partialFit(X, y));
    expect(numbersOf(restored.partialFit(X, y))).toEqual(first);
    expect(fitted.classes).toEqual(classes);
  });

  it('keeps the names and the vectorizer of the model it goes on from', () => {
    const given = {
      featureNames: ['a', 'b', 'c', 'd', 'e'],
      targetName: 'class',
      vectorizer: { toJSON: () => ({ kind: 'of a test' }) },
    };
    const model = new SoftmaxRegression({ ...options, maxIter: 3 }).fitSync(X, y, { ...given, quiet: true });
    const names = ({ featureNames, targetName, vectorizer }: SoftmaxRegression) => ({
      featureNames,
      targetName,
      vectorizer,
    });
    const before = names(model);
    expect(names(feed(model))).toEqual(before);
    expect(before.vectorizer).toEqual({ kind: 'of a test' });
    expect(names(feed(SoftmaxRegression.fromBytes(model.toBytes())))).toEqual(before);
  });

  it('begins anew after a fit', () => {
    const model = feed(new SoftmaxRegression({ ...options, maxIter: 3 }));
    model.fitSync(X, y, { quiet: true });
    const fresh = new SoftmaxRegression({ ...options, maxIter: 3 }).fitSync(X, y, { quiet: true });
    expect(numbersOf(model.partialFit(X, y))).toEqual(numbersOf(fresh.partialFit(X, y)));
  });

  it('predicts classes that it was told of and has not seen', () => {
    const model = new SoftmaxRegression({ ...options, classes: ['a', 'b', 'c'] });
    model.partialFit([[0], [1]], ['a', 'b']);
    expect(model.predictProba([[0.5]]).cols).toBe(3);
  });

  it('keeps two classes as two rows of one vector', () => {
    const model = new SoftmaxRegression(options);
    const two = y.map(label => (label === 2 ? 1 : 0));
    for (let i = 0; i < 5; i++) model.partialFit(X, two, { classes: [0, 1] });
    for (let j = 0; j < 5; j++) expect(model.coef.get(0, j)).toBeCloseTo(-model.coef.get(1, j), 10);
  });

  it('keeps its report in files', () => {
    const model = feed(new SoftmaxRegression(options));
    expect(SoftmaxRegression.fromBytes(model.toBytes()).report).toMatchObject({
      status: 'streamEnded',
      rowsSeen: 900,
      solver: 'sgd',
    });
  });

  it.each<[Options, Label[] | undefined, RegExp]>([
    [{}, undefined, /^classes is undefined: expected the labels there will be/],
    [{}, [1], /^the length of classes is 1: expected at least 2/],
    [{}, [1, 1], /^classes\[1\] is 1/],
    [{}, 3 as unknown as Label[], /^classes is 3: expected an array of labels/],
    [{ solver: 'lbfgs' }, classes, /^solver 'lbfgs' cannot do partialFit, which sees rows once/],
    [{ solver: 'newton' }, classes, /^solver 'newton' cannot do partialFit/],
    [{ l1Ratio: 1 }, classes, /^solver 'adam' cannot do an L1 penalty \(l1Ratio is 1\): use fit$/],
    [
      { solver: 'sgd', average: 2 },
      classes,
      /^average is 2: expected a boolean or 1 where partialFit has a single pass/,
    ],
    [
      { thresholds: [1, 1, 5] },
      [2, 0, 1],
      /^classes\[0\] is 2: expected classes in sorted order where thresholds/,
    ],
    [{ classWeight: 'balanced' }, classes, /^classWeight is "balanced": expected weights by label/],
    [{ validationFraction: 0.2 }, classes, /^validationFraction is 0.2: partialFit cannot do it/],
    [{ solver: 'sgd', learningRateSchedule: 'cosine' }, classes, /^learningRateSchedule is "cosine"/],
    [{ solver: 'sgd', learningRate: 1e300 }, classes, /^learningRate is 1e\+300: expected a smaller one/],
  ])('refuses %o with classes %j', (given, declared, message) => {
    const model = new SoftmaxRegression(given);
    const error = errorOf(() => model.partialFit(X, y, declared ? { classes: declared } : {}));
    expect(error.message).toMatch(message);
    expect(() => model.coef).toThrow(/not fitted yet/);
  });
});

it('refuses rows that weigh nothing', () => {
  const sampleWeight = y.map(() => 0);
  const call = () => new SoftmaxRegression(options).partialFit(X, y, { classes, sampleWeight });
  expect(errorOf(call).message).toBe('sampleWeight leaves a total weight of 0: expected a positive total');
});

it('refuses thresholds of other classes, and nothing has changed', () => {
  const model = new SoftmaxRegression({ ...options, thresholds: [1, 2] });
  expect(errorOf(() => model.partialFit(X, y, { classes })).message).toMatch(
    /^the length of thresholds is 2/,
  );
  expect(() => model.coef).toThrow(/not fitted yet/);
});
