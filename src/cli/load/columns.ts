import type { SoftmaxRegression } from '../../softmax-regression.js';
import type { ColumnEncoding } from '../../tables/column-encoding.js';
import { isSavedEncoder, readSaved } from '../../tables/saved.js';

export type { ColumnEncoding };

/** Of the table that a model takes; null where it takes rows as they are, or text. */
export function columnsOf({ vectorizer }: SoftmaxRegression): readonly ColumnEncoding[] | null {
  return isSavedEncoder(vectorizer) ? readSaved(vectorizer).columns : null;
}
