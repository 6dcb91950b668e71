/**
 * Softmax one step at a time, as the room shows it: in the form of the formula, which overflows, or less the maximum.
 *
 *   u_k = (z_k + c)/T [ − max_j (z_j + c)/T ]      p_k = exp u_k / Σ_j exp u_j
 *
 * The library's kernels show no steps; tests hold these to them.
 */

export const FORMATS = ['float64', 'float32'] as const;
/** The numbers that every step is rounded to. */
export type Format = (typeof FORMATS)[number];

export interface Scores {
  /** z, one per class. */
  readonly logits: readonly number[];
  /** T > 0. */
  readonly temperature: number;
  /** c, added to every score. */
  readonly offset: number;
  readonly format: Format;
}

export interface Steps {
  /** (z + c)/T. */
  readonly inputs: readonly number[];
  /** What was subtracted from each: the largest of them, or 0. */
  readonly shift: number;
  /** u. */
  readonly exponents: readonly number[];
  readonly exponentials: readonly number[];
  readonly sum: number;
  /** p. */
  readonly shares: readonly number[];
  readonly shifted: boolean;
  readonly format: Format;
}

export function steps(scores: Scores, shifted: boolean): Steps {
  const { logits, temperature, offset, format } = scores;
  const round = rounding(format);
  const inputs = logits.map(z => round(round(round(z) + offset) / round(temperature)));
  const shift = shifted ? Math.max(...inputs) : 0;
  const exponents = inputs.map(input => round(input - shift));
  const exponentials = exponents.map(u => round(Math.exp(u)));
  const sum = exponentials.reduce((total, e) => round(total + e), 0);
  const shares = exponentials.map(e => round(e / sum));
  return { inputs, shift, exponents, exponentials, sum, shares, shifted, format };
}

/**
 * The loss of the class picked as true, in nats.  As the formula says −log p, which is infinite once p has become 0; less the
 * maximum log Σ exp u − u_true, which stays exact.
 */
export function loss({ exponents, sum, shares, shifted, format }: Steps, truth: number): number {
  const round = rounding(format);
  if (!shifted) return round(-round(Math.log(shares[truth] as number)));
  return round(round(Math.log(sum)) - (exponents[truth] as number));
}

/** ∂loss/∂(z_k/T) = p_k − y_k, where y is 1 for the true class and 0 for the others. */
export function gradient({ shares, format }: Steps, truth: number): number[] {
  const round = rounding(format);
  return shares.map((p, k) => round(p - (k === truth ? 1 : 0)));
}

/** Whether all went well: no step left the numbers that the format has. */
export function sound({ exponentials, sum, shares }: Steps): boolean {
  return [...exponentials, sum, ...shares].every(Number.isFinite);
}

/** The largest x whose exp(x) the format still holds: log of its largest number. */
export function largestExponent(format: Format): number {
  return Math.log(format === 'float32' ? 2 ** 128 * (1 - 2 ** -24) : Number.MAX_VALUE);
}

function rounding(format: Format): (value: number) => number {
  return format === 'float32' ? Math.fround : value => value;
}
