/** A file of rows under named columns, whatever its format: what the readers of CSV, JSON lines, Arrow and Parquet give. */
export interface Table {
  /** What messages call the file. */
  readonly file: string;
  /** Values are texts, those of numbers too, as the format has them: of labels it decides what they are that all are numbers. */
  readonly untyped?: true;
  /** Names are not the file's, which has none: its columns are known by their order. */
  readonly unnamed?: boolean;
  /** Where the names stand. */
  readonly namesAt?: RowPlace;
  /** Every column, no name twice. */
  readonly names: readonly string[];
  /** What each column holds, as far as the format says so before the rows are read. */
  readonly types: readonly ColumnType[];
  /**
   * The rows from the first on, in memory that does not grow with the file, for a format that has its rows in order.
   * Every call reads them anew.
   * @param last nobody will read them again: a source that gives its bytes once need not be kept
   * @throws ReadError, when it gets there, for a file that is damaged, and for a value in a column asked for as numbers that
   *   is neither a number nor missing
   */
  chunks(columns: readonly WantedColumn[], last?: boolean): AsyncGenerator<TableChunk>;
}

/** 'unknown': no value of the column has been seen. */
export type ColumnType = 'number' | 'text' | 'unknown';

export interface WantedColumn {
  /** Into `names`. */
  readonly index: number;
  /** Numbers; values as they stand in the file; or, of labels and texts, such values of which none but nothing at all is missing. */
  readonly as: 'numbers' | 'values' | 'labels';
}

/** Some consecutive rows of a table, at least one; they hold until the next ones are asked for. */
export interface TableChunk {
  readonly rows: number;
  /** The columns asked for, in the order asked for. */
  readonly columns: readonly ColumnValues[];
  /** Where row i of the chunk stands in the file. */
  where(i: number): RowPlace;
}

/** A line, from 1, of a format that has lines; a row, from 0, of one that has none. */
export type RowPlace = { readonly line: number } | { readonly row: number };

/** Numbers, NaN for one that is missing; or values, null for one that is missing. */
export type ColumnValues = Float64Array | readonly TableValue[];

export type TableValue = string | number | boolean | null;
