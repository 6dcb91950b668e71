import { checkNames, describe, invalidType, invalidValue } from '../errors.js';

/** What becomes of a missing value: an error, of its row nothing, of a number the column's mean or a number of one's own. */
export type MissingPolicy = 'error' | 'drop' | 'mean' | number;

/** How columns of a table become columns of X. */
export interface EncoderOptions {
  /** Columns whose values are categories, one-hot: their names, or 'auto', those of text.  Default 'auto'. */
  categorical?: 'auto' | readonly string[];
  /**
   * What becomes of missing values, of all columns or by name.  With 'mean' and a number a missing category is a category of its
   * own.  Default 'error'.
   */
  missing?: MissingPolicy | Readonly<Record<string, MissingPolicy>>;
  /** A column more, 1 where the value was missing, for every column of numbers in which one was.  Default false. */
  missingIndicator?: boolean;
  /** A category that was not there when categories were learnt: an error, or 0 in all of its columns.  Default 'error'. */
  handleUnknown?: 'error' | 'ignore';
  /** 'first' leaves out the first category of each column, which the intercept stands for then.  Default null. */
  drop?: 'first' | null;
  /** More categories of one column than this are an error: it is a name or a text.  Default 1000. */
  maxCategories?: number;
}

/** Of options that are more than an encoder's. */
export function encoderOptionsOf(options: EncoderOptions): EncoderOptions {
  return Object.fromEntries(
    ENCODER_OPTIONS.flatMap(name => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

export type CheckedEncoderOptions = Required<EncoderOptions>;

export const ENCODER_OPTIONS = [
  'categorical',
  'missing',
  'missingIndicator',
  'handleUnknown',
  'drop',
  'maxCategories',
] as const;

/** @throws TypeError, RangeError for an option that does not exist or has a wrong value */
export function checkEncoderOptions(options: EncoderOptions): CheckedEncoderOptions {
  checkNames(options, ENCODER_OPTIONS, ' of TableEncoder');
  const {
    categorical = 'auto',
    missing = 'error',
    missingIndicator = false,
    handleUnknown = 'error',
    drop = null,
    maxCategories = 1000,
  } = options;
  if (categorical !== 'auto' && !(Array.isArray(categorical) && categorical.every(isString)))
    throw invalidType('categorical', "'auto' or an array of column names", categorical);
  if (typeof missing === 'object' && missing !== null && !Array.isArray(missing)) {
    for (const [name, policy] of Object.entries(missing)) checkPolicy(`missing[${describe(name)}]`, policy);
  } else checkPolicy('missing', missing);
  if (typeof missingIndicator !== 'boolean')
    throw invalidType('missingIndicator', 'a boolean', missingIndicator);
  if (handleUnknown !== 'error' && handleUnknown !== 'ignore')
    throw invalidValue('handleUnknown', "'error' or 'ignore'", handleUnknown);
  if (drop !== null && drop !== 'first') throw invalidValue('drop', "'first' or null", drop);
  if (!(Number.isInteger(maxCategories) && maxCategories >= 1))
    throw invalidValue('maxCategories', 'a whole number of at least 1', maxCategories);
  return { categorical, missing, missingIndicator, handleUnknown, drop, maxCategories };
}

function checkPolicy(name: string, policy: unknown): void {
  const expected = "'error', 'drop', 'mean' or a finite number";
  if (
    typeof policy === 'number'
      ? Number.isFinite(policy)
      : ['error', 'drop', 'mean'].includes(policy as string)
  )
    return;
  throw typeof policy === 'number' || typeof policy === 'string'
    ? invalidValue(name, expected, policy)
    : invalidType(name, `${expected}, or a record of these`, policy);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

/** Of one column. */
export function policyOf({ missing }: CheckedEncoderOptions, name: string): MissingPolicy {
  if (typeof missing !== 'object') return missing;
  return Object.hasOwn(missing, name) ? (missing[name] as MissingPolicy) : 'error';
}
