import * as Plot from '@observablehq/plot';
import { useCallback, useState } from 'preact/hooks';
import { Chart } from '../../ui/chart.js';
import { Choice } from '../../ui/field.js';
import { significant } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { CHART_STYLE } from './chart-style.js';
import { abridged } from './names.js';
import type { Outcome } from './training.js';
import type { ClassWeights, Weight } from './weights.js';

/** Up to so many classes are shown beside each other; of more, one at a time. */
const SIDE_BY_SIDE = 4;
const ROW_HEIGHT = 22;
const RIGHT = 12;
/** Width of a number beside its bar. */
const NUMBER = 46;

type Unit = 'scaled' | 'raw';

/** Which columns speak for a class and which against it. */
export function WeightsPanel({ outcome }: { outcome: Outcome }) {
  const { weights, form } = outcome;
  const [unit, setUnit] = useState<Unit>('scaled');
  const [at, setAt] = useState(0);
  const many = weights.length > SIDE_BY_SIDE;
  const shown = many ? weights.slice(at, at + 1) : weights;
  // One scale for what stands side by side.
  const reach = Math.max(...shown.flatMap(each => each[unit].map(({ value }) => Math.abs(value))), 0);
  return (
    <Panel title="Largest coefficients" note={noteOf(form.kind, unit, weights[0] as ClassWeights)}>
      <div class="stack">
        <div class="row">
          {form.kind === 'numbers' && (
            <Segmented<Unit>
              label="Coefficients"
              options={['scaled', 'raw']}
              names={{ scaled: 'per standard deviation', raw: 'per unit of the column' }}
              value={unit}
              onChange={setUnit}
            />
          )}
          {many && (
            <Choice
              label="Class"
              options={weights.map((_, k) => String(k))}
              names={Object.fromEntries(weights.map(({ label }, k) => [String(k), abridged(label)]))}
              value={String(at)}
              onChange={k => setAt(Number(k))}
            />
          )}
        </div>
        <div class={shown.length > 1 ? 'columns' : 'data-one'}>
          {shown.map(each => (
            <ClassChart key={each.label} weights={each} shown={each[unit]} reach={reach} />
          ))}
        </div>
      </div>
    </Panel>
  );
}

function noteOf(kind: 'text' | 'numbers', unit: Unit, { label, against }: ClassWeights): string {
  const [right, left] =
    against === null
      ? ['for the class', 'against it']
      : [`for “${abridged(label)}”`, `for “${abridged(against)}”`];
  const direction = `Bars to the right (+) speak ${right}, to the left (−) ${left}.`;
  if (kind === 'text') return direction;
  return unit === 'scaled'
    ? `${direction} A coefficient times its column’s standard deviation: sizes can be compared.`
    : `${direction} A coefficient as the model has it: its size depends on the unit of the column.`;
}

function ClassChart(props: { weights: ClassWeights; shown: readonly Weight[]; reach: number }) {
  const { weights, shown, reach } = props;
  const { label, against } = weights;
  const title = against === null ? abridged(label) : `${abridged(label)} rather than ${abridged(against)}`;
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const names = Math.min(150, Math.max(70, width * 0.38));
      const letters = Math.floor(names / 7.5);
      // The longest bar leaves room for its number, on either side.
      const half = (width - names - RIGHT) / 2;
      const end = (reach * half) / Math.max(half / 3, half - NUMBER);
      // Names may be alike when they are shortened: the place decides.
      const order = shown.map((_, i) => String(i));
      return {
        style: CHART_STYLE,
        height: 44 + ROW_HEIGHT * shown.length,
        marginLeft: names,
        marginRight: RIGHT,
        x: { domain: [-end, end], label: null, ticks: width > 300 ? 4 : 3, grid: true },
        y: {
          domain: order,
          label: null,
          tickSize: 0,
          tickFormat: (i: string) => abridged((shown[Number(i)] as Weight).name, letters),
        },
        marks: [
          Plot.barX(shown, {
            y: (_, i) => String(i),
            x: 'value',
            fill: ({ value }: Weight) => (value > 0 ? 'var(--accent)' : 'var(--control)'),
            insetTop: 3,
            insetBottom: 3,
          }),
          Plot.ruleX([0], { stroke: 'var(--ink-soft)' }),
          Plot.text(shown, {
            y: (_, i) => String(i),
            x: 'value',
            text: ({ value }: Weight) => signed(value),
            filter: ({ value }: Weight) => value > 0,
            textAnchor: 'start',
            dx: 4,
          }),
          Plot.text(shown, {
            y: (_, i) => String(i),
            x: 'value',
            text: ({ value }: Weight) => signed(value),
            filter: ({ value }: Weight) => value < 0,
            textAnchor: 'end',
            dx: -4,
          }),
        ],
      };
    },
    [shown, reach],
  );
  const spoken = shown.map(({ name, value }) => `${abridged(name)} ${signed(value)}`).join(', ');
  return (
    <div>
      <h3>{title}</h3>
      {shown.length > 0 ? (
        <Chart label={`Largest coefficients, ${title}: ${spoken}`} options={options} />
      ) : (
        <p class="note">All coefficients are 0.</p>
      )}
    </div>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${significant(Math.abs(value))}`;
}
