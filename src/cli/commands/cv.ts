import { crossValidate } from '../cv.js';
import { cvDocument, cvReport } from '../cv-report.js';
import { INTERRUPTED, interruptible } from '../interrupt.js';
import { outputOf } from '../output.js';
import { countingProgress, progressBar } from '../progress.js';
import { reading } from '../reading.js';
import { addCommand, addExamples, addJson, addOut, type Program, TABLE } from './command.js';
import { addFitOptions, modelOptions, toInteger, toNumbers } from './model-options.js';
import { addTrainingTable } from './table-options.js';
import { addTextOptions } from './text-options.js';

export function addCV(program: Program): void {
  const command = addCommand(
    program,
    'cv',
    'choose the penalty by cross-validation and fit a model with it',
    {
      '<data>': TABLE,
    },
  );
  command
    .option(
      '--Cs <numbers>',
      'inverse strengths of the penalty to try, separated by commas (default: 10 from 1e-4 to 1e4)',
      toNumbers,
    )
    .option('--alphas <numbers>', "instead of --Cs: the penalty's factors in the mean objective", toNumbers)
    .option(
      '--l1-ratio <shares>',
      '0 ridge … 1 lasso, one or more to try with each strength (default: 0)',
      toNumbers,
    )
    .option('--folds <count>', 'parts that the rows are split into, class by class (default: 5)', toInteger)
    .option('--repeats <count>', 'times that they are split anew (default: 1)', toInteger)
    .option('--seed <integer>', 'of the splits (default: 0)', toInteger)
    .option('--scoring <name>', 'logLoss, accuracy or macroF1 (default: logLoss)')
    .option(
      '--selection <rule>',
      'best, or oneStandardError: the strongest penalty within one standard error of the best (default: best)',
    );
  addTrainingTable(addJson(addOut(command)));
  addFitOptions(command.optionsGroup('The model:'));
  addTextOptions(command.optionsGroup('Text, with --text:'));
  addExamples(
    command,
    'cv flowers.csv --Cs 0.1,1,10,100 --selection oneStandardError --out model.json',
    'cv flowers.csv --alphas 0.001,0.01,0.1 --l1-ratio 0,0.5,1 --scoring accuracy',
  );
  command.action(async (data, { l1Ratio: l1Ratios, ...given }) => {
    const output = outputOf(given);
    const options = modelOptions(given);
    const table = reading(output);
    const folds = countingProgress('fold');
    const bar = progressBar(options.tol, process.stderr, options);
    const clear = () => {
      for (const line of [table, folds, bar]) line.clear();
    };
    const outcome = await interruptible(
      ({ signal, listen }) =>
        crossValidate({
          ...given,
          l1Ratios,
          data,
          options,
          signal,
          ...table.told(listen),
          onFold(done, all) {
            folds.update(done, all);
            if (done === all) folds.clear();
          },
          onIteration: bar.update,
        }),
      clear,
    );
    if (!outcome) {
      await output.note('interrupted before any fold was done');
      program.exitCode = INTERRUPTED;
      return;
    }
    await output.text(cvReport(outcome));
    await output.document(cvDocument({ ...outcome, out: given.out }));
    if (outcome.model === null || outcome.model.report.status === 'aborted') program.exitCode = INTERRUPTED;
  });
}
