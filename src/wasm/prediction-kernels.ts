/** The kernels of prediction: their types, and binaries that hold these kernels alone, two fifths of all. */
import { compiler } from './compile.js';
import { parts } from './generated/prediction-binaries.js';
import { type InstanceOf, instanceOf } from './instance.js';
import type { Precision } from './precision.js';

/** The kernels of one precision that score rows against a model. */
export interface PredictionKernels {
  modelBytes(d: number, K: number): number;
  packModel(params: number, d: number, K: number, centre: number, model: number): void;
  predictScratch(rows: number, d: number, K: number): number;
  predictScores(
    kind: number,
    source: number,
    rows: number,
    d: number,
    K: number,
    centre: number,
    model: number,
    out: number,
    scratch: number,
  ): number;
  predictClasses(
    source: number,
    rows: number,
    d: number,
    K: number,
    centre: number,
    model: number,
    out: number,
    scratch: number,
  ): number;
}

const compiled = /* @__PURE__ */ compiler(parts);

/**
 * A new instance with a memory of its own; its answers are, bit for bit, those of the same build in `kernels.ts`.
 * @param deterministic force the base build, whose results are the same bits on every machine
 * @throws Error where the engine has no WebAssembly SIMD, RangeError where there is no memory for another instance
 */
export function instantiatePrediction(
  precision: Precision,
  deterministic: boolean,
): InstanceOf<PredictionKernels> {
  return instanceOf(compiled(deterministic), precision);
}
