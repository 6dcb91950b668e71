import { Matrix } from '../data/matrix.js';
import { invalidType, invalidValue } from '../errors.js';

/** Scores or probabilities, n × K: a Matrix, what has its fields, or an array per row. */
export type Scores =
  | Matrix
  | {
      /** rows · cols numbers, row after row. */
      readonly data: ArrayLike<number>;
      /** n. */
      readonly rows: number;
      /** K. */
      readonly cols: number;
    }
  | readonly ArrayLike<number>[];

/**
 * Scores as a Matrix.
 * @throws TypeError for what is none; RangeError for rows of different lengths
 */
export function scoreMatrix(scores: Scores, name: string): Matrix {
  if (scores instanceof Matrix) return scores;
  if (!Array.isArray(scores)) {
    const { data, rows, cols } = (scores ?? {}) as Matrix;
    if (typeof data?.length === 'number' && data.length === rows * cols)
      return new Matrix(Float64Array.from(data), rows, cols);
    throw invalidType(name, 'a Matrix, or an array of rows of numbers', scores);
  }
  const rows: readonly ArrayLike<number>[] = scores;
  const cols = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * cols);
  for (const [i, row] of rows.entries()) {
    if (row?.length !== cols)
      throw invalidValue(`${name}[${i}].length`, `${cols}, as in the first row`, row?.length);
    data.set(row, i * cols);
  }
  return new Matrix(data, rows.length, cols);
}
