import { SoftmaxRegression } from 'softmax-wasm';
import type { Parts } from './parts.js';
import { type Choices, type Frame, record } from './recording.js';

export interface Trained {
  readonly choices: Choices;
  readonly model: SoftmaxRegression;
  /** What a visitor waits for `fit`: packing, the solver and, the first time, compiling WebAssembly. */
  readonly elapsedMs: number;
  readonly frames: readonly Frame[];
}

/** Fits as anyone would, by the clock; the recording for the eye is made afterwards. */
export async function train({ train, test }: Parts, choices: Choices): Promise<Trained> {
  const model = new SoftmaxRegression(choices);
  const started = performance.now();
  await model.fit(train.X, train.y, { quiet: true });
  const elapsedMs = performance.now() - started;
  return { choices, model, elapsedMs, frames: record(train, test, choices) };
}
