import type { LabelledLogits } from './labelled-logits.js';
import { OneVsRestCalibration } from './one-vs-rest.js';

/** Iterations at most: from its start Newton's method takes about ten. */
const MAX_ITERATIONS = 100;
/** What a step promises of the loss, relative, where one more is the last: its error is then of the order of this one's square. */
const LAST = 1e-12;

/**
 * Platt's sigmoid for each class against the rest: 1/(1 + exp(−a·z − b)) of the class's logit z, of two classes of their
 * difference; divided by the sum over classes.  Targets are smoothed as Platt has it: (n₁ + 1)/(n₁ + 2) for the rows of a
 * class, 1/(n₀ + 2) for the others.
 *
 * Platt (1999), "Probabilistic outputs for support vector machines"; scikit-learn's CalibratedClassifierCV with method
 * 'sigmoid'.
 */
export class SigmoidCalibration extends OneVsRestCalibration {
  /** @internal */
  protected readonly method = 'sigmoid';

  /** @internal */
  protected readonly kind = 'sigmoid';

  /** @internal */
  protected curve(
    scores: Float64Array,
    positive: Uint8Array,
    { weights, total }: LabelledLogits,
  ): [number[], number[]] {
    const ofClass = total * positive.reduce((sum, is, i) => sum + is * (weights[i] as number), 0);
    const ofRest = total - ofClass;
    const targets = Float64Array.from(positive, is =>
      is ? (ofClass + 1) / (ofClass + 2) : 1 / (ofRest + 2),
    );
    // In units of its size, the score has no part in how far Newton's method has to go.
    const size = scores.reduce((most, z) => Math.max(most, Math.abs(z)), 0) || 1;
    const start = Math.log((ofClass + 1) / (ofRest + 1));
    const [scale, shift] = minimum(
      scores.map(z => z / size),
      targets,
      weights,
      start,
    );
    return [[scale / size], [shift]];
  }
}

interface Point {
  loss: number;
  gradient: readonly [number, number];
  /** Of scale twice, of both, of shift twice. */
  hessian: readonly [number, number, number];
}

/** Where Σ w·(log(1 + exp(u)) − t·u), u = scale·z + shift, is least: it is convex. */
function minimum(
  z: Float64Array,
  t: Float64Array,
  w: Float64Array,
  startShift: number,
): readonly [number, number] {
  let [scale, shift] = [0, startShift];
  let here = evaluate(z, t, w, scale, shift);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const [g0, g1] = here.gradient;
    const [h00, h01, h11] = here.hessian;
    // Scores that are all the same leave the scale free: the ridge keeps it where it is.
    const ridge = 1e-14 * (h00 + h11) + Number.MIN_VALUE;
    const determinant = (h00 + ridge) * (h11 + ridge) - h01 * h01;
    const step = [
      -((h11 + ridge) * g0 - h01 * g1) / determinant,
      -((h00 + ridge) * g1 - h01 * g0) / determinant,
    ] as const;
    const slope = step[0] * g0 + step[1] * g1;
    if (-slope <= LAST * (1 + here.loss)) return [scale + step[0], shift + step[1]];
    let rate = 1;
    let next = evaluate(z, t, w, scale + step[0], shift + step[1]);
    while (!(next.loss <= here.loss + 1e-4 * rate * slope) && rate > 1e-10) {
      rate /= 2;
      next = evaluate(z, t, w, scale + rate * step[0], shift + rate * step[1]);
    }
    scale += rate * step[0];
    shift += rate * step[1];
    here = next;
  }
  return [scale, shift];
}

function evaluate(z: Float64Array, t: Float64Array, w: Float64Array, scale: number, shift: number): Point {
  let [loss, g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < z.length; i++) {
    const x = z[i] as number;
    const weight = w[i] as number;
    const u = scale * x + shift;
    const small = Math.exp(-Math.abs(u));
    const p = u >= 0 ? 1 / (1 + small) : small / (1 + small);
    const residual = weight * (p - (t[i] as number));
    const curvature = (weight * small) / ((1 + small) * (1 + small));
    loss += weight * (Math.max(u, 0) + Math.log1p(small) - (t[i] as number) * u);
    g0 += residual * x;
    g1 += residual;
    h00 += curvature * x * x;
    h01 += curvature * x;
    h11 += curvature;
  }
  return { loss, gradient: [g0, g1], hessian: [h00, h01, h11] };
}
