import { type Command, InvalidArgumentError } from 'commander';

/** What is said about a table that a new model is fitted to. */
export function addTrainingTable(command: Command): Command {
  command
    .optionsGroup('The table:')
    .option('--target <column>', 'name or index of the label column (default: the last)')
    .option('--features <names>', 'columns to use, separated by commas (default: all others)')
    .option('--text <names>', 'columns of text to use instead, separated by commas')
    .option('--categorical <names>', 'columns of categories, or "none" (default: those that hold text)')
    .option('--missing <policy>', 'missing values: error, drop, mean or a number (default: error)')
    .option('--missing-values <texts>', 'what stands for one, separated by commas (default: NA, null, NaN …)')
    .option('--missing-indicator', 'one more column where numbers were missing')
    .option('--unknown <policy>', 'categories that come later: error or ignore (default: error)')
    .option('--drop-first', 'no column for the first category: with --C Infinity');
  return addForm(addLabels(command));
}

/** What is said about a table for a model that there is, with labels or without. */
export function addModelTable(command: Command, { labels }: { labels: boolean }): Command {
  command.optionsGroup('The table:');
  if (labels) command.option('--target <column>', "name or index of the label column (default: the model's)");
  command
    .option('--features <names>', "columns to use, separated by commas (default: the model's)")
    .option('--text <names>', "columns of text, separated by commas (default: the model's)");
  return addForm(labels ? addLabels(command) : command);
}

function addLabels(command: Command): Command {
  return command.option('--labels <path>', 'labels of an array file: NPY or IDX');
}

/** What is said about the form of a table. */
export function addForm(command: Command): Command {
  return command
    .option(
      '--input-format <name>',
      'csv, tsv, jsonl, arrow, parquet, npy, npz, idx or svmlight (default: by looking)',
    )
    .option('--header', 'the first line holds names (default: decided by looking)')
    .option('--no-header', 'the first line is data')
    .option('--delimiter <character>', '"\\t" for a tab (default: found by looking)', toDelimiter);
}

function toDelimiter(text: string): string {
  const delimiter = text === '\\t' || text === 'tab' ? '\t' : text;
  if (delimiter.length !== 1 || /[\r\n"]/.test(delimiter))
    throw new InvalidArgumentError('Expected one character.');
  return delimiter;
}
