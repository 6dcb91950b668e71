import { classColor } from './palette.js';

/** The probabilities of classes as bars, in the order given. */
export function ProbabilityBars(props: {
  labels: readonly string[];
  values: ArrayLike<number>;
  chosen?: number;
}) {
  const { labels, values, chosen } = props;
  return (
    <ul class="bars">
      {labels.map((label, k) => {
        const value = values[k] as number;
        return (
          <li key={k} class={k === chosen ? 'chosen' : ''}>
            <span class="bar-label">{label}</span>
            <span class="bar-track">
              <span class="bar" style={{ width: `${100 * value}%`, background: classColor(k) }} />
            </span>
            <span class="number">{value.toFixed(3)}</span>
          </li>
        );
      })}
    </ul>
  );
}
