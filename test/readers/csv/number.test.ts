import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainFields } from '../../../src/readers/csv/fields.js';
import { numberIn } from '../../../src/readers/csv/number.js';

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
