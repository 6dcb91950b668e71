import { Scroll } from './scroll.js';

export interface ConfusionTableProps {
  labels: readonly string[];
  counts: readonly (readonly number[])[];
  /** Makes buttons of the entries that are not 0: row the true class, column the predicted one. */
  onSelect?(row: number, column: number): void;
  selected?: { row: number; column: number };
}

/** A confusion matrix as a table: rows the true classes, columns the predicted ones; darker where there are more. */
export function ConfusionTable({ labels, counts, onSelect, selected }: ConfusionTableProps) {
  return (
    <Scroll label="Confusion matrix">
      <table class="confusion">
        <caption>Rows: true class. Columns: predicted class.</caption>
        <thead>
          <tr>
            <td />
            {labels.map((label, j) => (
              <th key={j} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, k) => {
            const total = row.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={k}>
                <th scope="row">{labels[k]}</th>
                {row.map((count, j) => (
                  <td
                    key={j}
                    class={j === k ? 'right' : count > 0 ? 'wrong' : 'none'}
                    style={{ '--share': total > 0 ? count / total : 0 }}
                  >
                    {onSelect && count > 0 ? (
                      <button
                        type="button"
                        aria-pressed={selected?.row === k && selected.column === j}
                        aria-label={`${count} of class ${labels[k]} predicted as ${labels[j]}`}
                        onClick={() => onSelect(k, j)}
                      >
                        {count}
                      </button>
                    ) : (
                      count
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
