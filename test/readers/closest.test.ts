import { expect, it } from 'vitest';
import { closest } from '../../src/readers/closest.js';

it.each([
  ['specis', 'species'],
  ['Species', 'species'],
  ['petal_lenght', 'petal_length'],
  ['sepcies', 'species'],
  ['Y', 'y'],
  ['petal', undefined],
  ['x', undefined],
  ['', undefined],
])('closest to %j is %j', (text, expected) => {
  expect(closest(text, ['petal_width', 'petal_length', 'species', 'y'])).toBe(expected);
});
