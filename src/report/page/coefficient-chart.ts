import { axisY, dot, link, ruleX } from '@observablehq/plot';
import type { CoefficientGroup, CoefficientsPart, Term } from '../document.js';
import { shortened } from '../numbers.js';
import { type Drawing, NARROW } from './draw.js';

const ROW = 24;
const LETTER = 7;

/** A group's coefficients as dots, with their intervals as lines. */
export function coefficientChart({ terms }: CoefficientGroup, { scaled }: CoefficientsPart): Drawing {
  // Names may repeat once they are shortened: rows are told apart by number.
  const rows = terms.map((term, row) => ({
    row,
    value: term.coefficient * term.scale,
    lower: scaledEnd(term, term.lower),
    upper: scaledEnd(term, term.upper),
  }));
  const withEnds = rows.filter(({ lower }) => lower !== null);
  const ends = rows.flatMap(({ value, lower, upper }) => [value, lower ?? value, upper ?? value]);
  return width => {
    const letters = width < NARROW ? 16 : 26;
    const names = terms.map(({ feature }) => shortened(feature, letters));
    const longest = Math.max(...names.map(name => name.length));
    return {
      height: 62 + ROW * rows.length,
      marginLeft: Math.min(16 + LETTER * longest, width * 0.45),
      marginRight: 16,
      marginTop: 10,
      marginBottom: 40,
      x: {
        label: scaled ? 'log-odds per standard deviation' : 'log-odds per unit',
        domain: [Math.min(0, ...ends), Math.max(0, ...ends)],
        grid: true,
        nice: true,
        ticks: Math.max(3, Math.min(7, width / 90)),
        insetLeft: 8,
        insetRight: 8,
      },
      y: { type: 'point', domain: rows.map(({ row }) => row), label: null, axis: null },
      marks: [
        axisY({
          tickFormat: (row: number) => names[row] ?? '',
          tickSize: 0,
          label: null,
          fill: 'var(--ink)',
        }),
        ruleX([0], { stroke: 'var(--ink-soft)' }),
        link(withEnds, {
          x1: 'lower',
          x2: 'upper',
          y1: 'row',
          y2: 'row',
          stroke: 'var(--class-0)',
          strokeWidth: 2.5,
          strokeOpacity: 0.55,
          strokeLinecap: 'round',
        }),
        dot(rows, { x: 'value', y: 'row', r: 4.5, fill: 'var(--class-0)' }),
      ],
    };
  };
}

function scaledEnd({ scale }: Term, end: number | null): number | null {
  return end === null ? null : end * scale;
}
