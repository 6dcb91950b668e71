import * as Plot from '@observablehq/plot';
import { useCallback } from 'preact/hooks';
import type { ReliabilityBin } from 'softmax-wasm/metrics';
import { Chart } from '../../ui/chart.js';
import { percent } from '../../ui/format.js';

/** Bins of fewer digits say little: hollow, their distance dotted. */
const FEW = 10;

/** Radii of dots. */
const SMALLEST = 3;
const LARGEST = 14;
const NEAR_TOP = 0.9;
const NEAR_FOOT = 0.1;
const LETTERS = { fontSize: 12, fill: 'var(--ink)', stroke: 'var(--surface)', strokeWidth: 3 };

/** Accuracy over confidence by bin, with the distance of each to the diagonal. */
export function ReliabilityChart({ bins, title }: { bins: readonly ReliabilityBin[]; title: string }) {
  const options = useCallback(
    (width: number): Plot.PlotOptions => {
      const filled = bins.filter(({ count }) => count > 0);
      const most = Math.max(...filled.map(({ count }) => count));
      const share = (value: number) => percent(value, 0);
      const few = filled.filter(({ count }) => count < FEW);
      const many = filled.filter(({ count }) => count >= FEW);
      const radius = ({ count }: ReliabilityBin) => SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(count / most);
      // On the side of the dot where its line is not, or at the foot of the diagram to its right.
      const beside = (bin: ReliabilityBin): Plot.TextOptions => {
        const away = radius(bin) + 9;
        if (bin.accuracy >= bin.confidence || bin.accuracy > NEAR_TOP) return { dy: -away };
        return bin.accuracy < NEAR_FOOT ? { dx: away, dy: -6 } : { dy: away };
      };
      const place = { x: 'confidence', y: 'accuracy' };
      const gap = { x: 'confidence', y1: 'confidence', y2: 'accuracy', stroke: 'var(--class-2)' };
      return {
        width,
        height: Math.min(width, 360),
        marginLeft: 52,
        marginRight: 28,
        marginTop: 44,
        marginBottom: 40,
        x: { label: 'confidence', domain: [0, 1], tickFormat: share, ticks: 5 },
        y: { label: 'share that is right', domain: [0, 1], tickFormat: share, ticks: 5, grid: true },
        r: { type: 'identity' },
        marks: [
          Plot.line([0, 1], { x: d => d, y: d => d, stroke: 'var(--ink-soft)', strokeDasharray: '4 4' }),
          Plot.ruleX(few, { ...gap, strokeWidth: 1.5, strokeDasharray: '2 3' }),
          Plot.ruleX(many, { ...gap, strokeWidth: 4 }),
          Plot.dot(few, { ...place, r: radius, fill: 'var(--surface)', stroke: 'var(--class-0)' }),
          Plot.dot(many, { ...place, r: radius, fill: 'var(--class-0)', fillOpacity: 0.75 }),
          ...filled.map(bin => Plot.text([bin], { ...place, text: 'count', ...beside(bin), ...LETTERS })),
        ],
      };
    },
    [bins],
  );
  return <Chart label={`Reliability diagram ${title}: ${inWords(bins)}`} options={options} />;
}

function inWords(bins: readonly ReliabilityBin[]): string {
  return bins
    .filter(({ count }) => count > 0)
    .map(
      ({ count, confidence, accuracy }) =>
        `${count} digits of confidence ${percent(confidence, 0)}, ${percent(accuracy, 0)} right`,
    )
    .join('; ');
}
