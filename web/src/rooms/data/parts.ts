import { CsrMatrix, type Label, type Matrix, type MatrixLike } from 'softmax-wasm';
import type { LabelledTable } from 'softmax-wasm/csv';
import { trainTestSplit } from 'softmax-wasm/selection';
import type { TextVectorizer } from 'softmax-wasm/text';

/** Some rows of a table, with their labels. */
export interface Part {
  readonly X: MatrixLike;
  readonly y: readonly Label[];
  /** Of each row its place in the file, from 0: blank lines and the header do not count. */
  readonly places: Uint32Array;
  /** Rows first … last − 1 of these. */
  block(first: number, last: number): MatrixLike;
}

/** Rows to train on and rows to test; what the test rows say, a vectorizer does not learn. */
export function splitTable(
  { X, y, texts }: LabelledTable,
  options: { testSize: number; seed: number },
  vectorizer: TextVectorizer | null,
): { train: Part; test: Part } {
  const labels = y as Label[];
  const { train, test } = split(labels, options);
  const part = (places: Uint32Array, learn: boolean): Part => {
    const own = Array.from(places, i => labels[i] as Label);
    if (vectorizer === null) {
      const block = (first: number, last: number) => selected(X, places.subarray(first, last));
      return { X: selected(X, places), y: own, places, block };
    }
    if (places.length === 0) return { X: [], y: own, places, block: () => [] };
    const documents = Array.from(places, i => (texts as string[])[i] as string);
    const rows = learn ? vectorizer.fitTransform(documents) : vectorizer.transform(documents);
    return { X: rows, y: own, places, block: (first, last) => sparseRows(rows, first, last) };
  };
  return { train: part(train.indices, true), test: part(test.indices, false) };
}

/** Where every class has one row, all of them train. */
function split(labels: readonly Label[], options: { testSize: number; seed: number }) {
  if (new Set(labels).size < labels.length)
    return trainTestSplit(rowNumbers(labels.length), [...labels], options);
  return { train: { indices: Uint32Array.from(labels.keys()) }, test: { indices: new Uint32Array() } };
}

/** n rows that hold their own numbers: what is split here is places in the file. */
function rowNumbers(rows: number): MatrixLike {
  return {
    rows,
    cols: 1,
    copy(first: number, last: number, target: Float64Array) {
      for (let i = first; i < last; i++) target[i - first] = i;
    },
  };
}

/** Rows of X on demand, without a copy of them. */
function selected(X: Matrix, places: Uint32Array): MatrixLike {
  return {
    rows: places.length,
    cols: X.cols,
    copy(first: number, last: number, target: Float64Array) {
      for (let i = first; i < last; i++) target.set(X.row(places[i] as number), (i - first) * X.cols);
    },
  };
}

function sparseRows({ cols, indptr, indices, values }: CsrMatrix, first: number, last: number): CsrMatrix {
  const start = indptr[first] as number;
  const end = indptr[last] as number;
  return new CsrMatrix({
    rows: last - first,
    cols,
    indptr: indptr.slice(first, last + 1).map(offset => offset - start),
    indices: indices.slice(start, end),
    values: values.slice(start, end),
  });
}
