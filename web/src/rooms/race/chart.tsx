import * as Plot from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import { Chart } from '../../ui/chart.js';
import { duration } from '../../ui/format.js';
import { CONTEST_NAMES, racerColor, racerName, racerSymbol } from './names.js';
import type { Contest, RacerId } from './protocol.js';
import type { Result } from './standings.js';

export interface TimesProps {
  of: readonly Result[];
  entrants: readonly RacerId[];
  threads: number;
  axis: 'log' | 'linear';
  contest: Contest;
}

const LANE = 54;
/** Axis before anything is known, in milliseconds. */
const EMPTY = [0.1, 100] as const;

/** A lane per racer, a dot per repetition, a tall mark at the median. */
export function Times({ of, entrants, threads, axis, contest }: TimesProps) {
  const options = useMemo(() => () => plot(of, entrants, threads, axis), [of, entrants, threads, axis]);
  const said = of.map(({ racer, median }) => `${racerName(racer, threads)} ${duration(median)}`).join(', ');
  return (
    <Chart
      label={`${CONTEST_NAMES[contest]}, time of each repetition: ${said || 'nothing yet'}`}
      options={options}
    />
  );
}

function plot(
  of: readonly Result[],
  entrants: readonly RacerId[],
  threads: number,
  axis: 'log' | 'linear',
): Plot.PlotOptions {
  const domain = domainOf(of, axis);
  return {
    height: entrants.length * LANE + 44,
    marginLeft: 12,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 40,
    style: { background: 'none', fontSize: '12px', fontFamily: 'inherit', overflow: 'visible' },
    x: {
      type: axis,
      domain,
      label: 'time',
      ticks: 5,
      grid: true,
      tickFormat: (ms: number) => (axis === 'log' && !isPower(ms) ? '' : ms === 0 ? '0' : duration(ms)),
    },
    y: { type: 'band', domain: [...entrants], axis: null, padding: 0 },
    marks: [
      ...entrants.map(id =>
        Plot.text([id], {
          x: () => domain[0],
          y: () => id,
          text: () => racerName(id, threads),
          textAnchor: 'start',
          dy: -LANE / 2 + 12,
          fill: 'currentColor',
        }),
      ),
      ...of.flatMap(({ racer, samples, median }) => [
        ...(axis === 'linear'
          ? [
              Plot.barX([median], {
                x1: () => 0,
                x2: value => value,
                y: () => racer,
                fill: racerColor(racer),
                fillOpacity: 0.3,
                insetTop: 24,
                insetBottom: 10,
              }),
            ]
          : []),
        Plot.dot(samples, {
          x: value => value,
          y: () => racer,
          symbol: racerSymbol(racer) as Plot.SymbolType,
          fill: racerColor(racer),
          fillOpacity: 0.45,
          r: 4,
          dy: 7,
        }),
        Plot.tickX([median], {
          x: value => value,
          y: () => racer,
          stroke: 'currentColor',
          strokeWidth: 2.5,
          insetTop: 22,
          insetBottom: 8,
        }),
      ]),
    ],
  };
}

/** Whole powers of ten around all times, or from 0 to beyond the largest. */
export function domainOf(
  of: readonly Pick<Result, 'low' | 'high'>[],
  axis: 'log' | 'linear',
): [number, number] {
  if (of.length === 0) return axis === 'log' ? [...EMPTY] : [0, EMPTY[1]];
  const low = Math.min(...of.map(each => each.low));
  const high = Math.max(...of.map(each => each.high));
  if (axis === 'linear') return [0, 1.05 * high];
  return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high) + 1e-9)];
}

function isPower(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}
