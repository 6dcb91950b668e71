import { predict } from '../predict.js';
import { addCommand, type Program } from './command.js';
import { addTableOptions } from './table-options.js';

export function addPredict(program: Program): void {
  addTableOptions(addCommand(program, 'predict <model> <data>', 'write labels and probabilities as CSV'))
    .option('--out <path>', 'file to write (default: stdout)')
    .action(predict);
}
