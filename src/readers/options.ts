import { invalidType, invalidValue } from '../errors.js';
import type { Label } from '../labels.js';
import type { RoleOptions } from './roles.js';

/** What readers of tables are told. */
export interface TableReadOptions extends RoleOptions {
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly missingValues?: readonly string[];
  readonly classes?: readonly Label[];
  readonly name?: string;
}

/** @throws TypeError, RangeError for an option of a wrong kind or value, before anything is read */
export function checkTableOptions(options: TableReadOptions): void {
  const { target, header, delimiter, missingValues, classes, name } = options;
  if (target !== undefined && target !== null && typeof target !== 'string' && !Number.isInteger(target))
    throw invalidType('target', 'a column name, an integer index or null', target);
  for (const list of ['features', 'text'] as const) {
    const names = options[list];
    if (names === undefined) continue;
    checkTexts(list, 'column names', names);
    if (names.length === 0) throw invalidValue(list, 'at least one column name', names);
  }
  if (header !== undefined && typeof header !== 'boolean') throw invalidType('header', 'a boolean', header);
  if (delimiter !== undefined && !(typeof delimiter === 'string' && /^[^\r\n"\ufeff]$/.test(delimiter)))
    throw invalidValue('delimiter', 'one character, neither a quote nor a line end', delimiter);
  if (missingValues !== undefined) checkTexts('missingValues', 'strings', missingValues);
  if (classes !== undefined) {
    if (!Array.isArray(classes)) throw invalidType('classes', 'an array of labels', classes);
    if (classes.length === 0) throw invalidValue('classes', 'at least one label', classes);
  }
  if (name !== undefined && typeof name !== 'string') throw invalidType('name', 'a string', name);
}

/** @throws TypeError, RangeError for what is no number of rows */
export function checkChunkRows(chunkRows: number): void {
  if (typeof chunkRows !== 'number')
    throw invalidType('chunkRows', 'a whole number of at least 1', chunkRows);
  if (!(Number.isSafeInteger(chunkRows) && chunkRows >= 1))
    throw invalidValue('chunkRows', 'a whole number of at least 1', chunkRows);
}

function checkTexts(name: string, what: string, list: unknown): void {
  if (!(Array.isArray(list) && list.every(item => typeof item === 'string')))
    throw invalidType(name, `an array of ${what}`, list);
}
