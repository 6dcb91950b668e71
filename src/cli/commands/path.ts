import { InvalidArgumentError } from 'commander';
import { INTERRUPTED, interruptible } from '../interrupt.js';
import { outputOf } from '../output.js';
import { type Choice, fitPath } from '../path.js';
import { pathDocument, pathReport } from '../path-report.js';
import { countingProgress } from '../progress.js';
import { reading } from '../reading.js';
import { addCommand, addExamples, addJson, addOut, type Program, TABLE } from './command.js';
import { addFitOptions, modelOptions, toInteger, toNumber } from './model-options.js';
import { addTrainingTable } from './table-options.js';
import { addTextOptions } from './text-options.js';

export function addPath(program: Program): void {
  const command = addCommand(program, 'path', 'fit along a path of penalties, the strongest first', {
    '<data>': TABLE,
  });
  command
    .option('--n-alphas <count>', 'points (default: 100)', toInteger)
    .option(
      '--alpha-min-ratio <share>',
      'the smallest alpha, as a share of the largest (default: 1e-4, or 1e-2 for fewer rows than columns)',
      toNumber,
    )
    .option('--l1-ratio <share>', '0 ridge … 1 lasso (default: 1)', toNumber)
    .option(
      '--choose <point>',
      'the point to save: its number, from 0, or an alpha, with a point or an exponent: 0.01, 1e-3',
      toChoice,
    )
    .option('--coefficients <path>', 'CSV file of the coefficients of all points, "-" for stdout');
  addTrainingTable(addJson(addOut(command)));
  addFitOptions(command.optionsGroup('The model:'), { onPath: true });
  addTextOptions(command.optionsGroup('Text, with --text:'));
  addExamples(
    command,
    'path flowers.csv --coefficients path.csv',
    'path flowers.csv --n-alphas 50 --l1-ratio 0.5 --choose 30 --out model.json',
  );
  command.action(async (data, given) => {
    const { out, coefficients, nAlphas, alphaMinRatio } = given;
    const output =
      coefficients === '-' ? outputOf({ ...given, out: '-' }, '--coefficients') : outputOf(given);
    const table = reading(output);
    const points = countingProgress('point');
    const outcome = await interruptible(
      ({ signal, listen }) =>
        fitPath({
          ...given,
          data,
          options: {
            ...modelOptions(given),
            ...(nAlphas !== undefined && { nAlphas }),
            ...(alphaMinRatio !== undefined && { alphaMinRatio }),
          },
          signal,
          ...table.told(listen),
          onPoint: points.update,
        }),
      () => {
        table.clear();
        points.clear();
      },
    );
    if (!outcome) {
      await output.note('interrupted before any point was done: there is no model');
      program.exitCode = INTERRUPTED;
      return;
    }
    await output.text(pathReport(outcome));
    if (given.choose && outcome.chosen === null)
      await output.note('the path ended before the point that was chosen: there is no model');
    await output.document(pathDocument({ ...outcome, out, coefficients }));
    if (outcome.interrupted) program.exitCode = INTERRUPTED;
  });
}

/** Digits alone are a number of a point. */
function toChoice(text: string): Choice {
  if (/^\d+$/.test(text)) return { index: Number(text) };
  const alpha = toNumber(text);
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new InvalidArgumentError('Expected the number of a point or an alpha above 0.');
  return { alpha };
}
