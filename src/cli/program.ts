import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { closest } from '../readers/closest.js';
import { evaluate } from './evaluate.js';
import { Misuse } from './failure.js';
import { print } from './files.js';
import { inspect } from './inspect.js';
import { INTERRUPTED, interruption } from './interrupt.js';
import { addModelOptions, modelOptions, toNumber } from './model-options.js';
import { predict } from './predict.js';
import { progressBar } from './progress.js';
import { classReport, confusionReport, dataReport, scoresReport, trainReport } from './report.js';
import { addTextOptions } from './text-options.js';
import { train } from './train.js';

const COMMANDS = ['train', 'evaluate', 'predict', 'inspect'];

/** Runs the command line and gives the exit code. Misuse and failures are thrown. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('softmax-wasm')
    .description('Softmax regression (multinomial logistic regression) on CSV files.')
    .version(version())
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`) })
    .exitOverride()
    .allowExcessArguments()
    .action((_, { args: [name] }: Command) => {
      const guess = name === undefined ? undefined : closest(name, COMMANDS);
      const hint =
        guess === undefined
          ? `expected one of ${COMMANDS.join(', ')} (see --help)`
          : `did you mean ${guess}?`;
      throw new Misuse(name === undefined ? `no command: ${hint}` : `unknown command ${name}: ${hint}`);
    });
  // Subcommands inherit exitOverride and the output from the program.
  const command = (usage: string, description: string) =>
    program.command(usage).description(description).allowExcessArguments(false);

  addTextOptions(
    addModelOptions(addTableOptions(command('train <data>', 'fit a model to a table; "-" reads stdin')))
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
      exitCode = INTERRUPTED;
      return;
    }
    await print(trainReport(result));
    if (result.model.report.status === 'aborted') exitCode = INTERRUPTED;
  });

  addTableOptions(command('evaluate <model> <data>', 'measure a model on a table with labels'))
    .option('--target <column>', "name or index of the label column (default: the model's)")
    .action(async (model, data, given) => {
      const scores = await evaluate(model, data, given);
      const reports = [
        scoresReport({ [basename(data)]: scores }),
        classReport(scores.confusion),
        confusionReport(scores.confusion),
      ];
      await print(reports.join('\n'));
    });

  addTableOptions(command('predict <model> <data>', 'write labels and probabilities as CSV'))
    .option('--out <path>', 'file to write (default: stdout)')
    .action(predict);

  command('inspect <model>', 'describe a model file').action(async model => print(await inspect(model)));

  await program.parseAsync(argv);
  return exitCode;
}

function addTableOptions(command: Command): Command {
  return command
    .option('--features <names>', "columns to use, separated by commas (default: the model's, or all others)")
    .option('--text <names>', "columns of text, separated by commas (default: the model's, or none)")
    .option('--header', 'the first line holds names (default: decided by looking)')
    .option('--no-header', 'the first line is data')
    .option('--delimiter <character>', '"\\t" for a tab (default: found by looking)', toDelimiter);
}

function toSeed(text: string): number {
  const seed = toNumber(text);
  if (!Number.isInteger(seed)) throw new InvalidArgumentError('Expected an integer.');
  return seed;
}

function toDelimiter(text: string): string {
  const delimiter = text === '\\t' || text === 'tab' ? '\t' : text;
  if (delimiter.length !== 1 || /[\r\n"]/.test(delimiter))
    throw new InvalidArgumentError('Expected one character.');
  return delimiter;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
