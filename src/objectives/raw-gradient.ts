/** max |∂F/∂(W, b)| from the gradient in (W, b + W·centre):  ∂F/∂W = g_W + centre·g_b. */
export function rawGradientNorm(centre: Float64Array): (gradient: Float64Array) => number {
  const size = centre.length + 1;
  return gradient => {
    let largest = 0;
    for (let first = 0; first < gradient.length; first += size) {
      const gb = gradient[first + size - 1] as number;
      for (let j = 0; j < size; j++) {
        const entry = j < centre.length ? (gradient[first + j] as number) + (centre[j] as number) * gb : gb;
        if (Number.isNaN(entry)) return entry;
        largest = Math.max(largest, Math.abs(entry));
      }
    }
    return largest;
  };
}
