import { readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadBatches, loadLabelled } from '../../src/cli/load/index.js';
import { type Matrix, SoftmaxRegression } from '../../src/index.js';
import { IRIS, workspace } from './helpers.js';

const work = workspace();

describe('loadLabelled', () => {
  it('gives rows, labels and names', async () => {
    const { X, y, texts, featureNames, targetName, file } = await loadLabelled(IRIS, {});
    expect([X.rows, X.cols, y.length, texts]).toEqual([150, 4, 150, null]);
    expect([featureNames?.length, targetName, file]).toEqual([4, 'species', IRIS]);
  });

  it('takes from a model what the user does not say, and what the user says before it', async () => {
    const { X, y } = await loadLabelled(IRIS, {});
    const model = new SoftmaxRegression();
    model.fitSync(X, y, {
      featureNames: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
      targetName: 'species',
    });
    const shuffled = await work.write(
      'shuffled.csv',
      'species,petal_width,petal_length,sepal_width,sepal_length\nsetosa,1,2,3,4\n',
    );
    expect([...((await loadLabelled(shuffled, {}, { model })).X as Matrix).data]).toEqual([4, 3, 2, 1]);
    const features = 'petal_width, petal_length';
    expect([...((await loadLabelled(shuffled, { features }, { model })).X as Matrix).data]).toEqual([1, 2]);
    await expect(loadLabelled(shuffled, { target: 'petal_width' }, { model })).rejects.toThrow(
      'shuffled.csv',
    );
  });

  it('refuses what float32 does not hold, but for float64', async () => {
    const path = await work.write('large.csv', 'a,y\n1e40,u\n1,v\n');
    await expect(loadLabelled(path, {})).rejects.toThrow(`${path}:2: column "a" is 1e+40: expected`);
    expect(((await loadLabelled(path, {}, { precision: 'float64' })).X as Matrix).data[0]).toBe(1e40);
  });

  it('tells of bytes as they are on the disk', async () => {
    const path = await work.write('iris.csv.gz', gzipSync(await readFile(IRIS)));
    const { size } = await stat(path);
    const seen: (number | null)[][] = [];
    await loadLabelled(path, {}, { onRead: (bytes, total) => seen.push([bytes, total]) });
    expect(seen.at(-1)).toEqual([size, size]);
  });
});

describe('loadBatches', () => {
  const model = new SoftmaxRegression().fitSync(
    [
      [0, 0],
      [1, 1],
    ],
    [0, 1],
  );

  it('gives all rows in order, some at a time, and texts where they are asked for', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${i % 7},word ${i}`);
    const path = await work.write('rows.csv', `a,b,text\n${rows.join('\n')}\n`);
    const { batches } = await loadBatches(path, { features: 'a,b' }, { model });
    let next = 0;
    let count = 0;
    for await (const { X, texts } of batches) {
      expect(texts).toBeNull();
      for (let i = 0; i < X.rows; i++, next++) {
        const row = (X as Matrix).row(i);
        if (row[0] !== next || row[1] !== next % 7) throw new Error(`row ${next} is ${row}`);
      }
      count++;
    }
    expect(next).toBe(100_000);
    expect(count).toBeGreaterThan(0);
    const { batches: words } = await loadBatches(path, {}, { model, text: ['text'] });
    const all: string[] = [];
    let parts = 0;
    for await (const { texts } of words) {
      all.push(...(texts ?? []));
      parts++;
    }
    expect(all).toEqual(Array.from({ length: 100_000 }, (_, i) => `word ${i}`));
    expect(parts).toBeGreaterThan(1);
  });

  it('names the file in what goes wrong on the way', async () => {
    await expect(loadBatches('none.csv', {}, { model })).rejects.toThrow('none.csv: no such file or folder');
    const path = await work.write('late.csv', `a,b\n${'1,2\n'.repeat(50_000)}1,x\n`);
    const { batches } = await loadBatches(path, {}, { model });
    const all = async () => {
      for await (const _ of batches);
    };
    await expect(all()).rejects.toThrow(`${path}:50002: column "b" is "x": expected a number`);
  });
});
