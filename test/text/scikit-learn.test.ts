// Against scikit-learn's vectorizers: test/fixtures/make_text.py wrote what they made.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CsrMatrix } from '../../src/data/csr-matrix.js';
import { type TextOptions, TextVectorizer } from '../../src/text/index.js';

type Pairs = [column: number, value: number][];

interface Case {
  name: string;
  options: TextOptions;
  columns: number;
  featureNames: string[] | null;
  fitted: Pairs[];
  transformed: Pairs[];
}

const url = new URL('../fixtures/text.json', import.meta.url);
const fixture: { fit: string[]; transform: string[]; cases: Case[] } = JSON.parse(readFileSync(url, 'utf8'));

function pairs(X: CsrMatrix): Pairs[] {
  return Array.from({ length: X.rows }, (_, i) => {
    const { indices, values } = X.row(i);
    return Array.from(indices, (j, e) => [j, values[e] as number]);
  });
}

/** Values are rounded to float32 once: half a unit of its last place, 2⁻²⁴ of the value, and float64's own rounding. */
function expectSame(X: CsrMatrix, expected: Pairs[]): void {
  const actual = pairs(X);
  expect(actual.map(row => row.map(([j]) => j))).toEqual(expected.map(row => row.map(([j]) => j)));
  for (const [i, row] of expected.entries()) {
    for (const [e, [j, value]] of row.entries()) {
      const difference = Math.abs((actual[i]?.[e]?.[1] as number) - value);
      expect(difference, `row ${i}, column ${j}`).toBeLessThanOrEqual(
        2 ** -24 * Math.abs(value) * (1 + 1e-6),
      );
    }
  }
}

describe.each(fixture.cases)('$name', ({ options, columns, featureNames, fitted, transformed }) => {
  it('is what scikit-learn makes', () => {
    const vectorizer = new TextVectorizer(options);
    const X = vectorizer.fitTransform(fixture.fit);
    expect([X.rows, X.cols]).toEqual([fixture.fit.length, columns]);
    expect(vectorizer.featureNames).toEqual(featureNames);
    expectSame(X, fitted);
    expectSame(vectorizer.transform(fixture.transform), transformed);
  });

  it('stays the same through JSON', () => {
    const vectorizer = new TextVectorizer(options).fit(fixture.fit);
    const copy = TextVectorizer.fromJSON(JSON.stringify(vectorizer));
    expect(copy.toJSON()).toEqual(vectorizer.toJSON());
    expect(copy.transform(fixture.transform)).toEqual(vectorizer.transform(fixture.transform));
  });
});
