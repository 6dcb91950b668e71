import { CsrMatrix } from './data/csr-matrix.js';
import { Matrix } from './data/matrix.js';
import { notFinite } from './data/not-finite.js';
import type { RowSource } from './data/row-source.js';
import { Arena } from './wasm/arena.js';
import type { InstanceOf } from './wasm/instance.js';
import type { Precision } from './wasm/precision.js';
import type { PredictionKernels } from './wasm/prediction-kernels.js';

/** Values of a chunk of rows, staged and scored at a time: it stays in the second-level cache. */
const CHUNK_VALUES = 8192;

/** As `assembly/predict.ts` numbers them. */
export const Scores = { logits: 0, probabilities: 1, logProbabilities: 2 } as const;

/** K × (d + 1) parameters, each row the weights then the intercept. */
export interface LinearModel {
  readonly params: Float64Array;
  /** What rows have subtracted before they are rounded to the kernels' precision, d; makes no other difference. */
  readonly centre: Float64Array;
  readonly nClasses: number;
  readonly nFeatures: number;
}

type Instance = InstanceOf<PredictionKernels>;

/** The predictor that all models of one precision share. */
export type PredictorFor = (precision: Precision, deterministic: boolean) => Predictor;

/** Predictors that are made when they are first asked for, each in an instance that `instantiate` makes. */
export function sharedPredictors(
  instantiate: (precision: Precision, deterministic: boolean) => Instance,
): PredictorFor {
  const predictors = new Map<string, Predictor>();
  return (precision, deterministic) => {
    const key = `${precision} ${deterministic}`;
    let predictor = predictors.get(key);
    if (!predictor) {
      predictor = new Predictor(instantiate(precision, deterministic), precision);
      predictors.set(key, predictor);
    }
    return predictor;
  };
}

/**
 * Scores rows against one model at a time, in one memory that is as large as the largest model needs.
 * A model's packed weights stay until another's replace them.
 */
export class Predictor {
  readonly #instance: Instance;
  readonly #precision: Precision;
  readonly #arena: Arena;
  readonly #base: number;
  #model: LinearModel | null = null;
  /** What kernels read of a row: d columns, or K logits, as of a sparse row, for which they take no columns and no model. */
  #sparse = false;
  #chunkRows = 0;
  #centre = 0;
  #weights = 0;
  #scratch = 0;
  #input = new Float64Array();
  #scores = new Float64Array();
  #classes = new Uint32Array();

  constructor(instance: Instance, precision: Precision) {
    this.#instance = instance;
    this.#precision = precision;
    this.#arena = new Arena(instance);
    this.#base = this.#arena.mark();
  }

  /** Index of the largest logit of each row, a chunk of rows at a time; `emit` may not keep its argument. */
  classes(model: LinearModel, X: RowSource, emit: (first: number, indices: Uint32Array) => void): void {
    this.#load(model, X instanceof CsrMatrix);
    const { kernels } = this.#instance;
    this.#chunks(model, X, (first, count, nFeatures) => {
      const bad = kernels.predictClasses(
        this.#input.byteOffset,
        count,
        nFeatures,
        model.nClasses,
        this.#centre,
        this.#weights,
        this.#classes.byteOffset,
        this.#scratch,
      );
      if (bad !== 0) throw notFinite(X, this.#precision);
      emit(first, this.#classes.subarray(0, count));
    });
  }

  /**
   * Logits, probabilities or log-probabilities: n × K.
   * @param scored whether X holds the model's logits already, n × K
   */
  scores(model: LinearModel, X: RowSource, kind: number, scored = false): Matrix {
    this.#load(model, scored || X instanceof CsrMatrix);
    const { nClasses } = model;
    const { kernels } = this.#instance;
    const out = new Float64Array(X.rows * nClasses);
    this.#chunks(model, X, (first, count, nFeatures) => {
      const bad = kernels.predictScores(
        kind,
        this.#input.byteOffset,
        count,
        nFeatures,
        nClasses,
        this.#centre,
        this.#weights,
        this.#scores.byteOffset,
        this.#scratch,
      );
      if (bad !== 0) throw notFinite(X, this.#precision);
      out.set(this.#scores.subarray(0, count * nClasses), first * nClasses);
    });
    return new Matrix(out, X.rows, nClasses);
  }

  #chunks(
    model: LinearModel,
    X: RowSource,
    score: (first: number, count: number, nFeatures: number) => void,
  ): void {
    for (let first = 0; first < X.rows; first += this.#chunkRows) {
      const last = Math.min(first + this.#chunkRows, X.rows);
      if (X instanceof CsrMatrix) writeLogits(model, X, first, last, this.#input);
      else X.copy(first, last, this.#input);
      score(first, last - first, this.#sparse ? 0 : model.nFeatures);
    }
  }

  #load(model: LinearModel, sparse: boolean): void {
    if (this.#model === model && this.#sparse === sparse) return;
    this.#model = null;
    const { nFeatures: d, nClasses: K, params } = model;
    const { kernels } = this.#instance;
    const arena = this.#arena;
    const purpose = `a model of ${K} classes × ${d} features`;
    arena.release(this.#base);
    const allocate = (bytes: number) => arena.allocate(bytes, purpose);
    const width = sparse ? K : d;
    this.#chunkRows = Math.max(8, Math.floor(CHUNK_VALUES / (width + K) / 8) * 8);
    this.#centre = allocate(8 * width);
    this.#weights = sparse ? 0 : allocate(kernels.modelBytes(d, K));
    const paramsAddress = sparse ? 0 : allocate(8 * params.length);
    const input = allocate(8 * this.#chunkRows * width);
    const scores = allocate(8 * this.#chunkRows * K);
    const classes = allocate(4 * this.#chunkRows);
    this.#scratch = allocate(kernels.predictScratch(this.#chunkRows, sparse ? 0 : d, K));
    this.#input = arena.float64(input, this.#chunkRows * width);
    this.#scores = arena.float64(scores, this.#chunkRows * K);
    this.#classes = arena.uint32(classes, this.#chunkRows);
    const centre = arena.float64(this.#centre, width);
    if (sparse) centre.fill(0);
    else {
      centre.set(model.centre);
      arena.float64(paramsAddress, params.length).set(params);
      kernels.packModel(paramsAddress, d, K, this.#centre, this.#weights);
    }
    this.#sparse = sparse;
    this.#model = model;
  }
}

/** Logits of sparse rows `first` … `last − 1` in float64, K a row. */
function writeLogits(
  { params, nClasses, nFeatures }: LinearModel,
  { indptr, indices, values }: CsrMatrix,
  first: number,
  last: number,
  logits: Float64Array,
): void {
  for (let i = first, at = 0; i < last; i++) {
    const begin = indptr[i] as number;
    const end = indptr[i + 1] as number;
    for (let k = 0; k < nClasses; k++) {
      const row = k * (nFeatures + 1);
      let sum = params[row + nFeatures] as number;
      for (let e = begin; e < end; e++) {
        sum += (values[e] as number) * (params[row + (indices[e] as number)] as number);
      }
      logits[at++] = sum;
    }
  }
}
