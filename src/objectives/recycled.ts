import type { Instance, Instantiate } from '../wasm/kernels.js';
import type { Precision } from '../wasm/precision.js';

/**
 * One instance again and again, instead of a new one each time: who takes it works in the memory of the one before, whose
 * objective is good for nothing any more.  A memory each for the chunks of a stream would take more than they leave.
 */
export function recycled(instantiate: Instantiate): Instantiate {
  const known = new Map<Precision, Instance>();
  return precision => {
    const instance = known.get(precision) ?? instantiate(precision);
    known.set(precision, instance);
    return instance;
  };
}
