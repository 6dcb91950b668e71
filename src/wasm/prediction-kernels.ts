/** The kernels of one precision that score rows against a model. */
export interface PredictionKernels {
  modelBytes(d: number, K: number): number;
  packModel(params: number, d: number, K: number, centre: number, model: number): void;
  predictScratch(rows: number, d: number, K: number): number;
  predictScores(
    kind: number,
    source: number,
    rows: number,
    d: number,
    K: number,
    centre: number,
    model: number,
    out: number,
    scratch: number,
  ): number;
  predictClasses(
    source: number,
    rows: number,
    d: number,
    K: number,
    centre: number,
    model: number,
    out: number,
    scratch: number,
  ): number;
}
