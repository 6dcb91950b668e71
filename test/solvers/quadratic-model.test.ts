// The model of two classes, whichever of its matrices it is made from.

import { expect, it } from 'vitest';
import { createObjective } from '../../src/create-objective.js';
import type { Curvature } from '../../src/objective.js';
import { L1 } from '../../src/solvers/l1.js';
import { QuadraticModel } from '../../src/solvers/quadratic-model.js';
import { withRidge } from '../../src/terms/penalty.js';
import { maxDifference, randomProblem } from '../helpers.js';

const D = 4;
const { X, y } = randomProblem(12, 50, D, 2);
const data = createObjective(X, y, { precision: 'float64' });
const w = Float64Array.from({ length: data.size }, (_, i) => (i > D ? 1 : -1) * 0.3 * Math.sin(i % (D + 1)));
const l1 = new L1({ factors: new Float64Array(D + 1), grouped: false, mirrored: true }, data.size, undefined);

function modelOf(ridge: Float64Array, whole: boolean): QuadraticModel {
  const curvature = withRidge(data, ridge).curvature as Required<Curvature>;
  const steps = QuadraticModel.build(curvature, w, l1, whole, 1);
  let next = steps.next(0);
  for (; !next.done; next = steps.next(0)) {
    const step = next.value;
    if (step.type === 'hessian') curvature.hessian(step.w, 1, step.out);
    if (step.type !== 'gram') continue;
    const gram = new Float64Array((D + 1) ** 2);
    for (const weights of step.weights) {
      curvature.gram(weights, 1, gram);
      step.take(gram);
    }
  }
  return next.value;
}

function matrixOf(model: QuadraticModel): Float64Array {
  const A = new Float64Array((D + 1) ** 2);
  const all = Array.from({ length: D + 1 }, (_, i) => i);
  model.among(all, A, D + 1);
  return A;
}

it('counts the ridge of rows ∓v twice, once a row, from blocks and from the whole Hessian', () => {
  const ridge = Float64Array.of(3, 1, 0, 2, 0);
  const plain = matrixOf(modelOf(new Float64Array(D + 1), true));
  const expected = plain.map((h, at) => h + (at % (D + 2) === 0 ? 2 * (ridge[at / (D + 2)] as number) : 0));
  for (const whole of [false, true]) {
    expect(maxDifference(matrixOf(modelOf(ridge, whole)), expected)).toBeLessThan(1e-13);
    const later = modelOf(new Float64Array(D + 1), whole);
    later.addRidge(ridge);
    expect(maxDifference(matrixOf(later), expected)).toBeLessThan(1e-13);
  }
});
