import type { LinearModel } from '../predictor.js';
import type { SoftmaxRegression } from '../softmax-regression.js';

/** All binary models as the rows of one, so that their logits take one pass: two rows ∓w/2 make one w. */
export function stacked(estimators: readonly SoftmaxRegression[]): LinearModel {
  const { nFeatures, fitted } = estimators[0] as SoftmaxRegression;
  const params = Float64Array.from(
    estimators.flatMap(({ coef, intercept }) => {
      const first = coef.row(0);
      const w = Array.from(coef.row(1), (value, j) => value - (first[j] as number));
      return [...w, (intercept[1] as number) - (intercept[0] as number)];
    }),
  );
  return { params, centre: fitted.linear.centre, nClasses: estimators.length, nFeatures };
}
