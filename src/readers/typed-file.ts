import { MissingPackage } from './peers.js';
import { ReadError, type Where } from './read-error.js';

/** Refuses a name that two columns have. */
export function checkDistinct(names: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const column of names) {
    if (seen.has(column)) throw new ReadError('occurs twice', { file, column });
    seen.add(column);
  }
}

/** What a decoder threw, as a ReadError of one line; an error that is told already stays as it is. */
export function readingError(error: unknown, problem: string, where: Where): unknown {
  if (error instanceof ReadError || error instanceof MissingPackage) return error;
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s+/g, ' ').slice(0, 200);
  return new ReadError(`${problem}: ${line}`, where);
}
