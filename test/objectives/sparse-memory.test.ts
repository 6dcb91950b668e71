// What sparse rows take: memory, and time that grows with entries, not with columns.

import { describe, expect, test } from 'vitest';
import { CsrMatrix } from '../../src/data/csr-matrix.js';
import type { Curvature } from '../../src/objective.js';
import { SparseObjective } from '../../src/objectives/sparse.js';
import { SoftmaxRegression } from '../../src/softmax-regression.js';
import { instantiate } from '../../src/wasm/kernels.js';
import { mulberry32 } from '../helpers.js';

/** Rows of text: columns drawn by Zipf's law, as words are; each class prefers some. */
function text(
  rows: number,
  cols: number,
  perRow: number,
  K: number,
  Type: typeof Float32Array | typeof Float64Array,
  binary = false,
) {
  const random = mulberry32(cols);
  const indptr = new Uint32Array(rows + 1);
  const indices: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < rows; i++) {
    const k = Math.floor(K * random());
    const row = new Set<number>();
    while (row.size < perRow) {
      const word = Math.floor((cols + 1) ** random()) - 1;
      row.add(random() < 0.2 ? Math.min(cols - 1, word - (word % K) + k) : Math.min(word, cols - 1));
    }
    indices.push(...[...row].sort((a, b) => a - b));
    indptr[i + 1] = indices.length;
    y.push(k);
  }
  const values = new Type(indices.map(() => (binary ? 1 : 0.05 + 0.3 * random())));
  return { X: new CsrMatrix({ rows, cols, indptr, indices: Uint32Array.from(indices), values }), y };
}

const bytesOf = ({ indptr, indices, values }: CsrMatrix) =>
  indptr.byteLength + indices.byteLength + values.byteLength;

/** Of the CSR arrays: what the project promises of data and work together. */
const MOST = 1.3;

describe('7600 rows of 70 entries in 60000 columns, 4 classes', () => {
  test.each([
    { Type: Float32Array, precision: 'float32', binary: false },
    { Type: Float64Array, precision: 'float32', binary: false },
    { Type: Float64Array, precision: 'float64', binary: false },
    { Type: Float32Array, precision: 'float32', binary: true },
  ] as const)(
    'take at most 1.3 times their arrays: $Type.name in $precision, binary: $binary',
    ({ Type, precision, binary }) => {
      const { X, y } = text(7600, 60000, 70, 4, Type, binary);
      const objective = new SparseObjective(
        {
          X,
          y: Uint16Array.from(y),
          nClasses: 4,
          weights: new Float64Array(7600).fill(2),
          fitIntercept: true,
          precision,
        },
        each => instantiate(each, false),
      );
      const w = new Float64Array(objective.size);
      const gradient = new Float64Array(objective.size);
      expect(objective.valueAndGradient(w, gradient)).toBeCloseTo(Math.log(4), 6);
      const { hessianVector, diagonal } = objective.curvature as Required<Curvature>;
      hessianVector.call(objective.curvature, w, gradient, new Float64Array(w.length));
      diagonal.call(objective.curvature, w, new Float64Array(w.length));
      expect(objective.byteLength / bytesOf(X)).toBeLessThanOrEqual(MOST);
    },
  );

  test('are fitted with default options', async () => {
    const { X, y } = text(7600, 60000, 70, 4, Float32Array);
    const model = await new SoftmaxRegression().fit(X, y);
    expect(model.report.status).toBe('converged');
    expect(model.report.solver).toBe('newton');
    expect(model.score(X, y)).toBeGreaterThan(0.9);
  });
});

test('a quarter of a million columns are never written out', () => {
  const cols = 2 ** 18;
  const { X, y } = text(300, cols, 40, 2, Float32Array);
  const objective = new SparseObjective(
    { X, y: Uint16Array.from(y), nClasses: 2, weights: null, fitIntercept: true, precision: 'float32' },
    each => instantiate(each, false),
  );
  // 12000 entries, by columns of one entry at worst, 48 kB of a run of columns, and what a memory begins with.
  expect(objective.byteLength).toBeLessThanOrEqual(14 * X.nnz + 4 * 65536);
  const model = new SoftmaxRegression({ C: 10 }).fitSync(X, y);
  expect(model.report.status).toBe('converged');
  expect(model.score(X, y)).toBeGreaterThan(0.95);
  // What no row has has no weight.
  const seen = new Set(X.indices);
  expect(model.coef.data.every((value, at) => value === 0 || seen.has(at % cols))).toBe(true);
});
