import { allocated } from './byte-stream.js';
import { numberIn } from './csv/number.js';
import { quote, ReadError } from './read-error.js';

const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
const COMMA = 44;
const DIGIT_0 = 48;
const COLON = 58;

/** Columns of a CsrMatrix, less one where they count from 1. */
const MAX_INDEX = 2 ** 31 - 1;
const MAX_ENTRIES = 2 ** 32 - 1;

const ascii = new TextDecoder('latin1');

/**
 * Lines of svmlight as they come, `label index:value index:value … # comment`, one token after the other: no line has to be in one
 * piece, tokens do.
 */
export class SvmlightParser {
  readonly #file: string;
  readonly #checkLabel: (label: number) => string | undefined;
  /** From 1. */
  #line = 1;
  #inComment = false;
  #inRow = false;
  /** Whether a feature has come in this row, behind which there is no query. */
  #begun = false;
  /** Index of the last feature in this row; −1: none. */
  #last = -1;
  rows = 0;
  entries = 0;
  labels = new Float64Array(1024);
  /** Entries before each row and before the next one, rows + 1. */
  starts = new Uint32Array(1024);
  indices = new Uint32Array(1 << 14);
  values = new Float64Array(1 << 14);
  /** Largest and smallest index of all features, and where the largest came first. */
  largest = -1;
  smallest = Infinity;
  lineOfLargest = 0;

  /** @param checkLabel what was expected instead of a label; undefined where it is right */
  constructor(file: string, checkLabel: (label: number) => string | undefined) {
    this.#file = file;
    this.#checkLabel = checkLabel;
  }

  /** Whether what comes next is in a comment, of which nothing has to be kept. */
  get inComment(): boolean {
    return this.#inComment;
  }

  /** Reads bytes up to `end`, before which the last token is whole: what is at `end` is no part of it. */
  parse(bytes: Uint8Array, end: number): void {
    let at = 0;
    while (at < end) {
      if (this.#inComment) {
        const newline = bytes.indexOf(NEWLINE, at);
        if (newline < 0 || newline >= end) return;
        this.#inComment = false;
        at = newline;
      }
      const byte = bytes[at] as number;
      if (byte === NEWLINE) {
        this.#endLine();
        at++;
      } else if (isSpace(byte)) at++;
      else if (byte === HASH) {
        this.#inComment = true;
        at++;
      } else at = this.#inRow ? this.#features(bytes, at, end) : this.#label(bytes, at, end);
    }
  }

  finish(): void {
    this.#endLine();
  }

