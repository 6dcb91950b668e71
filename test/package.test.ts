// The package as its users get it: what is in the tarball, and that it works where nothing else is installed.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Bytes of an entry and all it imports, each file gzipped by itself. */
const GZIP_BUDGETS: Record<string, number> = {
  '.': 95_000,
  './solvers': 20_000,
  './metrics': 7_900,
  './calibration': 22_700,
  './selection': 9_400,
  // These two with the whole library, which they import.
  './inference': 106_500,
  './data': 141_000,
  './csv': 20_500,
  './export': 7_000,
  './predict': 14_700,
  './text': 8_000,
};
/** Bytes of the tarball; 105 kB of them are the script of reports, whose charts the command line alone writes. */
const TARBALL_BUDGET = 815_000;
/** Bytes of its largest declaration file. */
const DECLARATIONS_BUDGET = 14_000;

const EXPORTS: Record<string, string[]> = {
  '.': [
    'CsrMatrix',
    'Dataset',
    'Matrix',
    'OneVsOne',
    'OneVsRest',
    'SoftmaxRegression',
    'SoftmaxRegressionCV',
    'StandardScaler',
    'createObjective',
    'groupKFold',
    'softmaxPath',
    'softmaxPathSync',
    'stratifiedKFold',
  ],
  './solvers': ['minimize'],
  './metrics': [
    'accuracy',
    'averagePrecision',
    'balancedAccuracy',
    'brierScore',
    'classScores',
    'classificationReport',
    'cohenKappa',
    'confusionMatrix',
    'expectedCalibrationError',
    'f1',
    'logLoss',
    'matthewsCorrelation',
    'precision',
    'precisionRecallCurve',
    'recall',
    'reliabilityBins',
    'rocAuc',
    'rocCurve',
    'topKAccuracy',
  ],
  './calibration': [
    'CalibratedClassifier',
    'IsotonicCalibration',
    'SigmoidCalibration',
    'TemperatureScaling',
    'VectorScaling',
  ],
  './inference': ['Inference', 'inference'],
  './selection': [
    'crossValidate',
    'groupKFold',
    'kFold',
    'learningCurve',
    'permutationImportance',
    'stratifiedKFold',
    'trainTestSplit',
  ],
  './export': ['fromScikitLearn', 'toJavaScript', 'toOnnx', 'toScikitLearn'],
  './csv': ['ReadError', 'readCsv', 'readCsvChunks', 'readCsvRows'],
  './data': [
    'ReadError',
    'TableEncoder',
    'learnEncoder',
    'readIdx',
    'readIdxChunks',
    'readNpy',
    'readNpyChunks',
    'readNpz',
    'readSvmlight',
    'readTable',
    'readTableChunks',
    'writeArrow',
    'writeIdx',
    'writeNpy',
    'writeNpz',
    'writeSvmlight',
  ],
  './predict': ['SoftmaxModel'],
  './text': ['TextVectorizer'],
};

interface PackageJson {
  name: string;
  version: string;
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
  scripts: Record<string, string>;
  [field: string]: unknown;
}

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const path = (name: string) => join(ROOT, name);
const text = (name: string) => readFileSync(path(name), 'utf8');
const manifest: PackageJson = JSON.parse(text('package.json'));
const modules = Object.entries(manifest.exports).flatMap(([entry, target]) =>
  typeof target === 'string' ? [] : [[entry, target] as const],
);

/** Runs a program to its end; what it says where it fails. */
const run = promisify(execFile);
// The test command has built dist/: building again would pull it from under other tests.
const npm = (args: string[], cwd: string) => run('npm', [...args, '--ignore-scripts'], { cwd });

interface Packed {
  filename: string;
  size: number;
  files: { path: string; mode: number }[];
}

let folder = '';
let packed: Packed;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'softmax-wasm-package-')));
  const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], ROOT);
  packed = Object.values<Packed>(JSON.parse(stdout))[0] as Packed;
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const packedPaths = () => packed.files.map(file => file.path);

