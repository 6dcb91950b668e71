import { expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { randomProblem } from '../helpers.js';

const { X, y } = randomProblem(3, 60, 2, 3);
const marked = y.map((label, i) => (i % 5 === 0 ? -1 : label));

it('score leaves out rows to ignore', () => {
  const model = new SoftmaxRegression({ ignoreLabel: -1 }).fitSync(X, marked);
  const kept = X.flatMap((_, i) => (i % 5 === 0 ? [] : [i]));
  const weights = X.map((_, i) => 1 + (i % 3));
  const rest = kept.map(i => X[i] as number[]);
  const labels = kept.map(i => y[i] as number);
  expect(model.score(X, marked)).toBe(model.score(rest, labels));
  const theirs = kept.map(i => weights[i] as number);
  expect(model.score(X, marked, weights)).toBe(model.score(rest, labels, theirs));
  expect(() => model.score(X, marked, [1])).toThrow('sampleWeight.length is 1: expected 60, one per row');
});

it('score wants labels', () => {
  const model = new SoftmaxRegression().fitSync(X, y);
  const Y = model.predictProba(X).toArray() as unknown as number[];
  expect(() => model.score(X, Y)).toThrow(
    'y[0] is Array(3): expected a label: probabilities have no accuracy',
  );
});
