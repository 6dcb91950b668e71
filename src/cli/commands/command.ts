import type { Command } from 'commander';

/** What a command adds to the program; `exitCode` is 0 where it leaves it alone. */
export interface Program {
  readonly root: Command;
  /** What was typed after its name. */
  readonly words: readonly string[];
  exitCode: number;
}

/** What commands are given. */
export const TABLE =
  'CSV, TSV, JSON lines, Arrow, Parquet, NPY, NPZ, IDX or svmlight, gzipped or not; "-" for stdin';
export const MODEL = 'model file of any format that convert reads; "-" for stdin';

/**
 * A new command of the program, which inherits how that exits and writes.
 * @param args what they are, by name: `<needed>`, `[optional]`
 */
export function addCommand(
  { root }: Program,
  name: string,
  description: string,
  args: Record<string, string>,
): Command {
  const command = root.command(name).description(description).allowExcessArguments(false);
  for (const [argument, what] of Object.entries(args)) command.argument(argument, what);
  return command.optionsGroup('Options:');
}

/** `--json`, of every command that reports. */
export function addJson(command: Command): Command {
  return command.option('--json', 'one JSON document on stdout instead of the report');
}

/** `--out`, of every command that fits a model. */
export function addOut(command: Command): Command {
  return command.option(
    '--out <path>',
    'model file to write: .json, .bin or .softmax for bytes, "-" for JSON on stdout',
  );
}

/** Lines of a shell at the end of a command's help. */
export function addExamples(command: Command, ...lines: string[]): Command {
  const title = lines.length > 1 ? 'Examples' : 'Example';
  return command.addHelpText(
    'after',
    `\n${title}:\n${lines.map(line => `  softmax-wasm ${line}`).join('\n')}`,
  );
}
