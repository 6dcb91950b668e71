import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abridged } from '../../web/src/rooms/data/names.js';

describe('names that are too long for their place', () => {
  it('keep their beginning and their end', () => {
    expect(abridged('blood pressure at noon, left arm', 16)).toBe('blood pres…t arm');
    expect(abridged('short', 16)).toBe('short');
    expect(abridged('on two\n lines')).toBe('on two lines');
  });

  it('stay apart where they end differently', () => {
    const names = ['A', 'B'].map(end => abridged(`${'the same beginning '.repeat(5000)}${end}`, 20));
    expect(new Set(names).size).toBe(2);
  });

  it('are never longer than asked, and whole letters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 500 }),
        fc.integer({ min: 4, max: 60 }),
        (name, length) => {
          const short = abridged(name, length);
          expect(Array.from(short).length).toBeLessThanOrEqual(length);
          expect(() => encodeURIComponent(short)).not.toThrow(); // of half a surrogate pair
        },
      ),
    );
  });
});
