/** Chunks of rows as a stream has them → problems, each checked. */
import { type MatrixLike, rowSource } from '../data/matrix-like.js';
import { describe, inChunk, invalidType, invalidValue } from '../errors.js';
import {
  type ClassWeight,
  classTotals,
  classWeights,
  encodeLabels,
  type Label,
  sampleWeights,
  times,
} from '../labels.js';
import { sum } from '../sum.js';
import { finish, Slice } from '../work.js';
import type { Problem } from './problem.js';

/** Some rows of a stream. */
export interface StreamChunk {
  /** n × d, every chunk of the same d. */
  readonly X: MatrixLike;
  /** n labels. */
  readonly y: ArrayLike<Label> | null;
  /** n numbers of at least 0; default 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Kept with the model, where the first chunk has them. */
  readonly featureNames?: readonly string[];
  /** Kept with the model, where the first chunk has one. */
  readonly targetName?: string | null;
}

/** Chunks one after the other; an array of them is one. */
export type ChunkSource = Iterable<StreamChunk> | AsyncIterable<StreamChunk>;

/** A stream that is read once, or what gives it anew every time. */
export type StreamSource = ChunkSource | (() => ChunkSource | Promise<ChunkSource>);

/** Gives what is to be called when the chunk is done. */
type Visit = (chunk: StreamChunk, index: number) => (() => void) | undefined;

/** @throws TypeError for what gives no chunks */
export function checkSource(source: unknown): void {
  if (typeof source !== 'function' && !iterable(source)) throw notIterable('source', source);
}

/**
 * Reads the stream to its end, or until the signal is aborted: then false, without waiting for a chunk that is still to come.
 * Gives the event loop its turns; ends the stream's iterator where it stops before its end.
 * @throws what `visit` throws, with the chunk's place before it where that says what is wrong with its content; what is called
 *   afterwards throws for itself
 */
export async function readChunks(
  source: StreamSource,
  signal: AbortSignal | undefined,
  visit: Visit,
): Promise<boolean> {
  const chunks = await unlessAborted(typeof source === 'function' ? source() : source, signal);
  if (chunks === ABORTED) return false;
  if (!iterable(chunks)) throw notIterable('what source returns', chunks);
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  const slice = new Slice();
  for (let index = 0; ; index++) {
    const step = await unlessAborted(iterator.next(), signal);
    if (step === ABORTED) {
      // It may be that it never answers.
      void close(iterator);
      return false;
    }
    if (step.done) {
      if (index === 0) throw new RangeError('the stream has no chunks: expected at least one');
      return true;
    }
    try {
      visitChunk(await step.value, index, visit)?.();
    } catch (error) {
      await close(iterator);
      throw error;
    }
    if (signal?.aborted) {
      await close(iterator);
      return false;
    }
    if (slice.over) await slice.next();
  }
}

function visitChunk(chunk: StreamChunk, index: number, visit: Visit): (() => void) | undefined {
  try {
    checkChunk(chunk);
    return visit(chunk, index);
  } catch (error) {
    throw inChunk(index, error);
  }
}

const ABORTED = Symbol();

/** What a promise comes to, or as soon as the signal is aborted, that. */
function unlessAborted<T>(
  given: T | PromiseLike<T>,
  signal: AbortSignal | undefined,
): Promise<T | typeof ABORTED> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(ABORTED);
    if (signal?.aborted) abort();
    // A listener for each chunk: what waits for one promise of the whole stream would be kept until its end.
    signal?.addEventListener('abort', abort);
    Promise.resolve(given)
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener('abort', abort));
  });
}

/** Whatever its end throws: what has ended it is what counts. */
async function close(iterator: Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {}
}

const NAMES = ['X', 'y', 'sampleWeight', 'featureNames', 'targetName'];

/** What is in a chunk counts, or is refused. */
function checkChunk(chunk: unknown): void {
  if (typeof chunk !== 'object' || chunk === null) throw invalidType('it', 'an object with X and y', chunk);
  const { X, texts } = chunk as { X?: unknown; texts?: unknown };
  if (texts !== undefined && texts !== null) {
    const made = 'no texts: make X of them before, as with the transform of a TextVectorizer';
    throw invalidType('texts', made, texts);
  }
  const stranger = Object.keys(chunk).find(name => name !== 'texts' && !NAMES.includes(name));
  if (stranger !== undefined)
    throw new TypeError(`it has ${describe(stranger)}: expected ${NAMES.join(', ')} and nothing else`);
  if (X === undefined) throw invalidType('X', 'a matrix of its rows', X);
}

/** The rows of a chunk, checked. */
export function problemOf(
  chunk: StreamChunk,
  classes: readonly Label[],
  classWeight: ClassWeight | undefined,
  nFeatures: number | null,
): Problem {
  const X = rowSource(chunk.X);
  if (nFeatures !== null && X.cols !== nFeatures) {
    throw invalidValue('the number of columns of X', `${nFeatures}, as in the rows before`, X.cols);
  }
  const labels = encodeLabels(chunk.y as ArrayLike<Label>, X.rows, classes);
  const byClass = classWeights(classes, classWeight, () => classTotals(classes.length, labels.indices, null));
  const weights = times(finish(sampleWeights(X.rows, chunk.sampleWeight)), byClass, labels.indices);
  return { X, y: labels.indices, nClasses: classes.length, weights };
}

export function weightOf({ X, weights }: Pick<Problem, 'X' | 'weights'>): number {
  return weights ? sum(weights) : X.rows;
}

function iterable(value: unknown): value is ChunkSource {
  return (
    typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

function notIterable(name: string, value: unknown): TypeError {
  return invalidType(
    name,
    'an iterable or async iterable of { X, y }, or a function that returns one',
    value,
  );
}
