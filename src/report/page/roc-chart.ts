import { line } from '@observablehq/plot';
import type { RocPart } from '../document.js';
import { fixed, percent, shortened } from '../numbers.js';
import type { Drawing } from './draw.js';
import { legend } from './legend.js';

/** Lines stay apart without their colours too. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3'];

export const MOST_COLORS = 10;

/** True positives by false positives. */
export function rocChart({ curves, shown }: RocPart): Drawing {
  const style = (i: number) =>
    shown === 'worst' && i === 0
      ? { stroke: 'var(--ink)', strokeWidth: 3, strokeDasharray: '' }
      : {
          stroke: `var(--class-${i % MOST_COLORS})`,
          strokeWidth: 2,
          strokeDasharray: DASHES[i % DASHES.length] as string,
        };
  const share = (value: number) => percent(value, 0);
  return width => ({
    height: Math.min(width, 440),
    marginLeft: 56,
    marginRight: 20,
    marginTop: 30,
    marginBottom: 40,
    x: {
      label: 'of other rows taken for the class',
      domain: [0, 1],
      tickFormat: share,
      ticks: 5,
      grid: true,
    },
    y: { label: 'of the class found', domain: [0, 1], tickFormat: share, ticks: 5, grid: true },
    marks: [
      line([0, 1], { x: d => d, y: d => d, stroke: 'var(--ink-soft)', strokeDasharray: '4 4' }),
      ...curves.map(({ points }, i) => line(points as [number, number][], { x: '0', y: '1', ...style(i) })),
      legend(
        curves.map(({ name, auc }, i) => ({
          text: `${shortened(name, width < 420 ? 14 : 24)}  ${fixed(auc)}`,
          ...style(i),
        })),
        { title: 'AUC', right: 20, bottom: 52 },
      ),
    ],
  });
}
