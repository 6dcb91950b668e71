import Papa from 'papaparse';
import { type Block, readBlocks } from '../data/blocks.js';
import type { Matrix } from '../data/matrix.js';
import { stackRows } from '../data/stack.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { named } from './failure.js';
import { openTable, print, readModel, writeAtomically } from './files.js';
import { precisionOptions, type TableOptions, tableOptions } from './table-options.js';

/** Numbers predicted at once: enough to make a call worth its while. */
const BATCH = 1 << 18;

/** Writes label and probabilities of every row of a table as CSV to a file or, by default, to stdout. */
export async function predict(
  modelPath: string,
  dataPath: string,
  args: Omit<TableOptions, 'target'> & { out?: string },
): Promise<void> {
  const model = await readModel(modelPath);
  const { source, file } = openTable(dataPath);
  const blocks = readBlocks(source, file, {
    ...(model.featureNames && { features: model.featureNames }),
    ...tableOptions(args),
    ...precisionOptions(model.options),
    target: null,
  });
  const lines = predictionLines(model, blocks, file);
  if (args.out !== undefined && args.out !== '-') return writeAtomically(args.out, lines);
  for await (const text of lines) await print(text);
}

async function* predictionLines(
  model: SoftmaxRegression,
  blocks: AsyncIterable<Block>,
  file: string,
): AsyncGenerator<string> {
  const cells = new Map(model.classes.map(label => [label, cell(label)]));
  let text = `${['label', ...model.classes.map(label => cell(`p(${label})`))].join()}\n`;
  try {
    for await (const X of batches(blocks)) {
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

async function* batches(blocks: AsyncIterable<Block>): AsyncGenerator<Matrix> {
  let parts: Matrix[] = [];
  let size = 0;
  for await (const { X } of blocks) {
    parts.push(X);
    size += X.data.length;
    if (size < BATCH) continue;
    yield stackRows(parts);
    parts = [];
    size = 0;
  }
  if (parts.length > 0) yield stackRows(parts);
}

/** Quoted where CSV asks for it. */
function cell(value: unknown): string {
  return Papa.unparse([[value]]);
}
