import { dot, line, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot';
import type { PathPart } from '../document.js';
import { shortened, significant } from '../numbers.js';
import { type Drawing, LETTERS, NARROW } from './draw.js';
import { spread } from './spread.js';
import { logLabel, logTicks } from './ticks.js';

const LINE = 15;
const MARGIN_TOP = 44;
const MARGIN_BOTTOM = 40;
/** Room for "held-out rows". */
const LEAST_MARGIN = 108;

interface Point {
  strength: number;
  value: number;
}

/** Coefficients by penalty: the largest in colour with their names at the end, others grey. */
export function pathChart(path: PathPart): Drawing {
  const { lines, named, strength, signed, scaled } = path;
  const points = (values: readonly number[]): Point[] =>
    values.map((value, i) => ({ strength: strength[i] as number, value }));
  const height = 400;
  return width => {
    const letters = lettersOf(width);
    const chosen = lines.slice(0, named);
    const all = lines.flatMap(({ values }) => values);
    const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
    const toPixels = (value: number) =>
      ((value - least) / (most - least || 1)) * (height - MARGIN_TOP - MARGIN_BOTTOM);
    const ends = chosen.map(({ values }) => values[values.length - 1] as number);
    const shifts = spread(ends.map(toPixels), LINE);
    return {
      ...base(path, width),
      height,
      y: {
        label: `${signed ? 'coefficient' : 'size of coefficients'}${scaled ? ' per standard deviation' : ''}`,
        grid: true,
        domain: [least, most],
      },
      marks: [
        ruleY([0], { stroke: 'var(--ink-soft)', strokeOpacity: 0.6 }),
        ...ownLine(path),
        ...lines.slice(named).map(({ values }) =>
          line(points(values), {
            x: 'strength',
            y: 'value',
            stroke: 'var(--control)',
            strokeOpacity: 0.5,
            strokeWidth: 1,
          }),
        ),
        ...chosen.map(({ values }, i) =>
          line(points(values), { x: 'strength', y: 'value', stroke: color(i), strokeWidth: 2.25 }),
        ),
        ...chosen.map(({ feature, values }, i) =>
          text(points(values).slice(-1), {
            x: 'strength',
            y: 'value',
            text: () => shortened(feature, letters),
            textAnchor: 'start',
            dx: 8,
            dy: -(shifts[i] as number),
            ...LETTERS,
            fill: color(i),
          }),
        ),
      ],
    };
  };
}

/** Log-loss by penalty, of training rows and of those held out. */
export function lossChart(path: PathPart): Drawing {
  const { strength, trainLoss, testLoss } = path;
  const points = (values: readonly number[]): Point[] =>
    values.map((value, i) => ({ strength: strength[i] as number, value }));
  const series = [
    { name: 'training rows', values: points(trainLoss), stroke: 'var(--class-1)', strokeDasharray: '6 3' },
    ...(testLoss
      ? [{ name: 'held-out rows', values: points(testLoss), stroke: 'var(--class-0)', strokeDasharray: '' }]
      : []),
  ];
  const best = testLoss ? least(points(testLoss)) : null;
  // Where there is no room on one side, letters stand on the other.
  const at = best ? strength.indexOf(best.strength) / (strength.length - 1) : 0;
  const textAnchor = at > 0.75 ? 'end' : at < 0.25 ? 'start' : 'middle';
  const height = 260;
  return width => {
    const all = series.flatMap(({ values }) => values.map(({ value }) => value));
    const most = Math.max(...all);
    const pixels = ({ value }: Point) => (value / most) * (height - MARGIN_TOP - MARGIN_BOTTOM);
    const shifts = spread(
      series.map(({ values }) => pixels(values[values.length - 1] as Point)),
      LINE,
    );
    return {
      ...base(path, width),
      height,
      y: { label: 'log-loss', grid: true, domain: [0, most], nice: true, ticks: 5 },
      marks: [
        ...ownLine(path),
        ...series.map(({ values, stroke, strokeDasharray }) =>
          line(values, { x: 'strength', y: 'value', stroke, strokeWidth: 2.25, strokeDasharray }),
        ),
        ...series.map(({ name, values, stroke }, i) =>
          text(values.slice(-1), {
            x: 'strength',
            y: 'value',
            text: () => name,
            textAnchor: 'start',
            dx: 8,
            dy: -(shifts[i] as number),
            ...LETTERS,
            fill: stroke,
          }),
        ),
        ...(best
          ? [
              dot([best], { x: 'strength', y: 'value', r: 5, fill: 'var(--class-0)' }),
              text([best], {
                x: 'strength',
                y: 'value',
                text: ({ value }: Point) => `least, ${significant(value)}`,
                dy: -14,
                textAnchor,
                ...LETTERS,
              }),
            ]
          : []),
      ],
    };
  };
}

function least(points: readonly Point[]): Point | null {
  return points.reduce<Point | null>(
    (best, point) => (best === null || point.value < best.value ? point : best),
    null,
  );
}

/** Of a name at the end of its line. */
function lettersOf(width: number): number {
  return width < NARROW ? 12 : 22;
}

/** Axes of both charts, one above the other: the same penalty stands at the same place. */
function base({ axis, strength, lines, named }: PathPart, width: number): PlotOptions {
  const longest = Math.max(
    ...lines.slice(0, named).map(({ feature }) => Math.min(feature.length, lettersOf(width))),
  );
  return {
    marginRight: Math.max(LEAST_MARGIN, 20 + 6.8 * longest),
    marginLeft: 52,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      type: 'log',
      reverse: axis === 'alpha',
      label: axis === 'C' ? 'C (log scale): weaker penalty →' : 'alpha (log scale): weaker penalty →',
      labelArrow: 'none',
      ticks: logTicks(strength, (width - 160) / 60),
      tickFormat: logLabel,
    },
  };
}

/** The model's own penalty. */
function ownLine({ own }: PathPart) {
  if (own === null) return [];
  return [
    ruleX([own], { stroke: 'var(--ink-soft)', strokeDasharray: '5 4', strokeWidth: 1.5 }),
    text([own], {
      x: own,
      text: () => 'this model',
      frameAnchor: 'top',
      dy: -10,
      ...LETTERS,
      fontSize: 11,
      fill: 'var(--ink-soft)',
    }),
  ];
}

function color(i: number): string {
  return `var(--class-${i})`;
}
