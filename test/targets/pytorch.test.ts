import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/fit/assemble.js';
import { checkInput } from '../../src/fit/input.js';
import { type Options, SoftmaxRegression } from '../../src/index.js';
import { checkOptions } from '../../src/options/index.js';
import { maxDifference, parametersOf } from '../helpers.js';

interface Case {
  name: string;
  nClasses: number;
  C: number;
  labelSmoothing: number;
  targets: number[] | number[][];
  classWeight: number[] | null;
  ignoreLabel: number | null;
  offset: number[][] | null;
  at: number[];
  lossThere: number;
  objective: number;
  parameters: number[];
}

/** Written by fixtures/make_targets.py. */
const { X, cases }: { X: number[][]; cases: Case[] } = JSON.parse(
  readFileSync(new URL('../fixtures/targets.json', import.meta.url), 'utf8'),
);

function optionsOf({ nClasses, C, labelSmoothing, classWeight, ignoreLabel }: Case): Options {
  return {
    C,
    labelSmoothing,
    classes: Array.from({ length: nClasses }, (_, k) => k),
    ...(classWeight && { classWeight: new Map(classWeight.entries()) }),
    ...(ignoreLabel !== null && { ignoreLabel }),
  };
}

describe.each(cases.filter(({ offset }) => !offset).map(each => [each.name, each] as const))(
  '%s',
  (_, each) => {
    it.each([
      // Float64 sums; float32 rows and logits of up to 40.
      ['float64', 1e-13],
      ['float32', 1e-5],
    ] as const)('PyTorch has the same loss, %s', (precision, tolerance) => {
      const options = checkOptions({ ...optionsOf(each), precision });
      const { problem } = checkInput(X, each.targets, {}, options, null);
      const { objective } = assemble(problem, { ...options, C: undefined });
      const loss = objective.valueAndGradient(Float64Array.from(each.at), new Float64Array(objective.size));
      expect(Math.abs(loss - each.lossThere)).toBeLessThan(tolerance * each.lossThere);
    });

    it.each([
      // The optimum moves by the gradient's 1e-11 over the Hessian's least eigenvalue.
      ['float64', 1e-11, 1e-8],
      ['float32', 1e-6, 1e-3],
    ] as const)('PyTorch has the same optimum, %s', (precision, tol, tolerance) => {
      const model = new SoftmaxRegression({ ...optionsOf(each), precision, tol });
      model.fitSync(X, each.targets);
      expect(maxDifference(parametersOf(model), each.parameters)).toBeLessThan(tolerance);
      expect(Math.abs(model.report.objective - each.objective)).toBeLessThan(tol);
    });
  },
);
