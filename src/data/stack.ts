import { Matrix } from './matrix.js';

/** Puts matrices of equal width, at least one, below each other. */
export function stackRows(parts: readonly Matrix[]): Matrix {
  const [first] = parts as [Matrix];
  if (parts.length === 1) return first;
  const rows = parts.reduce((n, part) => n + part.rows, 0);
  const data = new Float64Array(rows * first.cols);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return new Matrix(data, rows, first.cols);
}
