/** Outlines of the shapes that stand for classes, by the names that charts have for them; about as heavy as each other. */

type Corner = readonly [number, number];

const ring = (corners: number, radius: number, turn = -90, inner = 1): Corner[] => {
  const all = inner === 1 ? corners : 2 * corners;
  return Array.from({ length: all }, (_, i) => {
    const angle = ((turn + (360 * i) / all) * Math.PI) / 180;
    const r = i % 2 === 1 ? radius * inner : radius;
    return [r * Math.cos(angle), r * Math.sin(angle)] as const;
  });
};

const CROSS: readonly Corner[] = [
  [-0.38, -1.1],
  [0.38, -1.1],
  [0.38, -0.38],
  [1.1, -0.38],
  [1.1, 0.38],
  [0.38, 0.38],
  [0.38, 1.1],
  [-0.38, 1.1],
  [-0.38, 0.38],
  [-1.1, 0.38],
  [-1.1, -0.38],
  [-0.38, -0.38],
];

/** Three arms at 120°, from the middle. */
const WYE: readonly Corner[] = [90, 210, 330].flatMap(turn => {
  const angle = (turn * Math.PI) / 180;
  const along: Corner = [Math.cos(angle), Math.sin(angle)];
  const side: Corner = [-along[1], along[0]];
  const at = (l: number, s: number) => [l * along[0] + s * side[0], l * along[1] + s * side[1]] as const;
  return [at(0.22, -0.38), at(1.25, -0.38), at(1.25, 0.38), at(0.22, 0.38)];
});

const CORNERS: Record<string, readonly Corner[]> = {
  square: ring(4, 1.25, 45),
  triangle: ring(3, 1.35),
  diamond2: ring(4, 1.3, 0),
  cross: CROSS,
  star: ring(5, 1.4, -90, 0.45),
  wye: WYE,
  hexagon: ring(6, 1.1),
};

/** SVG path data around the origin. */
export function outline(symbol: string, radius: number): string {
  const corners = CORNERS[symbol];
  const n = (value: number) => (radius * value).toFixed(2);
  if (!corners) return `M${n(1)},0A${n(1)},${n(1)},0,1,1,${n(-1)},0A${n(1)},${n(1)},0,1,1,${n(1)},0Z`;
  return `M${corners.map(([x, y]) => `${n(x)},${n(y)}`).join('L')}Z`;
}
