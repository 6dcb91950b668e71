/** What the first pass over a stream tells: how much there is, which classes, and a sample. */

import { CsrMatrix } from '../data/csr-matrix.js';
import { type MatrixLike, type RowSource, rowSource } from '../data/matrix-like.js';
import { notFinite } from '../data/not-finite.js';
import { mulberry32 } from '../data/random.js';
import { invalidType, invalidValue } from '../errors.js';
import {
  type ClassWeight,
  checkedClasses,
  checkLabel,
  classWeights,
  encodeLabels,
  type Label,
  rowWeights,
  sampleWeights,
} from '../labels.js';
import type { Chunk } from '../objectives/chunk-sum.js';
import { columnCentres } from '../objectives/column-centres.js';
import type { Precision } from '../wasm/precision.js';
import { finish } from '../work.js';
import type { StreamChunk } from './chunks.js';

/** Rows of the sample that stays in memory: as many as fit in these bytes. */
const SAMPLE = { bytes: 16e6, most: 65536 };

/** Values read at a time, or a row. */
const BLOCK = 65536;

export interface Survey {
  readonly classes: readonly Label[];
  readonly nFeatures: number;
  readonly rows: number;
  readonly totalWeight: number;
  /** With 'balanced' worked out: the same for every chunk. */
  readonly classWeight: ClassWeight | undefined;
  /** Where the columns lie. */
  readonly centre: Float64Array;
  /** null where rows are sparse. */
  readonly sample: Chunk | null;
  /** Stored, where rows are sparse. */
  readonly entries: number;
}

/** Takes chunk after chunk, keeping every row with the same chance (reservoir sampling; Vitter 1985, algorithm R). */
export class Surveyor {
  readonly #random: () => number;
  readonly #precision: Precision;
  readonly #declared: readonly Label[] | undefined;
  /** Weight by class seen. */
  readonly #weights = new Map<Label, number>();
  #cols = 0;
  #room = 0;
  #sparse = false;
  #entries = 0;
  #blockRows = 1;
  #values = new Float64Array(0);
  #block = new Float64Array(0);
  #labels: Label[] = [];
  #sampleWeights = new Float64Array(0);
  #rows = 0;

  constructor(seed: number, declared: readonly Label[] | undefined, precision: Precision) {
    this.#precision = precision;
    this.#random = mulberry32(seed);
    this.#declared = declared && checkedClasses(declared);
    for (const label of this.#declared ?? []) this.#weights.set(label, 0);
  }

  /** d, once it has had a chunk. */
  get cols(): number {
    return this.#cols;
  }

  take(chunk: StreamChunk): void {
    const X = rowSource(chunk.X as MatrixLike);
    const { y } = chunk;
    if (typeof y !== 'object' || y === null || typeof y.length !== 'number')
      throw invalidType('y', 'an array of labels', y);
    const sparse = X instanceof CsrMatrix;
    if (this.#rows === 0) this.#begin(X.cols, sparse);
    if (sparse !== this.#sparse)
      throw invalidType('X', `${this.#sparse ? 'sparse' : 'dense'} rows, as in the rows before`, chunk.X);
    if (sparse) this.#entries += X.nnz;
    if (X.cols !== this.#cols) {
      throw invalidValue('the number of columns of X', `${this.#cols}, as in the rows before`, X.cols);
    }
    if (y.length !== X.rows)
      throw invalidValue('the length of y', `${X.rows}, one label per row of X`, y.length);
    const weights = finish(sampleWeights(X.rows, chunk.sampleWeight));
    const kind = typeof (this.#weights.keys().next().value ?? y[0]);
    for (let i = 0; i < X.rows; i++) {
      const label = y[i] as Label;
      const weight = weights ? (weights[i] as number) : 1;
      const known = this.#weights.get(label);
      if (known === undefined) {
        checkLabel(label, `y[${i}]`, kind);
        if (this.#declared) throw invalidValue(`y[${i}]`, 'one of the declared classes', label);
      }
      this.#weights.set(label, (known ?? 0) + weight);
      if (sparse) {
        this.#rows++;
        continue;
      }
      if (i % this.#blockRows === 0) this.#readBlock(X, i);
      const place = this.#rows < this.#room ? this.#rows : Math.floor(this.#random() * (this.#rows + 1));
      this.#rows++;
      if (place >= this.#room) continue;
      const at = (i % this.#blockRows) * this.#cols;
      this.#values.set(this.#block.subarray(at, at + this.#cols), place * this.#cols);
      this.#labels[place] = label;
      this.#sampleWeights[place] = weight;
    }
  }

  /** @throws RangeError for a stream of one class, or of a total weight of 0 */
  finish(classWeight: ClassWeight | undefined): Survey {
    const classes = checkedClasses([...this.#weights.keys()]);
    const cols = this.#cols;
    const totals = Float64Array.from(classes, label => this.#weights.get(label) as number);
    const byClass = classWeights(classes, classWeight, () => totals);
    const byLabel = byClass ? new Map(classes.map((label, k) => [label, byClass[k] as number])) : undefined;
    const totalWeight = totals.reduce(
      (sum, total, k) => sum + total * (byClass ? (byClass[k] as number) : 1),
      0,
    );
    const sample = this.#sparse ? null : this.#sample(classes, byLabel);
    return {
      classes,
      nFeatures: cols,
      rows: this.#rows,
      totalWeight,
      classWeight: byLabel,
      centre: sample ? finish(columnCentres(sample.X, sample.weights)) : new Float64Array(cols),
      sample,
      entries: this.#entries,
    };
  }

  #sample(classes: readonly Label[], byLabel: Map<Label, number> | undefined): Chunk {
    const cols = this.#cols;
    const rows = Math.min(this.#rows, this.#room);
    const labels = encodeLabels(this.#labels, rows, classes.length < 2 ? undefined : classes);
    const own = this.#sampleWeights.subarray(0, rows);
    const plain = byLabel === undefined && own.every(weight => weight === 1);
    const values = this.#values;
    const X = {
      rows,
      cols,
      copy: (first: number, last: number, target: Float64Array) =>
        target.set(values.subarray(first * cols, last * cols)),
    };
    const weights = plain ? null : rowWeights(labels, own, byLabel);
    return { X, y: labels.indices, weights };
  }

  #readBlock(X: RowSource, first: number): void {
    const last = Math.min(X.rows, first + this.#blockRows);
    const block = this.#block.subarray(0, (last - first) * this.#cols);
    X.copy(first, last, block);
    const narrow = this.#precision === 'float32';
    for (let at = 0; at < block.length; at++) {
      const value = block[at] as number;
      if (!Number.isFinite(narrow ? Math.fround(value) : value)) throw notFinite(X, this.#precision);
    }
  }

  #begin(cols: number, sparse: boolean): void {
    this.#cols = cols;
    this.#sparse = sparse;
    if (sparse) return;
    this.#blockRows = Math.max(1, Math.floor(BLOCK / cols));
    this.#block = new Float64Array(this.#blockRows * cols);
    this.#room = Math.max(1, Math.min(SAMPLE.most, Math.floor(SAMPLE.bytes / (8 * cols))));
    this.#values = new Float64Array(this.#room * cols);
    this.#sampleWeights = new Float64Array(this.#room);
  }
}
