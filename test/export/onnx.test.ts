// ONNX files as ONNX Runtime reads them: its answers against the model's own.

import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { IsotonicCalibration, TemperatureScaling, VectorScaling } from '../../src/calibration/index.js';
import { toJavaScript, toOnnx, toScikitLearn } from '../../src/export/index.js';
import {
  type Label,
  OneVsRest,
  type Options,
  SoftmaxRegression,
  SoftmaxRegressionCV,
} from '../../src/index.js';
import type { LinearClassifier } from '../../src/linear-classifier.js';
import { SoftmaxModel } from '../../src/predict.js';
import { TableEncoder } from '../../src/tables/table-encoder.js';
import { loadTable, maxDifference, randomProblem } from '../helpers.js';

// Each thread is a worker.
env.wasm.numThreads = 1;

/** What the file answers to rows. */
async function answers(file: Uint8Array, X: number[][], precision: 'float32' | 'float64') {
  const session = await InferenceSession.create(file);
  const data = X.flat();
  const shape = [X.length, data.length / X.length];
  const tensor =
    precision === 'float32'
      ? new Tensor('float32', Float32Array.from(data), shape)
      : new Tensor('float64', Float64Array.from(data), shape);
  const { label, probabilities } = await session.run({ X: tensor });
  await session.release();
  return {
    indices: Array.from((label as Tensor).data as BigInt64Array, Number),
    labelShape: (label as Tensor).dims,
    proba: probabilities as Tensor,
  };
}

/** Rounding of two float32 softmaxes of logits of the size these models have; float64 is as exact as sums in another order. */
const TOLERANCE = { float32: 1e-6, float64: 1e-12 };

async function expectSame(model: LinearClassifier, X: number[][], precision: 'float32' | 'float64') {
  const file = toOnnx(model, { precision });
  const { indices, labelShape, proba } = await answers(file, X, precision);
  expect(labelShape).toEqual([X.length]);
  expect(proba.dims).toEqual([X.length, model.classes.length]);
  expect(proba.type).toBe(precision);
  const own = model.predictProba(X);
  expect(maxDifference(proba.data as Float32Array, own.data)).toBeLessThan(TOLERANCE[precision]);
  const labels = indices.map(index => model.classes[index]);
  // Rows in which the first two tie to the tolerance may go either way.
  const sure = X.map((_, i) => {
    const [first, second] = Array.from(own.row(i)).sort((a, b) => b - a) as [number, number];
    return first - second > 10 * TOLERANCE[precision];
  });
  const predicted: Label[] = model.predict(X);
  expect(labels.filter((_, i) => sure[i])).toEqual(predicted.filter((_, i) => sure[i]));
  expect(sure.filter(Boolean).length).toBeGreaterThan(0.9 * X.length);
}

/** What a file says of itself: fields of onnx.proto3. */
function recorded(file: Uint8Array) {
  const found = { irVersion: 0, opset: 0, ops: [] as string[], metadata: {} as Record<string, string> };
  new PbfReader(file).readFields((tag, _, pbf) => {
    if (tag === 1) found.irVersion = pbf.readVarint();
    if (tag === 7)
      pbf.readMessage((inGraph, ops) => {
        if (inGraph === 1) pbf.readMessage(inNode => inNode === 4 && ops.push(pbf.readString()), null);
      }, found.ops);
    if (tag === 8)
      pbf.readMessage(field => {
        if (field === 2) found.opset = pbf.readVarint();
      }, null);
    if (tag === 14) {
      const entry: string[] = [];
      pbf.readMessage(() => entry.push(pbf.readString()), null);
      found.metadata[entry[0] as string] = entry[1] as string;
    }
  }, found);
  return found;
}

const TABLES: [string, string, Options][] = [
  ['2 classes, strings', 'breast_cancer', {}],
  ['3 classes, strings', 'iris', {}],
  ['3 classes, standardized', 'wine', { standardize: true }],
  ['10 classes, numbers', 'digits', {}],
];

