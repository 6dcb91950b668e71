import * as Plot from '@observablehq/plot';
import { useCallback } from 'preact/hooks';
import type { Progress } from 'softmax-wasm';
import { Chart } from '../../ui/chart.js';
import { duration, percent, significant } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { cancel, share, stage, steps, stop } from './bench.js';
import { CHART_STYLE } from './chart-style.js';
import { TOL } from './tol.js';

const STAGES = {
  looking: 'Looking at every cell',
  reading: 'Reading numbers',
  fitting: 'Fitting',
  measuring: 'Measuring',
};

/** What goes on, and how to end it. */
export function Working() {
  const now = stage.value;
  if (now === null) return null;
  const read = now === 'looking' || now === 'reading';
  const last = steps.value.at(-1);
  return (
    <Panel title={STAGES[now]} class="data-working">
      <div class="stack">
        {read ? (
          <div class="data-progress">
            <progress max={1} value={share.value} aria-label="Share of the file that has been read" />
            <span class="number">{percent(share.value, 0)}</span>
          </div>
        ) : (
          <p class="number">
            {last
              ? `Iteration ${last.iteration}: objective ${significant(last.objective, 5)}, largest partial derivative ${significant(last.gradientNorm, 2)}, ${duration(last.elapsedMs)}`
              : 'Packing the rows.'}
          </p>
        )}
        {now !== 'looking' && <Convergence steps={steps.value} />}
        <div class="row">
          <button type="button" onClick={cancel}>
            Cancel
          </button>
          {now === 'fitting' && last && (
            <button type="button" onClick={stop}>
              Stop here and keep the model
            </button>
          )}
        </div>
      </div>
    </Panel>
  );
}

/** The objective and its gradient by iteration, on one axis of iterations each. */
export function Convergence({ steps }: { steps: readonly Progress[] }) {
  const objective = useCallback(
    (width: number) => ({
      ...frame(width, steps),
      y: { label: 'objective', grid: true, nice: true },
      marks: [line(steps, 'objective'), ...end(steps, 'objective')],
    }),
    [steps],
  );
  const gradient = useCallback(
    (width: number) => ({
      ...frame(width, steps),
      y: { label: 'largest |∂F|', ...decades(steps), grid: true, tickFormat: '.0e' },
      marks: [
        Plot.ruleY([TOL], { stroke: 'var(--good)', strokeDasharray: '4 3' }),
        Plot.text([TOL], {
          y: d => d,
          text: () => 'tolerance',
          frameAnchor: 'left',
          dx: 6,
          dy: 9,
          fill: 'var(--good)',
        }),
        line(steps, 'gradientNorm'),
        ...end(steps, 'gradientNorm'),
      ],
    }),
    [steps],
  );
  if (steps.length < 2) return null;
  const last = steps.at(-1) as Progress;
  return (
    <div class="columns">
      <Chart
        label={`The objective by iteration: ${significant(last.objective, 5)} after ${last.iteration} iterations`}
        options={objective}
      />
      <Chart
        label={`The largest partial derivative by iteration: ${significant(last.gradientNorm, 2)} after ${last.iteration} iterations; the tolerance is ${TOL}`}
        options={gradient}
      />
    </div>
  );
}

/** A scale of powers of ten that holds all sizes of the gradient and the tolerance, with some six of them named. */
function decades(steps: readonly Progress[]) {
  const sizes = steps.map(({ gradientNorm }) => Math.log10(Math.max(gradientNorm, Number.MIN_VALUE)));
  const high = Math.ceil(Math.max(Math.log10(TOL), ...sizes));
  const low = Math.min(Math.floor(Math.min(Math.log10(TOL), ...sizes)), high - 1);
  const step = Math.ceil((high - low) / 6);
  const ticks = Array.from(
    { length: Math.floor((high - low) / step) + 1 },
    (_, i) => 10 ** (high - i * step),
  );
  return { type: 'log' as const, domain: [10 ** low, 10 ** high], ticks };
}

function frame(width: number, steps: readonly Progress[]) {
  return {
    style: CHART_STYLE,
    height: Math.min(220, Math.max(160, width / 2)),
    marginTop: 30,
    marginBottom: 40,
    marginLeft: 52,
    marginRight: 16,
    x: {
      label: 'iteration',
      labelOffset: 34,
      tickFormat: 'd',
      ticks: Math.min(6, steps.at(-1)?.iteration ?? 0),
    },
  };
}

function line(steps: readonly Progress[], y: 'objective' | 'gradientNorm') {
  return Plot.lineY(steps, { x: 'iteration', y, stroke: 'var(--accent)', strokeWidth: 2 });
}

function end(steps: readonly Progress[], y: 'objective' | 'gradientNorm') {
  return [Plot.dot(steps.slice(-1), { x: 'iteration', y, fill: 'var(--accent)', r: 3.5 })];
}
