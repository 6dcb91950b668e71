import Papa from 'papaparse';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { inFile } from './failure.js';
import { print, readModel, writeAtomically } from './files.js';
import { loadBatches, type Rows } from './load.js';
import type { TableOptions } from './table-options.js';
import { rowsOf, type TextColumns, textFor } from './text.js';

/** Writes label and probabilities of every row of a table as CSV to a file or, by default, to stdout. */
export async function predict(
  modelPath: string,
  dataPath: string,
  args: Omit<TableOptions, 'target'> & { out?: string },
): Promise<void> {
  const model = await readModel(modelPath);
  const text = await textFor(model, modelPath, args);
  const { file, batches } = await loadBatches(dataPath, args, { model, text: text?.columns });
  const lines = predictionLines(model, batches, text, file);
  if (args.out !== undefined && args.out !== '-') return writeAtomically(args.out, lines);
  for await (const line of lines) await print(line);
}

async function* predictionLines(
  model: SoftmaxRegression,
  batches: AsyncIterable<Rows>,
  text: TextColumns | null,
  file: string,
): AsyncGenerator<string> {
  const cells = new Map(model.classes.map(label => [label, cell(label)]));
  let lines = `${['label', ...model.classes.map(label => cell(`p(${label})`))].join()}\n`;
  for await (const rows of batches) {
    const { labels, proba } = await inFile(file, () => {
      const X = rowsOf(rows, text);
      return { labels: model.predict(X), proba: model.predictProba(X) };
    });
    for (const [i, label] of labels.entries()) {
      lines += `${cells.get(label)},${Array.from(proba.row(i), p => Number(p.toPrecision(7))).join()}\n`;
    }
    yield lines;
    lines = '';
  }
}

/** Quoted where CSV asks for it. */
function cell(value: unknown): string {
  return Papa.unparse([[value]]);
}
