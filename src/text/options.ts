import { checkNames, describe, invalidType, invalidValue } from '../errors.js';
import { boolean, type ChecksOf, number, positive, wholeNumber } from '../options/checks.js';
import { ENGLISH } from './stop-words.js';

/** Options of `TextVectorizer`. */
export interface TextOptions {
  /** Lower-case the text first.  Default true. */
  lowercase?: boolean;
  /**
   * Source of a regular expression, flags `gu`: each of its matches is a token.  Default `[\p{L}\p{N}_]{2,}`, runs of at
   * least two letters, digits or underscores, as in scikit-learn.
   */
  tokenPattern?: string;
  /**
   * Tokens left out before n-grams are made, compared after lower-casing: a list, or 'english' for a list of English
   * function words.  Default: none.
   */
  stopWords?: readonly string[] | 'english';
  /** Fewest and most tokens of a term; the tokens of a term are joined by a space.  Default [1, 1]. */
  ngramRange?: readonly [number, number];
  /** Fewest documents that a term of the vocabulary occurs in: below 1 a share, else a number.  Default 1. */
  minDf?: number;
  /** Most documents that a term occurs in: up to 1 a share, else a number.  Default 1, all. */
  maxDf?: number;
  /** Keep the terms that occur most often, so many at the most; of equally frequent ones those first in order. */
  maxFeatures?: number;
  /** Count a term once in a document, however often it occurs.  Default false. */
  binary?: boolean;
  /** Replace a count by 1 + ln count.  Default false. */
  sublinearTf?: boolean;
  /** Multiply by ln((1 + n) / (1 + df)) + 1, for n documents of which df hold the term.  Default false. */
  tfidf?: boolean;
  /** Exponent of the weight that `tfidf` multiplies by: above 1 rare terms count the more.  Default 1, scikit-learn's. */
  idfPower?: number;
  /** Divide a row by the sum of its absolute values ('l1') or by its length ('l2').  Default 'l2' with tfidf, else null. */
  norm?: 'l1' | 'l2' | null;
  /** The terms, in the order of the columns.  Default: those of the documents that `fit` is given, sorted. */
  vocabulary?: readonly string[];
  /** Hash terms to so many columns, 1 to 2³¹ − 1, without a vocabulary (MurmurHash3; Weinberger et al. 2009). */
  nFeatures?: number;
  /** The hash also decides the sign with which a term counts, so that collisions cancel on average.  Default true. */
  alternateSign?: boolean;
}

export interface CheckedTextOptions extends Required<Omit<TextOptions, OptionalNames | 'stopWords'>> {
  readonly stopWords: readonly string[];
  readonly maxFeatures: number | undefined;
  readonly vocabulary: readonly string[] | undefined;
  readonly nFeatures: number | undefined;
}

type OptionalNames = 'maxFeatures' | 'vocabulary' | 'nFeatures';

/** Hashes have 31 bits beside their sign. */
const MOST_HASHED = 2 ** 31 - 1;

const CHECKS: ChecksOf<TextOptions> = {
  lowercase: boolean('lowercase'),
  tokenPattern,
  stopWords: value => value === 'english' || strings('stopWords')(value),
  ngramRange,
  minDf: documentCount('minDf', value => value >= 1),
  maxDf: documentCount('maxDf', value => value > 1),
  maxFeatures: wholeNumber('maxFeatures', 1),
  binary: boolean('binary'),
  sublinearTf: boolean('sublinearTf'),
  tfidf: boolean('tfidf'),
  idfPower: positive('idfPower'),
  norm,
  vocabulary,
  nFeatures,
  alternateSign: boolean('alternateSign'),
};

