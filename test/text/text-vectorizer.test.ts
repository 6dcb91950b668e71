import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextVectorizer } from '../../src/text/index.js';
import { murmur3 } from '../../src/text/murmur3.js';
import { checkTextOptions, type TextOptions } from '../../src/text/options.js';
import { ENGLISH } from '../../src/text/stop-words.js';
import { termReader } from '../../src/text/terms.js';

const terms = (text: string, options: TextOptions = {}) => [...termReader(checkTextOptions(options))(text)];

const word = fc.constantFrom('ant', 'bee', 'cat', 'Dog', 'élan', '東京', 'x1', 'Ω2', 'a');
const documents = fc.array(
  fc.array(word, { maxLength: 12 }).map(words => words.join(' ')),
  {
    minLength: 1,
    maxLength: 8,
  },
);
const someOptions: fc.Arbitrary<TextOptions> = fc.record(
  {
    lowercase: fc.boolean(),
    ngramRange: fc.constantFrom<[number, number]>([1, 1], [1, 2], [2, 3]),
    binary: fc.boolean(),
    sublinearTf: fc.boolean(),
    tfidf: fc.boolean(),
    norm: fc.constantFrom('l1' as const, 'l2' as const, null),
  },
  { requiredKeys: [] },
);
const anyOptions = fc.oneof(
  someOptions,
  fc
    .tuple(someOptions, fc.integer({ min: 1, max: 40 }), fc.boolean())
    .map(([options, nFeatures, alternateSign]) => ({ ...options, nFeatures, alternateSign })),
  someOptions.map(options => ({ ...options, vocabulary: ['cat', 'bee', 'ant bee', 'dog', 'none'] })),
);
/** Words of two letters in every size of n-gram that the options above ask for. */
const SURE = 'bee cat bee cat';

describe('tokens', () => {
  it.each<[string, string, TextOptions, string[]]>([
    ['of two letters or more', 'I saw a UFO, 3 or 42!', {}, ['saw', 'ufo', 'or', '42']],
    ['of any script', 'Größe ÉTÉ 東京 Москва', {}, ['größe', 'été', '東京', 'москва']],
    ['with digits and underscores', 'fox_2 is_ok 2nd', {}, ['fox_2', 'is_ok', '2nd']],
    ['broken at marks and apostrophes', "don't e-mail", {}, ['don', 'mail']],
    ['in their own case', 'An Ant', { lowercase: false }, ['An', 'Ant']],
    ['of an own pattern', "don't e-mail", { tokenPattern: "[\\p{L}'-]+" }, ["don't", 'e-mail']],
    ['that one stops', 'the ant and THE bee', { stopWords: ['the', 'and'] }, ['ant', 'bee']],
    ['none', ' ,;\n', {}, []],
  ])('%s', (_, text, options, expected) => {
    expect(terms(text, options)).toEqual(expected);
  });

  it.each<[[number, number], string[]]>([
    [
      [1, 2],
      ['ant', 'ant bee', 'bee', 'bee cat', 'cat'],
    ],
    [
      [2, 2],
      ['ant bee', 'bee cat'],
    ],
    [
      [2, 3],
      ['ant bee', 'ant bee cat', 'bee cat'],
    ],
    [[3, 9], ['ant bee cat']],
    [[4, 9], []],
  ])('n-grams %j', (ngramRange, expected) => {
    expect(terms('ant bee cat', { ngramRange })).toEqual(expected);
  });

  it('leaves stop words out before n-grams', () => {
    expect(terms('ant of bee', { ngramRange: [2, 2], stopWords: ['of'] })).toEqual(['ant bee']);
  });
});

describe("stop words 'english'", () => {
  it('are lower-case words, none twice', () => {
    expect(new Set(ENGLISH).size).toBe(ENGLISH.length);
    expect(ENGLISH.filter(word => !/^[a-z]+$/.test(word))).toEqual([]);
  });

  it('leave what a sentence is about', () => {
    const text = 'The bank has said that it will not raise its rates before the end of this year.';
    const stopWords = 'english';
    expect(terms(text, { stopWords })).toEqual(['bank', 'raise', 'rates', 'end', 'year']);
  });
});

