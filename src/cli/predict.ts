import Papa from 'papaparse';
import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import { stackRows } from '../data/stack.js';
import { type Block, readBlocks } from '../readers/csv/blocks.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { named } from './failure.js';
import { openTable, print, readModel, writeAtomically } from './files.js';
import { precisionOptions, type TableOptions, tableOptions } from './table-options.js';
import { rowsOf, type TextColumns, textFor } from './text.js';

/** Numbers, or letters of text, predicted at once: enough to make a call worth its while. */
const BATCH = 1 << 18;

/** Writes label and probabilities of every row of a table as CSV to a file or, by default, to stdout. */
export async function predict(
  modelPath: string,
  dataPath: string,
  args: Omit<TableOptions, 'target'> & { out?: string },
): Promise<void> {
  const model = await readModel(modelPath);
  const text = await textFor(model, modelPath, args);
  const { source, file } = openTable(dataPath);
  const blocks = readBlocks(source, file, {
    ...(model.featureNames && { features: model.featureNames }),
    ...tableOptions(args),
    ...(text && { text: text.columns }),
    ...precisionOptions(model.options),
    target: null,
  });
  const lines = predictionLines(model, batches(blocks, text), file);
  if (args.out !== undefined && args.out !== '-') return writeAtomically(args.out, lines);
  for await (const line of lines) await print(line);
}

async function* predictionLines(
  model: SoftmaxRegression,
  batches: AsyncIterable<Matrix | CsrMatrix>,
  file: string,
): AsyncGenerator<string> {
  const cells = new Map(model.classes.map(label => [label, cell(label)]));
  let text = `${['label', ...model.classes.map(label => cell(`p(${label})`))].join()}\n`;
  try {
    for await (const X of batches) {
      const labels = model.predict(X);
      const proba = model.predictProba(X);
      for (const [i, label] of labels.entries()) {
        text += `${cells.get(label)},${Array.from(proba.row(i), p => Number(p.toPrecision(7))).join()}\n`;
      }
      yield text;
      text = '';
    }
  } catch (error) {
    throw named(file, error);
  }
}

async function* batches(
  blocks: AsyncIterable<Block>,
  text: TextColumns | null,
): AsyncGenerator<Matrix | CsrMatrix> {
  let parts: Block[] = [];
  let size = 0;
  const joined = () => ({
    X: stackRows(parts.map(({ X }) => X)),
    texts: text && parts.flatMap(({ texts }) => texts ?? []),
  });
  for await (const block of blocks) {
    parts.push(block);
    size += block.X.data.length + (block.texts ?? []).reduce((letters, line) => letters + line.length, 0);
    if (size < BATCH) continue;
    yield rowsOf(joined(), text);
    parts = [];
    size = 0;
  }
  if (parts.length > 0) yield rowsOf(joined(), text);
}

/** Quoted where CSV asks for it. */
function cell(value: unknown): string {
  return Papa.unparse([[value]]);
}
