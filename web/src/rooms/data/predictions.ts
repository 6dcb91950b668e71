import type { Label, SoftmaxRegression } from 'softmax-wasm';
import type { Part } from './parts.js';

/** Up to here every class has a column of its probabilities. */
const MOST_COLUMNS = 50;
const BLOCK_ROWS = 4096;

/** The test rows as CSV: their place in the file, label, prediction and probabilities. */
export function predictionsCsv(model: SoftmaxRegression, test: Part, target: string): Blob {
  const { classes } = model;
  const wide = classes.length <= MOST_COLUMNS;
  const columns = wide ? classes.map(label => `p(${label})`) : ['p'];
  const parts = [line(['row', target, 'predicted', ...columns])];
  for (let first = 0; first < test.y.length; first += BLOCK_ROWS) {
    const last = Math.min(test.y.length, first + BLOCK_ROWS);
    const X = test.block(first, last);
    const labels = model.predict(X);
    const P = model.predictProba(X);
    let text = '';
    for (let i = 0; i < last - first; i++) {
      const place = (test.places[first + i] as number) + 1;
      const p = P.row(i);
      const shown = wide ? Array.from(p, short) : [short(Math.max(...p))];
      text += line([String(place), String(test.y[first + i]), String(labels[i] as Label), ...shown]);
    }
    parts.push(text);
  }
  return new Blob(parts, { type: 'text/csv' });
}

function short(p: number): string {
  return String(Number(p.toPrecision(6)));
}

function line(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\n`;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
