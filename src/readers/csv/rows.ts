import { withoutMark } from '../byte-order-mark.js';
import { ReadError } from '../read-error.js';
import { PlainFields, type RowBatch } from './fields.js';
import { count, findDelimiter, findNewline, type Grammar, parseQuoted } from './quoted-rows.js';

export type { RowBatch };

/** Bytes read at once at the least: long enough to amortise a call, short enough for a page to stay responsive. */
const BATCH = 1 << 17;
/** The longest row. Beyond it a file is not a table, or has lost a quote, and memory would go on growing. */
const MAX_ROW = 1 << 24;

/**
 * Bytes → rows of fields, holding one batch at a time: lines without quotes where they stand, others as Papa Parse reads them.
 * A batch is valid until the next one is asked for.  `delimiter` undefined: found from the first lines.
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  delimiter?: string,
): AsyncGenerator<RowBatch> {
  const reader = new RowReader(file, delimiter);
  for await (const chunk of bytes) {
    reader.add(chunk);
    for (let batch = reader.next(false); batch !== null; batch = reader.next(false)) yield batch;
  }
  for (let batch = reader.next(true); batch !== null; batch = reader.next(true)) yield batch;
}

class RowReader {
  readonly #file: string;
  readonly #delimiter: string | undefined;
  #grammar: Grammar | null = null;
  #plain: PlainFields | null = null;
  /** Bytes that came and are in no batch yet. */
  #pending: Uint8Array = new Uint8Array();
  /** Where they are joined. */
  #room = new Uint8Array();
  /** Of the first of them. */
  #line = 1;
  #atStart = true;
  /** Bytes to wait for before they are read. */
  #enough = BATCH;

  constructor(file: string, delimiter: string | undefined) {
    this.#file = file;
    this.#delimiter = delimiter;
  }

  /** Room doubles: what waits for the end of a long row is not copied with every chunk. */
  add(chunk: Uint8Array): void {
    const pending = this.#pending;
    const length = pending.length + chunk.length;
    if (pending.length === 0) {
      this.#pending = chunk;
      return;
    }
    const end = pending.byteOffset + length;
    const own = pending.buffer === this.#room.buffer;
    if (!own || end > this.#room.length) {
      const room = length > this.#room.length ? new Uint8Array(2 * length) : this.#room;
      room.set(pending);
      this.#room = room;
      this.#pending = room.subarray(0, pending.length);
    }
    this.#room.set(chunk, this.#pending.byteOffset + pending.length);
    this.#pending = this.#room.subarray(this.#pending.byteOffset, this.#pending.byteOffset + length);
  }

  /** Some of the rows that are there; null where more bytes are to come first, or there is nothing left. */
  next(last: boolean): RowBatch | null {
    if (this.#pending.length === 0 || (!last && this.#pending.length < this.#enough)) return null;
    if (this.#atStart) this.#begin();
    const grammar = this.#grammar as Grammar;
    const window = this.#pending.subarray(0, this.#enough);
    const isLast = last && window.length === this.#pending.length;
    const end = isLast ? window.length : window.lastIndexOf(grammar.newline.charCodeAt(0)) + 1;
    if (end === 0) return this.#retry(last, null);
    const body = window.subarray(0, end);
    const scan = this.#plain === null ? 'quotes' : this.#plain.scan(body, this.#line);
    if (scan === 'zero') this.#decode(body);
    if (scan === 'quotes') return this.#quoted(body, last, isLast, grammar);
    const plain = this.#plain as PlainFields;
    if (plain.hasText) this.#decode(body);
    this.#take(end, plain.rows);
    return plain;
  }

  /** What the first lines say of the whole file. */
  #begin(): void {
    this.#atStart = false;
    this.#pending = withoutMark(this.#pending);
    const start = new TextDecoder().decode(this.#pending.subarray(0, BATCH));
    const newline = findNewline(start);
    const lines = start.slice(0, start.lastIndexOf(newline) + 1) || start;
    const delimiter = this.#delimiter ?? findDelimiter(lines, newline);
    this.#grammar = { file: this.#file, newline, delimiter };
    this.#plain = PlainFields.knows(delimiter) ? new PlainFields(delimiter, newline) : null;
  }

  #quoted(body: Uint8Array, last: boolean, isLast: boolean, grammar: Grammar): RowBatch | null {
    const text = this.#decode(body);
    const batch = parseQuoted(text, this.#line, isLast, grammar);
    if (batch.rows === 0) {
      if (isLast) return null;
      return this.#retry(last, () => parseQuoted(text, this.#line, true, grammar));
    }
    const bytes = batch.consumed === text.length ? body.length : byteLength(text.slice(0, batch.consumed));
    this.#take(bytes, batch.lineOf(batch.rows) - this.#line);
    return batch;
  }

  #take(bytes: number, lines: number): void {
    this.#pending = this.#pending.subarray(bytes);
    this.#line += lines;
    this.#enough = BATCH;
  }

  /** A row that has not ended is tried again when it is twice as long: long rows cost linear time. */
  #retry(last: boolean, explain: (() => void) | null): RowBatch | null {
    if (this.#enough > MAX_ROW) {
      explain?.(); // throws where the reason is a quote
      throw new ReadError(`a row of more than ${MAX_ROW >> 20} MiB`, { file: this.#file, line: this.#line });
    }
    this.#enough *= 2;
    return this.next(last);
  }

  /** @throws ReadError for what is not UTF-8, with the line */
  #decode(body: Uint8Array): string {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
      if (!text.includes('\0')) return text;
    } catch {
      text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
    }
    const newline = this.#grammar?.newline as string;
    const line = this.#line + count(newline, text.split(/[\0\ufffd]/, 1)[0] as string);
    throw new ReadError('not UTF-8 text: a binary file, or one to be saved as UTF-8 first', {
      file: this.#file,
      line,
    });
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
