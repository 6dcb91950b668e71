/** The kernels of one precision that evaluate sparse rows: see assembly/sparse.ts and sparse-rows.ts. */
export interface SparseKernels {
  sparseProduct(
    starts: number,
    columns: number,
    rows: number,
    values: number,
    V: number,
    w: number,
    z: number,
  ): void;
  sparseSums(
    starts: number,
    columns: number,
    rows: number,
    values: number,
    square: boolean,
    V: number,
    r: number,
    out: number,
  ): void;
  sparseScratch(K: number): number;
  sparseResiduals(
    z: number,
    rows: number,
    K: number,
    V: number,
    labels: number,
    weights: number,
    scratch: number,
  ): number;
  sparseProbabilities(z: number, rows: number, K: number, V: number, scratch: number): void;
  sparseFill(z: number, rows: number, V: number, from: number): void;
  sparseTotals(r: number, rows: number, V: number, out: number): void;
  sparseCombine(p: number, u: number, rows: number, V: number, weights: number): void;
}
