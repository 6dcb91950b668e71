import type { CsrMatrix } from '../data/csr-matrix.js';
import type { Matrix } from '../data/matrix.js';
import type { SoftmaxRegression } from '../softmax-regression.js';
import { isSavedEncoder } from '../tables/saved.js';
import { type TextOptions, TextVectorizer } from '../text/index.js';
import { checked, inFile, Misuse } from './failure.js';
import { columnNames, ENCODING_FLAGS, flag, type TableOptions } from './table-options.js';

/** What `train` lets the user say about text. */
export interface TextArgs {
  /** Longest n-gram. */
  ngrams?: number;
  minDf?: number;
  maxDf?: number;
  maxFeatures?: number;
  /** Columns to hash terms to. */
  hash?: number;
  binary?: boolean;
  /** false: counts. */
  tfidf?: boolean;
  idfPower?: number;
  /** Separated by commas, or `english`. */
  stopWords?: string;
  tokenPattern?: string;
}

/** What makes columns of a table's texts. */
export interface TextColumns {
  readonly vectorizer: TextVectorizer;
  /** Names of the table's columns. */
  readonly columns: readonly string[];
}

const NAMES: readonly (keyof TextArgs)[] = [
  'ngrams',
  'minDf',
  'maxDf',
  'maxFeatures',
  'hash',
  'binary',
  'idfPower',
  'stopWords',
  'tokenPattern',
];

/** Columns of text to train on, with a vectorizer that has seen nothing; null without `--text`. */
export function newText(args: TableOptions & TextArgs): TextColumns | null {
  if (args.text === undefined) {
    const stray = args.tfidf === false ? 'tfidf' : NAMES.find(name => args[name] !== undefined);
    if (stray !== undefined)
      throw new Misuse(`${flag(stray, args[stray])} is about text: say --text which columns`);
    return null;
  }
  const stray = ENCODING_FLAGS.find(name => args[name] !== undefined);
  if (stray !== undefined)
    throw new Misuse(
      `both --text and ${flag(stray, args[stray])} are given: a model takes text or columns of other kinds`,
    );
  if (args.features !== undefined)
    throw new Misuse('both --text and --features are given: a model takes text or numbers');
  return {
    vectorizer: checked(() => new TextVectorizer(textOptions(args))),
    columns: columnNames(args.text),
  };
}

/** What a model holds of text, columns null where it does not say; null where it takes numbers. */
export function savedText(
  model: SoftmaxRegression,
  path: string,
): Promise<{ vectorizer: TextVectorizer; columns: readonly string[] | null } | null> {
  return inFile(path, () => {
    const json = model.vectorizer;
    if (json === null || isSavedEncoder(json)) return null;
    const columns = Array.isArray(json.columns) ? json.columns.map(String) : null;
    return { vectorizer: TextVectorizer.fromJSON(json), columns };
  });
}

/** The columns of text to predict from; null where the model takes numbers. */
export async function textFor(
  model: SoftmaxRegression,
  path: string,
  args: TableOptions,
): Promise<TextColumns | null> {
  const saved = await savedText(model, path);
  if (saved === null) {
    if (args.text === undefined) return null;
    throw new Misuse('the model takes numbers: leave --text out');
  }
  if (args.features !== undefined) throw new Misuse('the model takes text: leave --features out');
  const columns = args.text === undefined ? saved.columns : columnNames(args.text);
  if (columns !== null) return { vectorizer: saved.vectorizer, columns };
  throw new Misuse('the model does not say which columns hold its text: give --text');
}

/** The vectorizer as a model keeps it, with the names of its columns. */
export function toSave({ vectorizer, columns }: TextColumns): { toJSON(): object } {
  return { toJSON: () => ({ ...vectorizer.toJSON(), columns }) };
}

/** Rows as a model takes them: texts by its vectorizer, numbers as they are. */
export function rowsOf(
  table: { X: Matrix | CsrMatrix; texts: string[] | null },
  text: TextColumns | null,
): Matrix | CsrMatrix {
  return text === null ? table.X : text.vectorizer.transform(table.texts ?? []);
}

/** What predicted best of the AG news: words and pairs of words, counts damped, rare terms at twice the usual exponent. */
function textOptions(args: TextArgs): TextOptions {
  const {
    ngrams = 2,
    hash,
    minDf,
    maxDf,
    maxFeatures,
    binary,
    idfPower,
    stopWords,
    tokenPattern,
    tfidf = true,
  } = args;
  return {
    ngramRange: [1, ngrams],
    tfidf,
    sublinearTf: tfidf,
    ...(tfidf && { idfPower: 2 }),
    ...(idfPower !== undefined && { idfPower }),
    ...(hash === undefined && minDf === undefined && { minDf: 2 }),
    ...(minDf !== undefined && { minDf }),
    ...(maxDf !== undefined && { maxDf }),
    ...(maxFeatures !== undefined && { maxFeatures }),
    ...(hash !== undefined && { nFeatures: hash }),
    ...(binary && { binary }),
    ...(stopWords !== undefined && {
      stopWords: stopWords === 'english' ? stopWords : columnNames(stopWords),
    }),
    ...(tokenPattern !== undefined && { tokenPattern }),
  };
}
