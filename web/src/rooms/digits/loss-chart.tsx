import * as Plot from '@observablehq/plot';
import { useCallback } from 'preact/hooks';
import { Chart } from '../../ui/chart.js';
import { significant } from '../../ui/format.js';
import type { Frame } from './recording.js';

/** The objective and the loss on test rows over the iterations, with a mark where one is. */
export function LossChart({ frames, at }: { frames: readonly Frame[]; at: number }) {
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const points = frames.flatMap(({ objective, testLoss }, iteration) => [
        { iteration, loss: objective, of: 'objective' },
        { iteration, loss: testLoss, of: 'test rows' },
      ]);
      const line = (of: string) => points.filter(point => point.of === of);
      const last = frames.length - 1;
      return {
        height: 230,
        width,
        marginLeft: 46,
        marginRight: 78,
        marginTop: 24,
        x: { label: 'iteration', domain: [0, last], tickFormat: 'd', ticks: Math.min(last, width / 60) },
        y: {
          type: 'log',
          label: 'loss (log scale)',
          grid: true,
          ticks: roundValues(points.map(({ loss }) => loss)),
          tickFormat: String,
        },
        marks: [
          Plot.ruleX([at], { stroke: 'var(--ink-soft)' }),
          Plot.line(line('objective'), {
            x: 'iteration',
            y: 'loss',
            stroke: 'var(--class-0)',
            strokeWidth: 2,
          }),
          Plot.line(line('test rows'), {
            x: 'iteration',
            y: 'loss',
            stroke: 'var(--class-1)',
            strokeWidth: 2,
            strokeDasharray: '5 3',
          }),
          ...(['objective', 'test rows'] as const).map((of, series) =>
            Plot.dot(
              line(of).filter(({ iteration }) => iteration === at),
              {
                x: 'iteration',
                y: 'loss',
                r: 5,
                fill: `var(--class-${series})`,
                symbol: series === 0 ? 'circle' : 'square',
              },
            ),
          ),
          Plot.text(
            points.filter(point => point.iteration === last),
            {
              x: 'iteration',
              y: 'loss',
              text: 'of',
              textAnchor: 'start',
              dx: 8,
              fontSize: 12,
              fill: 'var(--ink)',
            },
          ),
        ],
      };
    },
    [frames, at],
  );
  const { objective, testLoss } = frames[frames.length - 1] as Frame;
  return (
    <Chart
      label={`The objective falls from 2.30 to ${significant(objective)} in ${frames.length - 1} iterations, the loss on test rows to ${significant(testLoss)}`}
      options={options}
    />
  );
}

/** Powers of ten within the values; where there are fewer than two, twice and five times them too. */
function roundValues(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const first = Math.floor(Math.log10(least));
  const last = Math.floor(Math.log10(most));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
  const within = (ticks: number[]) => ticks.filter(tick => tick >= least && tick <= most);
  const decades = within(powers);
  if (decades.length > 1) return decades;
  return within(powers.flatMap(power => [1, 2, 5].map(times => Number((times * power).toPrecision(1)))));
}
