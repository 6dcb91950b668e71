import type { Calibration } from '../calibrated.js';
import { Matrix } from '../data/matrix.js';
import { Calibrator } from './calibrator.js';
import { softmaxOf } from './softmax.js';

/** Probabilities softmax(x∘z + y). */
export abstract class Scaling extends Calibrator {
  /** @internal */
  protected readonly method = 'scaling';

  /** @internal */
  protected apply({ x, y }: Calibration, logits: Matrix): Matrix {
    return softmaxOf(
      scaled(
        logits,
        x.map(([scale]) => scale as number),
        y.map(([shift]) => shift as number),
      ),
    );
  }
}

/** scale∘z + shift. */
export function scaled(
  { data, rows, cols }: Matrix,
  scale: ArrayLike<number>,
  shift: ArrayLike<number>,
): Matrix {
  const of = (z: number, at: number) => z * (scale[at % cols] as number) + (shift[at % cols] as number);
  return new Matrix(data.map(of), rows, cols);
}
