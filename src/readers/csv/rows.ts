import Papa from 'papaparse';
import { quote, ReadError } from '../read-error.js';

type Newline = '\n' | '\r';

/** Characters parsed at once: long enough to amortise a call, short enough for a page to stay responsive. */
const BATCH = 1 << 16;
/** The longest row. Beyond it a file is not a table, or has lost a quote, and memory would go on growing. */
const MAX_ROW = 1 << 24;

/** Consecutive rows of a file, blank lines included. */
export interface RowBatch {
  readonly rows: readonly (readonly string[])[];
  /** The physical line, from 1, on which row i starts. */
  lineOf(i: number): number;
  /** Whether row i is a line with nothing on it; `""` is a field. */
  isBlank(i: number): boolean;
}

interface Parsed {
  data: string[][];
  errors: { code: string; row: number; index: number }[];
  meta: { cursor: number };
}

/**
 * Bytes → text → rows of fields, holding one batch at a time. Papa Parse knows the grammar; this function feeds it.
 * `delimiter` undefined: found from the first lines.
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  delimiter?: string,
): AsyncGenerator<RowBatch> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let parser: Papa.Parser | undefined;
  let newline: Newline = '\n';
  let pending = '';
  let line = 1; // of the first character pending
  let enough = BATCH;

  function decode(chunk?: Uint8Array): void {
    let text: string;
    try {
      text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
      if (!text.includes('\0')) {
        pending += text;
        return;
      }
    } catch {
      text = new TextDecoder().decode(chunk);
    }
    const bad = line + count(newline, pending) + count(newline, text.split(/[\0\ufffd]/, 1)[0] as string);
    throw new ReadError('not UTF-8 text: a binary file, or one to be saved as UTF-8 first', {
      file,
      line: bad,
    });
  }

  function parse(last: boolean): RowBatch {
    if (parser === undefined) {
      newline = findNewline(pending);
      parser = new Papa.Parser({ delimiter: delimiter ?? findDelimiter(pending, newline), newline });
    }
    const { data: rows, errors, meta } = parser.parse(pending, 0, !last) as Parsed;
    const error = errors[0];
    // What looks like an error in the row that is still coming in may be the end of the batch, once.
    if (error !== undefined && (last || error.row < rows.length || errors.length > 1)) throw badQuotes(error);

    const first = line;
    const folded = pending.includes('"');
    const lineOf = (i: number) => first + i + (folded ? newlinesInside(rows.slice(0, i)) : 0);
    const quoted = folded ? quotedEmpty(pending, rows) : null;
    const isBlank = (i: number) => isEmpty(rows[i] as string[]) && !quoted?.has(i);
    pending = last ? '' : pending.slice(meta.cursor);
    line = lineOf(rows.length);
    return { rows, lineOf, isBlank };
  }

  /** Rows that are empty between quotes: the parser does not tell, the text from which they came does. */
  function quotedEmpty(text: string, rows: string[][]): Set<number> {
    const quoted = new Set<number>();
    if (!rows.some(isEmpty)) return quoted;
    let start = 0;
    for (const [i, row] of rows.entries()) {
      if (isEmpty(row) && text[start] === '"') quoted.add(i);
      for (let ends = 1 + newlinesInside([row]); ends > 0; ends--) start = text.indexOf(newline, start) + 1;
    }
    return quoted;
  }

  function newlinesInside(rows: string[][]): number {
    return rows.reduce((n, row) => row.reduce((m, field) => m + count(newline, field), n), 0);
  }

  function badQuotes({ code, index }: Parsed['errors'][number]): ReadError {
    const opened = line + count(newline, pending.slice(0, index));
    const start = quote(pending.slice(index, index + 24).split(/[\r\n]/, 1)[0] as string);
    const problem =
      code === 'MissingQuotes'
        ? `the quote before ${start} is never closed`
        : `text after the closing quote of the field that starts with ${start}: quotes inside quotes are doubled`;
    return new ReadError(problem, { file, line: opened });
  }

  for await (const chunk of bytes) {
    decode(chunk);
    if (pending.length < enough) continue;
    const batch = parse(false);
    if (batch.rows.length > 0) yield batch;
    if (pending.length > MAX_ROW) {
      const tooLong = new ReadError(`a row of more than ${MAX_ROW >> 20} MiB`, { file, line });
      parse(true); // throws where the reason is a quote
      throw tooLong;
    }
    // A row that has not ended is tried again when it is twice as long: long rows cost linear time.
    enough = batch.rows.length > 0 ? pending.length + BATCH : 2 * pending.length;
  }
  decode();
  if (pending !== '') yield parse(true);
}

function isEmpty(row: readonly string[]): boolean {
  return row.length === 1 && (row[0] as string).trim() === '';
}

/** Rows end in \n, or \r alone in files from old Macs; the \r of a \r\n is white space at the end of the last field. */
function findNewline(text: string): Newline {
  return !text.includes('\n') && /\r./.test(text) ? '\r' : '\n';
}

function findDelimiter(text: string, newline: Newline): string {
  const start = text.slice(0, BATCH);
  const lines = start.slice(0, start.lastIndexOf(newline) + 1) || start;
  return Papa.parse(lines, { newline, preview: 10, skipEmptyLines: true }).meta.delimiter;
}

function count(newline: string, text: string): number {
  let n = 0;
  for (let i = text.indexOf(newline); i >= 0; i = text.indexOf(newline, i + 1)) n++;
  return n;
}