  #endLine(): void {
    if (this.#inRow) {
      this.rows++;
      if (this.rows === this.starts.length) this.starts = this.#grown(this.starts);
      this.starts[this.rows] = this.entries;
      this.#inRow = false;
    }
    this.#line++;
  }

  #label(bytes: Uint8Array, start: number, limit: number): number {
    const end = tokenEnd(bytes, start, limit);
    const label = numberAt(bytes, start, end);
    const expected = this.#checkLabel(label);
    if (expected !== undefined) throw this.#wrongLabel(bytes.subarray(start, end), expected);
    if (this.rows === this.labels.length) this.labels = this.#grown(this.labels);
    // No −0.
    this.labels[this.rows] = label + 0;
    this.#inRow = true;
    this.#begun = false;
    this.#last = -1;
    return end;
  }

  /** Features up to the end of the line, or of what is there of it. */
  #features(bytes: Uint8Array, at: number, limit: number): number {
    let { indices, values } = this;
    let entry = this.entries;
    let last = this.#last;
    while (at < limit) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE || byte === HASH) break;
      if (isSpace(byte)) {
        at++;
        continue;
      }
      const start = at;
      let index = 0;
      let digit = byte - DIGIT_0;
      for (; at < limit && digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - DIGIT_0)
        index = index * 10 + digit;
      const colon = at;
      const end = tokenEnd(bytes, at, limit);
      if (colon === start || bytes[colon] !== COLON || colon === end) {
        if (this.#begun || !isQuery(bytes, start, end)) throw this.#wrongFeature(bytes.subarray(start, end));
        this.#begun = true;
        at = end;
        continue;
      }
      const value = numberAt(bytes, colon + 1, end);
      if (!(index > last && index <= MAX_INDEX))
        throw this.#wrongIndex(index, last, bytes.subarray(start, colon));
      if (!Number.isFinite(value))
        throw this.#wrong(
          `the value of feature ${index} is ${textOf(bytes, colon + 1, end)}: expected a finite number`,
        );
      if (last < 0) {
        this.#begun = true;
        if (index < this.smallest) this.smallest = index;
      }
      last = index;
      if (entry === indices.length) {
        if (entry >= MAX_ENTRIES) throw this.#wrong(`has more than ${MAX_ENTRIES} values`);
        this.indices = indices = this.#grown(indices);
        this.values = values = this.#grown(values);
      }
      indices[entry] = index;
      values[entry++] = value;
      at = end;
    }
    this.entries = entry;
    this.#last = last;
    if (last > this.largest) {
      this.largest = last;
      this.lineOfLargest = this.#line;
    }
    return at;
  }

  #grown<T extends Uint32Array | Float64Array>(array: T): T {
    const Kind = array.constructor as new (length: number) => T;
    const larger = allocated(() => new Kind(Math.min(2 * array.length, MAX_ENTRIES)), this.#file);
    larger.set(array);
    return larger;
  }

  #wrongLabel(token: Uint8Array, expected: string): ReadError {
    const text = textOf(token);
    if (token.includes(COLON))
      return this.#wrong(`begins with ${text}: expected a label before the features`);
    if (token.includes(COMMA))
      return this.#wrong(`the label is ${text}: expected one class (several labels in a row are not read)`);
    return this.#wrong(`the label is ${text}: expected ${expected}`);
  }

  #wrongFeature(token: Uint8Array): ReadError {
    const text = textOf(token);
    if (token.subarray(0, 4).toString() === '113,105,100,58')
      return this.#wrong(`has ${text}: expected qid:number, once, before the features`);
    return this.#wrong(`has ${text}: expected index:value`);
  }

  #wrongIndex(index: number, last: number, text: Uint8Array): ReadError {
    if (index > MAX_INDEX) return this.#wrong(`has the index ${textOf(text)}: expected at most ${MAX_INDEX}`);
    return index === last
      ? this.#wrong(`has the index ${index} twice`)
      : this.#wrong(`has the index ${index} after ${last}: expected them to ascend`);
  }

  #wrong(problem: string): ReadError {
    return new ReadError(problem, { file: this.#file, line: this.#line });
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 9 && byte <= 13);
}

/** White space, or what begins a comment. */
export function endsToken(byte: number): boolean {
  return byte <= HASH && (byte === HASH || isSpace(byte));
}

/** Where the token that is under way at `at` ends. */
function tokenEnd(bytes: Uint8Array, at: number, limit: number): number {
  while (at < limit && !endsToken(bytes[at] as number)) at++;
  return at;
}

/** NaN for what is no decimal number, as JavaScript has others: hexadecimal ones, words, nothing at all. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] as number;
  const sign = first === 43 || first === 45 ? 1 : 0;
  const digit = bytes[start + sign] as number;
  const second = (bytes[start + sign + 1] as number) | 32;
  const decimal =
    start + sign < end &&
    ((digit >= DIGIT_0 && digit < COLON) || digit === 46) &&
    (digit !== DIGIT_0 || start + sign + 1 === end || second < 97 || second === 101) &&
    (bytes[end - 1] as number) < 128;
  return decimal ? numberIn(bytes, first === 43 ? start + 1 : start, end) : Number.NaN;
}

function isQuery(bytes: Uint8Array, start: number, end: number): boolean {
  return /^qid:-?\d{1,18}$/.test(ascii.decode(bytes.subarray(start, Math.min(end, start + 24))));
}

function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return quote(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 100))));
}
