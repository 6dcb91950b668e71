import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/writers/npy.js';
import { writeNpz } from '../../src/writers/npz.js';

const X = { data: new Float64Array(3000).fill(0.5), shape: [1000, 3] };

describe('writeNpz', () => {
  it.each([true, false])('writes what another unzip reads, compressed: %s', async compress => {
    const archive = await writeNpz({ X, 'größe/1': ['a'] }, { compress });
    const files = unzipSync(archive);
    expect(Object.keys(files)).toEqual(['X.npy', 'größe/1.npy']);
    expect(Buffer.compare(files['X.npy'] as Uint8Array, writeNpy(X))).toBe(0);
    expect(files['größe/1.npy']).toEqual(writeNpy(['a']));
    expect(archive.length < 5000).toBe(compress);
  });

  it('takes a Map, and gives the same bytes for the same arrays', async () => {
    const map = new Map([['__proto__', X]]);
    const archive = await writeNpz(map);
    expect(Object.keys(unzipSync(archive))).toEqual(['__proto__.npy']);
    expect(await writeNpz(map)).toEqual(archive);
  });

  it.each<[unknown, unknown, string]>([
    [null, {}, 'arrays is null: expected an object or a Map of arrays by name'],
    [new Float64Array(2), {}, 'arrays is Float64Array(2)'],
    [{ X: 5 }, {}, 'arrays.X is 5'],
    [new Map([[1, [1]]]), {}, 'a name of arrays is 1'],
    [{ X }, { compress: 1 }, 'compress is 1: expected true or false'],
    [{ X }, { level: 1 }, 'unknown option "level" of writeNpz'],
  ])('refuses %s, %j', async (arrays, options, message) => {
    await expect(writeNpz(arrays as never, options as never)).rejects.toThrow(message);
    await expect(writeNpz(arrays as never, options as never)).rejects.toThrow(TypeError);
  });
});
