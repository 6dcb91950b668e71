/** What the command takes of the repository's plain JavaScript, which the build bundles. */
declare module '*/bench/baseline.js' {
  type Objective = import('../../objective.js').Objective;
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
