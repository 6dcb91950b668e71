import { type Command, InvalidArgumentError } from 'commander';

/** What every command lets the user say about a table. */
export function addTableOptions(command: Command): Command {
  return command
    .option('--features <names>', "columns to use, separated by commas (default: the model's, or all others)")
    .option('--text <names>', "columns of text, separated by commas (default: the model's, or none)")
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
