import { PIXELS, SIDE } from './image.js';
import { type Box, boxAround, densely, inked, type Point, type Stroke } from './pen.js';

/**
 * From strokes to an image as the data set has them.  Its forms went through NIST's programs (Garris et al., NISTIR 5469,
 * 1994): a digit is sheared upright, scaled to fill a bitmap 32 high, its strokes made thicker or thinner until there is
 * about as much ink in every digit; set pixels are then counted in blocks of 4 × 4.  What the data show of it: all digits
 * fill all eight rows, nearly all stay in the six middle columns, and of 1024 pixels 303 to 330 are set in the mean of each
 * class.
 */
const BITMAP = 32;
const BLOCK = BITMAP / SIDE;
const WIDTH = 20;

/**
 * Set pixels aimed at, and how much more a narrow digit is stretched in width than in height: what read drawings best of
 * 270 … 310 and 1 … 2.2.  Of those in test/web/handwriting.ts 93 % are read right, without shear and stretch 72 %.
 */
const INK = 290;
const WIDENED = 1.35;
/** How much more a flat drawing is stretched in height than in width. */
const HEIGHTENED = 3;
const MOST_SHEAR = 0.7;
const PEN = { least: 0.7, most: 6 };
/** Halvings of the pen's range: to 0.01 pixels. */
const STEPS = 9;

/**
 * Counts of set pixels, 64 numbers 0 … 16; all 0 where there is no stroke.
 * @param strokes in any unit, y downwards
 */
export function normalise(strokes: readonly Stroke[]): Float64Array {
  const counts = new Float64Array(PIXELS);
  const { width, height } = boxAround(strokes);
  if (!Number.isFinite(width)) return counts;
  const fine = densely(strokes, Math.max(width, height, 1e-9) / BITMAP);
  const bitmap = withEnoughInk(upright(fine));
  bitmap.forEach((set, i) => {
    const row = Math.floor(i / BITMAP / BLOCK);
    const column = Math.floor((i % BITMAP) / BLOCK);
    (counts[row * SIDE + column] as number) += set;
  });
  return counts;
}

/** Sheared so that the leftmost ink of the highest and of the lowest rows stand above each other. */
function upright(strokes: readonly Stroke[]): Point[][] {
  const { top, height } = boxAround(strokes);
  if (height === 0) return strokes.map(stroke => [...stroke]);
  const near = height / (BITMAP / 2);
  const left = (y: number) =>
    Math.min(
      ...strokes
        .flat()
        .filter(point => Math.abs(point.y - y) <= near)
        .map(({ x }) => x),
    );
  const lean = (left(top + height) - left(top)) / height;
  const shear = Math.min(MOST_SHEAR, Math.max(-MOST_SHEAR, lean));
  return strokes.map(stroke => stroke.map(({ x, y }) => ({ x: x - shear * (y - top), y })));
}

/** The bitmap of the finest pen that leaves `INK` pixels set: ink only grows with the pen but for the shrinking of the path. */
function withEnoughInk(strokes: readonly Stroke[]): Uint8Array {
  const box = boxAround(strokes);
  const drawn = (r: number) => inked(fitted(strokes, box, r), r, BITMAP);
  let { least, most } = PEN;
  for (let step = 0; step < STEPS; step++) {
    const r = (least + most) / 2;
    if (drawn(r).reduce((sum, set) => sum + set, 0) < INK) least = r;
    else most = r;
  }
  return drawn(most);
}

/** In the middle of the bitmap, and as large as a pen of radius r lets it be. */
function fitted(strokes: readonly Stroke[], { left, top, width, height }: Box, r: number): Point[][] {
  const fullWidth = width > 0 ? (WIDTH - 2 * r) / width : Infinity;
  const fullHeight = height > 0 ? (BITMAP - 2 * r) / height : Infinity;
  const down = Math.min(fullHeight, HEIGHTENED * fullWidth);
  const across = Math.min(fullWidth, WIDENED * down);
  // Of a dot nothing is scaled: its box has no size.
  const scale = (factor: number, distance: number) => (distance === 0 ? 0 : factor * distance);
  return strokes.map(stroke =>
    stroke.map(({ x, y }) => ({
      x: BITMAP / 2 + scale(across, x - left - width / 2),
      y: BITMAP / 2 + scale(down, y - top - height / 2),
    })),
  );
}