describe.each(['float32', 'float64'] as const)('an ONNX file in %s', precision => {
  it.each(TABLES)('answers as the model does: %s', async (_, name, options) => {
    const { X, y } = loadTable(name);
    const model = new SoftmaxRegression({ ...options, precision }).fitSync(X, y);
    await expectSame(model, X, precision);
  });

  it.each([
    ['temperature', TemperatureScaling],
    ['vector', VectorScaling],
  ] as const)('has a calibration by %s scaling in it', async (_, Kind) => {
    const { X, y } = randomProblem(1, 400, 4, 3);
    const model = new SoftmaxRegression({ precision }).fitSync(X, y);
    const calibrated = model.withCalibration(
      new Kind().fit(model.decisionFunction(X.slice(0, 100)), y.slice(0, 100), { classes: model.classes }),
    );
    expect(maxDifference(calibrated.predictProba(X).data, model.predictProba(X).data)).toBeGreaterThan(1e-3);
    await expectSame(calibrated, X, precision);
  });

  it('has thresholds in its labels, not in its probabilities', async () => {
    const { X, y } = randomProblem(3, 400, 3, 3);
    const options = { precision, thresholds: [0.2, 0.5, 0.9] };
    const model = new SoftmaxRegression(options).fitSync(X, y);
    const without = new SoftmaxRegression({ precision }).fitSync(X, y);
    expect(model.predict(X)).not.toEqual(without.predict(X));
    const { indices, proba } = await answers(toOnnx(model), X, precision);
    expect(indices.map(index => model.classes[index])).toEqual(model.predict(X));
    expect(maxDifference(proba.data as Float32Array, model.predictProba(X).data)).toBeLessThan(
      TOLERANCE[precision],
    );
  });
});

