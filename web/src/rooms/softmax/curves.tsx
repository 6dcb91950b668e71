import * as Plot from '@observablehq/plot';
import { computed, signal } from '@preact/signals';
import { Chart } from '../../ui/chart.js';
import { Choice } from '../../ui/field.js';
import { classColor, classSymbol } from '../../ui/palette.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { number } from './numbers.js';
import { className, logits, moving, scores, truth } from './state.js';
import { type Moving, place, spread, standing, sweep } from './sweep.js';

const SHOWN = ['probabilities', 'loss'] as const;
const shown = signal<(typeof SHOWN)[number]>('probabilities');

const HEIGHT = 300;
const LABEL_GAP = 15;
const MARGIN = { marginTop: 28, marginRight: 28, marginBottom: 40, marginLeft: 44 };

const places = computed(() => sweep(scores.value, moving.value, truth.value));
const here = computed(() => {
  const exact = { ...scores.value, offset: 0, format: 'float64' as const };
  return place(exact, moving.value, truth.value, standing(exact, moving.value));
});
const options = computed(() => {
  const curves = shown.value === 'loss' ? lossMarks() : shareMarks();
  const name = nameOf(moving.value);
  return (width: number): Plot.PlotOptions => ({
    height: HEIGHT,
    ...MARGIN,
    x: {
      type: moving.value === 'temperature' ? 'log' : 'linear',
      label: name,
      ...(moving.value === 'temperature'
        ? { ticks: [0.1, 0.2, 0.5, 1, 2, 5, 10], tickFormat: String }
        : { ticks: Math.max(4, Math.round(width / 80)) }),
    },
    style: { background: 'none', fontSize: '12px', fontFamily: 'inherit', overflow: 'visible' },
    ...curves,
  });
});

/** The probabilities, or the loss, as one number runs through its range; where it stands now is marked. */
export function Curves() {
  const choices = ['temperature', ...logits.value.keys()].map(String);
  const K = logits.value.length;
  return (
    <Panel
      title="As one number moves"
      note="All other numbers stay as they are. The line and its marks are where the number stands now: move the slider and see them travel."
    >
      <div class="row controls">
        <Choice
          label="What moves"
          options={choices}
          names={Object.fromEntries(choices.map(choice => [choice, nameOf(movingOf(choice))]))}
          value={String(moving.value)}
          onChange={choice => (moving.value = movingOf(choice))}
        />
        <Segmented
          label="Curves"
          options={SHOWN}
          names={{ probabilities: 'Probabilities', loss: 'Loss' }}
          value={shown.value}
          onChange={next => (shown.value = next)}
        />
      </div>
      <Chart
        label={`${shown.value === 'loss' ? 'The loss' : `The probabilities of ${K} classes`} over the ${nameOf(moving.value)}, which is ${number(here.value.at, 3)} now`}
        options={options.value}
      />
    </Panel>
  );
}

function shareMarks(): Plot.PlotOptions {
  const last = places.value.at(-1) as { at: number; shares: readonly number[] };
  const tall = HEIGHT - MARGIN.marginTop - MARGIN.marginBottom;
  const heights = spread(last.shares, LABEL_GAP / tall, [0, 1]);
  return {
    y: { label: 'probability', domain: [0, 1], ticks: 5, grid: true },
    marks: [
      Plot.ruleX([here.value.at], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ...logits.value.flatMap((_, k) => [
        Plot.line(places.value, {
          x: 'at',
          y: place => place.shares[k],
          stroke: classColor(k),
          strokeWidth: k === truth.value ? 3 : 1.75,
        }),
        Plot.text([heights[k] as number], {
          x: () => last.at,
          y: height => height,
          text: () => className(k),
          fill: classColor(k),
          fontWeight: 700,
          dx: 12,
        }),
      ]),
      ...logits.value.map((_, k) =>
        Plot.dot([here.value], {
          x: 'at',
          y: place => place.shares[k],
          symbol: classSymbol(k) as Plot.SymbolType,
          fill: classColor(k),
          stroke: 'var(--surface)',
          r: 6,
        }),
      ),
    ],
  };
}

function lossMarks(): Plot.PlotOptions {
  return {
    y: { label: `loss of class ${className(truth.value)}`, grid: true, zero: true, ticks: 5 },
    marks: [
      Plot.ruleX([here.value.at], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      Plot.line(places.value, { x: 'at', y: 'loss', stroke: 'var(--accent)', strokeWidth: 2.5 }),
      Plot.dot([here.value], { x: 'at', y: 'loss', fill: 'var(--accent)', stroke: 'var(--surface)', r: 6 }),
    ],
  };
}

function nameOf(what: Moving): string {
  return what === 'temperature' ? 'temperature T' : `score of ${className(what)}`;
}

function movingOf(choice: string): Moving {
  return choice === 'temperature' ? 'temperature' : Number(choice);
}
