import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spread } from '../../../src/report/page/spread.js';

const positions = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 12 });

it('puts positions at least so far apart, in their order', () => {
  fc.assert(
    fc.property(positions, given => {
      const shifts = spread(given, 15);
      const order = [...given.keys()].sort((a, b) => (given[a] as number) - (given[b] as number));
      const moved = order.map(i => (given[i] as number) + (shifts[i] as number));
      for (let i = 1; i < moved.length; i++)
        expect((moved[i] as number) - (moved[i - 1] as number)).toBeGreaterThan(15 - 1e-9);
    }),
  );
});

it('leaves what is apart already, and moves a pair about its middle', () => {
  expect(spread([0, 100, 50], 15)).toEqual([0, 0, 0]);
  expect(spread([10, 12], 10)).toEqual([-4, 4]);
});
