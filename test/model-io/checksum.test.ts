import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/model-io/checksum.js';
import { mulberry32 } from '../helpers.js';

const encode = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it('has the check value of the catalogues', () => {
    expect(crc32(encode('123456789'))).toBe(0xcbf43926);
  });

  it('is 0 for no bytes', () => {
    expect(crc32(new Uint8Array())).toBe(0);
  });

  it('is not negative', () => {
    expect(crc32(encode('a'))).toBe(0xe8b7be43);
  });

  it.runIf(typeof zlibCrc32 === 'function')('agrees with zlib on random bytes', () => {
    const random = mulberry32(1);
    const bytes = Uint8Array.from({ length: 1000 }, () => 256 * random());
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
  });
});
