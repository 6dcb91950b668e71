import { CommanderError } from 'commander';
import { errorWord } from './colours.js';

/** The program was called wrongly: exit code 2. */
export class Misuse extends Error {}

const SYSTEM_ERRORS: Record<string, string> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

/** Runs a program to its exit code, writing whatever goes wrong as one line on stderr. */
export async function exitCodeOf(program: () => Promise<number>): Promise<number> {
  try {
    return await program();
  } catch (error) {
    if (isClosedPipe(error)) return 0;
    // Commander has written its own line by now, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const text = process.env.SOFTMAX_DEBUG === '1' && error instanceof Error ? error.stack : oneLine(error);
    process.stderr.write(`${errorWord()} ${text}\n`);
    return error instanceof Misuse ? 2 : 1;
  }
}

/** Runs `build` on what the user has chosen: a value it refuses is misuse. */
export function checked<T>(build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw new Misuse(oneLine(error), { cause: error });
  }
}

/** Runs `work` on a file; what goes wrong there is told with the file's name. */
export async function inFile<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw named(file, error);
  }
}

/** The error as one of this file. */
export function named(file: string, error: unknown): Error {
  const text = oneLine(error);
  return new Error(text.startsWith(`${file}:`) ? text : `${file}: ${text}`, { cause: error });
}

/** The message of anything thrown. Errors of the system are put in words. */
export function oneLine(error: unknown): string {
  const { code, path, message } = error as { code?: string; path?: string; message?: string };
  const known = code === undefined ? undefined : SYSTEM_ERRORS[code];
  if (known !== undefined) return path === undefined ? known : `${path}: ${known}`;
  return (message ?? String(error)).replace(/\s*\n\s*/g, ' ');
}

/** The reader of our output has seen enough, as in `softmax-wasm predict … | head`. */
function isClosedPipe(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'EPIPE';
}
