/** Different values counted in a column; beyond them it has "more than" so many. */
export const MOST_DISTINCT = 1000;
/** Largest number that columns are read as: that of the kernels' float32. */
export const LARGEST = 3.4e38;

const EXAMPLES = 3;
const EXAMPLE_LENGTH = 40;

/** A cell that stands for those like it. */
export interface Cell {
  readonly line: number;
  /** As it stands there, shortened. */
  readonly text: string;
}

/** What a column of a table holds. */
export interface Column {
  readonly name: string;
  readonly rows: number;
  readonly missing: number;
  readonly firstMissing: number | null;
  /** Cells that are finite numbers. */
  readonly numbers: number;
  /** The first cell that is neither missing nor such a number. */
  readonly firstOther: Cell | null;
  /** The first number that is not whole. */
  readonly firstFraction: Cell | null;
  /** Different values, counted up to MOST_DISTINCT + 1. */
  readonly distinct: number;
  readonly examples: readonly string[];
  /** Words a cell, on average. */
  readonly words: number;
}

/** Looks at the cells of a column one after the other. */
export class ColumnReader {
  readonly #name: string;
  readonly #distinct = new Set<string>();
  #rows = 0;
  #missing = 0;
  #firstMissing: number | null = null;
  #numbers = 0;
  #firstOther: Cell | null = null;
  #firstFraction: Cell | null = null;
  #words = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** @param line asked for only where the cell is the first of its kind: finding it takes time */
  add(field: string, line: () => number): void {
    this.#rows++;
    const text = field.trim();
    if (text === '') {
      this.#missing++;
      this.#firstMissing ??= line();
      return;
    }
    if (this.#distinct.size <= MOST_DISTINCT) this.#distinct.add(text);
    const value = Number(text);
    if (Math.abs(value) <= LARGEST) {
      this.#numbers++;
      this.#words++;
      if (!Number.isInteger(value)) this.#firstFraction ??= { line: line(), text: shortened(text) };
    } else {
      this.#firstOther ??= { line: line(), text: shortened(text) };
      this.#words += countWords(text);
    }
  }

  /** As far as it has been read. */
  column(): Column {
    const filled = this.#rows - this.#missing;
    return {
      name: this.#name,
      rows: this.#rows,
      missing: this.#missing,
      firstMissing: this.#firstMissing,
      numbers: this.#numbers,
      firstOther: this.#firstOther,
      firstFraction: this.#firstFraction,
      distinct: this.#distinct.size,
      examples: [...this.#distinct].slice(0, EXAMPLES).map(text => shortened(text)),
      words: filled > 0 ? this.#words / filled : 0,
    };
  }
}

/** A long cell is looked at as far as it takes to tell words from names. */
function countWords(text: string): number {
  let words = 1;
  const end = Math.min(text.length, 200);
  for (let i = 0; i < end; i++) if (text.charCodeAt(i) <= 32) words++;
  return words;
}

export function shortened(text: string, length = EXAMPLE_LENGTH): string {
  const line = text.slice(0, 4 * length).replace(/\s+/g, ' ');
  return line.length > length || text.length > 4 * length ? `${line.slice(0, length - 1)}…` : line;
}

export type Kind = 'number' | 'category' | 'text';

/** What a column is taken for: numbers, names that come again, or text that is written. */
export function kindOf({ numbers, firstOther, distinct, words, rows }: Column): Kind {
  if (numbers > 0 && firstOther === null) return 'number';
  return words <= 3 && distinct <= Math.max(20, rows / 10) && distinct <= MOST_DISTINCT ? 'category' : 'text';
}
