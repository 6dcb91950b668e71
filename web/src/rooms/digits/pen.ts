export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the pen went between down and up; one point is a dot. */
export type Stroke = readonly Point[];

/** The same strokes with a point at least every `spacing`. */
export function densely(strokes: readonly Stroke[], spacing: number): Point[][] {
  return strokes.map(stroke => {
    const points: Point[] = stroke.slice(0, 1);
    for (let i = 1; i < stroke.length; i++) {
      const a = stroke[i - 1] as Point;
      const b = stroke[i] as Point;
      const steps = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / spacing));
      for (let s = 1; s <= steps; s++) {
        points.push({ x: a.x + ((b.x - a.x) * s) / steps, y: a.y + ((b.y - a.y) * s) / steps });
      }
    }
    return points;
  });
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around at least one point. */
export function boxAround(strokes: readonly Stroke[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of strokes.flat()) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * A pen of radius r drawn along the strokes on a bitmap of side × side: 1 where a pixel's middle is within r of the path.
 */
export function inked(strokes: readonly Stroke[], r: number, side: number): Uint8Array {
  const bitmap = new Uint8Array(side * side);
  const within = (value: number) => Math.min(side, Math.max(0, value));
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      const b = stroke[i] as Point;
      const a = stroke[i - 1] ?? b;
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const length2 = dx * dx + dy * dy;
      const bottom = within(Math.ceil(Math.max(a.y, b.y) + r));
      const right = within(Math.ceil(Math.max(a.x, b.x) + r));
      for (let v = within(Math.floor(Math.min(a.y, b.y) - r)); v < bottom; v++) {
        for (let u = within(Math.floor(Math.min(a.x, b.x) - r)); u < right; u++) {
          const px = u + 0.5 - a.x;
          const py = v + 0.5 - a.y;
          const along = length2 > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0;
          if ((px - along * dx) ** 2 + (py - along * dy) ** 2 <= r * r) bitmap[v * side + u] = 1;
        }
      }
    }
  }
  return bitmap;
}
