import { inFile } from './failure.js';
import { checkOneStdin, readModel } from './files.js';
import { loadLabelled, type OnRead } from './load/index.js';
import { type Evaluation, measureAll } from './scores.js';
import type { TableOptions } from './table-options.js';
import { rowsOf, textFor } from './text.js';

export interface Evaluated {
  scores: Evaluation;
  /** Rows left out for missing values, as in the table that the model was fitted to. */
  dropped: number;
}

/** Measures a model file on a table that holds the true labels. */
export async function evaluate(
  modelPath: string,
  dataPath: string,
  args: TableOptions & { onRead?: OnRead },
): Promise<Evaluated> {
  checkOneStdin(modelPath, dataPath);
  const model = await readModel(modelPath);
  const text = await textFor(model, modelPath, args);
  const table = await loadLabelled(dataPath, args, { model, text: text?.columns, onRead: args.onRead });
  const scores = await inFile(table.file, () => measureAll(model, { X: rowsOf(table, text), y: table.y }));
  return { scores, dropped: table.dropped };
}
