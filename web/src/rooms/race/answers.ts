import type { Data } from './data.js';
import type { Answer, Finish } from './protocol.js';
import type { Field, Fitted, Racer } from './racers.js';

// softmax-wasm keeps rows and multiplies in float32: a logit is a sum of products, each rounded to 6e-8, so the loss and the
// gradient agree to a few 1e-6 of what is added up.  Ten times that is a mistake, not rounding.
const VALUE_TOLERANCE = 1e-5;
const GRADIENT_TOLERANCE = 1e-5;
// Fits stop where the gradient is small, not where F is least; two such points differ in F by far less than this.
const FIT_TOLERANCE = 1e-4;

/**
 * Everyone's loss and gradient at one point.
 * @throws Error where one differs from the textbook's loops by more than rounding
 */
export async function compare({ racers, judge }: Field, w: Float64Array): Promise<Answer[]> {
  const expected = new Float64Array(w.length);
  const F = judge(w, expected);
  const answers: Answer[] = [];
  for (const racer of racers) {
    const gradient = new Float64Array(w.length).fill(Number.NaN);
    const loss = await racer.evaluate(w, gradient);
    verify(Math.abs(loss - F) <= VALUE_TOLERANCE * F, racer, `a loss of ${loss}, expected ${F}`);
    const gradientError = farthest(gradient, expected, racer);
    answers.push({ racer: racer.id, loss, gradientError });
  }
  return answers;
}

function farthest(gradient: Float64Array, expected: Float64Array, racer: Racer): number {
  return expected.reduce((most, value, at) => {
    const error = Math.abs((gradient[at] as number) - value);
    // Columns are standard normal, so an entry adds up terms of about 1.
    const allowed = GRADIENT_TOLERANCE * Math.max(1, Math.abs(value));
    verify(error <= allowed, racer, `${gradient[at]} in the gradient at ${at}, expected ${value}`);
    return Math.max(most, error);
  }, 0);
}

/**
 * How good everyone's optimum is, in the eyes of the textbook's loops.
 * @throws Error where one is worse than the best by more than the tolerance explains
 */
export function judgeFits({ racers, judge }: Field, fits: ReadonlyMap<Racer, Fitted>): Finish[] {
  const finishes = racers.flatMap(racer => {
    const fitted = fits.get(racer);
    if (!fitted) return [];
    const gradient = new Float64Array(fitted.w.length);
    const objective = judge(fitted.w, gradient);
    const gradientNorm = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const { evaluations, status, threads } = fitted;
    return [{ racer: racer.id, objective, gradientNorm, evaluations, status, threads }];
  });
  const best = Math.min(...finishes.map(({ objective }) => objective));
  for (const { racer, objective } of finishes) {
    const close = objective - best <= FIT_TOLERANCE * best;
    verify(close, { id: racer }, `an optimum of ${objective}, where another has ${best}`);
  }
  return finishes;
}

function verify(ok: boolean, { id }: Pick<Racer, 'id'>, what: string): asserts ok {
  if (!ok) throw new Error(`the answers differ: ${id} has ${what}`);
}

/** Whether a data set is what it says, before anyone is timed on it. */
export function checkData({ X, y, rows, columns, classes }: Data): void {
  const seen = new Set(y);
  if (X.length !== rows * columns || y.length !== rows || seen.size !== classes) {
    throw new Error(`the data has ${seen.size} classes in ${y.length} rows: expected ${classes} in ${rows}`);
  }
}
