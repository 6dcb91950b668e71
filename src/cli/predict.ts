import { extname, resolve } from 'node:path';
import Papa from 'papaparse';
import type { Label } from '../labels.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { inFile, Misuse } from './failure.js';
import { checkOneStdin, print, readModel, writeAtomically } from './files.js';
import { loadBatches, type OnRead } from './load/index.js';
import type { TableOptions } from './table-options.js';
import { rowsOf, textFor } from './text.js';

export interface PredictArgs extends Omit<TableOptions, 'target'> {
  /** Path of the file, `-` for stdout.  Default: stdout. */
  out?: string;
  /** csv or jsonl.  Default: jsonl where `out` ends in .jsonl or .ndjson, else csv. */
  format?: string;
  /** false: labels alone. */
  proba?: boolean;
  onRead?: OnRead;
}

/** Writes label and probabilities of every row of a table to a file or, by default, to stdout. */
export async function predict(modelPath: string, dataPath: string, args: PredictArgs): Promise<void> {
  const { out = '-', proba = true } = args;
  const format = formatOf(args.format, out);
  checkOneStdin(modelPath, dataPath);
  if (out !== '-' && resolve(out) === resolve(modelPath))
    throw new Misuse(`--out is ${out}: it would take the model's place`);
  const model = await readModel(modelPath);
  const text = await textFor(model, modelPath, args);
  const { file, batches } = await loadBatches(dataPath, args, {
    model,
    text: text?.columns,
    onRead: args.onRead,
  });
  async function* lines(): AsyncGenerator<string> {
    const write = WRITERS[format](model.classes, proba);
    let block = write.head;
    for await (const rows of batches) {
      block += await inFile(file, () => predictions(model, rowsOf(rows, text), proba, write.line));
      yield block;
      block = '';
    }
  }
  if (out !== '-') return writeAtomically(out, lines());
  for await (const block of lines()) await print(block);
}

type Line = (label: Label, p: readonly number[]) => string;

/** Lines of a batch of rows, probabilities to seven digits. */
function predictions(
  model: SoftmaxRegression,
  X: ReturnType<typeof rowsOf>,
  withProba: boolean,
  line: Line,
): string {
  const labels = model.predict(X);
  if (!withProba) return labels.map(label => line(label, [])).join('');
  const proba = model.predictProba(X);
  return labels
    .map((label, i) =>
      line(
        label,
        Array.from(proba.row(i), p => Number(p.toPrecision(7))),
      ),
    )
    .join('');
}

type Writer = (classes: readonly Label[], proba: boolean) => { head: string; line: Line };

const WRITERS: Record<'csv' | 'jsonl', Writer> = {
  csv(classes, proba) {
    const cells = new Map(classes.map(label => [label, cell(label)]));
    const names = proba ? classes.map(label => cell(`p(${label})`)) : [];
    return {
      head: `${['label', ...names].join()}\n`,
      line: (label, p) => `${[cells.get(label), ...p].join()}\n`,
    };
  },
  jsonl: (classes, proba) => ({
    head: '',
    line(label, p) {
      const probabilities = Object.fromEntries(p.map((value, k) => [String(classes[k]), value]));
      return `${JSON.stringify(proba ? { label, probabilities } : { label })}\n`;
    },
  }),
};

function formatOf(given: string | undefined, out: string): 'csv' | 'jsonl' {
  const format = given ?? (/^\.(jsonl|ndjson)$/.test(extname(out)) ? 'jsonl' : 'csv');
  if (given === undefined && extname(out) === '.json')
    throw new Misuse(`--out is ${out}: expected a name that ends in .csv or .jsonl, or --format`);
  if (format !== 'csv' && format !== 'jsonl')
    throw new Misuse(`--format is ${format}: expected csv or jsonl`);
  return format;
}

/** Quoted where CSV asks for it. */
function cell(value: unknown): string {
  return Papa.unparse([[value]]);
}
