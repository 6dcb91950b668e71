import { trainDocument } from '../documents.js';
import { entry } from '../format.js';
import { INTERRUPTED, interruptible } from '../interrupt.js';
import { outputOf } from '../output.js';
import { progressBar } from '../progress.js';
import { reading } from '../reading.js';
import { trainReport } from '../report.js';
import { train } from '../train.js';
import { checkReportPath, writeReport } from '../write-report.js';
import { addCommand, addExamples, addJson, addOut, type Program, TABLE } from './command.js';
import { addFitOptions, addPenaltyOptions, modelOptions, toInteger, toNumber } from './model-options.js';
import { addTrainingTable } from './table-options.js';
import { addTextOptions } from './text-options.js';

export function addTrain(program: Program): void {
  const command = addCommand(program, 'train', 'fit a model to a table', { '<data>': TABLE });
  addOut(command)
    .option('--test-size <size>', 'share or number of rows kept for testing (default: none)', toNumber)
    .option('--seed <integer>', 'of the split (default: 0)', toInteger)
    .option('--report <path>', 'page to write about the fit: one .html file');
  addTrainingTable(addJson(command));
  addPenaltyOptions(command.optionsGroup('The model:'));
  addFitOptions(command);
  addTextOptions(command.optionsGroup('Text, with --text:'));
  addExamples(
    command,
    'train flowers.csv --target species --test-size 0.25 --out model.json',
    'train flowers.csv --test-size 0.25 --report report.html',
    'train news.csv --text title,body --target topic --C 10 --out news.bin',
  );
  command.action(async (data, given) => {
    const output = outputOf(given);
    if (given.report !== undefined) await checkReportPath(given.report);
    const options = modelOptions(given);
    const table = reading(output);
    const bar = progressBar(options.tol, process.stderr, options);
    const result = await interruptible(
      ({ signal, listen }) =>
        train({
          ...given,
          data,
          options,
          signal,
          ...table.told(listen),
          onIteration: bar.update,
        }),
      () => {
        table.clear();
        bar.clear();
      },
    );
    if (!result) {
      await output.note('interrupted before training had begun: there is no model');
      program.exitCode = INTERRUPTED;
      return;
    }
    await output.text(trainReport(result));
    if (given.report !== undefined) {
      await writeReport(given.report, result, given, program.words);
      await output.text(entry('report', given.report));
    }
    await output.document(trainDocument(result, given.out));
    if (result.model.report.status === 'aborted') program.exitCode = INTERRUPTED;
  });
}
