import type { Objective } from '../objective.js';

/** max |∂F/∂(W, b)| from the gradient in (W, b + W·centre):  ∂F/∂W = g_W + centre·g_b. */
export function rawGradientNorm(centre: Float64Array): NonNullable<Objective['gradientNorm']> {
  const size = centre.length + 1;
  let raw = new Float64Array(0);
  return (gradient, shrink) => {
    if (raw.length !== gradient.length) raw = new Float64Array(gradient.length);
    raw.set(gradient);
    for (let first = 0; first < raw.length; first += size) {
      const gb = raw[first + size - 1] as number;
      for (let j = 0; j < centre.length; j++)
        raw[first + j] = (raw[first + j] as number) + (centre[j] as number) * gb;
    }
    shrink?.(raw);
    let largest = 0;
    for (let i = 0; i < raw.length; i++) {
      const entry = Math.abs(raw[i] as number);
      if (Number.isNaN(entry)) return entry;
      if (entry > largest) largest = entry;
    }
    return largest;
  };
}
