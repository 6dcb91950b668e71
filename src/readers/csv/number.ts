import { longNumber } from './long-number.js';

/** Exact doubles: 10^22 = 2^22 · 5^22, and 5^22 < 2^53. */
export const POWERS_OF_TEN = Array.from({ length: 23 }, (_, k) => 10 ** k);
/** So many digits are an integer below 2^53. */
export const EXACT_DIGITS = 15;

/** And so many two doubles. */
const LONG_DIGITS = 19;

/**
 * What `Number` makes of a field of bytes, without making text of it: NaN for what is no number, 0 for nothing but white space.
 *
 * Up to 15 digits and a power of ten up to 22 are exact doubles, so one multiplication or division rounds correctly (Clinger
 * 1990); of 16 to 19 digits two doubles hold what one does not. All else goes to `Number`.
 */
export function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative) at++;
  const first = at;
  let digits = 0;
  let digit = (bytes[at] as number) - 48;
  for (; at < end && digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - 48)
    digits = digits * 10 + digit;
  let count = at - first;
  let power = 0;
  if (at < end && digit === -2) {
    const point = ++at;
    digit = (bytes[at] as number) - 48;
    for (; at < end && digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - 48)
      digits = digits * 10 + digit;
    power = point - at;
    count -= power;
  }
  if (count === 0 || count > LONG_DIGITS) return slowly(bytes, start, end);
  if (at < end) {
    // The \r of a line that ends in \r\n, or an exponent.
    if (bytes[at] === 13 && at + 1 === end) end--;
    else {
      const exponent = exponentIn(bytes, at, end);
      if (exponent === null) return slowly(bytes, start, end);
      power += exponent;
    }
  }
  if (power < -22 || power > (count > EXACT_DIGITS ? 0 : 22)) return slowly(bytes, start, end);
  let value =
    power < 0 ? digits / (POWERS_OF_TEN[-power] as number) : digits * (POWERS_OF_TEN[power] as number);
  if (count > EXACT_DIGITS) {
    value = longNumber(bytes, first, count, POWERS_OF_TEN[-power] as number);
    if (Number.isNaN(value)) return slowly(bytes, start, end);
  }
  return negative ? -value : value;
}

/** Of `e-07` and the like; null for anything else. */
function exponentIn(bytes: Uint8Array, start: number, end: number): number | null {
  if (((bytes[start] as number) | 32) !== 101) return null;
  let at = start + 1;
  const sign = bytes[at];
  if (sign === 43 || sign === 45) at++;
  if (at >= end || end - at > 3) return null;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (!(digit >= 0 && digit <= 9)) return null;
    exponent = exponent * 10 + digit;
  }
  return sign === 45 ? -exponent : exponent;
}

function slowly(bytes: Uint8Array, start: number, end: number): number {
  const field = bytes.subarray(start, end);
  // No decoder: for so few bytes it takes longer.  There is white space that is not ASCII.
  if (field.length <= 64 && field.every(byte => byte < 128))
    return Number(String.fromCharCode.apply(null, field as unknown as number[]));
  return Number(new TextDecoder('utf-8', { ignoreBOM: true }).decode(field));
}
