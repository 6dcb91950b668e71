/** 2^27 + 1: Veltkamp's split of a double in two halves of 26 bits. */
const SPLIT = 134217729;
/** So many digits go to the first part, below 2^53 with any ten-thousandth to spare; the second has at most nine. */
const FIRST_DIGITS = 10;

/**
 * digits / divisor, correctly rounded, for 16 to 19 digits, which are more than a double holds: worked out with a second double for
 * what the first leaves (Dekker 1971). NaN where what is left is too near the middle of two doubles to tell.
 * @param start where the digits begin, a point among them
 * @param count how many there are
 * @param divisor a power of ten that is an exact double
 */
export function longNumber(bytes: Uint8Array, start: number, count: number, divisor: number): number {
  let [first, second, at, left] = [0, 0, start, count];
  for (; left > count - FIRST_DIGITS; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0) continue;
    first = first * 10 + digit;
    left--;
  }
  let scale = 1;
  for (; left > 0; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0) continue;
    second = second * 10 + digit;
    scale *= 10;
    left--;
  }
  const product = first * scale;
  const high = product + second;
  const low = second - (high - product) + productError(first, scale, product);
  const digits = high + low;
  const digitsError = low - (digits - high);
  const quotient = digits / divisor;
  const back = quotient * divisor;
  const correction = (digits - back - productError(quotient, divisor, back) + digitsError) / divisor;
  const value = quotient + correction;
  const rest = quotient - value + correction;
  // Half of the distance to the next double would move it.
  const certain = value + rest * (1 + 1e-9) === value && value + rest * (1 - 1e-9) === value;
  return certain ? value : Number.NaN;
}

/** a · b less `product`, its rounding: exact. */
function productError(a: number, b: number, product: number): number {
  let split = SPLIT * a;
  const aHigh = split - (split - a);
  const aLow = a - aHigh;
  split = SPLIT * b;
  const bHigh = split - (split - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}
