import { invalidValue } from '../../errors.js';
import { closest } from '../closest.js';
import { listed, quote, ReadError } from '../read-error.js';

/** Which columns of a file are which. Without a header, column j is called `x${j}`. */
export interface Columns {
  /** The first line holds names. */
  readonly header: boolean;
  /** Every column of the file. */
  readonly names: readonly string[];
  /** Columns of the features, in the order wanted. */
  readonly features: readonly number[];
  /** Columns of text, in the order wanted; null where none is asked for. */
  readonly texts: readonly number[] | null;
  /** Column of the target, −1 for none. */
  readonly target: number;
}

export interface ColumnOptions {
  readonly target?: string | number | null;
  readonly features?: readonly string[];
  readonly text?: readonly string[];
  readonly header?: boolean;
}

/** Reads the columns off the first line that is not blank. */
export function chooseColumns(
  first: readonly string[],
  options: ColumnOptions,
  file: string,
  line: number,
): Columns {
  const header =
    options.header ?? (options.text ? namesText(first, options) : looksLikeHeader(first, file, line));
  const names = first.map((name, j) => (header && name.trim()) || `x${j}`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new ReadError('occurs twice', { file, line, column: name });
    seen.add(name);
  }

  const target = options.target === null ? -1 : findTarget(options.target ?? -1);
  const texts = options.text ? findAll('text', options.text) : null;
  return { header, names, features: findFeatures(), texts, target };

  function findTarget(wanted: string | number): number {
    if (typeof wanted === 'string') return find(wanted);
    const j = wanted < 0 ? wanted + names.length : wanted;
    if (Number.isInteger(j) && j >= 0 && j < names.length) return j;
    throw new ReadError(`column ${wanted} not found: the file has ${count(names.length, 'column')}`, {
      file,
      line,
    });
  }

  function findFeatures(): number[] {
    if (options.text) return findAll('features', options.features ?? []);
    const others = names.flatMap((_, j) => (j === target ? [] : [j]));
    if (options.features === undefined) {
      if (others.length > 0) return others;
      throw new ReadError('one column: expected at least one feature beside the target', { file, line });
    }
    if (!header && options.features.length === others.length) return others;
    return findAll('features', options.features);
  }

  function findAll(option: string, wanted: readonly string[]): number[] {
    return wanted.map((name, i) => {
      const j = find(name);
      if (j === target) throw invalidValue(`${option}[${i}]`, 'a column other than the target', name);
      return j;
    });
  }

  function find(name: string): number {
    const j = names.indexOf(name);
    if (j >= 0) return j;
    const guess = closest(name, names);
    const hint = guess === undefined ? `the columns are ${listed(names)}` : `did you mean ${quote(guess)}?`;
    throw new ReadError(`not found: ${header ? hint : `there is no header, ${hint}`}`, {
      file,
      line,
      column: name,
    });
  }
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Beside columns of text a number is a row's; what is asked for by name or by place decides otherwise. */
function namesText(first: readonly string[], { text = [], features = [], target }: ColumnOptions): boolean {
  const wanted = [...text, ...features, ...(typeof target === 'string' ? [target] : [])];
  const fields = first.map(field => field.trim());
  if (wanted.every(name => fields.includes(name))) return true;
  return !wanted.every(name => /^x\d+$/.test(name)) && !fields.some(isFilledNumber);
}

function isFilledNumber(field: string): boolean {
  return field.trim() !== '' && !Number.isNaN(Number(field));
}

/** Numbers beside text are names in one file and a row in the next: that is for its owner to say. */
function looksLikeHeader(first: readonly string[], file: string, line: number): boolean {
  const numbers = first.filter(isFilledNumber);
  if (numbers.length === 0) return true;
  if (numbers.length === first.length) return false;
  const [number] = numbers as [string];
  const text = first.find(field => !numbers.includes(field)) as string;
  throw new ReadError(
    `numbers beside text (${quote(number.trim())}, ${quote(text.trim())}): say whether this line is a header`,
    { file, line },
  );
}
