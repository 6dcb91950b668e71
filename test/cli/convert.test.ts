import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { toOnnx, toScikitLearn } from '../../src/export/index.js';
import { SoftmaxRegression } from '../../src/index.js';
import { cli, IRIS, json, workspace } from './helpers.js';

const work = workspace();
const path = (name: string) => work.path(name);
let model: SoftmaxRegression;

beforeAll(async () => {
  await cli(['train', IRIS, '--out', path('model.json')]);
  model = SoftmaxRegression.fromJSON(await readFile(path('model.json'), 'utf8'));
});

/** Converts, and gives what was written. */
async function converted(from: string, to: string, ...args: string[]): Promise<Buffer> {
  const { code, stderr } = await cli(['convert', path(from), path(to), ...args]);
  expect([code, stderr]).toEqual([0, '']);
  return readFile(path(to));
}

describe('convert', () => {
  it('goes to bytes and back, by the ending', async () => {
    await converted('model.json', 'model.bin');
    await converted('model.bin', 'model.softmax');
    expect(await converted('model.softmax', 'back.json')).toEqual(await readFile(path('model.json')));
  });

  it('writes ONNX, in the precision asked for', async () => {
    expect(await converted('model.json', 'model.onnx')).toEqual(Buffer.from(toOnnx(model)));
    const double = await converted('model.json', 'double.onnx', '--precision', 'float64');
    expect(double).toEqual(Buffer.from(toOnnx(model, { precision: 'float64' })));
  });

  it('writes JavaScript that predicts', async () => {
    await converted('model.json', 'model.mjs', '--function-name', 'species');
    const { species } = await import(/* @vite-ignore */ pathToFileURL(path('model.mjs')).href);
    const row = [6.1, 2.8, 4.9, 1.7];
    expect(species(row).label).toBe(model.predict([row])[0]);
    const script = await converted('model.json', 'script.js', '--script');
    expect(script.toString()).toMatch(/^function predict\(x\)/m);
  });

  it("writes scikit-learn's attributes and knows them by their content, wherever a model is read", async () => {
    const attributes = await converted('model.json', 'attributes.json', '--to', 'scikit-learn');
    expect(JSON.parse(attributes.toString())).toEqual(toScikitLearn(model));
    await converted('attributes.json', 'again.json');
    const back = SoftmaxRegression.fromJSON(await readFile(path('again.json'), 'utf8'));
    expect(back.coef).toEqual(model.coef);
    const { stdout } = await cli(['evaluate', path('attributes.json'), IRIS]);
    expect(stdout).toMatch(/^iris\.csv +150 +97\.\d\d % /m);
  });

  it('reads stdin and writes stdout, and nothing else there', async () => {
    const input = await readFile(path('model.json'), 'utf8');
    const run = await cli(['convert', '-', '-', '--to', 'scikit-learn'], { input });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(JSON.parse(run.stdout)).toEqual(toScikitLearn(model));
  });

  it('says what it wrote', async () => {
    const { stdout } = await cli(['convert', path('model.json'), path('said.bin')]);
    const { length } = await readFile(path('said.bin'));
    expect(stdout).toBe(
      `${path('said.bin')}: bytes of softmax-wasm, 3 classes, 4 features, ${length} bytes\n`,
    );
    expect(await json(['convert', path('model.json'), path('said.onnx')])).toEqual({
      command: 'convert',
      model: path('model.json'),
      out: path('said.onnx'),
      to: 'onnx',
      bytes: toOnnx(model).length,
    });
  });

  it('refuses a model that the format cannot hold, and leaves the old file', async () => {
    const data = 'text,y\ngood day,1\nbad day,0\ngood film,1\nbad film,0\n';
    await cli(['train', '-', '--text', 'text', '--min-df', '1', '--out', path('words.json')], {
      input: data,
    });
    const old = await work.write('old.onnx', 'old');
    const { code, stdout, stderr } = await cli(['convert', path('words.json'), old]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: \S+words\.json: [^\n]*vectorizer[^\n]*\n$/);
    expect(await readFile(old, 'utf8')).toBe('old');
  });

  it('says of a table in the place of a model that it is none', async () => {
    const table = await work.write('table.csv', 'a,y\n1,u\n2,v\n');
    const { code, stderr } = await cli(['predict', table, path('model.json')]);
    expect([code, stderr]).toEqual([
      1,
      `error: ${table}: no model: expected JSON, or the bytes that train --out writes\n`,
    ]);
  });

  it('refuses what is no model of the format that it is said to be', async () => {
    for (const from of ['bytes', 'scikit-learn']) {
      const { code, stderr } = await cli(['convert', path('model.json'), path('x.js'), '--from', from]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: \S+model\.json: [^\n]+\n$/);
    }
  });
});
