/** Checks that options share.  Each makes a function that throws for a value that will not do. */
import { invalidType, invalidValue } from '../errors.js';

export type Check = (value: unknown) => void;

/** One check per option of a group. */
export type ChecksOf<T> = { [K in keyof Required<T>]: Check };

export function number(name: string): Check {
  return value => {
    if (typeof value !== 'number') throw invalidType(name, 'a number', value);
  };
}

export function positive(name: string, infinite = false): Check {
  return value => {
    number(name)(value);
    if (!((value as number) > 0) || (value === Infinity && !infinite)) {
      throw invalidValue(name, infinite ? 'a positive number or Infinity' : 'a positive number', value);
    }
  };
}

export function atLeastZero(name: string): Check {
  return value => {
    number(name)(value);
    if (!((value as number) >= 0 && value !== Infinity))
      throw invalidValue(name, 'a number of at least 0', value);
  };
}

/** A share: at least 0, and below 1 or, with `closed`, at most 1. */
export function share(name: string, closed: boolean): Check {
  return value => {
    number(name)(value);
    const within = (value as number) >= 0 && (closed ? (value as number) <= 1 : (value as number) < 1);
    if (!within) throw invalidValue(name, `a number in [0, 1${closed ? ']' : ')'}`, value);
  };
}

export function wholeNumber(name: string, least: number): Check {
  return value => {
    number(name)(value);
    if (!Number.isInteger(value) || (value as number) < least) {
      throw invalidValue(name, `a whole number of at least ${least}`, value);
    }
  };
}

export function boolean(name: string): Check {
  return value => {
    if (typeof value !== 'boolean') throw invalidType(name, 'true or false', value);
  };
}

/** Every number of an array, or of anything indexed like one. */
export function numbers(name: string, each: (name: string) => Check): Check {
  return value => {
    if (
      typeof value !== 'object' ||
      value === null ||
      !Number.isInteger((value as { length?: unknown }).length)
    )
      throw invalidType(name, 'an array of numbers', value);
    const array = value as ArrayLike<unknown>;
    for (let i = 0; i < array.length; i++) each(`${name}[${i}]`)(array[i]);
  };
}
