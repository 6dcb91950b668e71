import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, IRIS, workspace } from './helpers.js';

const work = workspace();
const model = () => work.path('model.json');

beforeAll(async () => {
  await cli(['train', IRIS, '--out', model()]);
  await cli(['train', IRIS, '--out', work.path('model.bin')]);
});

/** Every error is one line on stderr, and stdout stays empty. */
async function failure(args: string[], input = ''): Promise<[code: number, message: string]> {
  const { code, stdout, stderr } = await cli(args, { input });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  return [code, stderr.slice('error: '.length, -1)];
}

describe('misuse ends with 2', () => {
  it.concurrent.each<[string[], string | RegExp]>([
    [
      [],
      'no command: expected one of train, predict, evaluate, cv, path, inspect, convert, bench (see --help)',
    ],
    [['trian', 'x.csv'], 'unknown command trian: did you mean train?'],
    [['--verbose'], "unknown option '--verbose'"],
    [['train'], "missing required argument 'data'"],
    [['evaluate', 'model.json'], "missing required argument 'data'"],
    [['train', 'a.csv', 'b.csv'], /^too many arguments for 'train'/],
    [['train', IRIS, '--max-itr', '3'], "unknown option '--max-itr' (Did you mean --max-iter?)"],
    [['train', IRIS, '--C'], "option '--C <number>' argument missing"],
    [['train', IRIS, '--C', 'big'], "option '--C <number>' argument 'big' is invalid. Expected a number."],
    [['train', IRIS, '--C', '-1'], /^C is -1: expected/],
    [['train', IRIS, '--C', '1', '--alpha', '1'], /^both C \(1\) and alpha \(1\) are given/],
    [['train', IRIS, '--solver', 'magic'], /^solver is "magic": expected/],
    [['train', IRIS, '--precision', 'float16'], /^precision is "float16": expected/],
    [['train', IRIS, '--max-iter', '1.5'], /^maxIter is 1.5: expected/],
    [['train', IRIS, '--seed', 'x'], /^option '--seed <integer>' argument 'x' is invalid/],
    [['train', IRIS, '--test-size', '1.5'], /^testSize is 1.5: expected a share/],
    [['train', IRIS, '--delimiter', ',,'], /^option '--delimiter <character>' argument ',,' is invalid/],
    [
      ['train', IRIS, '--out', 'model.txt'],
      '--out is model.txt: expected a name that ends in .json, .bin or .softmax',
    ],
    [['train', IRIS, '--json', '--out', '-'], 'both --json and --out - are given: stdout takes one of them'],
    [['evaluate', '-', '-'], 'both the model and the data are -: expected a file for one of them'],
    [['predict', '-', '-'], 'both the model and the data are -: expected a file for one of them'],
    [['predict', 'model.json', IRIS, '--format', 'xml'], '--format is xml: expected csv or jsonl'],
    [['cv', IRIS, '--Cs', '1,x'], /^option '--Cs <numbers>' argument '1,x' is invalid/],
    [['cv', IRIS, '--Cs', '1', '--alphas', '1'], /^both Cs and alphas are given/],
    [['cv', IRIS, '--folds', '1'], /^k is 1: expected/],
    [['cv', IRIS, '--scoring', 'luck'], /^scoring is "luck": expected/],
    [['cv', IRIS, '--selection', 'worst'], /^selection is "worst": expected/],
    [['path', IRIS, '--n-alphas', '0'], /^nAlphas is 0: expected/],
    [['path', IRIS, '--solver', 'sgd', '--l1-ratio', '0'], /^solver is "sgd": expected/],
    [['path', IRIS, '--choose', '3'], /^--choose and --out go together/],
    [['path', IRIS, '--out', 'model.json'], /^--choose and --out go together/],
    [
      ['path', IRIS, '--n-alphas', '9', '--choose', '9', '--out', 'model.json'],
      '--choose is 9: expected the number of a point, 0 to 8, or an alpha',
    ],
    [['path', IRIS, '--choose', '-0.1', '--out', 'm.json'], /^option '--choose <point>' argument '-0.1'/],
    [
      ['convert', 'model.json', 'model.txt'],
      'out is model.txt: expected a name that ends in .json, .bin, .softmax, .onnx, .js or .mjs, or --to',
    ],
    [['convert', 'model.json', '-'], 'out is -: say --to json, bytes, onnx, javascript or scikit-learn'],
    [
      ['convert', 'model.json', 'a', '--to', 'pickle'],
      '--to is pickle: expected json, bytes, onnx, javascript or scikit-learn',
    ],
    [['convert', 'm', 'a.js', '--from', 'onnx'], '--from is onnx: expected json, bytes or scikit-learn'],
    [
      ['convert', 'm', 'a.js', '--precision', 'float64'],
      '--precision is given: it says nothing about javascript',
    ],
    [['convert', 'm', 'a.onnx', '--precision', 'int8'], '--precision is int8: expected float32 or float64'],
    [['bench', '--rows', '1e12'], /^--rows × --features is 20000000000000: expected at most/],
    [['bench', '--rows', '4'], '--rows is 4: expected a whole number of at least 5'],
    [['bench', '--classes', '1'], '--classes is 1: expected a whole number of at least 2'],
    [['bench', '--rounds', '0'], '--rounds is 0: expected a whole number of at least 1'],
    [['bench', '--target', 'y'], '--target is given and no table: leave it out, or name one'],
    [['bench', IRIS, '--classes', '3'], '--classes is given and a table: leave one of them out'],
  ])('%j', async (args, message) => {
    const [code, text] = await failure(args);
    expect(code).toBe(2);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
  });
});

