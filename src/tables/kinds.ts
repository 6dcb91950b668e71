import type { Where } from '../readers/read-error.js';
import { ReadError } from '../readers/read-error.js';
import { guess } from '../readers/roles.js';
import type { ColumnType } from '../readers/table.js';
import type { LearntColumn } from './learning.js';
import type { CheckedEncoderOptions } from './options.js';

/**
 * What each column is taken for: numbers, or categories where `categorical` says so.
 * @throws ReadError for a column of text that is not among the categorical ones, and for names that are not there
 */
export function kindsOf(
  names: readonly string[],
  types: readonly ColumnType[],
  { categorical, missing }: CheckedEncoderOptions,
  where: Where,
): LearntColumn[] {
  const stranger = [
    ...(categorical === 'auto' ? [] : categorical),
    ...(typeof missing === 'object' ? Object.keys(missing) : []),
  ].find(name => !names.includes(name));
  if (stranger !== undefined) {
    const problem = `not found among the features: ${guess(stranger, names, 'the features are')}`;
    throw new ReadError(problem, { ...where, column: stranger });
  }
  return names.map((name, j) => {
    const isText = types[j] === 'text';
    if (categorical === 'auto') return { name, kind: isText ? 'category' : 'number' };
    if (categorical.includes(name)) return { name, kind: 'category' };
    if (!isText) return { name, kind: 'number' };
    throw new ReadError('holds text: expected numbers, or its name in categorical', {
      ...where,
      column: name,
    });
  });
}
