// assembly/sparse.ts and sparse-rows.ts: against plain loops over entries, within their memory.

import { describe, expect, test } from 'vitest';
import { maxDifference, mulberry32, VARIANTS } from '../helpers.js';
import { Sandbox } from './harness.js';
import * as reference from './reference.js';

/** Classes around one, two, four and five vectors of either type; rows around strips; one column longer than a flush. */
const SHAPES = [
  { n: 1, d: 1, K: 2 },
  { n: 9, d: 4, K: 3 },
  { n: 17, d: 6, K: 4 },
  { n: 8, d: 5, K: 5 },
  { n: 33, d: 7, K: 9 },
  { n: 20, d: 3, K: 17 },
  { n: 65, d: 2, K: 100 },
  { n: 9001, d: 2, K: 2 },
];

/** Of sums of up to 9001 terms of size 1, in runs of 4096, and their rounding in float32. */
const TOLERANCE = { float32: 2e-3, float64: 1e-11 };
/** Of single rows. */
const ROW_TOLERANCE = { float32: 2e-6, float64: 1e-14 };

/** Columns' entries, the last column full, one in three empty; numbers that float32 holds. */
function columns(n: number, d: number, binary: boolean) {
  const random = mulberry32(n + d);
  const entries: [number, number][][] = [];
  for (let j = 0; j < d; j++) {
    const column: [number, number][] = [];
    for (let i = 0; i < n; i++) {
      const there = j === d - 1 || (j % 3 !== 1 && random() < 0.4);
      if (there) column.push([i, binary ? 1 : Math.round(2 ** 10 * (2 * random() - 1)) / 2 ** 10]);
    }
    entries.push(column);
  }
  return entries;
}

