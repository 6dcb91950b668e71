/** Logits → probabilities, by the kernel that predictions have. */
import type { Matrix } from '../data/matrix.js';
import type { RowSource } from '../data/row-source.js';
import { type LinearModel, Scores, sharedPredictors } from '../predictor.js';
import { instantiatePrediction } from '../wasm/prediction-kernels.js';

const predictorFor = /* @__PURE__ */ sharedPredictors(instantiatePrediction);

/**
 * Softmax of β·z for logits z, n × K, in float64.
 * @param kind of `Scores`
 */
export function softmaxOf(logits: Matrix, beta = 1, kind: number = Scores.probabilities): Matrix {
  const { rows, cols } = logits;
  const scaled: RowSource = {
    rows,
    cols,
    copy(first, last, target) {
      for (let i = first, at = 0; i < last; i++) {
        const row = logits.row(i);
        let most = row[0] as number;
        for (let k = 1; k < cols; k++) most = Math.max(most, row[k] as number);
        // Less the largest of its row, β·z stays finite.
        for (let k = 0; k < cols; k++) {
          target[at++] = Math.max(beta * ((row[k] as number) - most), -Number.MAX_VALUE);
        }
      }
    },
  };
  return predictorFor('float64', false).scores(modelOf(cols), scaled, kind, true);
}

/** What the predictor asks of a model whose logits are known: K. */
function modelOf(nClasses: number): LinearModel {
  return { params: new Float64Array(), centre: new Float64Array(), nClasses, nFeatures: 0 };
}
