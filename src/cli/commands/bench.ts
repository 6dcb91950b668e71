import { bench, benchDocument, benchReport } from '../bench/bench.js';
import { type Shape, syntheticProblem, tableProblem } from '../bench/problem.js';
import { Misuse } from '../failure.js';
import { outputOf } from '../output.js';
import { countingProgress, readingProgress } from '../progress.js';
import type { TableOptions } from '../table-options.js';
import { addCommand, addExamples, addJson, type Program, TABLE } from './command.js';
import { toInteger } from './model-options.js';
import { addForm } from './table-options.js';

type Given = Pick<TableOptions, 'target' | 'features' | 'header' | 'delimiter'> & Omit<Shape, 'features'>;

export function addBench(program: Program): void {
  const command = addCommand(program, 'bench', 'time evaluations and fits against plain JavaScript loops', {
    '[data]': `${TABLE}, or none: then one is made up`,
  });
  command
    .option('--rows <count>', 'of the table that is made up (default: 20000)', toInteger)
    .option('--features <count>', 'of it (default: 20); with [data] names of columns (default: all others)')
    .option('--classes <count>', 'of it (default: 5)', toInteger)
    .option('--seed <integer>', 'of it (default: 0)', toInteger)
    .option('--rounds <count>', 'turns of all sides, at the most (default: 9)', toInteger);
  addJson(command)
    .optionsGroup('The table:')
    .option('--target <column>', 'name or index of the label column (default: the last)');
  addForm(command);
  addExamples(command, 'bench flowers.csv --target species', 'bench --rows 200000 --features 54 --classes 7');
  command.action(async (data, given) => {
    const { rounds = 9 } = given;
    if (!(rounds >= 1)) throw new Misuse(`--rounds is ${rounds}: expected a whole number of at least 1`);
    const output = outputOf(given);
    const reading = readingProgress();
    const turns = countingProgress('round');
    try {
      const problem =
        data === undefined
          ? syntheticProblem(madeUp(given))
          : await tableProblem(data, ofTable(given), reading.update);
      reading.clear();
      const result = await bench(problem, rounds, turns.update);
      turns.clear();
      await output.text(benchReport(result));
      await output.document(benchDocument(result));
    } finally {
      reading.clear();
      turns.clear();
    }
  });
}

/** Options that say how a table is made up. */
const MADE_UP = ['rows', 'classes', 'seed'] as const;
/** Options about a table that there is. */
const OF_TABLE = ['target', 'header', 'delimiter'] as const;

function madeUp({ features, ...given }: Given): Shape {
  const stray = OF_TABLE.find(name => given[name] !== undefined);
  if (stray) throw new Misuse(`--${stray} is given and no table: leave it out, or name one`);
  if (features !== undefined && !/^\d+$/.test(features))
    throw new Misuse(`--features is ${features}: expected a whole number where no table is named`);
  return { ...given, ...(features !== undefined && { features: Number(features) }) };
}

function ofTable(given: Given): TableOptions {
  const stray = MADE_UP.find(name => given[name] !== undefined);
  if (stray) throw new Misuse(`--${stray} is given and a table: leave one of them out`);
  return given;
}
