import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { closest } from '../readers/closest.js';
import { addEvaluate } from './commands/evaluate.js';
import { addInspect } from './commands/inspect.js';
import { addPredict } from './commands/predict.js';
import { addTrain } from './commands/train.js';
import { Misuse } from './failure.js';

/** Runs the command line and gives the exit code. Misuse and failures are thrown. */
export async function run(argv: readonly string[]): Promise<number> {
  const root = new Command('softmax-wasm')
    .description('Softmax regression (multinomial logistic regression) on CSV files.')
    .version(version())
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`) })
    .exitOverride()
    .allowExcessArguments()
    .action((_, { args: [name] }: Command) => {
      const names = root.commands.map(command => command.name());
      const guess = name === undefined ? undefined : closest(name, names);
      const hint =
        guess === undefined ? `expected one of ${names.join(', ')} (see --help)` : `did you mean ${guess}?`;
      throw new Misuse(name === undefined ? `no command: ${hint}` : `unknown command ${name}: ${hint}`);
    });
  const program = { root, exitCode: 0 };
  for (const add of [addTrain, addEvaluate, addPredict, addInspect]) add(program);
  await root.parseAsync(argv);
  return program.exitCode;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
