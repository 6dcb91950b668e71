import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainFields } from '../../../src/readers/csv/fields.js';
import { longNumber } from '../../../src/readers/csv/long-number.js';
import { numberIn } from '../../../src/readers/csv/number.js';
import { mulberry32 } from '../../helpers.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What is written where numbers stand, and what nearly is one. */
const field = fc.oneof(
  fc.double().map(String),
  fc.float({ noNaN: true }).map(x => x.toFixed(6)),
  fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(String),
  fc
    .tuple(fc.integer(), fc.integer({ min: -330, max: 330 }), fc.constantFrom('e', 'E', 'e+', 'e-'))
    .map(([m, power, e]) => `${m / 1000}${e}${Math.abs(power)}`),
  fc.constantFrom(
    '',
    ' ',
    '\r',
    '-',
    '+',
    '.',
    '-.',
    '.5',
    '5.',
    '-0',
    '+1',
    '1e',
    '1e+',
    'e5',
    '0x1f',
    '1_000',
    '1 2',
    '١',
  ),
  fc.constantFrom(
    'Infinity',
    '-Infinity',
    'NaN',
    '00012',
    '1.7976931348623157e308',
    '5e-324',
    '1e400',
    '123456789012345678',
  ),
  // Digits, and then what is not ASCII, or the other way round; some of it is white space.
  fc.constantFrom(
    '12°C',
    '10–20',
    '5€',
    '7.5é',
    '−5',
    '１２',
    '\u00a05',
    '5\u00a0',
    '1\u00a0234',
    '5e1\u00a0',
    '\u2003',
  ),
  fc.string({ unit: fc.constantFrom(...'0123456789.-+eE \t\r'), maxLength: 20 }),
);

describe('numberIn', () => {
  it('is what Number makes of the text, to the bit', () => {
    fc.assert(
      fc.property(field, fc.string({ maxLength: 3 }), (text, around) => {
        const [before, body, after] = [around, text, around].map(bytes) as [
          Uint8Array,
          Uint8Array,
          Uint8Array,
        ];
        const all = new Uint8Array([...before, ...body, ...after]);
        expect(numberIn(all, before.length, before.length + body.length)).toBe(Number(text));
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});

describe('longNumber', () => {
  /** Two neighbours and the number in their middle, as whole numbers over the same power of two. */
  const middle = fc.tuple(
    fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
    fc.integer({ min: -70, max: 8 }),
  );

  it('rounds correctly, however near to the middle of two doubles', () => {
    fc.assert(
      fc.property(
        middle,
        fc.integer({ min: 16, max: 19 }),
        fc.constantFrom(-1n, 0n, 1n),
        (at, count, step) => {
          const [mantissa, exponent] = at;
          // (2m + 1) · 2^(exponent − 1) in decimal, cut after so many digits: the nearest to the middle that they write.
          const [over, under] =
            exponent >= 1 ? [2n ** BigInt(exponent - 1), 1n] : [1n, 2n ** BigInt(1 - exponent)];
          const shifted = ((2n * mantissa + 1n) * over * 10n ** 40n) / under;
          const digits = String(shifted);
          const head = String(BigInt(digits.slice(0, count)) + step);
          const decimals = 40 - (digits.length - count);
          fc.pre(head.length === count && decimals >= 0 && decimals <= 22);
          const text = decimals === 0 ? head : `${head.padStart(decimals + 1, '0')}`;
          const written =
            decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(text.length - decimals)}`;
          expect(numberIn(bytes(written), 0, written.length)).toBe(Number(written));
          const significant = written.replace(/\D/g, '');
          if (significant.length > 19) return;
          const value = longNumber(bytes(written), 0, significant.length, 10 ** decimals);
          expect(Number.isNaN(value) || value === Number(written)).toBe(true);
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });

  it('decides nearly always', () => {
    const random = mulberry32(1);
    const undecided = Array.from({ length: 2000 }, () => {
      const digits = `${Math.floor(random() * 1e9) + 1e9}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;
      return longNumber(bytes(digits), 0, 18, 1e17);
    }).filter(Number.isNaN);
    expect(undecided.length).toBeLessThan(10);
  });
});

describe('PlainFields', () => {
  it('finds the fields that split finds, and their numbers', () => {
    const line = fc.array(
      field.map(text => text.replace('\r', ' ')),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 9 }), fc.boolean(), (table, ends) => {
        const text = table.map(row => row.join()).join('\n') + (ends ? '\n' : '');
        const rows = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').map(row => row.split(','));
        if (text === '') return;
        const fields = new PlainFields(',', '\n');
        expect(fields.scan(bytes(text), 1)).toBe('fields');
        expect(fields.rows).toBe(rows.length);
        rows.forEach((row, i) => {
          expect(fields.width(i)).toBe(row.length);
          row.forEach((value, j) => {
            expect(fields.text(i, j)).toBe(value);
            expect(fields.number(i, j)).toBe(Number(value));
            expect(fields.isEmpty(i, j)).toBe(value.trim() === '');
          });
        });
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('gives texts that recur, whatever else has come between', () => {
    const fields = new PlainFields(',', '\n');
    const names = Array.from({ length: 5000 }, (_, i) => `name ${i % 1700} é`);
    for (let pass = 0; pass < 2; pass++) {
      fields.scan(bytes(names.join('\n')), 1);
      expect(names.map((_, i) => fields.text(i, 0))).toEqual(names);
    }
  });

  it('leaves delimiters to others that are part of a number', () => {
    expect([',', '\t', ' ', ';', '|', 'x'].every(PlainFields.knows)).toBe(true);
    expect(['-', '.', '0', '§'].some(PlainFields.knows)).toBe(false);
  });

  it('gives up at quotes and zeros', () => {
    const fields = new PlainFields(';', '\n');
    expect(fields.scan(bytes('1;2\n3;"4"\n'), 1)).toBe('quotes');
    expect(fields.scan(bytes('1;2\n3;\0\n'), 1)).toBe('zero');
    expect(fields.scan(bytes('1;2\n3,5;4\n'), 1)).toBe('fields');
    expect(fields.number(1, 0)).toBeNaN();
  });
});
