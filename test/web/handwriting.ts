/** Digits as people draw them with a mouse: strokes in a box one wide and one high, y downwards. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A polyline: corners, and arcs between them. */
type Part = readonly [number, number] | Arc;

interface Arc {
  readonly centre: readonly [number, number];
  readonly radii: readonly [number, number];
  /** Degrees, clockwise on screen from 3 o'clock. */
  readonly from: number;
  readonly to: number;
}

const arc = (x: number, y: number, rx: number, ry: number, from: number, to: number): Arc => ({
  centre: [x, y],
  radii: [rx, ry],
  from,
  to,
});

/** Degrees between two points of an arc. */
const ARC_STEP = 24;

/** Ways to draw each digit: each a list of strokes. */
const WAYS: readonly (readonly (readonly (readonly Part[])[])[])[] = [
  [[[arc(0.5, 0.5, 0.3, 0.5, -90, -450)]], [[arc(0.5, 0.5, 0.4, 0.5, -60, 300)]]],
  [
    [
      [
        [0.5, 0],
        [0.5, 1],
      ],
    ],
    [
      [
        [0.25, 0.25],
        [0.55, 0],
        [0.55, 1],
      ],
    ],
    [
      [
        [0.3, 0.2],
        [0.5, 0],
        [0.5, 1],
      ],
      [
        [0.25, 1],
        [0.75, 1],
      ],
    ],
  ],
  [
    [[arc(0.5, 0.28, 0.32, 0.28, -170, 30), [0.2, 1], [0.85, 1]]],
    [[arc(0.48, 0.25, 0.28, 0.25, -190, 45), [0.15, 0.98], [0.4, 0.9], [0.85, 0.97]]],
  ],
  [
    [[arc(0.45, 0.25, 0.28, 0.25, -150, 90), arc(0.45, 0.74, 0.34, 0.26, -90, 150)]],
    [[[0.2, 0], [0.8, 0], [0.45, 0.4], arc(0.45, 0.7, 0.33, 0.3, -80, 150)]],
  ],
  [
    [
      [
        [0.45, 0],
        [0.12, 0.62],
        [0.9, 0.62],
      ],
      [
        [0.65, 0.3],
        [0.62, 1],
      ],
    ],
    [
      [
        [0.2, 0],
        [0.18, 0.5],
        [0.8, 0.5],
      ],
      [
        [0.75, 0],
        [0.75, 1],
      ],
    ],
    [
      [
        [0.6, 1],
        [0.6, 0],
        [0.1, 0.65],
        [0.9, 0.65],
      ],
    ],
  ],
  [
    [[[0.8, 0], [0.25, 0], [0.2, 0.45], arc(0.45, 0.68, 0.36, 0.32, -120, 140)]],
    [
      [[0.25, 0], [0.22, 0.42], arc(0.42, 0.7, 0.36, 0.3, -110, 150)],
      [
        [0.25, 0],
        [0.8, 0],
      ],
    ],
  ],
  [
    [[[0.65, 0], [0.32, 0.35], arc(0.5, 0.7, 0.32, 0.3, -170, 190)]],
    [[arc(0.72, 0.6, 0.52, 0.6, -95, -180), arc(0.5, 0.72, 0.3, 0.28, 180, -160)]],
  ],
  [
    [
      [
        [0.12, 0],
        [0.88, 0],
        [0.4, 1],
      ],
    ],
    [
      [
        [0.12, 0],
        [0.88, 0],
        [0.45, 1],
      ],
      [
        [0.3, 0.5],
        [0.85, 0.5],
      ],
    ],
    [
      [
        [0.15, 0.15],
        [0.15, 0],
        [0.85, 0],
        [0.5, 1],
      ],
    ],
  ],
  [
    [
      [
        arc(0.5, 0.24, 0.26, 0.24, -90, -270),
        arc(0.5, 0.74, 0.32, 0.26, -90, 270),
        arc(0.5, 0.24, 0.26, 0.24, 90, -90),
      ],
    ],
    [[arc(0.5, 0.22, 0.24, 0.22, 0, 360)], [arc(0.5, 0.72, 0.32, 0.28, 0, 360)]],
    [
      [
        [0.75, 0.1],
        arc(0.5, 0.24, 0.28, 0.24, -60, -200),
        [0.75, 0.6],
        arc(0.5, 0.77, 0.3, 0.23, 0, 180),
        [0.3, 0.6],
        [0.75, 0.15],
      ],
    ],
  ],
  [
    [[arc(0.5, 0.28, 0.32, 0.28, -10, -370), [0.75, 1]]],
    [[arc(0.48, 0.28, 0.3, 0.28, 0, 360), [0.78, 0.5], arc(0.48, 0.66, 0.3, 0.34, 0, 130)]],
  ],
];

/** How a hand differs from the next one. */
export interface Hand {
  /** Width of the box for a height of 1. */
  readonly width: number;
  /** Shift to the right at the top for a height of 1. */
  readonly slant: number;
  /** Where corners and centres go astray, as a share of the height; a function from 0 … 1. */
  readonly tremble: number;
  readonly random: () => number;
}

/** All ways to draw the digit, in one hand, on a pad `size` wide: the digit `height` high, its box's left top at (left, top). */
export function drawings(
  digit: number,
  hand: Hand,
  place: { left: number; top: number; height: number },
): Point[][][] {
  return (WAYS[digit] as (typeof WAYS)[number]).map(strokes =>
    strokes.map(parts => {
      const astray = () => hand.tremble * (2 * hand.random() - 1);
      const points: Point[] = [];
      const add = (x: number, y: number) => {
        const slanted = x * hand.width + hand.slant * (1 - y);
        points.push({ x: place.left + place.height * slanted, y: place.top + place.height * y });
      };
      for (const part of parts) {
        const dx = astray();
        const dy = astray();
        if (!('centre' in part)) {
          add(part[0] + dx, part[1] + dy);
          continue;
        }
        const { centre, radii, from, to } = part;
        const steps = Math.ceil(Math.abs(to - from) / ARC_STEP);
        for (let s = 0; s <= steps; s++) {
          const angle = ((from + ((to - from) * s) / steps) * Math.PI) / 180;
          add(centre[0] + dx + radii[0] * Math.cos(angle), centre[1] + dy + radii[1] * Math.sin(angle));
        }
      }
      return points;
    }),
  );
}
