import * as Plot from '@observablehq/plot';
import { useCallback } from 'preact/hooks';
import type { SoftmaxRegression } from 'softmax-wasm';
import { Chart } from '../../ui/chart.js';
import { classColor } from '../../ui/palette.js';
import { Board } from './board.js';
import { LINE } from './grid.js';
import { crossings } from './lines.js';
import { classOf, HIGH, LOW } from './points.js';

/** Space of the chart's axis, left out beside the strip of points too, so that x stands over x. */
export const MARGIN = { left: 40, right: 12 };

/** Probabilities over x, and the points beneath. */
export function LineView({ model }: { model: SoftmaxRegression | null }) {
  const options = useCallback((width: number) => curves(model as SoftmaxRegression, width), [model]);
  return (
    <>
      {model && <Chart label={described(model)} options={options} />}
      <div class="under-chart" style={{ marginLeft: `${MARGIN.left}px`, marginRight: `${MARGIN.right}px` }}>
        <Board model={model} strip />
      </div>
    </>
  );
}

function curves(model: SoftmaxRegression, width: number): Plot.PlotOptions {
  const proba = model.predictProba(LINE);
  const at = crossings(model).filter(({ counts }) => counts);
  return {
    height: Math.min(360, 170 + width / 3),
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    x: { domain: [LOW, HIGH], label: 'x' },
    y: { domain: [0, 1], label: 'probability', grid: true, ticks: 5 },
    marks: [
      Plot.ruleX(at, { x: 'x', stroke: 'var(--ink)', strokeDasharray: '4 3' }),
      ...model.classes.map((name, k) =>
        Plot.line(LINE.data, {
          x: (x: number) => x,
          y: (_: number, i: number) => proba.get(i, k),
          stroke: classColor(classOf(name)),
          strokeWidth: 2.5,
        }),
      ),
      Plot.text(model.classes, {
        x: (_: unknown, k: number) => LINE.data[peak(proba.data, k, model.classes.length)] as number,
        y: (_: unknown, k: number) => proba.get(peak(proba.data, k, model.classes.length), k),
        text: (name: unknown) => String(name),
        dy: -9,
        fontWeight: 'bold',
        fill: 'var(--ink)',
        stroke: 'var(--surface)',
        strokeWidth: 4,
      }),
    ],
  };
}

/** The cell in which class k is the most probable; not near the rim, where its letter would meet the axis. */
function peak(proba: Float64Array, k: number, K: number): number {
  const rim = 14;
  let best = rim;
  for (let i = rim; i < LINE.rows - rim; i++) {
    if ((proba[i * K + k] as number) > (proba[best * K + k] as number)) best = i;
  }
  return best;
}

function described(model: SoftmaxRegression): string {
  const at = crossings(model).filter(({ counts }) => counts);
  const each = at.map(({ x, classes: [a, b] }) => `${a} and ${b} cross at ${x.toFixed(2)}`);
  return `Probabilities of ${model.classes.length} classes over x. ${each.join(', ')}`;
}
