import { expect, it } from 'vitest';
import { duration, fixed, percent, plural, power, shortened, significant } from '../../src/report/numbers.js';

it.each([
  [significant(1234.5), '1230'],
  [significant(-0.5), '−0.5'],
  [significant(1.5e-7), '1.5 × 10⁻⁷'],
  [significant(0), '0'],
  [power(1e-4), '10⁻⁴'],
  [power(-3.24e12), '−3.2 × 10¹²'],
  [percent(0.1234), '12.3\u00a0%'],
  [fixed(null), '–'],
  [fixed(-1), '−1.000'],
  [duration(12.34), '12.3 ms'],
  [duration(90_000), '1.5 min'],
  [plural(1, 'row'), '1 row'],
  [plural(2, 'class', 'classes'), '2 classes'],
  [shortened('a long\nname', 6), 'a lon…'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});