describe('toOnnx', () => {
  const { X, y } = loadTable('iris');

  it('keeps the digits of columns far from 0 in float32', async () => {
    // 2²⁰ + quarters are float32 numbers; their products with weights would not be.
    const far = X.map(row => row.map(value => 2 ** 20 + Math.round(4 * value) / 4));
    const model = new SoftmaxRegression().fitSync(far, y);
    await expectSame(model, far, 'float32');
  });

  it('takes the models of cross-validation and of saved files, which give the same file', async () => {
    const model = new SoftmaxRegression().fitSync(X, y, { featureNames: ['a', 'b', 'c', 'd'] });
    expect(toOnnx(SoftmaxModel.fromBytes(model.toBytes()))).toEqual(toOnnx(model));
    const cv = await new SoftmaxRegressionCV({ Cs: [1], cv: 3 }).fit(X, y);
    expect(toOnnx(cv)).toEqual(toOnnx(cv.bestModel));
  });

  it('has the precision of the model where none is asked for', async () => {
    const model = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y);
    expect(toOnnx(model)).toEqual(toOnnx(model, { precision: 'float64' }));
    const single = new SoftmaxRegression().fitSync(X, y);
    expect(toOnnx(single)).toEqual(toOnnx(single, { precision: 'float32' }));
    expect(toOnnx(single)).not.toEqual(toOnnx(single, { precision: 'float64' }));
  });

  it('takes any number of rows', async () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    const session = await InferenceSession.create(toOnnx(model));
    for (const n of [1, 3]) {
      const rows = new Tensor('float32', Float32Array.from(X.slice(0, n).flat()), [n, 4]);
      const { probabilities } = await session.run({ X: rows });
      expect((probabilities as Tensor).dims).toEqual([n, 3]);
    }
    await session.release();
  });

  it('records operators and their set, classes and names', () => {
    const featureNames = ['größe', 'b', 'c', 'd'];
    const model = new SoftmaxRegression({ thresholds: [1, 2, 3] }).fitSync(X, y, {
      featureNames,
      targetName: 'species',
    });
    const { irVersion, opset, ops, metadata } = recorded(toOnnx(model));
    expect([irVersion, opset]).toEqual([7, 13]);
    expect(ops).toEqual(['Add', 'MatMul', 'Add', 'Add', 'Softmax', 'ArgMax']);
    expect(Object.keys(metadata)).toEqual(['classes', 'featureNames', 'targetName']);
    expect(Object.values(metadata).map(json => JSON.parse(json))).toEqual([
      model.classes,
      featureNames,
      'species',
    ]);
    const unnamed = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y);
    expect(recorded(toOnnx(unnamed)).ops).toEqual(['MatMul', 'Add', 'Softmax', 'ArgMax']);
    expect(Object.keys(recorded(toOnnx(unnamed)).metadata)).toEqual(['classes']);
  });

  it('takes the columns that an encoder makes, and has the encoder', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      age: i % 7 === 3 ? null : (i * 13) % 50,
      city: ['Oslo', 'Voss', 'Bergen'][i % 3] as string,
    }));
    const plans = rows.map(({ age, city }, i) =>
      (age ?? 0) > 20 || city === 'Oslo' || i % 9 === 0 ? 'a' : 'b',
    );
    const encoder = new TableEncoder({ missing: 'mean', missingIndicator: true });
    const X = encoder.fitTransform(rows);
    const fitted = (precision: 'float32' | 'float64') =>
      new SoftmaxRegression({ precision }).fitSync(X, plans, { vectorizer: encoder });
    for (const precision of ['float32', 'float64'] as const)
      await expectSame(fitted(precision), X.toArray(), precision);
    const model = fitted('float32');
    const { metadata } = recorded(toOnnx(model));
    expect(JSON.parse(metadata.featureNames as string)).toEqual(encoder.featureNames);
    const again = TableEncoder.fromJSON(metadata.encoder);
    expect(again.transform(rows).toArray()).toEqual(X.toArray());
    expect(toScikitLearn(model).feature_names_in_).toEqual(encoder.featureNames);
    expect(toJavaScript(model)).toContain('// x[2]: "city=Bergen"');
  });

  it('refuses what it cannot hold', async () => {
    const model = new SoftmaxRegression().fitSync(X, y);
    const isotonic = new IsotonicCalibration().fit(model.decisionFunction(X), y);
    expect(() => toOnnx(model.withCalibration(isotonic))).toThrow(
      new RangeError(
        'the model has a calibration of method "isotonic": expected one by scaling, which ONNX can hold, or none (withCalibration(null))',
      ),
    );
    const text = new SoftmaxRegression().fitSync(X, y, { vectorizer: { toJSON: () => ({}) } });
    expect(() => toOnnx(text)).toThrow(
      new RangeError(
        'the model has a vectorizer of texts, which ONNX cannot hold: expected a model that was fitted without one',
      ),
    );
    const each = (value: number) => model.classes.map(() => [value]);
    const huge = model.withCalibration({ calibration: { method: 'scaling', x: each(1e300), y: each(0) } });
    expect(() => toOnnx(huge, { precision: 'float32' })).toThrow(
      new RangeError("the model has weights beyond float32: expected precision 'float64'"),
    );
  });

  it('refuses what is no fitted linear model', () => {
    const other = new OneVsRest().fitSync(X, y) as unknown as LinearClassifier;
    expect(() => toOnnx(other)).toThrow(
      new TypeError('model is OneVsRest: expected a SoftmaxRegression, SoftmaxRegressionCV or SoftmaxModel'),
    );
    expect(() => toOnnx(null as never)).toThrow(TypeError);
    expect(() => toOnnx(new SoftmaxRegression())).toThrow('this SoftmaxRegression is not fitted yet');
    const model = new SoftmaxRegression().fitSync(X, y);
    expect(() => toOnnx(model, { precision: 'float16' as never })).toThrow(RangeError);
    expect(() => toOnnx(model, { opset: 21 } as never)).toThrow(TypeError);
  });
});
