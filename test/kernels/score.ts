// One call of the prediction kernels, in memory of exactly the sizes they ask for.

import type { Sandbox } from './harness.js';

/** As assembly/predict.ts numbers them. */
const KINDS = { logits: 0, probabilities: 1, logProbabilities: 2 } as const;

export type Kind = keyof typeof KINDS;

export const ALL_KINDS = Object.keys(KINDS) as Kind[];

interface Model {
  rows: readonly (readonly number[])[];
  weights: readonly (readonly number[])[];
  intercepts: readonly number[];
}

/** Rows and parameters as the kernels take them; params: K × (d + 1). */
export interface Flat {
  readonly n: number;
  readonly d: number;
  readonly K: number;
  readonly X: Float64Array;
  readonly params: Float64Array;
  readonly centre: Float64Array;
}

function flatten({ rows, weights, intercepts }: Model): Flat {
  const d = (rows[0] as readonly number[]).length;
  return {
    n: rows.length,
    d,
    K: weights.length,
    X: Float64Array.from(rows.flat()),
    params: Float64Array.from(weights.flatMap((row, c) => [...row, intercepts[c] as number])),
    centre: new Float64Array(d),
  };
}

function prepare(box: Sandbox, { n, d, K, X, params, centre }: Flat) {
  const { kernels } = box;
  box.reset();
  const offsets = box.putFloat64(centre, 'centre');
  const model = box.allocate(kernels.modelBytes(d, K), 'model');
  kernels.packModel(box.putFloat64(params, 'params'), d, K, offsets, model);
  return {
    source: box.putFloat64(X, 'source'),
    offsets,
    model,
    scratch: box.allocate(kernels.predictScratch(n, d, K), 'scratch'),
  };
}

/** What predictScores writes, n × K, and what it returns. */
export function scoresOf(box: Sandbox, kind: Kind, flat: Flat): { out: Float64Array; flag: number } {
  const { n, d, K } = flat;
  const { source, offsets, model, scratch } = prepare(box, flat);
  const out = box.allocate(8 * n * K, 'out');
  const flag = box.kernels.predictScores(KINDS[kind], source, n, d, K, offsets, model, out, scratch);
  return { out: box.float64(out, n * K).slice(), flag };
}

export function scores(box: Sandbox, kind: Kind, model: Model) {
  return scoresOf(box, kind, flatten(model));
}

/** What predictClasses writes, one class per row, and what it returns. */
export function classesOf(box: Sandbox, flat: Flat): { out: number[]; flag: number } {
  const { n, d, K } = flat;
  const { source, offsets, model, scratch } = prepare(box, flat);
  const out = box.allocate(4 * n, 'out');
  const flag = box.kernels.predictClasses(source, n, d, K, offsets, model, out, scratch);
  return { out: [...box.uint32(out, n)], flag };
}
