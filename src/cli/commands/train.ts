import { InvalidArgumentError } from 'commander';
import { print } from '../files.js';
import { INTERRUPTED, interruption } from '../interrupt.js';
import { progressBar } from '../progress.js';
import { dataReport, trainReport } from '../report.js';
import { train } from '../train.js';
import { addCommand, type Program } from './command.js';
import { addModelOptions, modelOptions, toNumber } from './model-options.js';
import { addTableOptions } from './table-options.js';
import { addTextOptions } from './text-options.js';

export function addTrain(program: Program): void {
  addTextOptions(
    addModelOptions(
      addTableOptions(addCommand(program, 'train <data>', 'fit a model to a table; "-" reads stdin')),
    )
      .option('--target <column>', 'name or index of the label column (default: the last)')
      .option('--test-size <size>', 'share or number of rows kept for testing (default: none)', toNumber)
      .option('--seed <integer>', 'of the split (default: 0)', toSeed)
      .option('--out <path>', 'model file to write: .json, or .bin or .softmax for bytes'),
  ).action(async (data, given) => {
    const options = modelOptions(given);
    const bar = progressBar(options.tol);
    const interrupt = interruption();
    const result = await train({
      ...given,
      data,
      options,
      signal: interrupt.signal,
      onData: async summary => {
        interrupt.listen();
        await print(`${dataReport(summary)}\n`);
      },
      onIteration: bar.update,
    })
      .catch(error => {
        if (!interrupt.signal.aborted) throw error;
        return null;
      })
      .finally(() => {
        bar.clear();
        interrupt.ignore();
      });
    if (!result) {
      await print('interrupted before training had begun: there is no model\n');
      program.exitCode = INTERRUPTED;
      return;
    }
    await print(trainReport(result));
    if (result.model.report.status === 'aborted') program.exitCode = INTERRUPTED;
  });
}

function toSeed(text: string): number {
  const seed = toNumber(text);
  if (!Number.isInteger(seed)) throw new InvalidArgumentError('Expected an integer.');
  return seed;
}
