import { SoftmaxRegression } from 'softmax-wasm';
import { expect, it } from 'vitest';
import { loadTable, maxDifference } from '../helpers.js';
import { describeInBrowsers } from './browsers.js';

interface Saved {
  json: string;
  bytes: number[];
  X: number[][];
}
interface Answer {
  labels: unknown[];
  probabilities: number[];
}
declare const answer: (saved: Saved) => Answer[];

/** Relaxed SIMD fuses multiply and add on some engines only: float32 scores of one model move by a few roundings. */
const RELAXED_TOLERANCE = 1e-5;

const { X, y } = loadTable('iris');

describeInBrowsers('on a page that imports softmax-wasm/predict', browsing => {
  const ask = async (deterministic: boolean) => {
    const model = new SoftmaxRegression({ deterministic }).fitSync(X, y);
    const visit = await browsing.visit('predict.html');
    const saved = { json: JSON.stringify(model), bytes: [...model.toBytes()], X };
    const answers = await visit.page.evaluate(saved => answer(saved), saved);
    const expected: Answer = { labels: model.predict(X), probabilities: [...model.predictProba(X).data] };
    return { visit, answers, expected };
  };

  it('a model trained in Node gives the bits of Node', async () => {
    const { answers, expected } = await ask(true);
    expect(answers).toEqual([expected, expected]);
  });

  it('a model trained in Node gives its answers with the faster build', async () => {
    const { answers, expected } = await ask(false);
    for (const { labels, probabilities } of answers) {
      expect(labels).toEqual(expected.labels);
      expect(maxDifference(probabilities, expected.probabilities)).toBeLessThan(RELAXED_TOLERANCE);
    }
  });

  it('one file is all that is loaded, and the console stays clean', async () => {
    const { visit } = await ask(true);
    const paths = visit.urls.map(url => new URL(url).pathname);
    expect(paths.filter(path => path !== '/favicon.ico')).toEqual([
      '/pages/predict.html',
      '/dist/predict.js',
    ]);
    expect(visit.complaints).toEqual([]);
  });
});
