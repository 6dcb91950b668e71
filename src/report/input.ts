import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import type { Label } from '../labels.js';
import type { Format } from '../readers/format.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import type { EncoderOptions } from '../tables/options.js';

/** Rows as a model takes them, and their labels. */
export interface Rows {
  readonly X: Matrix | CsrMatrix;
  readonly y: readonly Label[];
}

/** What a report is made of. */
export interface ReportInput {
  readonly model: SoftmaxRegression;
  /** The rows that the model was fitted to. */
  readonly train: Rows;
  /** Rows held out; null: none. */
  readonly test: Rows | null;
  /** Of the table. */
  readonly file: string;
  /** Of X's columns. */
  readonly featureNames: readonly string[];
  /** Where X was made of text. */
  readonly text: { readonly columns: readonly string[]; readonly hashed: boolean } | null;
  readonly trainMs: number;
  /** What was typed after `softmax-wasm`. */
  readonly words: readonly string[];
  /** How the table was read and split, for who does it again in JavaScript. */
  readonly table: TableRead;
  /** When the report is made. */
  readonly now: Date;
  /** Of the library. */
  readonly version: string;
}

export interface TableRead {
  readonly format: Format;
  /** It was not told by looking. */
  readonly formatGiven?: boolean;
  readonly target?: string | number;
  readonly features?: readonly string[];
  readonly header?: boolean;
  readonly delimiter?: string;
  /** What was said of how columns become numbers; nothing: they are numbers, or what text they hold are categories. */
  readonly encoding?: EncoderOptions;
  readonly missingValues?: readonly string[];
  readonly testSize?: number;
  readonly seed?: number;
}
