import { type Column, kindOf, LARGEST, MOST_DISTINCT } from './column.js';
import type { Survey } from './survey.js';

/** What a model learns from: numbers as they are, or the words of texts. */
export type Input = 'numbers' | 'text';

/** What is chosen on the page: columns by their place in the file. */
export interface Plan {
  readonly target: number;
  readonly input: Input;
  /** Columns of numbers that take part. */
  readonly numbers: ReadonlySet<number>;
  /** Columns of text that take part. */
  readonly texts: ReadonlySet<number>;
  readonly settings: Settings;
}

export interface Settings {
  /** Share of the rows that is held out. */
  readonly testShare: number;
  readonly seed: number;
  readonly C: number;
  readonly standardize: boolean;
  readonly balanced: boolean;
  /** Of text: pairs of words beside words. */
  readonly pairs: boolean;
  readonly stopWords: boolean;
}

export const SETTINGS: Settings = {
  testShare: 0.25,
  seed: 1,
  C: 1,
  standardize: false,
  balanced: false,
  pairs: true,
  stopWords: false,
};

/** Why a column cannot be a feature, or null. */
export function numberProblem(column: Column): string | null {
  const { firstOther, firstMissing, missing } = column;
  if (firstOther !== null && (firstMissing === null || firstOther.line <= firstMissing))
    return `line ${firstOther.line} has “${firstOther.text}”, ${whatOther(firstOther.text)}`;
  if (firstMissing !== null) return `${cells(missing)} empty, the first on line ${firstMissing}`;
  return null;
}

function whatOther(text: string): string {
  if (/^-?\d/.test(text) && Math.abs(Number(text)) > LARGEST) return 'too large a number';
  if (/^-?\d+,\d+$/.test(text)) return 'not a number: decimals are written with a point';
  return 'not a number';
}

/** Why a column cannot be the target, or null. */
export function targetProblem(column: Column): string | null {
  const { distinct, firstMissing, firstFraction, firstOther, missing, rows } = column;
  if (firstMissing !== null)
    return `${cells(missing)} empty, the first on line ${firstMissing}: every row needs its class`;
  if (firstFraction !== null && firstOther === null)
    return `line ${firstFraction.line} has ${firstFraction.text}: a class is text or a whole number, and softmax regression predicts classes, not quantities`;
  if (distinct < 2) return 'all rows have the same value: there is nothing to tell apart';
  if (distinct > MOST_DISTINCT)
    return `more than ${MOST_DISTINCT} different values: a class needs rows to learn from, and this page takes up to ${MOST_DISTINCT} classes`;
  if (distinct > rows / 2)
    return `${distinct} different values in ${rows} rows: a class needs several rows to learn from`;
  return null;
}

function cells(count: number): string {
  return count === 1 ? '1 cell is' : `${count} cells are`;
}

const TARGET_NAMES = /^(target|class|label|species|category|outcome|y|digit)$/i;

/** A plan to begin with: a likely target, all columns that can be read as numbers, or else the texts. */
export function firstPlan({ columns }: Survey, settings = SETTINGS): Plan {
  return planFor(columns, likelyTarget(columns), settings);
}

/** All columns but the target that are of use. */
export function planFor(columns: readonly Column[], target: number, settings: Settings): Plan {
  const numbers = new Set<number>();
  const texts = new Set<number>();
  for (const [j, column] of columns.entries()) {
    if (j === target || column.distinct < 2) continue;
    if (numberProblem(column) === null) numbers.add(j);
    else if (kindOf(column) === 'text' && column.firstOther !== null) texts.add(j);
  }
  return {
    target,
    input: numbers.size > 0 || texts.size === 0 ? 'numbers' : 'text',
    numbers,
    texts,
    settings,
  };
}

function likelyTarget(columns: readonly Column[]): number {
  const able = columns.flatMap((column, j) => (targetProblem(column) === null ? [j] : []));
  const named = able.find(j => TARGET_NAMES.test((columns[j] as Column).name));
  if (named !== undefined) return named;
  const last = columns.length - 1;
  const category = able.filter(j => kindOf(columns[j] as Column) === 'category');
  if (able.includes(last) || able.length === 0) return last;
  return category.at(-1) ?? (able.includes(0) ? 0 : (able.at(-1) as number));
}

/** Why a plan cannot be carried out, or null. */
export function planProblem({ columns }: Survey, { target, input, numbers, texts }: Plan): string | null {
  const { name } = columns[target] as Column;
  const problem = targetProblem(columns[target] as Column);
  if (problem !== null) return `“${name}” cannot be the target: ${problem}.`;
  if (columns.length === 1) return 'The file has one column: a model needs at least one beside the target.';
  if ((input === 'numbers' ? numbers : texts).size > 0) return null;
  return input === 'numbers'
    ? 'No column of numbers is chosen to learn from.'
    : 'No column of text is chosen to learn from.';
}

/** A plan in the words of a reader: columns by name. */
export interface Job {
  readonly header: boolean;
  readonly target: string;
  /** Exactly one of the two is not null. */
  readonly features: readonly string[] | null;
  readonly texts: readonly string[] | null;
  readonly settings: Settings;
}

export function jobOf({ columns, header }: Survey, { target, input, numbers, texts, settings }: Plan): Job {
  const names = (chosen: ReadonlySet<number>) =>
    columns.flatMap(({ name }, j) => (chosen.has(j) && j !== target ? [name] : []));
  return {
    header,
    target: (columns[target] as Column).name,
    features: input === 'numbers' ? names(numbers) : null,
    texts: input === 'text' ? names(texts) : null,
    settings,
  };
}
