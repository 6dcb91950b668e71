import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SoftmaxRegression } from '../../src/index.js';
import { fromBytes, toBytes } from '../../src/model-io/bytes.js';
import type { ModelState } from '../../src/model-io/state.js';
import { errorOf, loadTable } from '../helpers.js';
import { models, resealBytes, SMALL } from './helpers.js';

const RUNS = { seed: 2, numRuns: 200 };

/** The bytes as a view that begins at an odd address. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const view = new Uint8Array(bytes.length + 9).subarray(3, 3 + bytes.length);
  view.set(bytes);
  return view;
}

/** Where the numbers begin. */
function headerEnd(bytes: Uint8Array): number {
  return 16 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
}

/** A file of this header, as text, and no numbers, with lengths and checksum right. */
function withHeader(text: string): Uint8Array {
  const header = new TextEncoder().encode(text);
  const bytes = new Uint8Array(16 + header.length);
  bytes.set(toBytes(SMALL).subarray(0, 16));
  bytes.set(header, 16);
  new DataView(bytes.buffer).setUint32(12, header.length, true);
  return resealBytes(bytes);
}

describe('a model as bytes', () => {
  it('comes back, every number to the bit', () => {
    fc.assert(
      fc.property(models, state => {
        expect(fromBytes(toBytes(state))).toEqual(state);
      }),
      RUNS,
    );
  });

  it('comes back from a view that is not aligned', () => {
    expect(fromBytes(unaligned(toBytes(SMALL)))).toEqual(SMALL);
  });

  it('comes back from a Buffer of Node', () => {
    expect(fromBytes(Buffer.from(toBytes(SMALL)))).toEqual(SMALL);
  });

  it('keeps −0', () => {
    const state: ModelState = { ...SMALL, intercept: Float64Array.of(-0, 0) };
    expect(Object.is(fromBytes(toBytes(state)).intercept[0], -0)).toBe(true);
  });

  it('is the same bytes when it is written again', () => {
    fc.assert(
      fc.property(models, state => {
        expect(toBytes(fromBytes(toBytes(state)))).toEqual(toBytes(state));
      }),
      RUNS,
    );
  });

  it('has its numbers at a multiple of 8', () => {
    fc.assert(
      fc.property(models, state => headerEnd(toBytes(state)) % 8 === 0),
      RUNS,
    );
  });

  it('keeps no view of the bytes it is read from', () => {
    const bytes = toBytes(SMALL);
    const state = fromBytes(bytes);
    bytes.fill(0);
    expect(state).toEqual(SMALL);
  });
});

describe('a fitted model', () => {
  it('predicts the same bits after toBytes and fromBytes', () => {
    const { X, y } = loadTable('iris');
    const model = new SoftmaxRegression({ precision: 'float64' }).fitSync(X, y);
    const after = SoftmaxRegression.fromBytes(model.toBytes());
    expect(after.predictProba(X).data).toEqual(model.predictProba(X).data);
  });
});

describe('bytes that have been altered', () => {
  const bytes = toBytes(SMALL);
  const refused = (altered: Uint8Array) => errorOf(() => fromBytes(altered)).constructor;

  it.each([0x01, 0x80, 0xff])('by flipping the bits %i of any byte are refused', bits => {
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.slice();
      altered[at] = (altered[at] as number) ^ bits;
      expect([at, refused(altered)]).toEqual([at, at < 4 ? TypeError : RangeError]);
    }
  });

  it('by truncation at any length are refused', () => {
    for (let length = 0; length < bytes.length; length++) {
      const expected = length < 4 ? TypeError : RangeError;
      expect([length, refused(bytes.slice(0, length))]).toEqual([length, expected]);
    }
  });

  it('by a byte more are refused', () => {
    expect(refused(Uint8Array.of(...bytes, 0))).toBe(RangeError);
  });

  it('of another version are refused by its number', () => {
    const altered = bytes.slice();
    altered[4] = 2;
    expect(errorOf(() => fromBytes(resealBytes(altered)))).toEqual(
      new RangeError('the model file has version 2: this library reads version 1'),
    );
  });

  it.each<[string, unknown, string]>([
    ['text', 'SMXW', '"SMXW"'],
    ['an ArrayBuffer', new ArrayBuffer(4), 'ArrayBuffer'],
    ['nothing', undefined, 'undefined'],
  ])('to %s are refused', (_, value, came) => {
    expect(errorOf(() => fromBytes(value))).toEqual(new TypeError(`bytes is ${came}: expected a Uint8Array`));
  });

  it('to the file of another program are refused as no model', () => {
    expect(errorOf(() => fromBytes(new TextEncoder().encode('GIF89a..............')))).toEqual(
      new TypeError('the model file is "GIF8": expected a model that begins with "SMXW"'),
    );
  });
});

describe('bytes with a checksum that fits, and', () => {
  it.each<[string, Uint8Array]>([
    ['a number too few', resealBytes(toBytes(SMALL).slice(0, -8))],
    ['a number too many', resealBytes(Uint8Array.of(...toBytes(SMALL), ...new Uint8Array(8)))],
    ['no JSON in the header', withHeader('not JSON')],
    ['an array for a header', withHeader('[]      ')],
    ['an empty header', withHeader('')],
    ['a header of nothing', withHeader('{}')],
  ])('%s are refused with a RangeError', (_, bytes) => {
    expect(errorOf(() => fromBytes(bytes)).constructor).toBe(RangeError);
  });

  it.each([Number.NaN, Infinity])('the coefficient %d are refused with a RangeError', value => {
    const state: ModelState = { ...SMALL, coef: Float64Array.of(1, value, 2, 3) };
    expect(errorOf(() => fromBytes(toBytes(state))).constructor).toBe(RangeError);
  });

  it('a length of the header beyond the file are refused with a RangeError', () => {
    const bytes = toBytes(SMALL);
    new DataView(bytes.buffer).setUint32(12, 0xffffffff, true);
    expect(errorOf(() => fromBytes(resealBytes(bytes))).constructor).toBe(RangeError);
  });
});
