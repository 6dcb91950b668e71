import { predict } from '../predict.js';
import { readingProgress } from '../progress.js';
import { addCommand, addExamples, MODEL, type Program, TABLE } from './command.js';
import { addModelTable } from './table-options.js';

export function addPredict(program: Program): void {
  const command = addCommand(program, 'predict', 'write labels and probabilities of the rows of a table', {
    '<model>': MODEL,
    '<data>': `${TABLE}; labels are left out`,
  });
  command
    .option('--out <path>', 'file to write (default: stdout)')
    .option('--format <name>', 'csv or jsonl (default: by the end of --out, else csv)')
    .option('--no-proba', 'labels alone');
  addModelTable(command, { labels: false });
  addExamples(
    command,
    'predict model.json new.csv --out predictions.csv',
    'predict model.json - --format jsonl --no-proba < new.csv',
  );
  command.action(async (model, data, given) => {
    // Lines that a terminal shows leave no place for a bar.
    const toTerminal = (given.out ?? '-') === '-' && process.stdout.isTTY;
    const reading = readingProgress();
    await predict(model, data, { ...given, ...(!toTerminal && { onRead: reading.update }) }).finally(
      reading.clear,
    );
  });
}
