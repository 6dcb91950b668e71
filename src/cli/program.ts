import { Command } from 'commander';
import { closest } from '../readers/closest.js';
import { errorWord } from './colours.js';
import { addBench } from './commands/bench.js';
import { addConvert } from './commands/convert.js';
import { addCV } from './commands/cv.js';
import { addEvaluate } from './commands/evaluate.js';
import { addInspect } from './commands/inspect.js';
import { addPath } from './commands/path.js';
import { addPredict } from './commands/predict.js';
import { addTrain } from './commands/train.js';
import { Misuse } from './failure.js';
import { version } from './version.js';

const NOTES = `
Examples:
  softmax-wasm train flowers.csv --target species --test-size 0.25 --out model.json
  softmax-wasm predict model.json new.csv --out predictions.csv

Exit codes: 0; 1 failure; 2 misuse; 130 interrupted by Ctrl-C.
Environment: NO_COLOR no colours; SOFTMAX_DEBUG=1 errors with their stack trace.`;

/** Runs the command line and gives the exit code. Misuse and failures are thrown. */
export async function run(argv: readonly string[]): Promise<number> {
  const root = new Command('softmax-wasm')
    .description(
      'Softmax regression (multinomial logistic regression) on tables: CSV, JSON lines, Parquet and more.',
    )
    .version(version())
    .configureOutput({ outputError: (text, write) => write(oneLineError(text)) })
    .helpCommand('help [command]', 'display help for a command')
    .exitOverride()
    .allowExcessArguments()
    .action((_, { args: [name] }: Command) => {
      const names = root.commands.map(command => command.name());
      const guess = name === undefined ? undefined : closest(name, names);
      const hint =
        guess === undefined ? `expected one of ${names.join(', ')} (see --help)` : `did you mean ${guess}?`;
      throw new Misuse(name === undefined ? `no command: ${hint}` : `unknown command ${name}: ${hint}`);
    });
  const program = { root, words: argv.slice(2), exitCode: 0 };
  for (const add of [addTrain, addPredict, addEvaluate, addCV, addPath, addInspect, addConvert, addBench])
    add(program);
  root.addHelpText('after', NOTES);
  await root.parseAsync(argv);
  return program.exitCode;
}

/** Commander's messages begin with the word. */
function oneLineError(text: string): string {
  return `${text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^error:/, errorWord())}\n`;
}
