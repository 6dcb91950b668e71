// Text through a model and back: what is saved with a model makes its columns again, also where it only predicts.

import { describe, expect, it } from 'vitest';
import { type FitOptions, SoftmaxRegression } from '../../src/index.js';
import { fromBytes, toBytes } from '../../src/model-io/bytes.js';
import { fromJson, toJson } from '../../src/model-io/json.js';
import { SoftmaxModel } from '../../src/predict.js';
import { TextVectorizer } from '../../src/text/index.js';
import { errorOf } from '../helpers.js';
import { reseal, SMALL } from '../model-io/helpers.js';

const docs = [
  'good great film',
  'bad awful film',
  'great fun',
  'awful dull',
  'great good fun',
  'dull bad film',
];
const y = ['for', 'against', 'for', 'against', 'for', 'against'];
const news = ['a great film', 'so dull', ''];

const vectorizer = new TextVectorizer({ ngramRange: [1, 2], tfidf: true });
const X = vectorizer.fitTransform(docs);
const model = new SoftmaxRegression({ C: 10 }).fitSync(X, y, { vectorizer });

describe.each<[string, SoftmaxRegression | SoftmaxModel]>([
  ['the model', model],
  ['its JSON', SoftmaxRegression.fromJSON(JSON.stringify(model))],
  ['its bytes', SoftmaxRegression.fromBytes(model.toBytes())],
  ['its JSON where it only predicts', SoftmaxModel.fromJSON(JSON.stringify(model))],
  ['its bytes where it only predicts', SoftmaxModel.fromBytes(model.toBytes())],
])('%s', (_, copy) => {
  it('makes columns of text as its vectorizer did', () => {
    const restored = TextVectorizer.fromJSON(copy.vectorizer as object);
    expect(restored.toJSON()).toEqual(vectorizer.toJSON());
    const rows = restored.transform(news);
    expect(copy.predict(rows).slice(0, 2)).toEqual(['for', 'against']);
    expect(copy.predictProba(rows)).toEqual(model.predictProba(vectorizer.transform(news)));
  });

  it('gives copies', () => {
    (copy.vectorizer as Record<string, unknown>).vocabulary = [];
    expect(copy.vectorizer?.vocabulary).toEqual(vectorizer.featureNames);
  });
});

it('is null where none is given, and in files from before there was one', () => {
  const plain = new SoftmaxRegression().fitSync(X, y);
  expect([plain.vectorizer, SoftmaxRegression.fromJSON(plain.toJSON()).vectorizer]).toEqual([null, null]);
  const { vectorizer: _, ...older } = toJson(SMALL);
  expect(fromJson(reseal(older)).vectorizer).toBeNull();
  const { vectorizer: __, ...state } = SMALL;
  expect(fromBytes(toBytes(state as typeof SMALL)).vectorizer).toBeNull();
});

it('is that of the beginning of the fit, whatever is fitted meanwhile', async () => {
  const changing = new TextVectorizer();
  const rows = changing.fitTransform(docs);
  const fitting = new SoftmaxRegression().fit(rows, y, { vectorizer: changing });
  changing.fit(['other words']);
  expect((await fitting).vectorizer?.vocabulary).toHaveLength(rows.cols);
});

it.each<[unknown, string]>([
  [null, 'vectorizer is null: expected a TextVectorizer, or another object whose toJSON gives an object'],
  [{}, 'vectorizer is Object: expected a TextVectorizer'],
  [{ toJSON: () => 'words' }, 'vectorizer is Object: expected a TextVectorizer'],
  [new TextVectorizer(), 'this TextVectorizer is not fitted yet: call fit first'],
])('refuses %o and leaves the model as it was', (wrong, message) => {
  const kept = new SoftmaxRegression().fitSync(X, y, { vectorizer });
  const options = { vectorizer: wrong } as FitOptions;
  expect(errorOf(() => kept.fitSync(X, y, options)).message).toContain(message);
  expect(kept.vectorizer).toEqual(model.vectorizer);
});
