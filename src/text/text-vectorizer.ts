import type { CsrMatrix } from '../data/csr-matrix.js';
import { murmur3 } from './murmur3.js';
import { type Key, type Occurrences, readOccurrences } from './occurrences.js';
import { type CheckedTextOptions, checkTextOptions, type TextOptions } from './options.js';
import { type CountedRows, countRows, documentFrequencies, inverseFrequencies, weighRows } from './rows.js';
import { readSaved, type VectorizerJson, writeSaved } from './saved.js';
import type { TextState } from './state.js';
import { termReader } from './terms.js';
import { chooseVocabulary } from './vocabulary.js';

/**
 * Text → columns: each document becomes a sparse row of what its terms count, by a vocabulary or by hashing.
 *
 * A term's value is its count, 1 with `binary`, 1 + ln count with `sublinearTf`; times (ln((1 + n) / (1 + df)) + 1)^idfPower
 * with `tfidf`, for n documents of which df hold the term; then the row is divided by its `norm`.  The numbers are those of
 * scikit-learn's CountVectorizer, TfidfVectorizer and HashingVectorizer, in float32.
 *
 * @example
 * const vectorizer = new TextVectorizer({ ngramRange: [1, 2], tfidf: true });
 * const X = vectorizer.fitTransform(docs);
 * const model = await new SoftmaxRegression().fit(X, y, { vectorizer });
 * TextVectorizer.fromJSON(model.vectorizer).transform(more);
 */
export class TextVectorizer {
  readonly #options: TextOptions;
  readonly #checked: CheckedTextOptions;
  readonly #termsOf: (text: string) => readonly string[];
  #state: TextState | null;
  #idf: Float64Array | null = null;
  #keyOf: ((term: string) => Key) | null = null;

  /** @throws TypeError, RangeError for an option that does not exist, has a wrong value or does not go with another */
  constructor(options: TextOptions = {}) {
    this.#checked = checkTextOptions(options);
    this.#options = structuredClone(options) as TextOptions;
    this.#termsOf = termReader(this.#checked);
    this.#state = this.#checked.tfidf ? null : fixedState(this.#checked);
  }

  /**
   * Learns the vocabulary of the documents, unless it is given or terms are hashed, and with `tfidf` in how many documents
   * each term occurs.  An error leaves what was learnt before.
   * @throws TypeError for what is no text, naming the document; RangeError for no documents, or where no term is left
   */
  fit(docs: Iterable<string>): this {
    this.#learn(docs);
    return this;
  }

  /** As `fit` and `transform` of the same documents, which are read once. */
  fitTransform(docs: Iterable<string>): CsrMatrix {
    return this.#weigh(this.#learn(docs));
  }

  /**
   * One row per document, one column per term; terms that are not in the vocabulary count nowhere.
   * @returns n × nFeatures, values in a Float32Array
   * @throws TypeError for what is no text, naming the document; RangeError for no documents; Error before `fit`
   */
  transform(docs: Iterable<string>): CsrMatrix {
    const { vocabulary, cols } = this.#fitted;
    this.#keyOf ??= vocabulary ? lookUp(vocabulary) : hashed(cols, this.#checked.alternateSign);
    return this.#weigh(countRows(readOccurrences(docs, this.#termsOf, this.#keyOf)));
  }

  /** Terms by column; null where they are hashed. */
  get featureNames(): readonly string[] | null {
    return this.#fitted.vocabulary;
  }

  /** Columns that `transform` makes. */
  get nFeatures(): number {
    return this.#fitted.cols;
  }

  /** The options as given to the constructor. */
  get options(): TextOptions {
    return structuredClone(this.#options) as TextOptions;
  }

  /** A plain object that JSON holds without loss: options and what was learnt.  @throws Error before `fit` */
  toJSON(): VectorizerJson {
    return writeSaved(this.#options, this.#fitted);
  }

  /**
   * Reads what `toJSON` gave, as object or text.  Fields that it does not know are let be.
   * @throws TypeError for no vectorizer, null among them; RangeError for one of another version or with parts that do not fit each other
   */
  static fromJSON(json: object | string | null): TextVectorizer {
    const { options, state } = readSaved(json);
    const vectorizer = new TextVectorizer(options);
    vectorizer.#become(state);
    return vectorizer;
  }

  #learn(docs: Iterable<string>): CountedRows {
    const fixed = fixedState(this.#checked);
    let rows: CountedRows;
    let known: Pick<TextState, 'vocabulary' | 'cols'>;
    if (fixed) {
      const { vocabulary, cols } = fixed;
      const keyOf = vocabulary ? lookUp(vocabulary) : hashed(cols, this.#checked.alternateSign);
      rows = countRows(readOccurrences(docs, this.#termsOf, keyOf));
      known = fixed;
    } else {
      const { numbers, occurrences } = this.#numbered(docs);
      const terms = [...numbers.keys()];
      const vocabulary = chooseVocabulary(terms, occurrences, this.#checked);
      const columnOf = new Int32Array(terms.length).fill(-1);
      for (let j = 0; j < vocabulary.length; j++)
        columnOf[numbers.get(vocabulary[j] as string) as number] = j;
      rows = countRows(occurrences, columnOf);
      known = { vocabulary, cols: vocabulary.length };
    }
    const { cols, vocabulary } = known;
    const documents = rows.indptr.length - 1;
    const seen = this.#checked.tfidf ? { documents, frequencies: documentFrequencies(rows, cols) } : null;
    this.#become({ vocabulary, cols, seen });
    return rows;
  }

  /** Documents by numbers given to their terms in the order in which they come. */
  #numbered(docs: Iterable<string>): { numbers: Map<string, number>; occurrences: Occurrences } {
    const numbers = new Map<string, number>();
    const occurrences = readOccurrences(docs, this.#termsOf, term => {
      let number = numbers.get(term);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(term, number);
      }
      return 2 * number;
    });
    return { numbers, occurrences };
  }

  #weigh(rows: CountedRows): CsrMatrix {
    return weighRows(rows, this.#fitted.cols, this.#checked, this.#idf);
  }

  #become(state: TextState): void {
    this.#state = state;
    this.#idf =
      state.seen && inverseFrequencies(state.seen.documents, state.seen.frequencies, this.#checked.idfPower);
    this.#keyOf = null;
    Object.freeze(state.vocabulary);
  }

  get #fitted(): TextState {
    if (!this.#state) throw new Error('this TextVectorizer is not fitted yet: call fit first');
    return this.#state;
  }
}

/** What there is to know before any document; null where a vocabulary is to be learnt. */
function fixedState({ vocabulary, nFeatures }: CheckedTextOptions): TextState | null {
  if (vocabulary) return { vocabulary: Object.freeze([...vocabulary]), cols: vocabulary.length, seen: null };
  return nFeatures === undefined ? null : { vocabulary: null, cols: nFeatures, seen: null };
}

function lookUp(vocabulary: readonly string[]): (term: string) => Key {
  const keys = new Map(vocabulary.map((term, j) => [term, 2 * j]));
  return term => keys.get(term) ?? -1;
}

function hashed(cols: number, alternateSign: boolean): (term: string) => Key {
  const hash = murmur3();
  return term => {
    const h = hash(term);
    return 2 * (Math.abs(h) % cols) + (alternateSign && h < 0 ? 1 : 0);
  };
}