describe.each(VARIANTS)('sparse kernels, %s', (_, variant) => {
  const box = new Sandbox(variant);
  const { kernels } = box;
  const lanesOf = (K: number) => Math.ceil((K * box.elementBytes) / 16) * (16 / box.elementBytes);
  const random = mulberry32(5);
  const number = () => Math.round(2 ** 10 * (2 * random() - 1)) / 2 ** 10;

  /** K numbers a row, filled up to whole vectors with zeros. */
  function put(rows: readonly (readonly number[])[], K: number, name: string): number {
    const lanes = lanesOf(K);
    const address = box.allocate(lanes * box.elementBytes * rows.length, name);
    const view = box.elements(address, lanes * rows.length).fill(0);
    for (const [i, row] of rows.entries()) view.set(row, i * lanes);
    return address;
  }

  const get = (address: number, rows: number, K: number) => {
    const lanes = lanesOf(K);
    const view = box.elements(address, lanes * rows);
    return Float64Array.from(
      { length: rows * K },
      (_, at) => view[Math.floor(at / K) * lanes + (at % K)] as number,
    );
  };

  function putColumns(entries: [number, number][][], binary: boolean) {
    const flat = entries.flat();
    const starts = box.allocate(4 * (entries.length + 1), 'starts');
    const offsets = box.uint32(starts, entries.length + 1);
    let offset = 0;
    for (const [j, column] of entries.entries()) {
      offsets[j] = offset;
      offset += column.length;
    }
    offsets[entries.length] = offset;
    const rows = box.allocate(2 * flat.length, 'rows');
    new Uint16Array(box.instance.memory.buffer, rows, flat.length).set(flat.map(([i]) => i));
    const values = binary ? 0 : box.allocate(box.elementBytes * flat.length, 'values');
    if (values) box.elements(values, flat.length).set(flat.map(([, value]) => value));
    return { starts, rows, values };
  }

  const matrix = (rows: number, K: number) =>
    Array.from({ length: rows }, () => Array.from({ length: K }, number));

  describe.each(SHAPES)('$n × $d, $K classes', ({ n, d, K }) => {
    const V = (lanesOf(K) * box.elementBytes) / 16;

    test.each([true, false])('products and sums by columns, binary: %s', binary => {
      box.reset();
      const entries = columns(n, d, binary);
      const { starts, rows, values } = putColumns(entries, binary);
      const W = matrix(d, K);
      const Z = matrix(n, K);
      const w = put(W, K, 'w');
      const z = put(Z, K, 'z');
      const sums = box.allocate(8 * lanesOf(K) * d, 'sums');
      kernels.sparseProduct(starts, d, rows, values, V, w, z);
      const expected = Float64Array.from(Z.flat());
      for (const [j, column] of entries.entries()) {
        for (const [i, value] of column) {
          for (let k = 0; k < K; k++)
            expected[i * K + k] = (expected[i * K + k] as number) + value * ((W[j] as number[])[k] as number);
        }
      }
      expect(maxDifference(get(z, n, K), expected)).toBeLessThanOrEqual(ROW_TOLERANCE[variant.precision] * d);

      for (const square of [false, true]) {
        box.float64(sums, lanesOf(K) * d).fill(7);
        kernels.sparseSums(starts, d, rows, values, square, V, z, sums);
        const actual = box.float64(sums, lanesOf(K) * d);
        for (const [j, column] of entries.entries()) {
          for (let k = 0; k < K; k++) {
            const sum = column.reduce(
              (total, [i, value]) =>
                total + (square ? value * value : value) * (expected[i * K + k] as number),
              0,
            );
            expect(Math.abs((actual[j * lanesOf(K) + k] as number) - sum)).toBeLessThanOrEqual(
              TOLERANCE[variant.precision],
            );
          }
        }
      }
      expect(box.damage()).toEqual([]);
    });

    test.each([true, false])('softmax, totals and products with a vector by rows, weights: %s', weighted => {
      box.reset();
      const Z = matrix(n, K);
      const U = matrix(n, K);
      const y = Uint16Array.from({ length: n }, () => Math.floor(K * random()));
      const weight = Array.from({ length: n }, () => (weighted ? Math.round(8 * random()) / 4 : 1));
      const weights = weighted ? box.allocate(box.elementBytes * n, 'weights') : 0;
      if (weights) box.elements(weights, n).set(weight);
      const z = put(Z, K, 'z');
      const p = put(Z, K, 'p');
      const u = put(U, K, 'u');
      const labels = box.putLabels(y);
      const scratch = box.allocate(kernels.sparseScratch(K), 'scratch');
      const totals = box.allocate(8 * lanesOf(K), 'totals');
      const P = reference.softmax(Float64Array.from(Z.flat()), K);

      const loss = kernels.sparseResiduals(z, n, K, V, labels, weights, scratch);
      const residuals = P.map((value, at) => {
        const i = Math.floor(at / K);
        return (weight[i] as number) * (value - (y[i] === at % K ? 1 : 0));
      });
      const tolerance = ROW_TOLERANCE[variant.precision];
      expect(maxDifference(get(z, n, K), residuals)).toBeLessThanOrEqual(tolerance);
      const losses = weight.reduce(
        (sum, each, i) => sum - each * Math.log(P[i * K + (y[i] as number)] as number),
        0,
      );
      expect(Math.abs(loss - losses)).toBeLessThanOrEqual(tolerance * (1 + losses));

      kernels.sparseTotals(z, n, V, totals);
      const sums = box.float64(totals, lanesOf(K));
      for (let k = 0; k < K; k++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += residuals[i * K + k] as number;
        expect(Math.abs((sums[k] as number) - sum)).toBeLessThanOrEqual(TOLERANCE[variant.precision]);
      }

      kernels.sparseProbabilities(p, n, K, V, scratch);
      expect(maxDifference(get(p, n, K), P)).toBeLessThanOrEqual(tolerance);

      kernels.sparseCombine(p, u, n, V, weights);
      const combined = U.flatMap((row, i) => {
        const mean = row.reduce((sum, value, k) => sum + value * (P[i * K + k] as number), 0);
        return row.map((value, k) => (weight[i] as number) * (P[i * K + k] as number) * (value - mean));
      });
      expect(maxDifference(get(u, n, K), Float64Array.from(combined))).toBeLessThanOrEqual(2 * tolerance);

      const bias = put(matrix(1, K), K, 'bias');
      kernels.sparseFill(u, n, V, bias);
      const row = get(bias, 1, K);
      expect(get(u, n, K)).toEqual(Float64Array.from({ length: n * K }, (_, at) => row[at % K] as number));
      expect(box.damage()).toEqual([]);
    });
  });
});
