import { SoftmaxRegression } from 'softmax-wasm';

/** 4200 rows of sepals and petals around the means of three species, the same numbers everywhere. */
const ROWS = 4200;
const SPECIES = ['setosa', 'versicolor', 'virginica'];
const MEANS = [
  [5.0, 3.4, 1.5, 0.2],
  [5.9, 2.8, 4.3, 1.3],
  [6.6, 3.0, 5.6, 2.0],
];

let state = 1;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** What a fit with these options gives, and its predictions; an error as its message. */
export async function fits(options) {
  state = 1;
  const X = Array.from({ length: ROWS }, (_, i) => MEANS[i % 3].map(mean => mean + 2 * random() - 1));
  const y = X.map((_, i) => SPECIES[i % 3]);
  try {
    const model = await new SoftmaxRegression({ deterministic: true, ...options }).fit(X, y);
    const { status, threads } = model.report;
    return {
      status,
      threads,
      coef: [...model.coef.data, ...model.intercept],
      predicted: model.predict(X.slice(0, 300)),
      probabilities: [...model.predictProba(X.slice(0, 300)).data],
    };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}
