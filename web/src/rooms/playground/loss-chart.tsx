import * as Plot from '@observablehq/plot';
import { useCallback, useState } from 'preact/hooks';
import { Chart } from '../../ui/chart.js';
import { significant } from '../../ui/format.js';
import { Segmented } from '../../ui/segmented.js';
import { step } from './state.js';
import { stopOf } from './stopping.js';
import type { Run, Training } from './training.js';

const SCALES = ['gap', 'loss'] as const;
type Scale = (typeof SCALES)[number];
const SCALE_NAMES = { gap: 'F − least F', loss: 'F' };

/** Below it a distance to the least F is rounding. */
const FLOOR = 1e-10;

/** The losses of the three runs in one picture, with where they stand and how they ended. */
export function LossChart({ training }: { training: Training }) {
  const [scale, setScale] = useState<Scale>('gap');
  const now = step.value;
  const options = useCallback(
    (width: number) => lossPlot(training, now, scale === 'gap', width),
    [training, now, scale],
  );
  return (
    <div class="stack">
      <Segmented
        label="Drawn"
        hideLabel
        options={SCALES}
        names={SCALE_NAMES}
        value={scale}
        onChange={next => setScale(next)}
      />
      <Chart label={described(training, now)} options={options} />
    </div>
  );
}

function lossPlot(training: Training, now: number, gap: boolean, width: number): Plot.PlotOptions {
  const height = (objective: number) => (gap ? Math.max(FLOOR, objective - training.least) : objective);
  const marks = training.runs.flatMap(run => {
    const { color: stroke, dashes: strokeDasharray } = run.method;
    const line = run.report.history.map(({ iteration, objective }) => ({
      x: iteration,
      y: height(objective),
    }));
    const here = line[Math.min(now, run.length)];
    const style = { x: 'x', y: 'y', stroke, strokeDasharray, strokeWidth: 2 };
    return [
      Plot.line(line, { ...style, strokeOpacity: 0.3 }),
      Plot.line(line.slice(0, now + 1), style),
      Plot.dot([here], { x: 'x', y: 'y', r: 4.5, fill: stroke, stroke: 'var(--surface)' }),
      ...(now >= run.length ? [ending(run, training, here)] : []),
    ];
  });
  return {
    height: Math.min(360, 180 + width / 5),
    marginLeft: 52,
    marginRight: 20,
    marginTop: 24,
    x: {
      type: 'sqrt',
      domain: [0, Math.max(1, training.length)],
      label: 'iterations, epochs',
      ticks: ticks(training.length),
    },
    y: gap
      ? {
          type: 'log',
          label: 'F − least F',
          tickFormat: (value: number) => value.toExponential(0),
          ticks: 5,
          grid: true,
        }
      : { label: 'F', grid: true, zero: false },
    marks: [Plot.ruleX([now], { stroke: 'var(--control)', strokeDasharray: '2 2' }), ...marks],
  };
}

/** The criterion that ended a run, where it did. */
function ending(run: Run, training: Training, here: { x: number; y: number } | undefined) {
  const { name } = stopOf(run, training.settings);
  const late = run.length > training.length / 2;
  return Plot.text([here], {
    x: 'x',
    y: 'y',
    text: () => name,
    dx: late ? -8 : 8,
    dy: run.method.id === 'batches' ? 12 : -10,
    textAnchor: late ? 'end' : 'start',
    fill: 'var(--ink)',
    stroke: 'var(--surface)',
    strokeWidth: 4,
  });
}

function ticks(length: number): number[] {
  return [0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500].filter(tick => tick <= Math.max(1, length));
}

function described({ runs, least }: Training, now: number): string {
  const each = runs.map(run => `${run.method.name} ${significant(run.progress(now).objective, 5)}`);
  return `Loss over iterations. At step ${now}: ${each.join(', ')}. Least: ${significant(least, 5)}.`;
}
