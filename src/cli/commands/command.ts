import type { Command } from 'commander';

/** What a command adds to the program; `exitCode` is 0 where it leaves it alone. */
export interface Program {
  readonly root: Command;
  exitCode: number;
}

/** A new command of the program, which inherits how that exits and writes. */
export function addCommand({ root }: Program, usage: string, description: string): Command {
  return root.command(usage).description(description).allowExcessArguments(false);
}
