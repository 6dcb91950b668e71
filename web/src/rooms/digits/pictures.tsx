import { MOST_INK, SIDE } from './image.js';

/** Of full colour: less than one step of 255. */
const INVISIBLE = 0.004;

const column = (j: number) => j % SIDE;
const row = (j: number) => Math.floor(j / SIDE);

/** An image of the data set, ink on paper. */
export function InkPicture({ pixels, label }: { pixels: ArrayLike<number>; label?: string }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or out of sight where a button names it
    <svg class="picture ink-picture" viewBox={`0 0 ${SIDE} ${SIDE}`} {...named(label)}>
      {Array.from(
        pixels,
        (ink, j) =>
          ink > 0 && (
            <rect key={j} x={column(j)} y={row(j)} width={1} height={1} fill-opacity={ink / MOST_INK} />
          ),
      )}
    </svg>
  );
}

export interface SignedPictureProps {
  values: ArrayLike<number>;
  /** Of full colour. */
  scale: number;
  /** Writes the larger values into their pixels. */
  written?: boolean;
  label?: string;
}

/** Values around 0, 64 of them: one colour above, another below, none at 0. */
export function SignedPicture({ values, scale, written = false, label }: SignedPictureProps) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or out of sight where a button names it
    <svg class="picture signed-picture" viewBox={`0 0 ${SIDE} ${SIDE}`} {...named(label)}>
      {Array.from(
        values,
        (value, j) =>
          Math.abs(value) > INVISIBLE * scale && (
            <rect
              key={j}
              x={column(j)}
              y={row(j)}
              width={1}
              height={1}
              class={value < 0 ? 'against' : 'for'}
              fill-opacity={(written ? 0.6 : 1) * Math.min(1, Math.abs(value) / scale)}
            />
          ),
      )}
      {written &&
        Array.from(values, (value, j) =>
          Math.abs(value) < 0.05 * scale ? null : (
            <text key={j} x={column(j) + 0.5} y={row(j) + 0.61}>
              {signed(value, scale)}
            </text>
          ),
        )}
    </svg>
  );
}

/** As short as its place: +1.2 beside +5.4, −.08 beside −.31. */
export function signed(value: number, scale: number): string {
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(scale)));
  const size = Math.abs(value).toFixed(Math.min(decimals, 4)).replace(/^0\./, '.');
  return `${value < 0 ? '−' : '+'}${size}`;
}

function named(label: string | undefined) {
  return label ? { role: 'img' as const, 'aria-label': label } : { 'aria-hidden': true };
}
