// Models as JavaScript source, run where there is nothing but the language.

import { execFileSync } from 'node:child_process';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsotonicCalibration, TemperatureScaling } from '../../src/calibration/index.js';
import { toJavaScript } from '../../src/export/index.js';
import { type Label, type Options, SoftmaxRegression } from '../../src/index.js';
import type { LinearClassifier } from '../../src/linear-classifier.js';
import { loadTable, maxDifference, randomProblem } from '../helpers.js';

type Predict = (x: ArrayLike<number>) => { label: Label; probabilities: number[] };

/** The function that a source declares, in a realm of its own: no Node, no library. */
function made(model: LinearClassifier): Predict {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  return runInContext(`'use strict'; ${toJavaScript(model, { format: 'script' })}; predict`, context);
}

/** Both sum in float64, in orders of their own. */
function expectSame(model: SoftmaxRegression, X: number[][]) {
  const predict = made(model);
  const answers = X.map(x => predict(x));
  expect(
    maxDifference(
      answers.flatMap(({ probabilities }) => probabilities),
      model.predictProba(X).data,
    ),
  ).toBeLessThan(1e-12);
  expect(answers.map(({ label }) => label)).toEqual(model.predict(X));
}

const float64 = { precision: 'float64' } as const;

describe('the function of toJavaScript', () => {
  it.each<[string, string, Options]>([
    ['2 classes, strings', 'breast_cancer', {}],
    ['3 classes, standardized', 'wine', { standardize: true }],
    ['10 classes, numbers', 'digits', {}],
  ])('answers as the model does: %s', (_, name, options) => {
    const { X, y } = loadTable(name);
    expectSame(new SoftmaxRegression({ ...options, ...float64 }).fitSync(X, y), X);
  });

  it('has calibration by scaling and thresholds in it', () => {
    const { X, y } = randomProblem(3, 300, 3, 3);
    const model = new SoftmaxRegression({ ...float64, thresholds: [0.2, 0.5, 0.9] }).fitSync(X, y);
    expect(model.predict(X)).not.toEqual(new SoftmaxRegression(float64).fitSync(X, y).predict(X));
    expectSame(model, X);
    const temperature = new TemperatureScaling().fit(model.decisionFunction(X.slice(0, 40)), y.slice(0, 40), {
      classes: model.classes,
    });
    expectSame(model.withCalibration(temperature), X);
  });

  it('has booleans as labels, and takes typed arrays and logits far beyond exp', () => {
    const model = new SoftmaxRegression({ ...float64, C: 1e6 }).fitSync([[0], [1]], [false, true]);
    const predict = made(model);
    expect(predict(Float32Array.of(1e6))).toEqual({ label: true, probabilities: [0, 1] });
    expect(predict([-1e6])).toEqual({ label: false, probabilities: [1, 0] });
  });

  it('throws for other numbers of features and what is not finite', () => {
    const { X, y } = loadTable('iris');
    const predict = made(new SoftmaxRegression().fitSync(X, y));
    expect(() => predict([1, 2, 3])).toThrow('x has 3 features: expected 4');
    expect(() => predict([1, 2, Number.NaN, 4])).toThrow('x[2] is NaN: expected a finite number');
    expect(() => predict(['1', 2, 3, 4] as never)).toThrow('x[0] is 1: expected a finite number');
  });

  it('is exported from a module, by the name that was asked for', () => {
    const { X, y } = loadTable('iris');
    const model = new SoftmaxRegression(float64).fitSync(X, y);
    const source = toJavaScript(model, { functionName: 'größe$1' });
    const url = `data:text/javascript,${encodeURIComponent(source)}`;
    const script = `import { größe$1 } from ${JSON.stringify(url)}; console.log(JSON.stringify(größe$1([5, 3, 2, 1])));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    const { label, probabilities } = JSON.parse(printed);
    expect(label).toBe(model.predict([[5, 3, 2, 1]])[0]);
    expect(maxDifference(probabilities, model.predictProba([[5, 3, 2, 1]]).data)).toBeLessThan(1e-12);
  });
});

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!--',
  '-->',
  '`$' + '{alert(1)}`',
  '"; throw 1; "',
  "'",
  '\\',
  '*/ throw 1 /*',
  '__proto__',
  'constructor',
  '\u2028throw 1',
  '\u2029',
  '\n throw 1',
  '\r',
  '\0',
  '\ud800',
  '',
];

describe('the source of toJavaScript', () => {
  it('holds labels and names whatever they are', () => {
    const X = HOSTILE.map((_, i) => [i, i * i]);
    const model = new SoftmaxRegression(float64).fitSync(X, HOSTILE, { featureNames: HOSTILE.slice(0, 2) });
    expectSame(model, X);
    for (let at = 0; at < HOSTILE.length; at += 2) {
      const featureNames = [HOSTILE[at] as string, HOSTILE[(at + 1) % HOSTILE.length] as string];
      expectSame(
        new SoftmaxRegression(float64).fitSync(
          [
            [0, 1],
            [1, 0],
          ],
          ['a', 'b'],
          { featureNames },
        ),
        [[0.3, 0.1]],
      );
    }
    const source = toJavaScript(model);
    expect(source).not.toMatch(/<\/|<!|-->|[\u2028\u2029\0\r]/);
  });

  it('holds any strings', () => {
    const strings = fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(strings, labels => {
        const X = labels.map((_, i) => [i]);
        const model = new SoftmaxRegression(float64).fitSync(X, labels, { featureNames: labels.slice(0, 1) });
        expect(X.map(x => made(model)(x).label)).toEqual(model.predict(X));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  const { X, y } = loadTable('iris');
  const model = new SoftmaxRegression().fitSync(X, y);

  it.each(['', 'a b', '1a', 'class', 'await', 'eval', 'a-b', 'f(){}//', 'a\u2028b', '__proto__ = 1', 'Math'])(
    'refuses the function name %j',
    functionName => {
      expect(() => toJavaScript(model, { functionName })).toThrow(
        /^functionName is .*a name that a function can have$/s,
      );
    },
  );

  it.each(['x', 'classes', 'logits', 'sum', '__proto__', 'async'])(
    'has the function name %j',
    functionName => {
      const source = toJavaScript(model, { functionName, format: 'script' });
      const named = runInContext(`'use strict'; ${source}; ${functionName}`, createContext({}));
      expect(named([5.1, 3.5, 1.4, 0.2]).label).toBe('setosa');
    },
  );

  it('refuses other options, and models it cannot hold', () => {
    expect(() => toJavaScript(model, { format: 'commonjs' as never })).toThrow(/^format is "commonjs"/);
    expect(() => toJavaScript(model, { functionName: 1 as never })).toThrow(TypeError);
    expect(() => toJavaScript(model, { name: 'f' } as never)).toThrow(/^unknown option "name"/);
    const isotonic = new IsotonicCalibration().fit(model.decisionFunction(X), y);
    expect(() => toJavaScript(model.withCalibration(isotonic))).toThrow(/which JavaScript source can hold/);
  });
});
