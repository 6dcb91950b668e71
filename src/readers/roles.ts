import { invalidValue } from '../errors.js';
import { closest } from './closest.js';
import { listed, quote, ReadError, type Where } from './read-error.js';

/** What the columns of a table are for, as indices. */
export interface Roles {
  /** Columns of the features, in the order wanted. */
  readonly features: readonly number[];
  /** Columns of text, in the order wanted; null where none is asked for. */
  readonly texts: readonly number[] | null;
  /** Column of the target, −1 for none. */
  readonly target: number;
}

export interface RoleOptions {
  readonly target?: string | number | null;
  readonly features?: readonly string[];
  readonly text?: readonly string[];
}

/**
 * @param where the names stand
 * @param header names are the file's; without it columns have none of their own, and features may count on their order
 * @throws ReadError for a column that is not there; RangeError for the target among the features and a
 *   column named twice
 */
export function chooseRoles(
  names: readonly string[],
  options: RoleOptions,
  where: Where,
  header = true,
): Roles {
  if (names.length === 0) throw new ReadError('no columns', where);
  const target = options.target === null ? -1 : findTarget(options.target ?? -1);
  const texts = options.text ? findAll('text', options.text) : null;
  return { features: findFeatures(), texts, target };

  function findTarget(wanted: string | number): number {
    if (typeof wanted === 'string') return find(wanted);
    const j = wanted < 0 ? wanted + names.length : wanted;
    if (Number.isInteger(j) && j >= 0 && j < names.length) return j;
    throw new ReadError(`column ${wanted} not found: the file has ${count(names.length, 'column')}`, where);
  }

  function findFeatures(): readonly number[] {
    if (options.text) return findAll('features', options.features ?? []);
    const others = names.flatMap((_, j) => (j === target ? [] : [j]));
    if (options.features === undefined) {
      if (others.length > 0) return others;
      throw new ReadError('one column: expected at least one feature beside the target', where);
    }
    const known = options.features.every(name => names.includes(name));
    if (!header && !known && options.features.length === others.length) return others;
    return findAll('features', options.features);
  }

  function findAll(option: string, wanted: readonly string[]): number[] {
    return wanted.map((name, i) => {
      const j = find(name);
      if (j === target) throw invalidValue(`${option}[${i}]`, 'a column other than the target', name);
      if (wanted.indexOf(name) < i)
        throw invalidValue(`${option}[${i}]`, 'a column that is not there yet', name);
      return j;
    });
  }

  function find(name: string): number {
    const j = names.indexOf(name);
    if (j >= 0) return j;
    const hint = guess(name, names, 'the columns are');
    throw new ReadError(`not found: ${header ? hint : `there is no header, ${hint}`}`, {
      ...where,
      column: name,
    });
  }
}

/** The name that was meant, or what names there are. */
export function guess(name: string, names: readonly string[], all: string): string {
  const near = closest(name, names);
  return near === undefined ? `${all} ${listed(names)}` : `did you mean ${quote(near)}?`;
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
