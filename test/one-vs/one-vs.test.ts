import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  CsrMatrix,
  type Label,
  OneVsOne,
  OneVsRest,
  type Options,
  SoftmaxRegression,
} from '../../src/index.js';
import { logLoss } from '../../src/metrics/index.js';
import { checksum } from '../../src/model-io/json.js';
import { Coupling } from '../../src/one-vs/coupling.js';
import { TextVectorizer } from '../../src/text/index.js';
import { errorOf, gaussian, loadTable, maxDifference, mulberry32, randomProblem } from '../helpers.js';

interface Case {
  dataset: string;
  way: 'rest' | 'one';
  options: Options;
  sampleWeight: boolean | null;
  decision: number[][];
  predictions: Label[];
  proba?: number[][];
}
const fixture: { cases: Case[]; couplings: { logits: number[]; proba: number[] }[] } = JSON.parse(
  readFileSync(new URL('../fixtures/one_vs.json', import.meta.url), 'utf8'),
);

const EXACT = { precision: 'float64', tol: 1e-10 } as const;
/** Both solvers stop at gradients of about 1e-12 of the sum; raw wine has curvatures down to 1e-4 of that. */
const AGREEMENT = 1e-6;
const WAYS = { rest: OneVsRest, one: OneVsOne };
const BOTH = Object.entries(WAYS);

/** An ensemble's JSON. */
interface Saved {
  estimators: object[];
  options: object;
  checksum?: string;
}

/** Gaussian blobs, standard deviation 1, around the corners of a triangle or a polygon of radius 1.2: they overlap. */
function blobs(seed: number, n: number, K: number) {
  const normal = gaussian(mulberry32(seed));
  const y = Array.from({ length: n }, (_, i) => i % K);
  const X = y.map(k => {
    const angle = (2 * Math.PI * k) / K;
    return [1.2 * Math.cos(angle) + normal(), 1.2 * Math.sin(angle) + normal()];
  });
  return { X, y };
}

describe.each(fixture.cases.map(c => [`${c.way}, ${c.dataset}, ${JSON.stringify(c.options)}`, c] as const))(
  'agrees with scikit-learn: one vs %s',
  (_, { dataset, way, options, sampleWeight, decision, predictions, proba }) => {
    const { X, y } = loadTable(dataset);
    const weights = sampleWeight ? { sampleWeight: y.map((_, i) => 0.5 + (i % 3)) } : {};
    const model = new WAYS[way]({ ...options, ...EXACT }).fitSync(X, y, weights);
    const some = X.filter((_, i) => i % 10 === 0);

    it('decisionFunction', () => {
      expect(maxDifference(model.decisionFunction(some).data, decision.flat())).toBeLessThan(AGREEMENT);
    });

    it('predict', () => {
      expect(model.predict(X)).toEqual(predictions);
    });

    // scikit-learn's one-vs-one has none.
    if (proba) {
      it('predictProba', () => {
        expect(maxDifference(model.predictProba(some).data, proba.flat())).toBeLessThan(AGREEMENT);
      });
    }
  },
);

