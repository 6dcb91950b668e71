/**
 * A file that cannot be read as what it is taken for. The message is one line: `iris.csv:17: column "petal_width" is empty: …`,
 * or of a format without lines `iris.parquet: row 16: column "petal_width" is missing: …`.
 */
export class ReadError extends Error {
  /** 'ReadError'. */
  override readonly name = 'ReadError';
  /** Physical line, from 1; null where the error belongs to no line. */
  readonly line: number | null;
  /** Row, from 0, of a format without lines; null where the error belongs to no row. */
  readonly row: number | null;
  /** Name of the column; null where the error belongs to no column. */
  readonly column: string | null;

  constructor(problem: string, where: Where) {
    const { file, line = null, row = null, column = null } = where;
    const place = line === null ? (row === null ? '' : ` row ${row}:`) : '';
    super(
      `${file}:${line === null ? '' : `${line}:`}${place} ${column === null ? '' : `column ${quote(column)} `}${problem}`,
    );
    this.line = line;
    this.row = row;
    this.column = column;
  }
}

/** Where in a file something is wrong. */
export interface Where {
  /** What messages call the file. */
  readonly file: string;
  /** Physical line, from 1. */
  readonly line?: number;
  /** Row, from 0, of a format without lines. */
  readonly row?: number;
  /** Name of the column. */
  readonly column?: string;
}

/** Text of a file as it stands in a message: on one line, not too long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

/** The first names of a list, so that a message stays readable. */
export function listed(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map(quote).join(', ');
  return names.length > most ? `${shown}, … (${names.length} in all)` : shown;
}
