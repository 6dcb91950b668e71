import { inFile } from './failure.js';
import { readModel } from './files.js';
import { loadLabelled } from './load.js';
import { measure, type Scores } from './scores.js';
import type { TableOptions } from './table-options.js';
import { rowsOf, textFor } from './text.js';

/** Measures a model file on a table that holds the true labels. */
export async function evaluate(modelPath: string, dataPath: string, args: TableOptions): Promise<Scores> {
  const model = await readModel(modelPath);
  const text = await textFor(model, modelPath, args);
  const table = await loadLabelled(dataPath, args, { model, text: text?.columns });
  return inFile(table.file, () => measure(model, { X: rowsOf(table, text), y: table.y }));
}