describe('vocabulary', () => {
  const docs = ['bee ant', 'bee cat', 'bee cat cat', 'bee'];
  const names = (options: TextOptions) => new TextVectorizer(options).fit(docs).featureNames;

  it.each<[TextOptions, string[]]>([
    [{}, ['ant', 'bee', 'cat']],
    [{ minDf: 2 }, ['bee', 'cat']],
    [{ minDf: 0.5 }, ['bee', 'cat']],
    [{ minDf: 0.51 }, ['bee']],
    [{ maxDf: 2 }, ['ant', 'cat']],
    [{ maxDf: 0.5 }, ['ant', 'cat']],
    [{ minDf: 2, maxDf: 0.9 }, ['cat']],
    [{ maxFeatures: 2 }, ['bee', 'cat']],
    [{ maxFeatures: 9 }, ['ant', 'bee', 'cat']],
  ])('%j', (options, expected) => {
    expect(names(options)).toEqual(expected);
  });

  it('takes the first in order of equally frequent terms', () => {
    expect(new TextVectorizer({ maxFeatures: 2 }).fit(['cc bb aa dd']).featureNames).toEqual(['aa', 'bb']);
  });

  it('does not depend on the order of the documents', () => {
    fc.assert(
      fc.property(documents, someOptions, fc.integer({ min: 1, max: 5 }), (docs, options, maxFeatures) => {
        const all = [...docs, SURE];
        const there = new TextVectorizer({ ...options, maxFeatures }).fit(all);
        const back = new TextVectorizer({ ...options, maxFeatures }).fit([...all].reverse());
        expect(back.toJSON()).toEqual(there.toJSON());
      }),
    );
  });
});

describe('rows', () => {
  it('are the same from fitTransform and from transform, of a copy too', () => {
    fc.assert(
      fc.property(documents, anyOptions, (docs, options) => {
        const all = [...docs, SURE];
        const vectorizer = new TextVectorizer(options);
        const X = vectorizer.fitTransform(all);
        expect(vectorizer.transform(all)).toEqual(X);
        expect(TextVectorizer.fromJSON(JSON.stringify(vectorizer)).transform(all)).toEqual(X);
        expect(new TextVectorizer(options).fit(new Set(all)).nFeatures).toBe(X.cols);
      }),
    );
  });

  it('are each by itself', () => {
    fc.assert(
      fc.property(documents, anyOptions, (docs, options) => {
        const vectorizer = new TextVectorizer(options).fit([SURE]);
        const X = vectorizer.transform(docs);
        for (const [i, doc] of docs.entries()) expect(X.row(i)).toEqual(vectorizer.transform([doc]).row(0));
      }),
    );
  });

  it('have length 1 by their norm, or nothing in them', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom('l1' as const, 'l2' as const), (docs, norm) => {
        const X = new TextVectorizer({ norm, tfidf: true }).fitTransform([...docs, SURE]);
        for (let i = 0; i < X.rows; i++) {
          const { values } = X.row(i);
          const sum = Array.from(values).reduce(
            (total, value) => total + (norm === 'l1' ? value : value * value),
            0,
          );
          // Rounded to float32, up to 12 terms.
          if (values.length > 0) expect(Math.abs(sum - 1)).toBeLessThan(12 * 2 ** -23);
        }
      }),
    );
  });

  it('weigh terms by a power of their idf', () => {
    const all = ['ant bee', 'bee cat', 'bee'];
    const X = (idfPower: number) =>
      new TextVectorizer({ tfidf: true, norm: null, idfPower }).fitTransform(all).values;
    const idf = (df: number) => Math.log(4 / (1 + df)) + 1;
    for (const power of [0.5, 1, 3])
      expect(X(power)).toEqual(Float32Array.from([1, 3, 3, 1, 3], df => idf(df) ** power));
  });

  it('are stored in float32, columns ascending', () => {
    const X = new TextVectorizer({ ngramRange: [1, 2] }).fitTransform(['bee ant bee', '', 'cat']);
    expect(X.values).toBeInstanceOf(Float32Array);
    expect([X.indptr, X.indices, X.values].map(array => [...array])).toEqual([
      [0, 4, 4, 5],
      [0, 1, 2, 3, 4],
      [1, 1, 2, 1, 1],
    ]);
  });

  it('need no fit where nothing is learnt', () => {
    const vocabulary = ['bee', 'ant'];
    expect(new TextVectorizer({ vocabulary }).transform(['ant ant']).get(0, 1)).toBe(2);
    expect(new TextVectorizer({ nFeatures: 8 }).transform(['ant ant']).nnz).toBe(1);
  });
});

