import { type Calibration, oneVsRest } from '../calibrated.js';
import type { Matrix } from '../data/matrix.js';
import { Calibrator } from './calibrator.js';
import type { LabelledLogits } from './labelled-logits.js';

/** A curve for each class against the rest, of its logit; for two classes one, of their difference. */
export abstract class OneVsRestCalibration extends Calibrator {
  /** x and y of a class's curve, see `Calibration`. @internal */
  protected abstract curve(
    scores: Float64Array,
    positive: Uint8Array,
    rows: LabelledLogits,
  ): [number[], number[]];

  /** @internal */
  protected learn(rows: LabelledLogits): Calibration {
    const { logits, indices } = rows;
    const K = logits.cols;
    const column = (k: number) => Float64Array.from(indices, (_, i) => logits.get(i, k));
    const first = column(0);
    const curves = Array.from({ length: K > 2 ? K : 1 }, (_, c) => {
      const k = K > 2 ? c : 1;
      const scores = K > 2 ? column(k) : column(1).map((z, i) => z - (first[i] as number));
      return this.curve(
        scores,
        Uint8Array.from(indices, index => Number(index === k)),
        rows,
      );
    });
    return { method: this.method, x: curves.map(([x]) => x), y: curves.map(([, y]) => y) };
  }

  /** @internal */
  protected apply(calibration: Calibration, logits: Matrix): Matrix {
    return oneVsRest(calibration, logits);
  }
}
