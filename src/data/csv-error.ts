/** A file that cannot be read as a table. The message is one line: `iris.csv:17: column "petal_width" is empty: …`. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  /** Physical line, from 1; null where the error belongs to no line. */
  readonly line: number | null;
  /** Name of the column; null where the error belongs to no column. */
  readonly column: string | null;

  constructor(problem: string, where: { file: string; line?: number; column?: string }) {
    const { file, line = null, column = null } = where;
    super(
      `${file}:${line === null ? '' : `${line}:`} ${column === null ? '' : `column ${quote(column)} `}${problem}`,
    );
    this.line = line;
    this.column = column;
  }
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