describe('failure ends with 1', () => {
  const iris = 'sepal,petal,species\n5.1,0.2,setosa\n7,1.4,versicolor\n';

  it.concurrent.each<[string, string, string, string[]?]>([
    ['a missing value', 'stdin:3: column "petal" is missing: expected a number', iris.replace('1.4', '')],
    ['text', 'stdin:3: column "petal" is missing: expected a number', iris.replace('1.4', 'NA')],
    [
      'a number that float32 does not hold',
      'stdin:3: column "petal" is 1e+40: expected a number of at most 3.4e+38 in size',
      iris.replace('1.4', '1e40'),
    ],
    [
      'quantities for classes',
      'stdin:2: column "y" is "1.5": expected a class: a whole number or text',
      'x,y\n1,1.5\n2,2.5\n',
    ],
    ['a missing label', 'stdin:2: column "species" is empty: expected a label', iris.replace('setosa', '')],
    ['a short row', 'stdin:3: 2 fields: expected 3 as in the header', iris.replace('7,', '')],
    ['an empty file', 'stdin: the file is empty', ''],
    ['a header only', 'stdin: no rows after the header', 'a,b\n'],
    [
      'no such target',
      'stdin:1: column "specis" not found: did you mean "species"?',
      iris,
      ['--target', 'specis'],
    ],
    [
      'no such feature',
      'stdin:1: column "petals" not found: did you mean "petal"?',
      iris,
      ['--features', 'petals'],
    ],
    [
      'a quote left open',
      'stdin:3: the quote before "7,1.4,versicolor" is never closed',
      iris.replace('7', '"7'),
    ],
  ])('train on %s', async (_, message, input, args = []) => {
    expect(await failure(['train', '-', ...args], input)).toEqual([1, message]);
  });

  it('train on one class', async () => {
    const { code, stderr } = await cli(['train', '-'], { input: 'a,y\n1,u\n2,u\n' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: stdin: [^\n]+\n$/);
  });

  it('files that do not exist, and folders', async () => {
    expect(await failure(['train', 'none.csv'])).toEqual([1, 'none.csv: no such file or folder']);
    expect(await failure(['inspect', 'none.json'])).toEqual([1, 'none.json: no such file or folder']);
    expect(await failure(['predict', model(), 'none.csv'])).toEqual([1, 'none.csv: no such file or folder']);
    const folder = work.path('.');
    expect(await failure(['train', folder])).toEqual([1, `${folder}: is a folder`]);
    expect(await failure(['inspect', folder])).toEqual([1, `${folder}: is a folder`]);
    const nowhere = work.path('no/model.json');
    expect(await failure(['train', IRIS, '--out', nowhere])).toEqual([
      1,
      `${work.path('no')}: no such file or folder`,
    ]);
  });

  it('a table that cannot be split into so many folds', async () => {
    const input = 'a,y\n1,u\n2,u\n3,u\n4,v\n5,v\n';
    const { code, stdout, stderr } = await cli(['cv', '-', '--folds', '3', '--json'], { input });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'error: stdin: k is 3: expected at most 2, the number of rows of the smallest class, "v"\n',
    );
  });

  it('a label that the model does not know', async () => {
    const input = (await readFile(IRIS, 'utf8')).replace('setosa', 'sitosa');
    expect(await failure(['evaluate', model(), '-'], input)).toEqual([
      1,
      'stdin:2: column "species" is "sitosa": expected one of "setosa", "versicolor", "virginica"',
    ]);
  });

  it('features that the model needs', async () => {
    expect(await failure(['predict', model(), '-'], 'sepal_length,petal_length\n1,2\n')).toEqual([
      1,
      'stdin:1: column "sepal_width" not found: did you mean "sepal_length"?',
    ]);
  });

  it.each(['model.json', 'model.bin'])('%s cut or altered', async name => {
    const whole = await readFile(work.path(name));
    const altered = Buffer.from(whole);
    const at = name.endsWith('.json') ? whole.toString('latin1').search(/\d\.\d{4}/) + 3 : whole.length >> 1;
    altered[at] = (altered[at] as number) ^ 1;
    for (const [kind, bytes] of Object.entries({
      cut: whole.subarray(0, whole.length - 7),
      altered,
      empty: '',
    })) {
      const path = await work.write(`${kind}-${name}`, bytes);
      const [code, message] = await failure(['predict', path, IRIS]);
      expect(code).toBe(1);
      expect(message.startsWith(`${path}: `)).toBe(true);
    }
  });
});

it('shows a stack trace on request only', async () => {
  process.env.SOFTMAX_DEBUG = '1';
  const { stderr } = await cli(['train', 'none.csv']).finally(() => delete process.env.SOFTMAX_DEBUG);
  expect(stderr).toMatch(/\n {4}at /);
});

it('prints help and version on stdout', async () => {
  const help = await cli(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const command of ['train', 'predict', 'evaluate', 'cv', 'path', 'inspect', 'convert', 'bench'])
    expect(help.stdout).toContain(`  ${command} `);
  expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
});
