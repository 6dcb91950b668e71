import { quote, ReadError } from '../read-error.js';
import type { RoleOptions } from '../roles.js';

/** What the columns of a file are called. */
export interface Header {
  /** The first line holds names. */
  readonly header: boolean;
  /** Every column of the file; without a header column j is called `x${j}`. */
  readonly names: readonly string[];
}

export interface HeaderOptions extends RoleOptions {
  readonly header?: boolean;
}

/** More than anybody has, and fewer than would fill the memory with names. */
const MAX_COLUMNS = 1 << 20;

/** Reads the names off the first line that is not blank. */
export function readHeader(
  first: readonly string[],
  options: HeaderOptions,
  file: string,
  line: number,
): Header {
  if (first.length > MAX_COLUMNS)
    throw new ReadError(`${first.length} fields: expected at most ${MAX_COLUMNS} columns`, { file, line });
  const header =
    options.header ?? (options.text ? namesText(first, options) : looksLikeHeader(first, file, line));
  const names = first.map((name, j) => (header && name.trim()) || `x${j}`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new ReadError('occurs twice', { file, line, column: name });
    seen.add(name);
  }
  return { header, names };
}

/** Beside columns of text a number is a row's; what is asked for by name or by place decides otherwise. */
function namesText(first: readonly string[], { text = [], features = [], target }: RoleOptions): boolean {
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
