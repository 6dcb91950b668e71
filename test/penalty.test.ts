import { describe, expect, it } from 'vitest';
import type { Curvature, Objective } from '../src/objective.js';
import { withRidge } from '../src/terms/penalty.js';

const curvature: Curvature = {
  rows: 10,
  classes: 2,
  blockSize: 3,
  gram(_, sampleEvery, out) {
    for (let i = 0; i < 9; i++) out[i] = 100 * sampleEvery + i;
  },
};

/** Σ wᵢ, with gradient 1, for two classes of two weights and an intercept. */
const linear: Objective = {
  size: 6,
  valueAndGradient(w, gradient) {
    gradient.fill(1);
    return w.reduce((sum, wi) => sum + wi, 0);
  },
};

const W = Float64Array.of(1, 2, 50, -3, 4, 60);
const WITH_INTERCEPT = Float64Array.of(0.5, 0.5, 0);
const WITHOUT_INTERCEPT = Float64Array.of(0.5, 0.5, 0.5);

function gradientOf(objective: Objective): number[] {
  const gradient = new Float64Array(6).fill(Number.NaN);
  objective.valueAndGradient(W, gradient);
  return [...gradient];
}

function gramOf(objective: Objective): number[] {
  const out = new Float64Array(9).fill(Number.NaN);
  objective.curvature?.gram({ kind: 'bound' }, 2, out);
  return [...out];
}

describe('withRidge', () => {
  it('adds ½·λ times the squares of the weights to the value, not those of the intercepts', () => {
    const value = withRidge(linear, WITH_INTERCEPT).valueAndGradient(W, new Float64Array(6));
    expect(value).toBe(114 + 0.25 * (1 + 4 + 9 + 16));
  });

  it('adds the squares of all parameters where there are no intercepts', () => {
    const value = withRidge(linear, WITHOUT_INTERCEPT).valueAndGradient(W, new Float64Array(6));
    expect(value).toBe(114 + 0.25 * (1 + 4 + 9 + 16 + 2500 + 3600));
  });

  it('adds λ times the weights to the gradient and leaves that of the intercepts', () => {
    expect(gradientOf(withRidge(linear, WITH_INTERCEPT))).toEqual([1.5, 2, 1, -0.5, 3, 1]);
  });

  it('adds λ times all parameters to the gradient where there are no intercepts', () => {
    expect(gradientOf(withRidge(linear, WITHOUT_INTERCEPT))).toEqual([1.5, 2, 26, -0.5, 3, 31]);
  });

  it('adds λ to the diagonal of a Gram matrix but for the intercept', () => {
    const penalised = withRidge({ ...linear, curvature }, WITH_INTERCEPT);
    expect(gramOf(penalised)).toEqual([200.5, 201, 202, 203, 204.5, 205, 206, 207, 208]);
  });

  it('adds λ to the whole diagonal where there are no intercepts', () => {
    const penalised = withRidge({ ...linear, curvature }, WITHOUT_INTERCEPT);
    expect(gramOf(penalised)).toEqual([200.5, 201, 202, 203, 204.5, 205, 206, 207, 208.5]);
  });

  it('passes on the weights of a Gram matrix', () => {
    const asked: unknown[] = [];
    const watched: Curvature = {
      ...curvature,
      gram(weights) {
        asked.push(weights);
      },
    };
    const weights = { kind: 'class', w: W, k: 1 } as const;
    withRidge({ ...linear, curvature: watched }, WITH_INTERCEPT).curvature?.gram(
      weights,
      1,
      new Float64Array(9),
    );
    expect(asked).toEqual([weights]);
  });

  it('keeps the shape of the curvature', () => {
    const { rows, classes, blockSize } = withRidge<Objective>({ ...linear, curvature }, WITH_INTERCEPT)
      .curvature as Curvature;
    expect([rows, classes, blockSize]).toEqual([10, 2, 3]);
  });

  it('has no curvature where the objective has none', () => {
    expect('curvature' in withRidge(linear, WITH_INTERCEPT)).toBe(false);
  });

  it('keeps the size', () => {
    expect(withRidge(linear, WITH_INTERCEPT).size).toBe(6);
  });

  it('leaves the parameters as they were', () => {
    const w = W.slice();
    withRidge(linear, WITH_INTERCEPT).valueAndGradient(w, new Float64Array(6));
    expect(w).toEqual(W);
  });

  it('is the same objective where lambda is 0', () => {
    expect(withRidge(linear, new Float64Array(3))).toBe(linear);
  });

  it('takes a factor of its own for every parameter', () => {
    expect(gradientOf(withRidge(linear, Float64Array.of(0, 2, 0)))).toEqual([1, 5, 1, 1, 9, 1]);
  });
});
