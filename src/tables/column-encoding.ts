import { quote } from '../readers/read-error.js';
import type { TableValue } from '../readers/table.js';

/** What a column of a table becomes. */
export type ColumnEncoding = NumberEncoding | CategoryEncoding;

/** One column of X, and one more that tells where values were missing. */
export interface NumberEncoding {
  /** A number as it is. */
  readonly kind: 'number';
  /** Of the table's column. */
  readonly name: string;
  /** A missing value is an error, leaves its row out, or is `fill`. */
  readonly missing: 'error' | 'drop' | 'fill';
  /** What stands for a missing value, where `missing` says so. */
  readonly fill: number;
  /** Whether there is the column more. */
  readonly indicator: boolean;
}

/** A column of X for each category, and one for values that were missing. */
export interface CategoryEncoding {
  /** One of some texts. */
  readonly kind: 'category';
  /** Of the table's column. */
  readonly name: string;
  /** In order; the first has no column where `dropFirst` is set. */
  readonly categories: readonly string[];
  /** Whether the first category has no column. */
  readonly dropFirst: boolean;
  /** A missing value is an error, leaves its row out, has a column, or is an unknown category. */
  readonly missing: 'error' | 'drop' | 'column' | 'unknown';
  /** A category that is not among them is an error, or 0 in all columns. */
  readonly handleUnknown: 'error' | 'ignore';
}

/** Columns of X. */
export function widthOf(encoding: ColumnEncoding): number {
  return namesOf(encoding).length;
}

/** What the columns of X are called: `age`, `age missing`, `city=Oslo`. */
export function namesOf(encoding: ColumnEncoding): string[] {
  const { name } = encoding;
  const missing = `${name} missing`;
  if (encoding.kind === 'number') return encoding.indicator ? [name, missing] : [name];
  const shown = encoding.categories.slice(encoding.dropFirst ? 1 : 0);
  return [
    ...shown.map(category => `${name}=${category}`),
    ...(encoding.missing === 'column' ? [missing] : []),
  ];
}

/**
 * What keeps encodings from being those of a matrix whose columns have names: a name twice, or no column at all; null where
 * nothing does.
 */
export function problemOf(encodings: readonly ColumnEncoding[]): { column: string; problem: string } | null {
  const columns = new Map<string, string>();
  for (const encoding of encodings) {
    for (const feature of namesOf(encoding)) {
      const other = columns.get(feature);
      if (other !== undefined) {
        const problem = `makes the feature ${quote(feature)}, as column ${quote(other)} does: leave one of them out, or rename it`;
        return { column: encoding.name, problem };
      }
      columns.set(feature, encoding.name);
    }
  }
  const [first] = encodings;
  if (columns.size > 0 || first?.kind !== 'category') return null;
  const problem = `has one category, ${quote(first.categories[0] as string)}, and drop leaves it out: no feature is left`;
  return { column: first.name, problem };
}

/** A category is a text, whatever the format had for it. */
export function categoryOf(value: Exclude<TableValue, null>): string {
  return typeof value === 'string' ? value : String(value);
}
