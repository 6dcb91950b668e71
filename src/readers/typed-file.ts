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
  return new ReadError(`${problem}: ${oneLine(message, 200)}`, where);
}

/** A column of a type that is not supported; a nested type names all the fields in it. */
export function unsupported(type: string, where: Where): ReadError {
  return new ReadError(`is of type ${oneLine(type, 80)}: expected numbers, booleans, text or dates`, where);
}

function oneLine(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
