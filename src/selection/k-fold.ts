import { mulberry32, shuffle as shuffleInPlace } from '../data/random.js';
import { invalidType, invalidValue } from '../errors.js';
import { checkKFold, type KFoldOptions, type Split, splitsOf } from './splits.js';

/**
 * k folds of about as many rows each, whatever their labels: k · repeats splits, in each repeat every row in the test part
 * once.  Without `shuffle` folds are runs of rows, the larger ones first, as scikit-learn's KFold has them.
 * @param rows their number, or an array of one entry a row
 * @throws TypeError, RangeError for an option that does not exist or has a wrong value; RangeError for a k above the
 *   number of rows
 */
export function kFold(rows: number | ArrayLike<unknown>, options: KFoldOptions = {}): Split[] {
  const { k, seed, shuffle, repeats } = checkKFold(options, 'kFold');
  const n = typeof rows === 'number' ? rows : rows?.length;
  if (typeof n !== 'number')
    throw invalidType('rows', 'a number of rows, or an array of one entry a row', rows);
  if (!(Number.isInteger(n) && n >= 2)) throw invalidValue('rows', 'at least 2', n);
  if (k > n) throw invalidValue('k', `at most ${n}, the number of rows`, k);
  const runs = Uint32Array.from({ length: n }, (_, row) => {
    const larger = n % k;
    const size = Math.floor(n / k);
    return row < larger * (size + 1) ? Math.floor(row / (size + 1)) : Math.floor((row - larger) / size);
  });
  const random = mulberry32(seed);
  return Array.from({ length: repeats }, () => {
    const fold = runs.slice();
    if (shuffle) shuffleInPlace(fold, random);
    return splitsOf(fold, k);
  }).flat();
}
