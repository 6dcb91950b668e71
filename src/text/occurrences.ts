import { describe, invalidType } from '../errors.js';

/**
 * Where a term counts: twice its column, plus 1 where it counts negatively; negative where it counts nowhere.  Columns are
 * below 2³¹, so that it fits 32 bits.
 */
export type Key = number;

/** The terms of documents as keys, with repetitions. */
export interface Occurrences {
  /** Keys of document i are those from starts[i] up to starts[i + 1]. */
  readonly starts: Uint32Array;
  readonly keys: Uint32Array;
}

/** @throws TypeError where docs are no documents, RangeError where there are none */
export function readOccurrences(
  docs: Iterable<string>,
  termsOf: (text: string) => readonly string[],
  keyOf: (term: string) => Key,
): Occurrences {
  if (typeof docs !== 'object' || docs === null || typeof docs[Symbol.iterator] !== 'function')
    throw invalidType('docs', 'an array or another iterable of strings', docs);
  const starts = new Uint32List();
  const keys = new Uint32List();
  for (const text of docs) {
    if (typeof text !== 'string') throw invalidType(`docs[${starts.length}]`, 'a string', text);
    starts.push(keys.length);
    for (const term of termsOf(text)) {
      const key = keyOf(term);
      if (key >= 0) keys.push(key);
    }
  }
  if (starts.length === 0) throw new RangeError(`docs is ${describe(docs)}: expected at least one document`);
  starts.push(keys.length);
  return { starts: starts.finish(), keys: keys.finish() };
}

/** Grows as it is filled. */
class Uint32List {
  #data = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#data.length) {
      const larger = new Uint32Array(2 * this.length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.length++] = value;
  }

  finish(): Uint32Array {
    return this.#data.slice(0, this.length);
  }
}
