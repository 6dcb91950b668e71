/** What every command lets the user say about a table. */
export interface TableOptions {
  /** A column's name, or its index from 0, negative from the end. */
  target?: string;
  /** Names separated by commas. */
  features?: string;
  /** Names of columns of text, separated by commas. */
  text?: string;
  header?: boolean;
  delimiter?: string;
  /** `auto`, `none`, or names separated by commas. */
  categorical?: string;
  /** `error`, `drop`, `mean`, or a number. */
  missing?: string;
  /** Texts that stand for a missing value, separated by commas. */
  missingValues?: string;
  missingIndicator?: boolean;
  /** Of a category that was not learnt: `error` or `ignore`. */
  unknown?: string;
  /** Leaves out the first category of each column. */
  dropFirst?: boolean;
  /** Instead of what the file looks like. */
  inputFormat?: string;
  /** Path of the labels of an array file. */
  labels?: string;
}

/** What is said of how columns of a table become numbers. */
export const ENCODING_FLAGS = [
  'categorical',
  'missing',
  'missingValues',
  'missingIndicator',
  'unknown',
  'dropFirst',
] as const satisfies readonly (keyof TableOptions)[];

/** How an option of that value is written. */
export function flag(name: string, value: unknown): string {
  const written = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return value === false ? `--no-${written}` : `--${written}`;
}

/** What stands for a missing value, as readers of tables take it. */
export function missingTexts({ missingValues }: TableOptions): { missingValues?: string[] } {
  return missingValues === undefined ? {} : { missingValues: columnNames(missingValues) };
}

/** Names separated by commas. */
export function columnNames(text: string): string[] {
  return text.split(',').map(name => name.trim());
}

/** A column's name, or its place where the text is a whole number. */
export function columnOf(text: string): string | number {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
