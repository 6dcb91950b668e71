/** The plane as cells, for the library to give probabilities to, and what they look like. */
import { HIGH, LOW } from './points.js';

/** Cells on a side. */
export const CELLS = 120;

export interface Grid {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

const middle = (i: number) => LOW + ((HIGH - LOW) * (i + 0.5)) / CELLS;

/** Middles of the cells, rows from the top down as a screen has them. */
export const PLANE: Grid = {
  data: Float64Array.from({ length: 2 * CELLS * CELLS }, (_, at) => {
    const cell = at >> 1;
    return at % 2 === 0 ? middle(cell % CELLS) : middle(CELLS - 1 - Math.floor(cell / CELLS));
  }),
  rows: CELLS * CELLS,
  cols: 2,
};

/** One row of cells, for a model of x alone. */
export const LINE: Grid = {
  data: Float64Array.from({ length: CELLS }, (_, i) => middle(i)),
  rows: CELLS,
  cols: 1,
};

export type Rgb = readonly [number, number, number];

/** How much of the surface shows through: points of the same colour are to stand out. */
const VEIL = 0.55;

/**
 * Colours of cells, four bytes each: those of the classes mixed by their probabilities, over the surface's.
 * @param probabilities n × K, row-major
 */
export function mix(
  probabilities: Float64Array,
  colors: readonly Rgb[],
  surface: Rgb,
  out: Uint8ClampedArray,
): void {
  const K = colors.length;
  for (let cell = 0; cell * K < probabilities.length; cell++) {
    for (let channel = 0; channel < 3; channel++) {
      let value = 0;
      for (let k = 0; k < K; k++) {
        value += (probabilities[cell * K + k] as number) * ((colors[k] as Rgb)[channel] as number);
      }
      out[4 * cell + channel] = (1 - VEIL) * value + VEIL * (surface[channel] as number);
    }
    out[4 * cell + 3] = 255;
  }
}