describe('MurmurHash3', () => {
  // The reference implementation's values, seed 0.
  it.each([
    ['', 0],
    ['a', 0x3c2569b2],
    ['ab', 0x9bbfd75f],
    ['abc', 0xb3dd93fa],
    ['abcd', 0x43ed676a],
    ['Hello, world!', 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('%j', (text, expected) => {
    expect(murmur3()(text) >>> 0).toBe(expected);
  });

  it('takes long texts', () => {
    const hash = murmur3();
    const long = '東京'.repeat(1000);
    expect(hash(long)).toBe(murmur3()(long));
    expect(hash('abc') >>> 0).toBe(0xb3dd93fa);
  });
});

describe('bad input', () => {
  it.each<[unknown, string]>([
    [{ ngrams: 2 }, 'unknown option "ngrams" of TextVectorizer: expected one of lowercase, tokenPattern'],
    [null, 'the options of TextVectorizer is null: expected an object'],
    [{ lowercase: 1 }, 'lowercase is 1: expected true or false'],
    [{ tokenPattern: /a/ }, 'tokenPattern is RegExp: expected the source of a regular expression'],
    [{ tokenPattern: '(' }, 'tokenPattern is "(": Invalid regular expression'],
    [{ stopWords: 'the' }, 'stopWords is "the": expected an array of strings'],
    [{ stopWords: ['the', 1] }, 'stopWords[1] is 1: expected a string'],
    [{ ngramRange: 2 }, 'ngramRange is 2: expected [fewest, most]'],
    [{ ngramRange: [0, 1] }, 'ngramRange[0] is 0: expected a whole number of at least 1'],
    [{ ngramRange: [2, 1] }, 'ngramRange[1] is 1: expected a whole number of at least 2'],
    [{ minDf: 0 }, 'minDf is 0: expected a share above 0 and up to 1, or a whole number of documents'],
    [{ maxDf: 2.5 }, 'maxDf is 2.5: expected a share above 0 and up to 1, or a whole number of documents'],
    [{ maxFeatures: 0 }, 'maxFeatures is 0: expected a whole number of at least 1'],
    [{ norm: 'max' }, "norm is \"max\": expected 'l1', 'l2' or null"],
    [{ vocabulary: [] }, 'vocabulary is empty: expected at least one term'],
    [
      { vocabulary: ['a', 'b', 'a'] },
      'vocabulary[2] is "a": expected a term that does not stand there twice',
    ],
    [{ nFeatures: 2 ** 31 }, 'nFeatures is 2147483648: expected at most 2147483647'],
    [{ nFeatures: 8, vocabulary: ['a'] }, 'both vocabulary and nFeatures are given: expected one of them'],
    [{ nFeatures: 8, minDf: 2 }, 'both nFeatures and minDf are given: expected one of them'],
    [
      { vocabulary: ['a'], maxFeatures: 2 },
      'both vocabulary and maxFeatures are given: expected one of them',
    ],
    [{ stopWords: 'german' }, 'stopWords is "german": expected an array of strings'],
    [{ idfPower: 2 }, 'idfPower is 2: it goes with tfidf only'],
    [{ tfidf: true, idfPower: 0 }, 'idfPower is 0: expected a positive number'],
    [{ alternateSign: false }, 'alternateSign is false: it goes with nFeatures only'],
  ])('options %j', (options, message) => {
    expect(() => new TextVectorizer(options as TextOptions)).toThrow(message);
  });

  it.each<[unknown, string]>([
    ['one text', 'docs is "one text": expected an array or another iterable of strings'],
    [7, 'docs is 7: expected an array or another iterable of strings'],
    [['a text', null], 'docs[1] is null: expected a string'],
    [[], 'docs is Array(0): expected at least one document'],
    [['?', ''], 'docs have no tokens: expected text that tokenPattern matches'],
  ])('documents %j', (docs, message) => {
    const vectorizer = new TextVectorizer().fit(['bee']);
    expect(() => vectorizer.fit(docs as string[])).toThrow(message);
    expect(vectorizer.featureNames).toEqual(['bee']);
  });

  it('limits that leave nothing', () => {
    expect(() => new TextVectorizer({ minDf: 3 }).fit(['ant bee', 'bee cat'])).toThrow(
      'no term is left of 3 in 2 documents: lower minDf (3) or raise maxDf (1)',
    );
  });

  it('before fit', () => {
    const message = 'this TextVectorizer is not fitted yet: call fit first';
    const vectorizer = new TextVectorizer();
    expect(() => vectorizer.transform(['a'])).toThrow(message);
    expect(() => vectorizer.featureNames).toThrow(message);
    expect(() => vectorizer.toJSON()).toThrow(message);
    expect(() => new TextVectorizer({ vocabulary: ['ant'], tfidf: true }).transform(['a'])).toThrow(message);
  });

  const saved = () => ({ ...new TextVectorizer({ tfidf: true }).fit(['ant bee', 'bee']).toJSON() });
  it.each<[string, unknown, string]>([
    ['none', null, 'the vectorizer JSON is null: expected an object with format "softmax-wasm/text"'],
    ['text', '{', 'the vectorizer JSON is truncated or not JSON'],
    ['another format', { format: 'x' }, 'the vectorizer JSON is "x": expected an object with format'],
    [
      'another version',
      { ...saved(), version: 2 },
      'the vectorizer JSON has version 2: this library reads version 1',
    ],
    ['another option', { ...saved(), options: { x: 1 } }, 'unknown option "x" of TextVectorizer'],
    ['no vocabulary', { ...saved(), vocabulary: null }, 'vocabulary is null, not what a vectorizer has'],
    [
      'a term twice',
      { ...saved(), vocabulary: ['a', 'a'] },
      'vocabulary is Array(2), not what a vectorizer has',
    ],
    ['no documents', { ...saved(), documents: null }, 'documents is null, not what a vectorizer has'],
    [
      'too few frequencies',
      { ...saved(), documentFrequencies: [1] },
      'documentFrequencies is Array(1), not what a vectorizer has',
    ],
    [
      'a frequency above the documents',
      { ...saved(), documentFrequencies: [1, 3] },
      'documentFrequencies is Array(2), not what a vectorizer has',
    ],
  ])('JSON: %s', (_, json, message) => {
    expect(() => TextVectorizer.fromJSON(json as object)).toThrow(message);
  });
});

it('keeps what it was given: options and vocabulary are copies', () => {
  const vocabulary = ['ant', 'bee'];
  const vectorizer = new TextVectorizer({ vocabulary });
  vocabulary[0] = 'cat';
  expect(vectorizer.featureNames).toEqual(['ant', 'bee']);
  expect(vectorizer.transform(['ant']).get(0, 0)).toBe(1);
  expect(Object.isFrozen(vectorizer.featureNames)).toBe(true);
  expect(Object.isFrozen(new TextVectorizer().fit(['ant']).featureNames)).toBe(true);
});

it('lets other fields of its JSON be', () => {
  const json = { ...new TextVectorizer().fit(['ant']).toJSON(), columns: ['title'] };
  expect(TextVectorizer.fromJSON(json).featureNames).toEqual(['ant']);
});

it.each<[string, TextOptions]>([
  ['learnt', {}],
  ['given', { vocabulary: ['ant', 'bee'] }],
])('fromJSON leaves JSON with a vocabulary %s as it was', (_, options) => {
  const json = new TextVectorizer(options).fit(['ant bee']).toJSON();
  TextVectorizer.fromJSON(json);
  expect(Object.isFrozen(json.vocabulary ?? json.options.vocabulary)).toBe(false);
});
