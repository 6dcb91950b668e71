import { availableParallelism } from 'node:os';
import { checkOptions } from '../options/index.js';
import type { RunPart } from './document.js';
import type { ReportInput } from './input.js';
import { javascript } from './javascript.js';

/** Options of the model that a report tells of, in this order. */
const SHOWN = [
  'C',
  'alpha',
  'l1Ratio',
  'grouped',
  'standardize',
  'fitIntercept',
  'classWeight',
  'solver',
  'learningRate',
  'batchSize',
  'tol',
  'maxIter',
  'precision',
  'deterministic',
] as const;
/** Of these, what is told only where it was given. */
const RARE = ['grouped', 'learningRate', 'batchSize', 'deterministic'];

export function runPart(input: ReportInput): RunPart {
  const { model, table } = input;
  const given: Record<string, unknown> = { ...model.options };
  const all: Record<string, unknown> = { ...checkOptions(model.options) };
  const isShown = (name: string) =>
    all[name] !== undefined && (given[name] !== undefined || !RARE.includes(name));
  const options = SHOWN.filter(isShown).map(name => ({
    name,
    value: String(all[name]),
    given: given[name] !== undefined,
  }));
  const split =
    table.testSize === undefined
      ? []
      : [
          { name: 'test size', value: String(table.testSize), given: true },
          { name: 'seed of the split', value: String(table.seed ?? 0), given: table.seed !== undefined },
        ];
  return {
    command: ['softmax-wasm', ...input.words].map(quoted).join(' '),
    javascript: javascript(input),
    options: [...options, ...split],
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: availableParallelism(),
  };
}

/** A word as POSIX shells read it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
