import { invalidValue } from '../errors.js';
import { closest } from './closest.js';
import { CsvError, listed, quote } from './csv-error.js';

/** Which columns of a file are which. Without a header, column j is called `x${j}`. */
export interface Columns {
  /** The first line holds names. */
  readonly header: boolean;
  /** Every column of the file. */
  readonly names: readonly string[];
  /** Columns of the features, in the order wanted. */
  readonly features: readonly number[];
  /** Column of the target, −1 for none. */
  readonly target: number;
}

export interface ColumnOptions {
  readonly target?: string | number | null;
  readonly features?: readonly string[];
  readonly header?: boolean;
}

/** Reads the columns off the first line that is not blank. */
export function chooseColumns(
  first: readonly string[],
  options: ColumnOptions,
  file: string,
  line: number,
): Columns {
  const header = options.header ?? looksLikeHeader(first, file, line);
  const names = first.map((name, j) => (header && name.trim()) || `x${j}`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new CsvError('occurs twice', { file, line, column: name });
    seen.add(name);
  }

  const target = options.target === null ? -1 : findTarget(options.target ?? -1);
  return { header, names, features: findFeatures(), target };

  function findTarget(wanted: string | number): number {
    if (typeof wanted === 'string') return find(wanted);
    const j = wanted < 0 ? wanted + names.length : wanted;
    if (Number.isInteger(j) && j >= 0 && j < names.length) return j;
    throw new CsvError(`column ${wanted} not found: the file has ${count(names.length, 'column')}`, {
      file,
      line,
    });
  }

  function findFeatures(): number[] {
    const others = names.flatMap((_, j) => (j === target ? [] : [j]));
    if (options.features === undefined) {
      if (others.length > 0) return others;
      throw new CsvError('one column: expected at least one feature beside the target', { file, line });
    }
    if (!header && options.features.length === others.length) return others;
    return options.features.map((name, i) => {
      const j = find(name);
      if (j === target) throw invalidValue(`features[${i}]`, 'a column other than the target', name);
      return j;
    });
  }

  function find(name: string): number {
    const j = names.indexOf(name);
    if (j >= 0) return j;
    const guess = closest(name, names);
    const hint = guess === undefined ? `the columns are ${listed(names)}` : `did you mean ${quote(guess)}?`;
    throw new CsvError(`not found: ${header ? hint : `there is no header, ${hint}`}`, {
      file,
      line,
      column: name,
    });
  }
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Numbers beside text are names in one file and a row in the next: that is for its owner to say. */
function looksLikeHeader(first: readonly string[], file: string, line: number): boolean {
  const numbers = first.filter(field => field.trim() !== '' && !Number.isNaN(Number(field)));
  if (numbers.length === 0) return true;
  if (numbers.length === first.length) return false;
  const [number] = numbers as [string];
  const text = first.find(field => !numbers.includes(field)) as string;
  throw new CsvError(
    `numbers beside text (${quote(number.trim())}, ${quote(text.trim())}): say whether this line is a header`,
    { file, line },
  );
}
