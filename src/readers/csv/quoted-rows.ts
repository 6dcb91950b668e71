import Papa from 'papaparse';
import { quote, ReadError } from '../read-error.js';
import type { RowBatch } from './fields.js';

/** Rows of fields as Papa Parse reads them. */
export interface ParsedRows extends RowBatch {
  /** Characters of the text that the rows are made of. */
  readonly consumed: number;
}

export interface Grammar {
  readonly file: string;
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
}

interface Parsed {
  data: string[][];
  errors: { code: string; row: number; index: number }[];
  meta: { cursor: number };
}

/**
 * Text whose fields may be quoted → its whole rows. Papa Parse knows the grammar.
 * @param line of the text's first character
 * @param last nothing follows: the last row is whole
 */
export function parseQuoted(text: string, line: number, last: boolean, grammar: Grammar): ParsedRows {
  const { delimiter, newline } = grammar;
  const parser = new Papa.Parser({ delimiter, newline });
  const { data: rows, errors, meta } = parser.parse(text, 0, !last) as Parsed;
  const error = errors[0];
  // What looks like an error in the row that is still coming in may be the end of the batch, once.
  if (error !== undefined && (last || error.row < rows.length || errors.length > 1))
    throw badQuotes(error, text, line, grammar);

  const inside = (row: string[]) => row.reduce((n, field) => n + count(newline, field), 0);
  const quoted = quotedEmpty(text, rows, newline, inside);
  let lines: number[] | null = null;
  /** Of each row, and of what follows the last. */
  const allLines = () => {
    const starts = [line];
    for (const [i, row] of rows.entries()) starts.push((starts[i] as number) + 1 + inside(row));
    return starts;
  };
  const field = (i: number, j: number) => (rows[i] as string[])[j] as string;
  return {
    rows: rows.length,
    consumed: last ? text.length : meta.cursor,
    width: i => (rows[i] as string[]).length,
    text: field,
    number: (i, j) => Number(field(i, j)),
    isEmpty: (i, j) => field(i, j).trim() === '',
    lineOf(i) {
      lines ??= allLines();
      return lines[i] as number;
    },
    isBlank: i => isEmpty(rows[i] as string[]) && !quoted.has(i),
  };
}

/** Rows that are empty between quotes: the parser does not tell, the text from which they came does. */
function quotedEmpty(
  text: string,
  rows: string[][],
  newline: string,
  inside: (row: string[]) => number,
): Set<number> {
  const quoted = new Set<number>();
  if (!rows.some(isEmpty)) return quoted;
  let start = 0;
  for (const [i, row] of rows.entries()) {
    if (isEmpty(row) && text[start] === '"') quoted.add(i);
    for (let ends = 1 + inside(row); ends > 0; ends--) start = text.indexOf(newline, start) + 1;
  }
  return quoted;
}

function badQuotes(
  { code, index }: Parsed['errors'][number],
  text: string,
  line: number,
  { file, newline }: Grammar,
): ReadError {
  const opened = line + count(newline, text.slice(0, index));
  const start = quote(text.slice(index, index + 24).split(/[\r\n]/, 1)[0] as string);
  const problem =
    code === 'MissingQuotes'
      ? `the quote before ${start} is never closed`
      : `text after the closing quote of the field that starts with ${start}: quotes inside quotes are doubled`;
  return new ReadError(problem, { file, line: opened });
}

function isEmpty(row: readonly string[]): boolean {
  return row.length === 1 && (row[0] as string).trim() === '';
}

/** Rows end in \n, or \r alone in files from old Macs; the \r of a \r\n is white space at the end of the last field. */
export function findNewline(text: string): '\n' | '\r' {
  return !text.includes('\n') && /\r./.test(text) ? '\r' : '\n';
}

/** From the first whole lines. */
export function findDelimiter(lines: string, newline: '\n' | '\r'): string {
  return Papa.parse(lines, { newline, preview: 10, skipEmptyLines: true }).meta.delimiter;
}

export function count(newline: string, text: string): number {
  let n = 0;
  for (let i = text.indexOf(newline); i >= 0; i = text.indexOf(newline, i + 1)) n++;
  return n;
}
