import { number } from './numbers.js';
import { largestExponent, type Steps } from './steps.js';

/** What has become of the form that the formula suggests, in words. */
export function verdict({ exponents, exponentials, sum, format }: Steps): string {
  const largest = Math.max(...exponents);
  if (exponentials.some(e => e === Infinity)) {
    const count = exponentials.filter(e => e === Infinity).length;
    const whose = count === exponentials.length ? 'Every exponential' : `${count} of the exponentials`;
    return `${whose} overflowed: ${format} ends at exp(${number(largestExponent(format))}), and the largest here is exp(${number(largest)}). ∞/∞ is NaN, and so are the probabilities, the loss and the gradient.`;
  }
  if (sum === Infinity) {
    return `No exponential overflowed, but their sum did: ${format} ends at exp(${number(largestExponent(format))}). Every probability has become 0.`;
  }
  if (sum === 0) {
    return `Every exponential has become 0, since exp(${number(largest)}) is less than the smallest number that ${format} has. 0/0 is NaN.`;
  }
  if (exponentials.some(e => e === 0)) {
    return `Both forms agree where it counts. The smallest exponentials have become 0, which is what they add to the sum; but −log p of such a class is infinite as written, and exact as log Σ exp u − u.`;
  }
  return 'Both forms agree: the factor exp(c) stands above and below the fraction line. Move c beyond what exp can hold.';
}

/** How far the probabilities are from what they are without c, at most: the rounding of z + c, or NaN. */
export function farthest(shares: readonly number[], without: readonly number[]): number {
  return shares.reduce((most, p, k) => {
    const distance = Math.abs(p - (without[k] as number));
    return Number.isNaN(distance) || distance > most ? distance : most;
  }, 0);
}
