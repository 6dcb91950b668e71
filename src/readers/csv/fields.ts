import { EXACT_DIGITS, numberIn, POWERS_OF_TEN } from './number.js';

/** Consecutive rows of a file, blank lines included. What a batch says of fields holds until the next one is asked for. */
export interface RowBatch {
  readonly rows: number;
  /** Fields of row i. */
  width(i: number): number;
  /** Field j of row i, white space around it included. */
  text(i: number, j: number): string;
  /** The same as `Number` reads it: NaN for what is no number, 0 for white space. */
  number(i: number, j: number): number;
  /** Whether field j of row i is white space or nothing. */
  isEmpty(i: number, j: number): boolean;
  /** The physical line, from 1, on which row i starts. */
  lineOf(i: number): number;
  /** Whether row i is a line with nothing on it; `""` is a field. */
  isBlank(i: number): boolean;
}

const ORDINARY = 0;
const DELIMITER = 1;
const NEWLINE = 2;
const QUOTE = 3;
const ZERO = 4;
const NOT_ASCII = 5;

/** What `scan` found out about bytes. */
export type Scan = 'fields' | 'quotes' | 'zero';

/** Where fields begin and end in bytes of whole lines without quotes: they are read where they stand. */
export class PlainFields implements RowBatch {
  rows = 0;
  /** A byte is not ASCII. */
  hasText = false;
  readonly #kinds = new Uint8Array(256);
  readonly #texts = new RecentTexts();
  #bytes: Uint8Array = new Uint8Array();
  #firstLine = 1;
  /** End of each field; it begins behind the end of the field before. */
  #ends = new Int32Array(4096);
  /** The number in each field, NaN where it has to be looked at again. */
  #values = new Float64Array(4096);
  /** Index of each row's first field, and of the field after the last row. */
  #firsts = new Int32Array(512);

  /** Whether fields between such delimiters can be found byte by byte: ASCII, and no part of a number. */
  static knows(delimiter: string): boolean {
    return delimiter.charCodeAt(0) < 128 && !/[-.\d]/.test(delimiter);
  }

  constructor(delimiter: string, newline: string) {
    this.#kinds.fill(NOT_ASCII, 128);
    this.#kinds[0] = ZERO;
    this.#kinds[34] = QUOTE;
    this.#kinds[newline.charCodeAt(0)] = NEWLINE;
    this.#kinds[delimiter.charCodeAt(0)] = DELIMITER;
  }

  /** Finds the fields of `bytes`, whose last line ends with a newline or the bytes; gives up at a quote and at a zero. */
  scan(bytes: Uint8Array, firstLine: number): Scan {
    const kinds = this.#kinds;
    let ends: Int32Array<ArrayBuffer> = this.#ends;
    let fields = 0;
    let rows = 0;
    this.#bytes = bytes;
    this.#firstLine = firstLine;
    this.#firsts[0] = 0;
    this.hasText = false;
    let values = this.#values;
    for (let i = 0; i < bytes.length; i++) {
      // A plain decimal, as most fields are: an integer below 2^53 and a power of ten, exact doubles, so that one division
      // rounds correctly (Clinger 1990).  All else is for numberIn, when somebody asks.
      let value = Number.NaN;
      const negative = bytes[i] === 45;
      if (negative) i++;
      const first = i;
      let digits = 0;
      let digit = (bytes[i] as number) - 48;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++i] as number) - 48) digits = digits * 10 + digit;
      let count = i - first;
      let decimals = 0;
      if (digit === -2) {
        const point = ++i;
        digit = (bytes[i] as number) - 48;
        for (; digit >= 0 && digit <= 9; digit = (bytes[++i] as number) - 48) digits = digits * 10 + digit;
        decimals = i - point;
        count += decimals;
      }
      let kind = kinds[bytes[i] as number] as number;
      if (count > 0 && count <= EXACT_DIGITS && kind !== ORDINARY && kind !== NOT_ASCII) {
        value = decimals === 0 ? digits : digits / (POWERS_OF_TEN[decimals] as number);
        if (negative) value = -value;
      }
      while (kind === ORDINARY || kind === NOT_ASCII) {
        if (kind === NOT_ASCII) this.hasText = true;
        kind = kinds[bytes[++i] as number] as number;
      }
      if (kind === QUOTE) return 'quotes';
      if (kind === ZERO) return 'zero';
      if (fields + 1 >= ends.length) {
        this.#moreFields();
        ends = this.#ends;
        values = this.#values;
      }
      values[fields] = value;
      ends[fields++] = i;
      if (kind !== DELIMITER) this.#endRow(++rows, fields);
    }
    // A delimiter at the very end has an empty field behind it.
    if ((this.#firsts[rows] as number) < fields) {
      values[fields] = Number.NaN;
      ends[fields++] = bytes.length;
      this.#endRow(++rows, fields);
    }
    this.rows = rows;
    return 'fields';
  }

  width(i: number): number {
    return (this.#firsts[i + 1] as number) - (this.#firsts[i] as number);
  }

  text(i: number, j: number): string {
    const field = (this.#firsts[i] as number) + j;
    return this.#texts.get(this.#bytes, this.#start(field), this.#ends[field] as number);
  }

  number(i: number, j: number): number {
    const field = (this.#firsts[i] as number) + j;
    const value = this.#values[field] as number;
    if (!Number.isNaN(value)) return value;
    return numberIn(this.#bytes, this.#start(field), this.#ends[field] as number);
  }

  isEmpty(i: number, j: number): boolean {
    const field = (this.#firsts[i] as number) + j;
    return this.#isWhite(this.#start(field), this.#ends[field] as number);
  }

  lineOf(i: number): number {
    return this.#firstLine + i;
  }

  isBlank(i: number): boolean {
    return this.width(i) === 1 && this.isEmpty(i, 0);
  }

  #start(field: number): number {
    return field === 0 ? 0 : (this.#ends[field - 1] as number) + 1;
  }

  #isWhite(start: number, end: number): boolean {
    let at = start;
    while (at < end && (this.#bytes[at] as number) <= 32) at++;
    // Other white space than ASCII's: the text knows.
    return (
      at === end || ((this.#bytes[at] as number) >= 128 && decode(this.#bytes, start, end).trim() === '')
    );
  }

  #endRow(rows: number, fields: number): void {
    if (rows >= this.#firsts.length) this.#firsts = doubled(this.#firsts);
    this.#firsts[rows] = fields;
  }

  #moreFields(): void {
    this.#ends = doubled(this.#ends);
    const values = new Float64Array(this.#ends.length);
    values.set(this.#values);
    this.#values = values;
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** Texts longer than this are made anew every time. */
const LONGEST = 32;
const SLOTS = 1024;

/** Texts by their bytes: what recurs, as labels and categories do, is made once. */
class RecentTexts {
  readonly #bytes = new Uint8Array(SLOTS * LONGEST);
  readonly #texts: (string | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #lengths = new Uint8Array(SLOTS);

  get(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return '';
    if (length > LONGEST) return decode(bytes, start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot];
    if (known !== undefined && this.#lengths[slot] === length && this.#holds(slot, bytes, start, end))
      return known;
    const text = decode(bytes, start, end);
    this.#texts[slot] = text;
    this.#lengths[slot] = length;
    this.#bytes.set(bytes.subarray(start, end), slot * LONGEST);
    return text;
  }

  #holds(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    for (let i = start, at = slot * LONGEST; i < end; i++, at++)
      if (this.#bytes[at] !== bytes[i]) return false;
    return true;
  }
}
