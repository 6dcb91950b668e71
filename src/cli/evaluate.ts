import { readCsv } from '../readers/csv/index.js';
import { inFile } from './failure.js';
import { openTable, readModel } from './files.js';
import { precisionOptions, type TableOptions, tableOptions } from './table-options.js';
import { rowsOf, textFor } from './text.js';
import { measure, type Scores } from './train.js';

/** Measures a model file on a table that holds the true labels. */
export async function evaluate(modelPath: string, dataPath: string, args: TableOptions): Promise<Scores> {
  const model = await readModel(modelPath);
  const text = await textFor(model, modelPath, args);
  const { source, file } = openTable(dataPath);
  const table = await inFile(file, () =>
    readCsv(source, {
      target: model.targetName ?? -1,
      ...(model.featureNames && { features: model.featureNames as string[] }),
      ...tableOptions(args),
      ...(text && { text: text.columns }),
      ...precisionOptions(model.options),
      classes: model.classes,
      name: file,
    }),
  );
  return inFile(file, () => measure(model, { X: rowsOf(table, text), y: table.y ?? [] }));
}
