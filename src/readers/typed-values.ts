import { quote, ReadError, type Where } from './read-error.js';
import type { ColumnType, ColumnValues, TableValue, WantedColumn } from './table.js';

/** What a column of a format with types holds, and how its values are taken. */
export interface ColumnKind {
  readonly type: ColumnType;
  /** A value that is not missing as a number, or as text what is wrong with it. */
  number(value: unknown): number | string;
  /** A value that is not missing as it stands in the file, or undefined where it cannot be told. */
  value(value: unknown): TableValue | undefined;
}

export const NUMBERS: ColumnKind = {
  type: 'number',
  number: Number,
  value: value => (Number.isNaN(value) ? null : (value as number)),
};

/** Integers as numbers or bigints. */
export const INTEGERS: ColumnKind = {
  type: 'number',
  number(value) {
    if (typeof value === 'number') return value;
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    return `is ${value}: expected an integer that a number holds exactly, of up to 2^53 − 1`;
  },
  value(value) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  },
};

export const BOOLEANS: ColumnKind = { type: 'number', number: Number, value: Boolean };

export const TEXTS: ColumnKind = {
  type: 'text',
  number: value => `is ${quote(String(value))}: expected a number`,
  value: String,
};

/** Columns of missing values alone. */
export const NULLS: ColumnKind = { type: 'unknown', number: () => Number.NaN, value: () => null };

const BEYOND = 'is beyond the dates that JavaScript has';
/** Milliseconds of the last moment that a Date can be, and of the first before 1970. */
const LAST_DATE = 8.64e15;

/** Days since 1970-01-01. */
export const DAYS: ColumnKind = {
  type: 'number',
  number: days => Number(days) * 86_400_000,
  value: days => isoDate(Number(days) * 86_400_000)?.slice(0, -14),
};

/**
 * Points in time, counted from 1970-01-01T00:00.
 * @param perMs 0.001, 1, 1000 or 1e6 units of the count are a millisecond
 * @param utc whether they are in UTC, rather than by a clock on some wall
 */
export function timestamps(perMs: number, utc: boolean): ColumnKind {
  const split = (count: unknown): [ms: number, rest: number] => {
    if (perMs <= 1) return [Number(count) * Math.round(1 / perMs), 0];
    const units = BigInt(perMs);
    const rest = (((count as bigint) % units) + units) % units;
    return [Number(((count as bigint) - rest) / units), Number(rest)];
  };
  const digits = String(perMs).length - 1;
  return {
    type: 'number',
    number(count) {
      // One division rounds once.
      if (Number.isSafeInteger(Number(count)) && perMs > 1) return Number(count) / perMs;
      const [ms, rest] = split(count);
      return ms + rest / perMs;
    },
    value(count) {
      const [ms, rest] = split(count);
      const text = isoDate(ms)?.slice(0, -1);
      return text && `${text}${rest ? String(rest).padStart(digits, '0') : ''}${utc ? 'Z' : ''}`;
    },
  };
}

function isoDate(ms: number): string | undefined {
  return Math.abs(ms) <= LAST_DATE ? new Date(ms).toISOString() : undefined;
}

/** Some rows of a column on their way into a chunk. */
export interface TypedColumn {
  readonly kind: ColumnKind;
  readonly as: WantedColumn['as'];
  readonly name: string;
  readonly file: string;
}

export function emptyColumn(rows: number, { as }: TypedColumn): ColumnValues {
  return as === 'numbers' ? new Float64Array(rows) : new Array<TableValue>(rows).fill(null);
}

/**
 * Writes `count` values from `data[from]` on to `target[at]` and those that follow: null is missing, undefined is damage.
 * @param firstRow row in the file of `data[from]`
 * @throws ReadError naming row and column of a value that is not what is asked for
 */
export function fillColumn(
  target: ColumnValues,
  at: number,
  data: ArrayLike<unknown>,
  from: number,
  count: number,
  firstRow: number,
  column: TypedColumn,
): void {
  const { kind, name, file } = column;
  const where = (i: number): Where => ({ file, row: firstRow + i, column: name });
  if (target instanceof Float64Array) {
    if (data instanceof Float64Array && kind === NUMBERS) {
      target.set(data.subarray(from, from + count), at);
      return;
    }
    for (let i = 0; i < count; i++) {
      const value = data[from + i];
      if (value === null) target[at + i] = Number.NaN;
      else if (value === undefined) throw damaged(where(i));
      else {
        const number = kind.number(value);
        if (typeof number === 'string') throw new ReadError(number, where(i));
        target[at + i] = number;
      }
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const value = data[from + i];
    if (value === undefined) throw damaged(where(i));
    const taken = value === null ? null : kind.value(value);
    if (taken === undefined) throw new ReadError(BEYOND, where(i));
    (target as TableValue[])[at + i] = taken;
  }
}

function damaged(where: Where): ReadError {
  return new ReadError('is damaged: the value that it refers to is not there', where);
}
