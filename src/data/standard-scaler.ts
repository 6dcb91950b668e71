import { checkNames, invalidType, invalidValue } from '../errors.js';
import { positive, sampleWeights } from '../labels.js';
import { readSavedJson } from '../saved-json.js';
import { finish } from '../work.js';
import { type ColumnMoments, columnMoments, readMoments } from './column-moments.js';
import { CsrMatrix } from './csr-matrix.js';
import { Matrix } from './matrix.js';
import { type MatrixLike, rowSource } from './matrix-like.js';
import { notFinite } from './not-finite.js';

/** Options of `StandardScaler`. */
export interface ScalerOptions {
  /** Take the mean from each column; default true.  Not for sparse rows, whose zeros would fill up. */
  withMean?: boolean;
  /** Divide each column by its standard deviation; default true. */
  withStd?: boolean;
}

const FORMAT = 'softmax-wasm scaler';
const VERSION = 1;
const WHAT = 'the scaler JSON';

/**
 * Columns to mean 0 and variance 1: (x − mean)/scale, scale being the population standard deviation, and 1 for a column that
 * is constant.  What scikit-learn's StandardScaler does.  Dense rows give a Matrix, sparse ones a CsrMatrix.
 *
 * Fits need no scaled columns; for a penalty that counts them as scaled there is the option `standardize`.
 */
export class StandardScaler {
  /** Whether it takes the mean from columns. */
  readonly withMean: boolean;
  /** Whether it divides columns by their standard deviations. */
  readonly withStd: boolean;
  #moments: ColumnMoments | null = null;

  /** @throws TypeError for an option that does not exist or is not true or false */
  constructor(options: ScalerOptions = {}) {
    checkNames(options, ['withMean', 'withStd'], ' of StandardScaler');
    const { withMean = true, withStd = true } = options;
    for (const [name, value] of Object.entries({ withMean, withStd }))
      if (typeof value !== 'boolean') throw invalidType(name, 'true or false', value);
    this.withMean = withMean;
    this.withStd = withStd;
  }

  /**
   * Finds means and scales of X, n × d, rows weighted by `sampleWeight`.  An error leaves the scaler as it was.
   * @throws TypeError, RangeError for an X that is no matrix of finite numbers, or for weights; RangeError for sparse rows
   *   with `withMean`
   */
  fit(X: MatrixLike, options: { sampleWeight?: ArrayLike<number> } = {}): this {
    checkNames(options, ['sampleWeight'], ' of fit');
    const source = rowSource(X);
    if (source instanceof CsrMatrix) this.#refuseSparse();
    const weights = positive(finish(sampleWeights(source.rows, options.sampleWeight)), true);
    const moments = finish(columnMoments(source, weights));
    if (!this.withStd) moments.scale.fill(1);
    this.#moments = moments;
    return this;
  }

  /** Fits to X and transforms it. */
  fitTransform(X: MatrixLike, options: { sampleWeight?: ArrayLike<number> } = {}): Matrix | CsrMatrix {
    return this.fit(X, options).transform(X);
  }

  /**
   * (x − mean)/scale of each column of X (n × d): a CsrMatrix of the same entries for sparse rows, else a Matrix.
   * @throws TypeError, RangeError for an X that is no matrix of d columns of finite numbers; RangeError for sparse rows
   *   with `withMean`
   */
  transform(X: MatrixLike): Matrix | CsrMatrix {
    const { mean, scale } = this.#fitted;
    const { withMean } = this;
    return this.#mapped(X, (x, j) => (x - (withMean ? (mean[j] as number) : 0)) / (scale[j] as number));
  }

  /** x·scale + mean: what `transform` was given, but for rounding.  @throws as `transform` */
  inverseTransform(X: MatrixLike): Matrix | CsrMatrix {
    const { mean, scale } = this.#fitted;
    const { withMean } = this;
    return this.#mapped(X, (x, j) => x * (scale[j] as number) + (withMean ? (mean[j] as number) : 0));
  }

  #mapped(X: MatrixLike, of: (x: number, j: number) => number): Matrix | CsrMatrix {
    const source = rowSource(X);
    const { rows, cols } = source;
    if (cols !== this.nFeatures)
      throw invalidValue('the number of columns of X', `${this.nFeatures}, as in fit`, cols);
    if (source instanceof CsrMatrix) {
      this.#refuseSparse();
      const { indptr, indices } = source;
      const values = Float64Array.from(source.values, (x, e) => of(x, indices[e] as number));
      return new CsrMatrix({ rows, cols, indptr: indptr.slice(), indices: indices.slice(), values });
    }
    const data = new Float64Array(rows * cols);
    source.copy(0, rows, data);
    for (let i = 0; i < data.length; i++) {
      data[i] = of(data[i] as number, i % cols);
      if (!Number.isFinite(data[i])) throw notFinite(source, 'float64');
    }
    return new Matrix(data, rows, cols);
  }

  #refuseSparse(): void {
    if (!this.withMean) return;
    throw new RangeError('withMean is true: expected false for sparse rows, whose zeros would fill up');
  }

  /** Mean of each column, d. */
  get mean(): Float64Array {
    return this.#fitted.mean;
  }

  /** What each column is divided by, d; ones without `withStd`. */
  get scale(): Float64Array {
    return this.#fitted.scale;
  }

  /** d: the number of columns that X must have. */
  get nFeatures(): number {
    return this.#fitted.mean.length;
  }

  get #fitted(): ColumnMoments {
    if (!this.#moments) throw new Error('this StandardScaler is not fitted yet: call fit first');
    return this.#moments;
  }

  /** A plain object that JSON holds without loss. */
  toJSON(): object {
    const { withMean, withStd, mean, scale } = this;
    return {
      format: FORMAT,
      version: VERSION,
      withMean,
      withStd,
      mean: Array.from(mean),
      scale: Array.from(scale),
    };
  }

  /** @throws TypeError for no scaler, RangeError for one that is truncated, altered or of another version */
  static fromJSON(json: object | string): StandardScaler {
    const value = readSavedJson(json, FORMAT, VERSION, WHAT);
    const { withMean, withStd, mean, scale } = value;
    const scaler = new StandardScaler({ withMean, withStd } as ScalerOptions);
    return scaler.#restore({ mean, scale });
  }

  /** @internal Of means and scales that are known. */
  static of(moments: ColumnMoments): StandardScaler {
    return new StandardScaler().#restore(moments);
  }

  #restore(moments: unknown): this {
    this.#moments = readMoments(moments);
    if (!this.#moments) throw new RangeError(`${WHAT} does not have a mean and a scale above 0 per column`);
    return this;
  }
}
