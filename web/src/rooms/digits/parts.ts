import { type Label, Matrix, stratifiedKFold } from 'softmax-wasm';

/** Images, n × 64, and what they are. */
export interface Part {
  readonly X: Matrix;
  readonly y: readonly number[];
}

export interface Parts {
  readonly train: Part;
  /** Seen by temperature scaling alone. */
  readonly calibration: Part;
  /** Seen by nothing that is fitted. */
  readonly test: Part;
}

/** Tenths of the rows, each with the shares of all digits. */
const TENTHS = { train: [0, 1, 2, 3, 4, 5], calibration: [6, 7], test: [8, 9] };
const SEED = 1;

/** Six tenths to train on, two to calibrate, two to test; the same rows for every visitor. */
export function split(X: Matrix, y: readonly Label[]): Parts {
  const folds = stratifiedKFold(y, { k: 10, seed: SEED });
  const part = (tenths: readonly number[]): Part => {
    const rows = tenths.flatMap(tenth => Array.from(folds[tenth]?.test ?? [])).sort((a, b) => a - b);
    return { X: rowsOf(X, rows), y: rows.map(i => Number(y[i])) };
  };
  return {
    train: part(TENTHS.train),
    calibration: part(TENTHS.calibration),
    test: part(TENTHS.test),
  };
}

function rowsOf(X: Matrix, rows: readonly number[]): Matrix {
  const data = new Float64Array(rows.length * X.cols);
  rows.forEach((row, i) => {
    data.set(X.row(row), i * X.cols);
  });
  return new Matrix(data, rows.length, X.cols);
}
