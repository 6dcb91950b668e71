import { basename } from 'node:path';
import { evaluate } from '../evaluate.js';
import { print } from '../files.js';
import { classReport, confusionReport, scoresReport } from '../report.js';
import { addCommand, type Program } from './command.js';
import { addTableOptions } from './table-options.js';

export function addEvaluate(program: Program): void {
  addTableOptions(addCommand(program, 'evaluate <model> <data>', 'measure a model on a table with labels'))
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
}