/** @throws TypeError, RangeError for an option that does not exist, has a wrong value or does not go with another */
export function checkTextOptions(options: TextOptions): CheckedTextOptions {
  const names = Object.keys(CHECKS) as (keyof TextOptions)[];
  checkNames(options, names, ' of TextVectorizer');
  for (const name of names) if (options[name] !== undefined) CHECKS[name](options[name]);
  refuseTogether(options, 'vocabulary', ['nFeatures', 'minDf', 'maxDf', 'maxFeatures']);
  refuseTogether(options, 'nFeatures', ['minDf', 'maxDf', 'maxFeatures']);
  if (options.nFeatures === undefined) refuseWithout(options, 'alternateSign', 'nFeatures');
  if (!options.tfidf) refuseWithout(options, 'idfPower', 'tfidf');
  return {
    lowercase: options.lowercase ?? true,
    tokenPattern: options.tokenPattern ?? '[\\p{L}\\p{N}_]{2,}',
    stopWords: options.stopWords === 'english' ? ENGLISH : (options.stopWords ?? []),
    ngramRange: options.ngramRange ?? [1, 1],
    minDf: options.minDf ?? 1,
    maxDf: options.maxDf ?? 1,
    maxFeatures: options.maxFeatures,
    binary: options.binary ?? false,
    sublinearTf: options.sublinearTf ?? false,
    tfidf: options.tfidf ?? false,
    idfPower: options.idfPower ?? 1,
    norm: options.norm === undefined ? (options.tfidf ? 'l2' : null) : options.norm,
    vocabulary: options.vocabulary,
    nFeatures: options.nFeatures,
    alternateSign: options.alternateSign ?? true,
  };
}

function refuseTogether(options: TextOptions, name: keyof TextOptions, others: (keyof TextOptions)[]): void {
  if (options[name] === undefined) return;
  const other = others.find(known => options[known] !== undefined);
  if (other) throw new RangeError(`both ${name} and ${other} are given: expected one of them`);
}

function refuseWithout(options: TextOptions, name: keyof TextOptions, needed: keyof TextOptions): void {
  if (options[name] === undefined) return;
  throw new RangeError(`${name} is ${describe(options[name])}: it goes with ${needed} only`);
}

function tokenPattern(value: unknown): void {
  if (typeof value !== 'string')
    throw invalidType('tokenPattern', 'the source of a regular expression', value);
  try {
    new RegExp(value, 'gu');
  } catch (error) {
    throw new RangeError(`tokenPattern is ${describe(value)}: ${(error as Error).message}`);
  }
}

function strings(name: string) {
  return (value: unknown) => {
    if (!Array.isArray(value)) throw invalidType(name, 'an array of strings', value);
    for (let i = 0; i < value.length; i++) {
      if (typeof value[i] !== 'string') throw invalidType(`${name}[${i}]`, 'a string', value[i]);
    }
  };
}

function ngramRange(value: unknown): void {
  if (!Array.isArray(value) || value.length !== 2) throw invalidType('ngramRange', '[fewest, most]', value);
  const [fewest, most] = value;
  wholeNumber('ngramRange[0]', 1)(fewest);
  wholeNumber('ngramRange[1]', fewest)(most);
}

/** A share of the documents or, where `counts` says so, a number of them. */
function documentCount(name: string, counts: (value: number) => boolean) {
  return (value: unknown) => {
    number(name)(value);
    if ((value as number) > 0 && (!counts(value as number) || Number.isInteger(value))) return;
    throw invalidValue(name, 'a share above 0 and up to 1, or a whole number of documents', value);
  };
}

function norm(value: unknown): void {
  if (value !== null && value !== 'l1' && value !== 'l2')
    throw invalidValue('norm', "'l1', 'l2' or null", value);
}

function vocabulary(value: unknown): void {
  strings('vocabulary')(value);
  const terms = value as string[];
  if (terms.length === 0) throw new RangeError('vocabulary is empty: expected at least one term');
  const seen = new Set<string>();
  for (const [j, term] of terms.entries()) {
    if (seen.has(term))
      throw invalidValue(`vocabulary[${j}]`, 'a term that does not stand there twice', term);
    seen.add(term);
  }
}

function nFeatures(value: unknown): void {
  wholeNumber('nFeatures', 1)(value);
  if ((value as number) > MOST_HASHED) throw invalidValue('nFeatures', `at most ${MOST_HASHED}`, value);
}
