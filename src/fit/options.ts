import type { MatrixLike } from '../data/matrix-like.js';
import { checkNames, invalidType } from '../errors.js';
import type { SavedVectorizer } from '../model-io/state.js';
import type { Progress } from '../solvers/driver.js';

/** What makes columns of text, as far as models know it. */
export interface Vectorizer {
  /** A plain object that JSON holds: what models keep. */
  toJSON(): object;
}

/** What one fit is told beside X and y. */
export interface FitOptions {
  /** Weight per row, finite and at least 0; default 1. */
  sampleWeight?: ArrayLike<number>;
  /** Added to the logits of the rows, n × K, columns in the order of the sorted classes; not fitted, not kept. */
  offset?: MatrixLike;
  /** Ends the fit at the next iteration; the model keeps the best parameters so far, with status 'aborted'. */
  signal?: AbortSignal;
  /** Called after every iteration, and once before: at the start, or where an approach on a sample of the rows has led. */
  onIteration?: (progress: Progress) => void;
  /** Names of X's columns, kept with the model. */
  featureNames?: readonly string[];
  /** Name of what y is, kept with the model. */
  targetName?: string;
  /** What made X of text: a TextVectorizer, or anything else whose `toJSON` gives an object.  Kept with the model as JSON. */
  vectorizer?: Vectorizer;
  /** No warning on the console when the fit does not converge.  Default false. */
  quiet?: boolean;
}

const FIT_OPTIONS = [
  'sampleWeight',
  'offset',
  'signal',
  'onIteration',
  'featureNames',
  'targetName',
  'vectorizer',
  'quiet',
];

/** @throws TypeError for options of `fit` that do not exist or are of the wrong kind */
export function checkFitOptions(options: FitOptions): void {
  checkNames(options, FIT_OPTIONS, ' of fit');
  const { featureNames, targetName, onIteration, signal } = options;
  if (featureNames !== undefined) {
    if (!Array.isArray(featureNames) || !featureNames.every(name => typeof name === 'string')) {
      throw invalidType('featureNames', 'an array of strings', featureNames);
    }
  }
  if (targetName !== undefined && typeof targetName !== 'string')
    throw invalidType('targetName', 'a string', targetName);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw invalidType('signal', 'an AbortSignal', signal);
  }
  if (onIteration !== undefined && typeof onIteration !== 'function') {
    throw invalidType('onIteration', 'a function', onIteration);
  }
}

/**
 * The vectorizer as JSON holds it, a copy.
 * @throws TypeError where its JSON is no object; what its `toJSON` throws
 */
export function savedVectorizer({ vectorizer }: FitOptions): SavedVectorizer | null {
  if (vectorizer === undefined) return null;
  const json = typeof vectorizer?.toJSON === 'function' ? vectorizer.toJSON() : undefined;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalidType(
      'vectorizer',
      'a TextVectorizer, or another object whose toJSON gives an object',
      vectorizer,
    );
  }
  return JSON.parse(JSON.stringify(json));
}
