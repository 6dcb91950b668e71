import { describe } from '../errors.js';
import { readSavedJson } from '../saved-json.js';
import { checkTextOptions, type TextOptions } from './options.js';
import type { TextState } from './state.js';

const FORMAT = 'softmax-wasm/text';
const VERSION = 1;
const WHAT = 'the vectorizer JSON';

/** A vectorizer as JSON holds it. */
export interface VectorizerJson {
  /** By which it is known. */
  format: typeof FORMAT;
  /** Of this format. */
  version: typeof VERSION;
  /** As the constructor was given them. */
  options: TextOptions;
  /** Terms by column; null where the options give them or they are hashed. */
  vocabulary: readonly string[] | null;
  /** Documents that were seen; null without tfidf. */
  documents: number | null;
  /** Of these, how many hold each column's term. */
  documentFrequencies: number[] | null;
}

export function writeSaved(options: TextOptions, { vocabulary, seen }: TextState): VectorizerJson {
  return {
    format: FORMAT,
    version: VERSION,
    options: structuredClone(options) as TextOptions,
    vocabulary: options.vocabulary || !vocabulary ? null : [...vocabulary],
    documents: seen?.documents ?? null,
    documentFrequencies: seen && Array.from(seen.frequencies),
  };
}

/** @throws TypeError for no vectorizer, RangeError for another version or parts that do not fit each other */
export function readSaved(json: unknown): { options: TextOptions; state: TextState } {
  const value = readSavedJson(json, FORMAT, VERSION, WHAT);
  const { options, vocabulary: learnt, documents, documentFrequencies } = value;
  const { vocabulary: given, nFeatures, tfidf } = checkTextOptions(options as TextOptions);
  const wrong = (field: string, found: unknown) =>
    new RangeError(`${WHAT}: ${field} is ${describe(found)}, not what a vectorizer has`);

  if (given || nFeatures !== undefined ? learnt !== null : !isTerms(learnt))
    throw wrong('vocabulary', learnt);
  const terms = given ?? (learnt as string[] | null);
  // A copy, for vectorizers freeze theirs.
  const vocabulary = terms && [...terms];
  const cols = vocabulary?.length ?? (nFeatures as number);
  if (!tfidf) return { options: options as TextOptions, state: { vocabulary, cols, seen: null } };

  if (!Number.isSafeInteger(documents) || (documents as number) < 1) throw wrong('documents', documents);
  const isFrequency = (df: unknown) =>
    Number.isInteger(df) && (df as number) >= 0 && (df as number) <= (documents as number);
  if (
    !Array.isArray(documentFrequencies) ||
    documentFrequencies.length !== cols ||
    !documentFrequencies.every(isFrequency)
  )
    throw wrong('documentFrequencies', documentFrequencies);
  const seen = { documents: documents as number, frequencies: Uint32Array.from(documentFrequencies) };
  return { options: options as TextOptions, state: { vocabulary, cols, seen } };
}

function isTerms(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(term => typeof term === 'string') &&
    new Set(value).size === value.length
  );
}
