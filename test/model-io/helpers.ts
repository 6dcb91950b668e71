import fc from 'fast-check';
import type { Label, Options } from '../../src/index.js';
import { crc32 } from '../../src/model-io/checksum.js';
import type { ModelState } from '../../src/model-io/state.js';

/** Any finite number but −0, which JSON does not tell from 0. */
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map(value => (Object.is(value, -0) ? 0 : value));
const text = fc.string({ unit: 'binary', maxLength: 12 });
const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });

/** Two to five sorted labels, all strings, all numbers or both booleans. */
const labels: fc.Arbitrary<Label[]> = fc
  .oneof<fc.Arbitrary<Label[]>[]>(
    fc.uniqueArray(text, { minLength: 2, maxLength: 5 }),
    fc.uniqueArray(fc.maxSafeInteger(), { minLength: 2, maxLength: 5, comparator: 'SameValueZero' }),
    fc.constant([false, true]),
  )
  .map(values => values.map(label => (label === 0 ? 0 : label)).sort((a, b) => (a < b ? -1 : 1)));

/** Options for a model of these classes, each with some of its values. */
function optionsFor(classes: Label[]): fc.Arbitrary<Options> {
  const classWeight = fc.oneof(
    fc.constant('balanced' as const),
    fc
      .array(positive, { maxLength: classes.length })
      .map(weights => new Map(weights.map((weight, k) => [classes[k] as Label, weight]))),
    fc.dictionary(text, positive, { maxKeys: 3 }).map(record => ({ ...record })),
  );
  const strength = fc.oneof(
    fc.record({ C: fc.oneof(positive, fc.constant(Infinity)) }),
    fc.record({ alpha: positive }),
    fc.constant({}),
  );
  const rest = fc.record(
    {
      fitIntercept: fc.boolean(),
      maxIter: fc.nat(),
      tol: positive,
      classWeight,
      classes: fc.constant(classes),
      precision: fc.constantFrom('float32' as const, 'float64' as const),
      warmStart: fc.boolean(),
      seed: fc.integer(),
      deterministic: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(strength, rest).map(([a, b]) => ({ ...a, ...b }));
}

/** Random models; the report's history, which no file keeps, is empty. */
export const models: fc.Arbitrary<ModelState> = fc
  .tuple(labels, fc.integer({ min: 1, max: 4 }))
  .chain(([classes, nFeatures]) => {
    const numbers = (length: number) =>
      fc.array(number, { minLength: length, maxLength: length }).map(values => Float64Array.from(values));
    return fc.record<ModelState>({
      options: optionsFor(classes),
      classes: fc.constant(classes),
      nFeatures: fc.constant(nFeatures),
      coef: numbers(classes.length * nFeatures),
      intercept: numbers(classes.length),
      centre: numbers(nFeatures),
      nIter: fc.nat(),
      report: fc.record({
        status: fc.constantFrom('converged', 'maxIter', 'lineSearchFailed', 'aborted'),
        solver: fc.constantFrom('lbfgs', 'gradient-descent'),
        objective: number,
        gradientNorm: number,
        evaluations: fc.nat(),
        history: fc.constant([]),
        elapsedMs: positive,
        threads: fc.constant(1),
        precision: fc.constantFrom('float32', 'float64'),
      }),
      featureNames: fc.option(fc.array(text, { minLength: nFeatures, maxLength: nFeatures })),
      targetName: fc.option(text),
      vectorizer: fc.option(
        fc.record({ format: text, terms: fc.array(text), documents: fc.option(fc.nat()) }),
      ),
      scaler: fc.option(
        fc.record({
          mean: numbers(nFeatures),
          scale: numbers(nFeatures).map(s => s.map(x => Math.abs(x) || 1)),
        }),
      ),
      calibration: fc.oneof(
        fc.constant(undefined),
        fc.record({
          method: fc.constant('scaling' as const),
          x: fc.constant(classes.map(() => [0.5])),
          y: fc.constant(classes.map((_, k) => [k])),
        }),
        fc.constant({
          method: 'isotonic' as const,
          x: (classes.length > 2 ? classes : [0]).map(() => [-1, 0.5, 2]),
          y: (classes.length > 2 ? classes : [0]).map(() => [0, 0.25, 1]),
        }),
      ),
    });
  });

/** A small model with something in every field. */
export const SMALL: ModelState = {
  options: { C: Infinity, classWeight: new Map<Label, number>([['ä', 2]]), tol: 1e-3 },
  classes: ['ä', '雪'],
  nFeatures: 2,
  coef: Float64Array.of(0.1, -2.5e-300, 1 / 3, 5e-324),
  intercept: Float64Array.of(-1.5, 1.5),
  centre: Float64Array.of(0.5, 1e6),
  nIter: 7,
  report: {
    status: 'converged',
    solver: 'lbfgs',
    objective: 0.25,
    gradientNorm: 1e-5,
    evaluations: 9,
    history: [],
    elapsedMs: 1.25,
    threads: 1,
    precision: 'float32',
  },
  featureNames: ['höhe', '🌷 width'],
  targetName: 'species',
  vectorizer: { format: 'any', vocabulary: ['höhe', '雪'], documents: null },
  scaler: { mean: Float64Array.of(0.1, -1e6), scale: Float64Array.of(1 / 3, 1) },
};

/** The JSON object with its checksum set anew, as somebody would who alters a model on purpose. */
export function reseal(json: Record<string, unknown>): Record<string, unknown> {
  const { checksum: _, ...content } = json;
  const sorted = JSON.stringify(content, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  const sum = crc32(new TextEncoder().encode(sorted));
  return { ...content, checksum: sum.toString(16).padStart(8, '0') };
}

/** The bytes with their checksum set anew. */
export function resealBytes(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(8, crc32(copy.subarray(12)), true);
  return copy;
}
