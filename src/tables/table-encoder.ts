import type { Matrix } from '../data/matrix.js';
import { invalidType } from '../errors.js';
import { chunkOfRecords, columnsOf, type TableRecord } from '../readers/records.js';
import { type ColumnEncoding, namesOf } from './column-encoding.js';
import { RowEncoder } from './encode.js';
import { kindsOf } from './kinds.js';
import { EncodingLearner } from './learning.js';
import { type CheckedEncoderOptions, checkEncoderOptions, type EncoderOptions } from './options.js';
import { readSaved, type TableEncoderJson, writeSaved } from './saved.js';

/** What messages call rows that are in memory. */
const ROWS = 'rows';

/**
 * Rows of named values → columns of numbers: numbers as they are, a column of 0 and 1 for each category, missing values as
 * `missing` says.  What scikit-learn does by a ColumnTransformer of OneHotEncoder and SimpleImputer.
 *
 * @example
 * const encoder = new TableEncoder({ missing: 'mean' });
 * const X = encoder.fitTransform([{ age: 31, city: 'Oslo' }, { age: null, city: 'Bergen' }]);
 * const model = await new SoftmaxRegression().fit(X, y, { vectorizer: encoder });
 * TableEncoder.fromJSON(model.vectorizer).transform([{ age: 40, city: 'Oslo' }]);
 */
export class TableEncoder {
  readonly #options: CheckedEncoderOptions;
  #encodings: readonly ColumnEncoding[] | null = null;
  #missingValues: readonly string[] | undefined;

  /** @throws TypeError, RangeError for an option that does not exist or has a wrong value */
  constructor(options: EncoderOptions = {}) {
    this.#options = checkEncoderOptions(options);
  }

  /**
   * Learns the columns of the rows, their categories and means.
   * @throws ReadError for a value that no column can have, naming row and column; RangeError for no rows and no
   *   columns
   */
  fit(rows: readonly TableRecord[]): this {
    checkRows(rows);
    const { names, types } = columnsOf(rows);
    if (names.length === 0) throw new RangeError('rows have no columns: expected at least one');
    const kinds = kindsOf(names, types, this.#options, { file: ROWS });
    const learner = new EncodingLearner(kinds, this.#options, { file: ROWS });
    learner.add(chunkOfRecords(rows, kinds.map(wanted), ROWS, row => ({ row })));
    this.#encodings = learner.finish();
    return this;
  }

  /**
   * n rows → n × `featureNames.length`.
   * @throws ReadError for a missing value where `missing` is 'error' or 'drop', and for an unknown category; Error before `fit`
   */
  transform(rows: readonly TableRecord[]): Matrix {
    const encodings = this.encodings;
    checkRows(rows);
    const encoder = new RowEncoder(encodings, { file: ROWS, dropped: 'error' });
    return encoder.encode(chunkOfRecords(rows, encodings.map(wanted), ROWS, row => ({ row }))).X;
  }

  /** As `fit` and `transform` of the same rows. */
  fitTransform(rows: readonly TableRecord[]): Matrix {
    return this.fit(rows).transform(rows);
  }

  /** What the columns of X are called: `age`, `age missing`, `city=Oslo`. */
  get featureNames(): string[] {
    return this.encodings.flatMap(namesOf);
  }

  /** The columns of the table that are used, in order. */
  get columns(): string[] {
    return this.encodings.map(({ name }) => name);
  }

  /** @internal */
  get encodings(): readonly ColumnEncoding[] {
    if (this.#encodings === null) throw new Error('this TableEncoder is not fitted yet: call fit first');
    return this.#encodings;
  }

  /** @internal Texts that stood for a missing value in the file; undefined: the usual ones. */
  get missingValues(): readonly string[] | undefined {
    return this.#missingValues;
  }

  /** @internal */
  static of(encodings: readonly ColumnEncoding[], missingValues?: readonly string[]): TableEncoder {
    const encoder = new TableEncoder();
    encoder.#encodings = encodings;
    encoder.#missingValues = missingValues && [...missingValues];
    return encoder;
  }

  /** What was learnt, without loss. */
  toJSON(): TableEncoderJson {
    return writeSaved(this.encodings, this.#missingValues);
  }

  /**
   * An encoder from its JSON, an object or its text, such as a model's `vectorizer`.
   * @throws TypeError for no encoder, RangeError for one of another version or that was altered
   */
  static fromJSON(json: unknown): TableEncoder {
    const { columns, missingValues } = readSaved(json);
    return TableEncoder.of(columns, missingValues);
  }
}

function wanted({ name, kind }: { name: string; kind: 'number' | 'category' }) {
  return { name, as: kind === 'number' ? ('numbers' as const) : ('values' as const) };
}

function checkRows(rows: unknown): void {
  if (!Array.isArray(rows)) throw invalidType('rows', 'an array of objects', rows);
  if (rows.length === 0) throw new RangeError('rows has no rows: expected at least one');
  const i = rows.findIndex(row => typeof row !== 'object' || row === null || Array.isArray(row));
  if (i >= 0) throw invalidType(`rows[${i}]`, 'an object', rows[i]);
}
