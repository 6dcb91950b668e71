import { quote, ReadError } from './read-error.js';

/** What a NPY file says of its array. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

/** Deeper than any structured type that is worth refusing by its name. */
const MAX_DEPTH = 16;
/** NumPy 2 has no array of more dimensions. */
const MAX_DIMENSIONS = 64;

/**
 * Reads the header's text, a dict literal of Python with three keys, and nothing else: strings without escapes, whole numbers,
 * True, False, None, tuples, lists and dicts.
 * @throws ReadError for anything else
 */
export function parseNpyHeader(text: string, file: string): NpyHeader {
  const dict = new Literals(text, file).whole();
  const wrong = (problem: string) => new ReadError(`the NPY header ${problem}`, { file });
  if (!(dict instanceof Map)) throw wrong('is no dict');
  const keys = [...dict.keys()].sort().join();
  if (keys !== 'descr,fortran_order,shape')
    throw wrong(`has the keys ${quote(keys)}: expected descr, fortran_order and shape`);
  const [descr, fortranOrder, shape] = ['descr', 'fortran_order', 'shape'].map(key => dict.get(key));
  if (Array.isArray(descr))
    throw new ReadError('the dtype is a structure of several fields: expected one type, save each field', {
      file,
    });
  if (typeof descr !== 'string') throw wrong('has a descr that is no text');
  if (typeof fortranOrder !== 'boolean') throw wrong('has a fortran_order that is neither True nor False');
  if (!Array.isArray(shape) || !shape.every(length => typeof length === 'number'))
    throw wrong('has a shape that is no tuple of whole numbers');
  if (shape.length > MAX_DIMENSIONS)
    throw wrong(`has ${shape.length} dimensions: expected at most ${MAX_DIMENSIONS}`);
  return { descr, fortranOrder, shape: shape as number[] };
}

const NAMES = new Map<string, Literal>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** A recursive descent, one character at a time. */
class Literals {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  whole(): Literal {
    const value = this.#value(0);
    if (this.#next() !== '') throw this.#unexpected('the end');
    return value;
  }

  #value(depth: number): Literal {
    const first = this.#next();
    if (depth > MAX_DEPTH) throw this.#unexpected(`at most ${MAX_DEPTH} levels`);
    if (first === '{') return this.#dict(depth + 1);
    if (first === '[') return this.#list(']', depth + 1);
    if (first === '(') return this.#list(')', depth + 1);
    if (first === "'" || first === '"') return this.#string();
    if (first >= '0' && first <= '9') return this.#number();
    for (const [name, value] of NAMES) {
      if (this.#text.startsWith(name, this.#at)) {
        this.#at += name.length;
        return value;
      }
    }
    throw this.#unexpected('a value');
  }

  #dict(depth: number): Map<string, Literal> {
    const entries = new Map<string, Literal>();
    for (this.#at++; this.#next() !== '}'; ) {
      const quoted = this.#next();
      if (quoted !== "'" && quoted !== '"') throw this.#unexpected('a key');
      const key = this.#string();
      if (entries.has(key)) throw this.#unexpected(`no second ${quote(key)}`);
      if (this.#next() !== ':') throw this.#unexpected('":"');
      this.#at++;
      entries.set(key, this.#value(depth));
      this.#comma('}');
    }
    this.#at++;
    return entries;
  }

  #list(close: string, depth: number): Literal[] {
    const values: Literal[] = [];
    for (this.#at++; this.#next() !== close; ) {
      values.push(this.#value(depth));
      this.#comma(close);
    }
    this.#at++;
    return values;
  }

  #comma(close: string): void {
    const next = this.#next();
    if (next === ',') this.#at++;
    else if (next !== close) throw this.#unexpected(`"," or ${quote(close)}`);
  }

  #string(): string {
    const start = this.#at + 1;
    const end = this.#text.indexOf(this.#text[this.#at] as string, start);
    const text = this.#text.slice(start, end);
    if (end < 0 || text.includes('\\')) throw this.#unexpected('a string without escapes');
    this.#at = end + 1;
    return text;
  }

  /** Python 2 has an L after long ones. */
  #number(): number {
    const start = this.#at;
    let value = 0;
    for (let digit = this.#digit(); digit >= 0; digit = this.#digit()) {
      value = value * 10 + digit;
      this.#at++;
    }
    if (!Number.isSafeInteger(value)) {
      this.#at = start;
      throw this.#unexpected('a number below 2^53');
    }
    if (this.#text[this.#at] === 'L') this.#at++;
    return value;
  }

  #digit(): number {
    const digit = this.#text.charCodeAt(this.#at) - 48;
    return digit >= 0 && digit <= 9 ? digit : -1;
  }

  /** The next character that is no white space, not taken; empty at the end. */
  #next(): string {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '.')) this.#at++;
    return this.#text[this.#at] ?? '';
  }

  #unexpected(expected: string): ReadError {
    const found = this.#text.slice(this.#at, this.#at + 12);
    return new ReadError(
      `the NPY header is damaged: expected ${expected} at character ${this.#at}, not ${found === '' ? 'the end' : quote(found)}`,
      { file: this.#file },
    );
  }
}
