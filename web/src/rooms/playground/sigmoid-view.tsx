import * as Plot from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import type { SoftmaxRegression } from 'softmax-wasm';
import { Chart } from '../../ui/chart.js';
import { significant } from '../../ui/format.js';
import { classColor, classSymbol } from '../../ui/palette.js';
import { classOf } from './points.js';
import { type Score, scoreOf } from './sigmoid.js';
import type { Problem } from './training.js';

/** Softmax of two classes as the sigmoid that it is. */
export function SigmoidView({ model, problem }: { model: SoftmaxRegression; problem: Problem }) {
  const score = useMemo(() => scoreOf(model, problem), [model, problem]);
  const second = String(model.classes[1]);
  const options = useMemo(() => (width: number) => sigmoid(score as Score, second, width), [score, second]);
  if (!score) return null;
  const [w1 = 0, w2 = 0] = score.w;
  const minus = (value: number) => significant(value).replace('-', '−');
  const signed = (value: number) => `${value < 0 ? '−' : '+'} ${significant(Math.abs(value))}`;
  return (
    <>
      <Chart
        label={`Probability of ${second} over the score z: a sigmoid, one half at z = 0`}
        options={options}
      />
      <p class="formula">
        P({second}) = 1 / (1 + e<sup>−z</sup>), z = w·x + b = {minus(w1)} x {signed(w2)} y {signed(score.b)}
      </p>
      <p class="note">
        With two classes only the difference of the scores counts: softmax is the sigmoid of z, and w, b are
        the differences of the two rows. The longer w is, the steeper the sigmoid rises across the border.
      </p>
    </>
  );
}

function sigmoid(score: Score, second: string, width: number): Plot.PlotOptions {
  const names = [...new Set(score.points.map(({ y }) => y))];
  return {
    height: Math.min(440, 240 + width / 3),
    marginLeft: 40,
    x: { domain: [-score.reach, score.reach], label: 'z = w·x + b' },
    y: { domain: [0, 1], label: `probability of ${second}`, grid: true, ticks: 5 },
    marks: [
      Plot.ruleX([0], { stroke: 'var(--ink)', strokeDasharray: '4 3' }),
      Plot.line(score.curve, { x: 'z', y: 'p', stroke: 'var(--ink)', strokeWidth: 2 }),
      ...names.map(name =>
        Plot.dot(
          score.points.filter(({ y }) => y === name),
          {
            x: 'z',
            y: 'p',
            r: 5,
            symbol: classSymbol(classOf(name)) as Plot.SymbolType,
            fill: classColor(classOf(name)),
            stroke: 'var(--surface)',
          },
        ),
      ),
    ],
  };
}