describe('pairwise coupling', () => {
  it.each(fixture.couplings.map(c => [c.proba.length, c] as const))('%i classes: the minimum', (K, c) => {
    const p = new Float64Array(K);
    new Coupling(K).probabilities(Float64Array.from(c.logits), p);
    expect(maxDifference(p, c.proba)).toBeLessThan(1e-13);
  });

  it('gives back probabilities that pairs agree on', () => {
    const logits = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(logits, z => {
        const total = z.reduce((sum, value) => sum + Math.exp(value), 0);
        const pairs = z.flatMap((a, i) => z.slice(i + 1).map(b => b - a));
        const p = new Float64Array(z.length);
        new Coupling(z.length).probabilities(Float64Array.from(pairs), p);
        const expected = z.map(value => Math.exp(value) / total);
        // The system's condition is some 1e5 where probabilities differ by e¹².
        expect(maxDifference(p, expected)).toBeLessThan(1e-10);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('stays a distribution of positive numbers where pairs are certain and contradict each other', () => {
    const certain = fc.array(fc.constantFrom(-800, -40, 0, 40, 800), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(certain, logits => {
        const p = new Float64Array(5);
        new Coupling(5).probabilities(Float64Array.from(logits), p);
        expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...p)).toBeGreaterThan(0);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe.each(BOTH)('one vs %s', (_, Model) => {
  const { X, y } = blobs(3, 90, 3);
  const exact = () => new Model(EXACT);

  it('of two classes is the binary model', () => {
    const { X, y } = randomProblem(4, 50, 3, 2);
    const model = exact().fitSync(X, y);
    const softmax = new SoftmaxRegression(EXACT).fitSync(X, y);
    expect(model.estimators).toHaveLength(1);
    expect(maxDifference(model.predictProba(X).data, softmax.predictProba(X).data)).toBeLessThan(1e-9);
    expect(model.predict(X)).toEqual(softmax.predict(X));
  });

  it('has probabilities whose rows sum to 1, and their logarithms', () => {
    const model = exact().fitSync(X, y);
    const proba = model.predictProba(X);
    for (const row of proba.toArray()) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(maxDifference(model.predictLogProba(X).data.map(Math.exp), proba.data)).toBeLessThan(1e-14);
  });

  it('has finite logarithms far from the data', () => {
    const model = exact().fitSync(X, y);
    const far = [
      [1e4, 0],
      [-1e4, 1e4],
    ];
    expect(model.predictLogProba(far).data.every(Number.isFinite)).toBe(true);
  });

  it('fits the same without blocking, from a copy', async () => {
    const rows = X.map(row => [...row]);
    const labels = [...y];
    const fit = exact().fit(rows, labels);
    for (const row of rows) row.fill(0);
    labels.fill(0);
    const model = await fit;
    expect(model.decisionFunction(X)).toEqual(exact().fitSync(X, y).decisionFunction(X));
  });

  it('fits sparse rows as dense ones', () => {
    const sparse = CsrMatrix.fromRows(X.map(row => [...row.entries()]));
    const expected = exact().fitSync(X, y).decisionFunction(X);
    expect(
      maxDifference(exact().fitSync(sparse, y).decisionFunction(sparse).data, expected.data),
    ).toBeLessThan(1e-8);
  });

  it('takes a weight of 2 for the row twice', () => {
    const sampleWeight = y.map((_, i) => (i < 20 ? 2 : 1));
    const weighted = exact().fitSync(X, y, { sampleWeight });
    const doubled = exact().fitSync([...X, ...X.slice(0, 20)], [...y, ...y.slice(0, 20)]);
    expect(maxDifference(weighted.decisionFunction(X).data, doubled.decisionFunction(X).data)).toBeLessThan(
      1e-7,
    );
  });

  it('takes class weights by label for sample weights', () => {
    const byClass = new Model({ ...EXACT, classWeight: { 1: 3 } }).fitSync(X, y);
    const byRow = exact().fitSync(X, y, { sampleWeight: y.map(k => (k === 1 ? 3 : 1)) });
    expect(byClass.decisionFunction(X)).toEqual(byRow.decisionFunction(X));
  });

  it('has a declared class without rows', () => {
    const model = new Model({ classes: [0, 1, 2, 3], tol: 1e-3 }).fitSync(X, y);
    expect(model.classes).toEqual([0, 1, 2, 3]);
    expect(model.predict(X)).not.toContain(3);
    expect(model.predictProba(X).cols).toBe(4);
  });

  it('ignores rows of a label', () => {
    const marked = [...y, -1, -1];
    const model = new Model({ ...EXACT, ignoreLabel: -1 }).fitSync([...X, [50, 0], [0, 50]], marked);
    expect(model.classes).toEqual([0, 1, 2]);
    expect(
      maxDifference(model.decisionFunction(X).data, exact().fitSync(X, y).decisionFunction(X).data),
    ).toBeLessThan(1e-7);
  });

  it('survives JSON', () => {
    const model = new Model({ C: Infinity, classWeight: new Map([[1, 2]]) }).fitSync(X, y, {
      featureNames: ['a', 'b'],
      targetName: 'class',
    });
    const restored = Model.fromJSON(JSON.stringify(model));
    expect(restored.decisionFunction(X)).toEqual(model.decisionFunction(X));
    expect(restored.options).toEqual(model.options);
    expect(restored.featureNames).toEqual(['a', 'b']);
    expect(restored.targetName).toBe('class');
    expect(restored.classes).toEqual([0, 1, 2]);
  });

  it.each<[string, (json: Saved) => object]>([
    ['estimators exchanged', ({ estimators: [a, b, ...more] }) => ({ estimators: [b, a, ...more] })],
    ['other classes', () => ({ classes: [0, 1, 3] })],
    ['classes out of order', () => ({ classes: [2, 1, 0] })],
    ['another option', ({ options }) => ({ options: { ...options, C: 2 } })],
    ['a vote doubled', ({ estimators: [a, , c] }) => ({ estimators: [a, a, c] })],
    ['no checksum', () => ({ checksum: undefined })],
  ])('refuses JSON altered: %s', (_, alter) => {
    const json = new Model().fitSync(X, y, { quiet: true }).toJSON() as Saved;
    expect(() => Model.fromJSON(JSON.stringify({ ...json, ...alter(json) }))).toThrow(
      'the model JSON has been altered: its checksum does not match',
    );
  });

  it('refuses binary models of other classes under a checksum of their own', () => {
    const { checksum: _, ...json } = new Model().fitSync(X, y, { quiet: true }).toJSON() as Saved;
    const stranger = new SoftmaxRegression().fitSync(
      X,
      y.map(k => (k === 0 ? 8 : 9)),
      { quiet: true },
    );
    const estimators = [json.estimators[0], stranger.toJSON(), json.estimators[2]];
    const altered = { ...json, estimators };
    expect(() => Model.fromJSON({ ...altered, checksum: checksum(altered) })).toThrow(
      'the model JSON: estimators[1] does not have the classes or columns it should',
    );
  });

  it('keeps what made X of text once', () => {
    const vectorizer = new TextVectorizer({ vocabulary: ['a', 'b'] });
    const model = new Model({ warmStart: true }).fitSync(X, y, { vectorizer, quiet: true });
    const restored = Model.fromJSON(JSON.stringify(model));
    for (const each of [model, restored]) {
      expect(each.vectorizer).toEqual(vectorizer.toJSON());
      expect(each.estimators.map(binary => binary.vectorizer)).toEqual([null, null, null]);
    }
    expect(TextVectorizer.fromJSON(restored.vectorizer).featureNames).toEqual(['a', 'b']);
    expect(model.fitSync(X, y, { quiet: true }).vectorizer).toBeNull();
  });

  it('refuses offsets in a prediction', () => {
    const model = new Model().fitSync(X, y, { quiet: true });
    const options = { offset: X.map(() => [5, 0, 0]) } as object;
    for (const of of ['predict', 'predictProba', 'predictLogProba', 'decisionFunction'] as const)
      expect(() => model[of](X, options)).toThrow('offset is given: binary models have none');
    expect(() => model.predict(X, { offsets: [] } as object)).toThrow(
      'unknown option "offsets" of prediction',
    );
  });

  it('does not warn of fits that rows held out have ended', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = new Model({ validationFraction: 0.3, patience: 1, tol: 0 }).fitSync(X, y);
    expect(model.reports.map(({ status }) => status)).toEqual(Array(3).fill('earlyStopped'));
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('begins a warm start where the last fit ended', () => {
    const model = new Model({ ...EXACT, tol: 1e-8, warmStart: true }).fitSync(X, y);
    const cold = model.reports.map(({ evaluations }) => evaluations);
    model.fitSync(X, y);
    expect(cold.every(evaluations => evaluations > 1)).toBe(true);
    expect(model.reports.map(({ evaluations }) => evaluations)).toEqual(cold.map(() => 1));
  });

  it('warns once where fits do not converge, unless it is to be quiet', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = new Model({ maxIter: 1, tol: 1e-12 });
    model.fitSync(X, y, { quiet: true });
    expect(warn).not.toHaveBeenCalled();
    model.fitSync(X, y);
    expect(warn.mock.calls).toEqual([['softmax-wasm: 3 of 3 binary fits did not converge: see reports']]);
    warn.mockRestore();
  });

  it('leaves the model as it was when a fit is aborted on the way', async () => {
    const model = exact().fitSync(X, y);
    const before = JSON.stringify(model);
    const stop = new AbortController();
    const onIteration = () => stop.abort(new Error('enough'));
    await expect(model.fit(X, [...y].reverse(), { signal: stop.signal, onIteration })).rejects.toThrow(
      'enough',
    );
    expect(JSON.stringify(model)).toBe(before);
  });

  it('scores by weight', () => {
    const model = exact().fitSync(X, y);
    const right = model.predict(X).map((label, i) => (label === y[i] ? 1 : 0));
    expect(model.score(X, y)).toBeCloseTo(right.filter(Boolean).length / 90, 12);
    expect(model.score(X, y, right)).toBe(1);
  });
});

describe('what they are', () => {
  it('one vs rest: a model a class, its logits as scores', () => {
    const { X, y } = blobs(3, 90, 3);
    const model = new OneVsRest(EXACT).fitSync(X, y);
    expect(model.estimators).toHaveLength(3);
    const second = new SoftmaxRegression(EXACT).fitSync(
      X,
      y.map(k => k === 1),
    );
    const logits = second
      .decisionFunction(X)
      .toArray()
      .map(([no, yes]) => (yes as number) - (no as number));
    const found = model
      .decisionFunction(X)
      .toArray()
      .map(row => row[1] as number);
    expect(maxDifference(found, logits)).toBeLessThan(1e-9);
  });

  it('one vs one: K(K − 1)/2 models, votes that add up to as many', () => {
    const { X, y } = blobs(5, 100, 5);
    const model = new OneVsOne().fitSync(X, y);
    expect(model.estimators.map(({ classes }) => classes.join())).toEqual([
      '0,1',
      '0,2',
      '0,3',
      '0,4',
      '1,2',
      '1,3',
      '1,4',
      '2,3',
      '2,4',
      '3,4',
    ]);
    for (const row of model.votes(X).toArray()) expect(row.reduce((sum, vote) => sum + vote, 0)).toBe(10);
    const decision = model.decisionFunction(X).data;
    expect(maxDifference(decision, model.votes(X).data)).toBeLessThan(1 / 3);
  });
});

// Held-out, because that is what a probability is for: no method can win there by fitting closer.  Blobs of equal covariance
// have softmax probabilities exactly; so has each pair, so that one-vs-one comes near as rows grow, but learns from two
// classes at a time.  The mean over ten training sets of 120 rows: in a single one luck is as large as that.
describe.each([3, 5, 8])('log-loss on held-out rows of %i overlapping blobs', K => {
  const test = blobs(1000, 4000, K);
  const meanLoss = (Model: typeof OneVsRest | typeof OneVsOne | typeof SoftmaxRegression) => {
    let sum = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const { X, y } = blobs(seed, 120, K);
      sum += logLoss(test.y, new Model().fitSync(X, y).predictProba(test.X));
    }
    return sum / 10;
  };
  const softmax = meanLoss(SoftmaxRegression);

  it.each(BOTH)('softmax beats one vs %s', (_, Model) => {
    expect(softmax).toBeLessThan(0.998 * meanLoss(Model));
  });
});

describe('bad input', () => {
  const X = [
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const fits: [string, () => unknown, string, string][] = [
    [
      'a wrong option',
      () => new OneVsRest({ C: -1 }),
      'RangeError',
      'C is -1: expected a positive number or Infinity',
    ],
    [
      'thresholds',
      () => new OneVsRest({ thresholds: { 0: 2 } }),
      'RangeError',
      'thresholds is given: binary models have none for K classes, expected SoftmaxRegression',
    ],
    [
      'an offset',
      () => new OneVsOne().fitSync(X, [0, 1, 2], { offset: [[0, 0, 1]] }),
      'RangeError',
      'offset is given: binary models have none for K classes, expected SoftmaxRegression',
    ],
    [
      'no fit yet',
      () => new OneVsOne().predict(X),
      'Error',
      'this OneVsOne is not fitted yet: call fit first',
    ],
    [
      'an entry that is not finite, by its own row',
      () => new OneVsOne().fitSync([...X, [Number.NaN, 0]], [0, 1, 2, 1]),
      'RangeError',
      'X[3][0] is NaN: expected a finite number',
    ],
    [
      'two classes without rows',
      () => new OneVsOne({ classes: ['a', 'b', 'c', 'd'] }).fitSync(X, ['a', 'a', 'b']),
      'RangeError',
      'y has no row of the classes "c", "d": OneVsOne expects rows of all but one',
    ],
    [
      'columns that the fit did not have',
      () => new OneVsRest().fitSync(X, [0, 1, 2], { quiet: true }).predict([[1, 2, 3]]),
      'RangeError',
      'the number of columns of X is 3: expected 2, as in fit',
    ],
    [
      'another model',
      () => OneVsRest.fromJSON(new OneVsOne().fitSync(X, [0, 1, 2], { quiet: true }).toJSON()),
      'TypeError',
      'the model JSON is "softmax-wasm one-vs-one": expected an object with format "softmax-wasm one-vs-rest"',
    ],
    [
      'a model that lacks one of its parts',
      () => {
        const json = new OneVsOne().fitSync(X, [0, 1, 2], { quiet: true }).toJSON() as {
          estimators: object[];
        };
        const less = { ...json, estimators: json.estimators.slice(1), checksum: undefined };
        return OneVsOne.fromJSON({ ...less, checksum: checksum(less) });
      },
      'RangeError',
      'the model JSON does not have 3 binary models for its 3 classes',
    ],
  ];
  it.each(fits)('%s', (_, call, name, message) => {
    const error = errorOf(call);
    expect([error.name, error.message]).toEqual([name, message]);
  });

  it('that a warm start meets: other classes', () => {
    const model = new OneVsRest({ warmStart: true }).fitSync(X, [0, 1, 2], { quiet: true });
    expect(() => model.fitSync(X, [0, 1, 3], { quiet: true })).toThrow(
      'the classes of y are 0, 1, 3: expected 0, 1, 2, as in the fit to start from',
    );
  });
});
