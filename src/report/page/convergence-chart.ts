import { dot, line, ruleY, text } from '@observablehq/plot';
import type { TrainingPart } from '../document.js';
import { power } from '../numbers.js';
import { type Drawing, LETTERS } from './draw.js';
import { logLabel, logTicks } from './ticks.js';

/** Up to so many iterations each has a dot. */
const DOTS = 40;

/** The largest slope, or the objective above its least value, by iteration. */
export function convergenceChart({ history, tol }: TrainingPart, kind: 'gradient' | 'excess'): Drawing {
  const key = kind === 'gradient' ? 'gradientNorm' : 'excess';
  // A logarithm has no place for 0.
  const points = history.filter(point => point[key] > 0);
  const values = [...points.map(point => point[key]), ...(kind === 'gradient' ? [tol] : [])];
  const last = history[history.length - 1]?.iteration ?? 0;
  const color = kind === 'gradient' ? 'var(--class-0)' : 'var(--class-3)';
  return width => ({
    height: 240,
    marginLeft: 56,
    marginRight: 20,
    marginTop: 28,
    marginBottom: 38,
    x: {
      label: 'iteration',
      domain: [0, Math.max(1, last)],
      ticks: Math.min(Math.max(1, last), width / 70),
      tickFormat: 'd',
    },
    y: {
      type: 'log',
      label: kind === 'gradient' ? 'largest slope (log scale)' : 'objective − least (log scale)',
      grid: true,
      ticks: logTicks(values, 6),
      tickFormat: logLabel,
      ...(kind === 'gradient' && { domain: [Math.min(...values) / 1.5, Math.max(...values)] }),
    },
    marks: [
      ...(kind === 'gradient'
        ? [
            ruleY([tol], { stroke: 'var(--class-2)', strokeDasharray: '5 4', strokeWidth: 1.5 }),
            text([tol], {
              x: () => 0,
              y: tol,
              text: () => `tol ${power(tol)}`,
              textAnchor: 'start',
              dx: 4,
              dy: -8,
              ...LETTERS,
            }),
          ]
        : []),
      line(points, { x: 'iteration', y: key, stroke: color, strokeWidth: 2 }),
      dot(points.length <= DOTS ? points : points.slice(-1), { x: 'iteration', y: key, r: 3, fill: color }),
    ],
  });
}
