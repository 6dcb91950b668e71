/** What the race uses of the repository's plain JavaScript: its own types would take the library's sources in with them. */
declare module '*/bench/baseline.js' {
  type Objective = import('softmax-wasm/solvers').Objective;
  type Make = (
    X: Float64Array,
    rows: number,
    columns: number,
    classes: number,
    y: Uint16Array,
    options: { lambda: number },
  ) => Objective;
  /** Tiled by hand, with samples and curvature. */
  export const createBaseline: Make;
  /** The textbook's loops. */
  export const createPlainBaseline: Make;
}
