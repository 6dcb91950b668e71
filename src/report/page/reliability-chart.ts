import { dot, line, ruleX, text } from '@observablehq/plot';
import type { ReliabilityPoint } from '../document.js';
import { integer, percent } from '../numbers.js';
import { type Drawing, LETTERS } from './draw.js';

/** Bins of fewer rows say little: hollow, their distance dotted. */
const FEW = 10;
const SMALLEST = 3;
const LARGEST = 13;
/** Above it a number stands over its dot only where there is room. */
const NEAR_TOP = 0.94;

/** What is right by confidence, with the distance of each bin to the diagonal. */
export function reliabilityChart(points: readonly ReliabilityPoint[]): Drawing {
  const most = Math.max(...points.map(({ rows }) => rows));
  const radius = ({ rows }: ReliabilityPoint) => SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(rows / most);
  const few = points.filter(({ rows }) => rows < FEW);
  const many = points.filter(({ rows }) => rows >= FEW);
  const place = { x: 'confidence', y: 'accuracy' };
  const gap = { x: 'confidence', y1: 'confidence', y2: 'accuracy', stroke: 'var(--class-2)' };
  const share = (value: number) => percent(value, 0);
  return width => ({
    height: Math.min(width, 400),
    marginLeft: 56,
    marginRight: 28,
    marginTop: 44,
    marginBottom: 40,
    x: { label: 'probability of the predicted class', domain: [0, 1], tickFormat: share, ticks: 5 },
    y: { label: 'share that is right', domain: [0, 1], tickFormat: share, ticks: 5, grid: true },
    r: { type: 'identity' },
    marks: [
      line([0, 1], { x: d => d, y: d => d, stroke: 'var(--ink-soft)', strokeDasharray: '4 4' }),
      ruleX(few, { ...gap, strokeWidth: 1.5, strokeDasharray: '2 3' }),
      ruleX(many, { ...gap, strokeWidth: 3 }),
      dot(few, { ...place, r: radius, fill: 'var(--ground)', stroke: 'var(--class-0)' }),
      dot(many, { ...place, r: radius, fill: 'var(--class-0)' }),
      ...points.map(point => {
        const above = point.accuracy >= point.confidence || point.accuracy > NEAR_TOP;
        const away = radius(point) + 9;
        return text([point], {
          ...place,
          text: ({ rows }: ReliabilityPoint) => integer(rows),
          dy: above || point.accuracy < 0.08 ? -away : away,
          ...LETTERS,
        });
      }),
    ],
  });
}