/** A file and every file it imports by a relative path, at any depth; `resolve` turns what is written into a name. */
function closure(entry: string, resolve = (specifier: string) => specifier): string[] {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const specifier of importsOf(name)) {
      if (specifier.startsWith('.')) visit(posix.join(dirname(name), resolve(specifier)));
    }
  };
  visit(posix.normalize(entry));
  return [...seen];
}

function importsOf(name: string): string[] {
  const code = text(name);
  // The minifier writes imports on demand with backticks, which the compiler does not take for literals.
  const onDemand = [...code.matchAll(/\bimport\(`([^`$]+)`\)/g)].map(([, specifier = '']) => specifier);
  return [...new Set([...ts.preProcessFile(code).importedFiles.map(file => file.fileName), ...onDemand])];
}

describe('the tarball', () => {
  it('holds what is documented and nothing else', () => {
    const strangers = packedPaths().filter(
      name =>
        !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(name) &&
        !/^data\/(README\.md|iris\.csv|digits\.csv\.gz)$/.test(name) &&
        !/^docs\/[\w-]+\.md$/.test(name) &&
        !/^dist\/([\w-]+|chunks\/[\w-]+)\.js$/.test(name) &&
        !/^dist\/softmax(\.relaxed)?\.wasm$/.test(name) &&
        name !== 'dist/THIRD-PARTY-NOTICES.txt' &&
        !/^dist\/types\/[\w/-]+\.d\.ts$/.test(name),
    );
    expect(strangers).toEqual([]);
  });

  it.each([
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'data/README.md',
    'dist/THIRD-PARTY-NOTICES.txt',
  ])('holds %s', name => {
    expect(packedPaths()).toContain(name);
  });

  it('is what a dry run says', async () => {
    const { stdout } = await npm(['pack', '--dry-run', '--json'], ROOT);
    const [dry] = Object.values<Packed>(JSON.parse(stdout));
    expect(dry?.files).toEqual(packed.files);
  });

  it('repeats no binary in its declarations', () => {
    const large = packedPaths().filter(
      name => name.endsWith('.d.ts') && text(name).length > DECLARATIONS_BUDGET,
    );
    expect(large).toEqual([]);
  });

  it('holds no chunk that nothing imports', () => {
    const entries = packedPaths().filter(name => /^dist\/[\w-]+\.js$/.test(name));
    const reached = new Set(entries.flatMap(entry => closure(entry)));
    expect(packedPaths().filter(name => name.endsWith('.js') && !reached.has(name))).toEqual([]);
  });

  /** What a program of node_modules says of the tarball; it throws where that has an error. */
  const judged = async (program: string, ...args: string[]) => {
    const { stdout } = await run(path(`node_modules/.bin/${program}`), [
      join(folder, packed.filename),
      ...args,
    ]);
    return stdout;
  };

  it('is all good for publint', { timeout: 30_000 }, async () => {
    expect(await judged('publint', '--strict')).toMatch(/All good!/);
  });

  it('has types that resolve for whoever imports ES modules, says attw', { timeout: 30_000 }, async () => {
    // What are no modules has no types.
    const files = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'string');
    const names = files.map(([entry]) => posix.join(manifest.name, entry)).filter(name => /wasm$/.test(name));
    const profile = ['--profile', 'esm-only', '--exclude-entrypoints', ...names, '--format', 'json'];
    const { analysis, problems } = JSON.parse(await judged('attw', ...profile));
    expect(Object.keys(analysis.entrypoints)).toEqual(
      expect.arrayContaining(modules.map(([entry]) => entry)),
    );
    const found = Object.values<{ resolutionKind?: string }[]>(problems).flat();
    expect(found.filter(({ resolutionKind = '' }) => !/^(node10|node16-cjs)$/.test(resolutionKind))).toEqual(
      [],
    );
  });

  it(`is smaller than ${TARBALL_BUDGET} bytes`, () => {
    expect(packed.size).toBeLessThan(TARBALL_BUDGET);
  });
});

describe('package.json', () => {
  it('needs no other package, and has optional peers alone', () => {
    const fields = ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies'];
    expect(fields.filter(field => field in manifest)).toEqual([]);
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest as unknown as {
      peerDependencies: Record<string, string>;
      peerDependenciesMeta: Record<string, { optional: boolean }>;
    };
    expect(Object.keys(peerDependencies)).toEqual(['apache-arrow', 'hyparquet', 'hyparquet-compressors']);
    for (const name of Object.keys(peerDependencies))
      expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  });

  it('runs nothing at installation', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
    expect(hooks.filter(hook => hook in manifest.scripts)).toEqual([]);
    expect(existsSync(path('binding.gyp'))).toBe(false);
  });

  it('is built before it is packed', () => {
    expect(manifest.scripts.prepack).toBe('npm run build');
  });

  it('names files that exist and are packed', () => {
    const targets = Object.values(manifest.exports).flatMap(target =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    const names = [...targets, ...Object.values(manifest.bin)].map(posix.normalize);
    expect(names.filter(name => !packedPaths().includes(name))).toEqual([]);
  });

  it('puts types first in every entry, where TypeScript looks', () => {
    for (const [entry, target] of modules) expect([entry, Object.keys(target)[0]]).toEqual([entry, 'types']);
  });

  it('names a program that can be run', () => {
    const [name] = Object.values(manifest.bin).map(posix.normalize);
    expect(text(name as string)).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(packed.files.find(file => file.path === name)?.mode).toBe(0o755);
  });
});

describe.each(modules)('the entry %s', (entry, target) => {
  it('exports what is documented and nothing else', async () => {
    const exported: object = await import(/* @vite-ignore */ posix.join(manifest.name, entry));
    expect(Object.keys(exported).sort()).toEqual(EXPORTS[entry]);
  });

  it('imports files of its own only: no Node, no package', () => {
    const foreign = closure(target.default).flatMap(importsOf);
    const packages = foreign.filter(specifier => !specifier.startsWith('.'));
    // Peers are loaded where they are installed, by who reads such a file.
    const peers = entry === './data' ? Object.keys(manifest.peerDependencies as object) : [];
    expect([...new Set(packages)].sort()).toEqual(peers.sort());
  });

  it('loads no command line, and a CSV parser only where it reads CSV', () => {
    const code = closure(target.default).map(text).join('\n');
    expect(code).not.toMatch(/commander/i);
    if (entry !== './csv' && entry !== './data') expect(code).not.toMatch(/papa/i);
  });

  it('has declarations that lead only to packed ones', () => {
    const declarations = closure(target.types, specifier => specifier.replace(/\.js$/, '.d.ts'));
    expect(declarations.filter(name => !packedPaths().includes(name))).toEqual([]);
    const foreign = declarations.flatMap(importsOf).filter(specifier => !specifier.startsWith('.'));
    expect(foreign).toEqual([]);
  });

  it('has classes called by their names, as messages call them', async () => {
    const exported: Record<string, unknown> = await import(path(target.default));
    const classes = Object.entries(exported).filter(([, value]) => /^class\b/.test(String(value)));
    expect(classes.map(([, value]) => (value as { name: string }).name)).toEqual(
      classes.map(([name]) => name),
    );
  });

  it(`is smaller than ${GZIP_BUDGETS[entry]} bytes gzipped`, () => {
    const sizes = closure(target.default).map(name => gzipSync(text(name), { level: 9 }).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(GZIP_BUDGETS[entry] as number);
  });
});

/** The bytes of a build as scripts/build-wasm.js writes them, in hexadecimal. */
function decoded(build: string): string {
  const characters = Array.from({ length: 86 }, (_, value) => String.fromCharCode(40 + value));
  characters[52] = '!';
  characters[56] = '#';
  const bytes = Array.from(build.matchAll(/([%&]?)(.)/g), ([, high, low]) =>
    Buffer.of(['', '%', '&'].indexOf(high as string) * 86 + characters.indexOf(low as string) - 3),
  );
  return Buffer.concat(bytes).toString('hex');
}

describe.each(['softmax.wasm', 'softmax.relaxed.wasm'])('%s', name => {
  const bytes = readFileSync(path(`dist/${name}`));

  it('is what the library has embedded', () => {
    // In parts, with those of the other build between them.
    const parts = closure('dist/index.js').flatMap(
      file => text(file).match(/[!#%&(-[\]-_a-}]{4000,}/g) ?? [],
    );
    const builds = [0, 1].map(build => parts.filter((_, i) => i % 2 === build).join(''));
    expect(builds.map(decoded)).toContain(bytes.toString('hex'));
  });

  it('is a module that imports nothing', () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([]);
  });
});

describe('importing the library', () => {
  // Records every use of what an import has no business with, before and after a fit.
  const SPY = `
    const used = [];
    const spyOn = (owner, name) => {
      owner[name] = new Proxy(owner[name], {
        apply: (target, self, args) => (used.push(name), Reflect.apply(target, self, args)),
        construct: (target, args) => (used.push(name), Reflect.construct(target, args)),
      });
    };
    for (const name of ['Module', 'Instance', 'Memory', 'compile', 'instantiate', 'validate']) spyOn(WebAssembly, name);
    for (const name of ['atob', 'fetch', 'setTimeout', 'setInterval', 'MessageChannel']) spyOn(globalThis, name);
    const globals = Reflect.ownKeys(globalThis).length;
    const library = await Promise.all(ENTRIES.map(entry => import(entry)));
    const atImport = [...used];
    const newGlobals = Reflect.ownKeys(globalThis).length - globals;
    new library[0].SoftmaxRegression().fitSync([[0], [1], [2], [3]], ['a', 'a', 'b', 'b']);
    console.log(JSON.stringify({ atImport, newGlobals, atFit: used.slice(atImport.length) }));
  `;

  it('does nothing: no WebAssembly, no globals, no timers', async () => {
    const entries = modules.map(([entry]) => posix.join(manifest.name, entry));
    const script = SPY.replace('ENTRIES', JSON.stringify(entries));
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT });
    const { atImport, newGlobals, atFit } = JSON.parse(stdout);
    expect([atImport, newGlobals]).toEqual([[], 0]);
    expect(atFit).toEqual(expect.arrayContaining(['Module', 'Instance'])); // the spies are on
  });
});

describe('installed from the tarball, where nothing else is', () => {
  const CONSUMER = `
    import {
      createObjective, Matrix, SoftmaxRegression,
      type FitOptions, type Label, type MatrixLike, type Objective, type Options, type Progress, type Report,
    } from 'softmax-wasm';
    import { ReadError, readCsv, type Source, type LabelledTable } from 'softmax-wasm/csv';
    import { accuracy, confusionMatrix, logLoss } from 'softmax-wasm/metrics';
    import { fromScikitLearn, type ScikitLearnAttributes, toJavaScript, toOnnx, toScikitLearn } from 'softmax-wasm/export';
    import { SoftmaxModel, type Matrix as Scores } from 'softmax-wasm/predict';
    import { minimize, type RunResult } from 'softmax-wasm/solvers';

    const options: Options = { C: 10, solver: 'lbfgs', precision: 'float64', classWeight: new Map<Label, number>([[1, 2]]) };
    const progress: Progress[] = [];
    const fitOptions: FitOptions = {
      signal: new AbortController().signal,
      sampleWeight: new Float32Array([1, 2]),
      onIteration: step => progress.push(step),
    };
    export async function fit(source: Source): Promise<number> {
      const table: LabelledTable = await readCsv(source, { target: 'species' });
      const { X, y } = table;
      if (y === null) throw new ReadError('no target', { file: 'data' });
      const model: SoftmaxRegression = await new SoftmaxRegression(options).fit(X, y, fitOptions);
      const labels: Label[] = model.predict(X);
      const P: Matrix = model.predictProba(X);
      const logits: Float64Array = model.decisionFunction(X).row(0);
      const { status, history }: Report = model.report;
      const ended: boolean = status === 'converged' && history.length > 0 && logits.length > 0;
      const copy = SoftmaxRegression.fromBytes(SoftmaxRegression.fromJSON(model.toJSON()).toBytes());
      const counts = confusionMatrix(y, labels);
      return ended && counts ? accuracy(y, labels) + copy.score(X, y) : logLoss(y, P, { classes: model.classes });
    }
    export function predict(saved: object, bytes: Uint8Array<ArrayBuffer>): Label[] {
      const model: SoftmaxModel = SoftmaxModel.fromJSON(saved);
      const P: Scores = model.predictProba([[1, 2]]);
      const same: Matrix = SoftmaxModel.fromBytes(bytes).decisionFunction(P);
      const names: readonly string[] | null = model.featureNames;
      return names && same.rows === model.coef.cols ? model.predict(same) : [...model.classes];
    }
    export function others(model: SoftmaxRegression, saved: SoftmaxModel): SoftmaxModel {
      const files: [Uint8Array, string] = [toOnnx(model, { precision: 'float32' }), toJavaScript(saved)];
      const attributes: ScikitLearnAttributes = toScikitLearn(files.length > 1 ? model : saved);
      return SoftmaxModel.fromJSON(fromScikitLearn(attributes));
    }
    const tables: MatrixLike[] = [
      [[1, 2], [3, 4]],
      [new Float32Array(2), new Float64Array(2)],
      { data: new Uint8Array(4), rows: 2, cols: 2 },
      { data: new Float64Array(4), shape: [2, 2] },
    ];
    const objective: Objective = createObjective(tables[0]!, Uint16Array.of(0, 1), { nClasses: 2, alpha: 0.1 });
    const result: RunResult = minimize(objective, { tol: 1e-8 });
    export const value: number = objective.valueAndGradient(result.w, new Float64Array(objective.size));

    // @ts-expect-error: rows are no model
    toOnnx([[1, 2]]);
    // @ts-expect-error: no such solver
    new SoftmaxRegression({ solver: 'magic' });
    // @ts-expect-error: no such option
    new SoftmaxRegression({ c: 1 });
    // @ts-expect-error: labels are strings, numbers or booleans
    new SoftmaxRegression().fitSync([[1], [2]], [null, 'a']);
    // @ts-expect-error: fitSync cannot be aborted
    new SoftmaxRegression().fitSync([[1], [2]], ['a', 'b'], { signal: new AbortController().signal });
    // @ts-expect-error: a model is read, not made
    new SoftmaxModel();
    // @ts-expect-error: a model for prediction does not fit
    SoftmaxModel.fromJSON('').fit([[1], [2]], ['a', 'b']);
    // @ts-expect-error: a result is not for writing
    new SoftmaxRegression().intercept = new Float64Array(2);
  `;

  let home = '';
  beforeAll(async () => {
    home = join(folder, 'consumer');
    await mkdir(home);
    await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
    await writeFile(join(home, 'consumer.ts'), CONSUMER);
    const tarball = join(folder, packed.filename);
    await npm(['install', '--offline', '--no-audit', '--no-fund', tarball], home);
  }, 60_000);

  const program = (args: string[]) =>
    run(
      join(home, 'node_modules/.bin', process.platform === 'win32' ? 'softmax-wasm.cmd' : 'softmax-wasm'),
      args,
      {
        cwd: home,
      },
    );

  it('fits and predicts', async () => {
    await writeFile(
      join(home, 'script.js'),
      `import { SoftmaxRegression } from 'softmax-wasm';
      const model = await new SoftmaxRegression().fit([[0], [1], [5], [6]], ['low', 'low', 'high', 'high']);
      console.log(JSON.stringify(model.predict([[0.5], [5.5]])));`,
    );
    const { stdout, stderr } = await run(process.execPath, ['script.js'], { cwd: home });
    expect([JSON.parse(stdout), stderr]).toEqual([['low', 'high'], '']);
  });

  it('predicts with the smaller import what the whole one does', async () => {
    await writeFile(
      join(home, 'predict.js'),
      `import { SoftmaxRegression } from 'softmax-wasm';
      import { SoftmaxModel } from 'softmax-wasm/predict';
      const X = [[0, 1.5], [1, -2], [5, 3], [6, 0.25], [2, 2], [9, 9]];
      const model = await new SoftmaxRegression().fit(X, ['low', 'low', 'high', 'high', 'mid', 'mid']);
      const copies = [SoftmaxModel.fromJSON(JSON.stringify(model)), SoftmaxModel.fromBytes(model.toBytes())];
      const answers = copies.map(copy => [copy.predict(X), copy.predictProba(X).toArray()]);
      console.log(JSON.stringify({ answers, whole: [model.predict(X), model.predictProba(X).toArray()] }));`,
    );
    const { stdout, stderr } = await run(process.execPath, ['predict.js'], { cwd: home });
    const { answers, whole } = JSON.parse(stdout);
    expect([answers, stderr]).toEqual([[whole, whole], '']);
  });

  it('exports the models of the other imports', async () => {
    await writeFile(
      join(home, 'export.js'),
      `import { SoftmaxRegression } from 'softmax-wasm';
      import { fromScikitLearn, toJavaScript, toOnnx, toScikitLearn } from 'softmax-wasm/export';
      import { SoftmaxModel } from 'softmax-wasm/predict';
      const model = await new SoftmaxRegression().fit([[0], [1], [5], [6]], ['low', 'low', 'high', 'high']);
      const copy = SoftmaxModel.fromBytes(model.toBytes());
      const same = [toOnnx, toJavaScript, toScikitLearn].map(to => String(to(model)) === String(to(copy)));
      const back = SoftmaxModel.fromJSON(fromScikitLearn(toScikitLearn(copy)));
      const { predict } = await import('data:text/javascript,' + encodeURIComponent(toJavaScript(copy)));
      console.log(JSON.stringify([same, back.predict([[0.5], [5.5]]), predict([0.5]).label]));`,
    );
    const { stdout, stderr } = await run(process.execPath, ['export.js'], { cwd: home });
    expect([JSON.parse(stdout), stderr]).toEqual([[[true, true, true], ['low', 'high'], 'low'], '']);
  });

  it('has no package beside it', async () => {
    const lock = JSON.parse(await readFile(join(home, 'node_modules/.package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages)).toEqual(['node_modules/softmax-wasm']);
  });

  it('runs its program: the version', async () => {
    expect(await program(['--version'])).toEqual({ stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('runs its program: training on the data that came along', async () => {
    const data = 'node_modules/softmax-wasm/data/digits.csv.gz';
    const { stdout, stderr } = await program(['train', data, '--test-size', '0.25', '--out', 'model.json']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/converged/);
    expect(JSON.parse(await readFile(join(home, 'model.json'), 'utf8'))).toMatchObject({
      targetName: 'digit',
    });
  });

  it.each([
    ['Node, types of the browser', ['--module', 'nodenext', '--lib', 'es2022,dom']],
    ['Node, types of Node', ['--module', 'nodenext', '--lib', 'es2022', '--types', 'node']],
    ['a bundler', ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom']],
  ])(
    'type-checks strictly, with the libraries too, for %s',
    async (_, options) => {
      const tsc = path('node_modules/typescript/bin/tsc');
      const fixed = ['--strict', '--noEmit', '--target', 'es2022', '--skipLibCheck', 'false'];
      const types = ['--typeRoots', path('node_modules/@types')];
      const args = [tsc, ...fixed, ...options, ...types, 'consumer.ts'];
      const { stdout } = await run(process.execPath, args, { cwd: home }).catch(error => error);
      expect(stdout).toBe('');
    },
    60_000,
  );
});
