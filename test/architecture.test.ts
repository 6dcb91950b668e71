import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const files = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter(name => name.endsWith('.ts') && !name.includes('generated'))
    .map(name => join(folder, name).replaceAll('\\', '/'));

/** Paths that a source file imports: its own folder's files as paths from the root, packages by name. */
function imports(file: string): { path: string; typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]/gm)].map(match => {
    const path = match[2] as string;
    const local = path.startsWith('.') ? normalize(join(dirname(file), path)).replace(/\.js$/, '.ts') : path;
    return { path: local.replaceAll('\\', '/'), typeOnly: match[1] !== undefined };
  });
}

/** What each room may import, beside itself. */
const MAY_IMPORT: Record<string, string[]> = {
  'src/errors.ts': [],
  'src/sum.ts': [],
  'src/work.ts': [],
  'src/saved-json.ts': ['src/errors.ts'],
  'src/objective.ts': [],
  'src/terms/': ['src/objective.ts'],
  'src/labels.ts': ['src/errors.ts'],
  'src/calibrated.ts': ['src/labels.ts', 'src/data/matrix.ts'],
  'src/thresholds.ts': ['src/errors.ts', 'src/labels.ts'],
  'src/wasm/': ['@assemblyscript/loader'],
  'src/solvers/': ['src/errors.ts', 'src/objective.ts'],
  'src/metrics/': ['src/errors.ts', 'src/labels.ts', 'src/data/matrix.ts'],
  'src/calibration/': [
    'src/calibrated.ts',
    'src/errors.ts',
    'src/labels.ts',
    'src/objective.ts',
    'src/options/checks.ts',
    'src/saved-json.ts',
    'src/data/',
    'src/predictor.ts',
    'src/selection/estimator.ts',
    'src/selection/folds.ts',
    'src/selection/labelled-data.ts',
    'src/solvers/driver.ts',
    'src/solvers/lbfgs.ts',
    'src/wasm/prediction-kernels.ts',
  ],
  'src/data/': ['src/errors.ts', 'src/labels.ts', 'src/saved-json.ts'],
  'src/readers/': [
    'src/errors.ts',
    'src/index.ts',
    'src/labels.ts',
    'src/data/',
    'src/model-io/checksum.ts',
    'papaparse',
    'apache-arrow',
    'hyparquet',
  ],
  'src/tables/': [
    'src/errors.ts',
    'src/index.ts',
    'src/labels.ts',
    'src/saved-json.ts',
    'src/data/',
    'src/readers/',
    'src/writers/',
  ],
  'src/writers/': [
    'src/errors.ts',
    'src/data/',
    'src/model-io/checksum.ts',
    'src/readers/peers.ts',
    'apache-arrow',
  ],
  'src/export/': [
    'src/errors.ts',
    'src/fitted.ts',
    'src/labels.ts',
    'src/linear-classifier.ts',
    'src/model-io/json.ts',
    'src/tables/column-encoding.ts',
    'src/tables/saved.ts',
    'pbf',
  ],
  'src/text/': ['src/errors.ts', 'src/saved-json.ts', 'src/options/checks.ts', 'src/data/csr-matrix.ts'],
  'src/objectives/': [
    'src/errors.ts',
    'src/objective.ts',
    'src/wasm/',
    'src/data/csr-matrix.ts',
    'src/data/not-finite.ts',
    'src/data/random.ts',
    'src/data/row-source.ts',
  ],
  'src/workers/': ['src/objective.ts', 'src/objectives/', 'src/wasm/', 'src/data/row-source.ts'],
  'src/model-io/': [
    'src/calibrated.ts',
    'src/errors.ts',
    'src/saved-json.ts',
    'src/data/column-moments.ts',
    'src/labels.ts',
    'src/options/',
    'src/solvers/driver.ts',
    'src/wasm/precision.ts',
  ],
  'src/kernel-options.ts': ['src/errors.ts', 'src/wasm/precision.ts'],
  'src/options/': [
    'src/kernel-options.ts',
    'src/data/matrix-like.ts',
    'src/errors.ts',
    'src/labels.ts',
    'src/thresholds.ts',
    'src/solvers/',
    'src/wasm/precision.ts',
  ],
  'src/fit/': [
    'src/errors.ts',
    'src/labels.ts',
    'src/thresholds.ts',
    'src/options/',
    'src/objective.ts',
    'src/terms/',
    'src/objectives/',
    'src/solvers/',
    'src/workers/',
    'src/wasm/',
    'src/data/',
    'src/model-io/state.ts',
  ],
  'src/selection/': [
    'src/boundaries.ts',
    'src/calibrated.ts',
    'src/errors.ts',
    'src/labels.ts',
    'src/options/',
    'src/data/',
    'src/fit/',
    'src/fitted.ts',
    'src/linear-classifier.ts',
    'src/metrics/',
    'src/model-io/state.ts',
    'src/predictor.ts',
    'src/softmax-regression.ts',
    'src/wasm/precision.ts',
    'src/workers/thread.ts',
    'src/work.ts',
  ],
  'src/inference/': [
    'src/errors.ts',
    'src/index.ts',
    'src/labels.ts',
    'src/objective.ts',
    'src/data/matrix-like.ts',
    'src/data/row-source.ts',
    'src/solvers/cholesky.ts',
    'src/solvers/vector.ts',
  ],
  'src/report/': [
    'src/create-objective.ts',
    'src/data/',
    'src/fit/penalty.ts',
    'src/inference/',
    'src/labels.ts',
    'src/metrics/',
    'src/options/',
    'src/readers/format.ts',
    'src/softmax-path.ts',
    'src/softmax-regression.ts',
    'src/tables/options.ts',
    'node:os',
    '@observablehq/plot',
  ],
  // What runs in a reader's browser: of the library it knows how a report is written down, and numbers.
  'src/report/page/': ['src/report/document.ts', 'src/report/numbers.ts', '@observablehq/plot'],
  'src/report/sections/': [
    'src/report/document.ts',
    'src/report/html.ts',
    'src/report/numbers.ts',
    'src/report/round.ts',
  ],
  'src/dataset.ts': [
    'src/errors.ts',
    'src/kernel-options.ts',
    'src/data/',
    'src/objectives/growing-rows.ts',
    'src/objectives/stored-rows.ts',
    'src/wasm/',
  ],
  'src/softmax-path.ts': [
    'src/data/',
    'src/fit/',
    'src/labels.ts',
    'src/model-io/state.ts',
    'src/options/',
    'src/softmax-regression.ts',
    'src/solvers/driver.ts',
  ],
  'src/predictor.ts': ['src/errors.ts', 'src/data/', 'src/wasm/'],
  'src/fitted.ts': [
    'src/calibrated.ts',
    'src/errors.ts',
    'src/labels.ts',
    'src/thresholds.ts',
    'src/data/',
    'src/model-io/state.ts',
    'src/predictor.ts',
  ],
  'src/linear-classifier.ts': [
    'src/errors.ts',
    'src/fitted.ts',
    'src/labels.ts',
    'src/data/',
    'src/predictor.ts',
  ],
  'src/boundaries.ts': ['src/errors.ts', 'src/labels.ts', 'src/data/matrix.ts'],
  'src/one-vs/': [
    'src/errors.ts',
    'src/saved-json.ts',
    'src/labels.ts',
    'src/options/',
    'src/data/',
    'src/fit/options.ts',
    'src/metrics/share-right.ts',
    'src/model-io/',
    'src/predictor.ts',
    'src/softmax-regression.ts',
    'src/solvers/cholesky.ts',
    'src/wasm/precision.ts',
  ],
  'src/predict.ts': [
    'src/fitted.ts',
    'src/kernel-options.ts',
    'src/linear-classifier.ts',
    'src/labels.ts',
    'src/data/',
    'src/model-io/',
    'src/predictor.ts',
    'src/wasm/prediction-kernels.ts',
  ],
  'src/cli/bench/': [
    'bench/baseline.ts',
    'node:os',
    'src/cli/',
    'src/create-objective.ts',
    'src/data/',
    'src/objective.ts',
    'src/softmax-regression.ts',
    'src/solvers/index.ts',
    'src/wasm/kernels.ts',
  ],
  'src/cli/commands/': ['src/cli/', 'src/options/index.ts', 'commander', 'node:path'],
};

/** What anyone may import, because it imports nothing itself: long work in pieces, and sums. */
const EVERYWHERE = ['src/work.ts', 'src/sum.ts'];

/** What the main import must not reach: heavy, or Node's alone. */
const NOT_IN_MAIN = [
  'src/cli/',
  'src/export/',
  'src/readers/',
  'src/writers/',
  'src/report/',
  '@observablehq/plot',
  'papaparse',
  'commander',
  'node:',
];

describe('the house', () => {
  const sources = files('src');

  it.each(Object.entries(MAY_IMPORT))('%s imports only what its name allows', (room, allowed) => {
    const inRoom = sources.filter(file => file.startsWith(room));
    expect(inRoom).not.toEqual([]);
    const strangers = inRoom.flatMap(file =>
      imports(file)
        .filter(({ path }) => ![room, ...EVERYWHERE, ...allowed].some(prefix => path.startsWith(prefix)))
        .map(({ path }) => `${file} → ${path}`),
    );
    expect(strangers).toEqual([]);
  });

  it('has solvers that take only types from the objective', () => {
    const values = sources
      .filter(file => file.startsWith('src/solvers/'))
      .flatMap(file =>
        imports(file).filter(({ path, typeOnly }) => path === 'src/objective.ts' && !typeOnly),
      );
    expect(values).toEqual([]);
  });

  it('names WebAssembly in src/wasm only', () => {
    const code = (file: string) => readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(
      sources.filter(file => !file.startsWith('src/wasm/') && /\bWebAssembly\./.test(code(file))),
    ).toEqual([]);
  });

  it('reads tables for the command line in one folder', () => {
    const readers = sources.filter(
      file =>
        file.startsWith('src/cli/') &&
        imports(file).some(({ path }) =>
          /^src\/(tables\/(?!saved)|readers\/(?!closest|read-error))/.test(path),
        ),
    );
    expect(readers.filter(file => !file.startsWith('src/cli/load/'))).toEqual([]);
    expect(readers).not.toEqual([]);
  });

  it('has no import cycle', () => {
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      expect(path, `cycle: ${[...path, file].join(' → ')}`).not.toContain(file);
      if (done.has(file)) return;
      for (const { path: next, typeOnly } of imports(file)) {
        if (sources.includes(next) && !typeOnly) visit(next, [...path, file]);
      }
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    expect(done.size).toBe(sources.length);
  });

  /** A source file and all that it imports at run time, at any depth. */
  function reach(entry: string): string[] {
    const reached = new Set<string>();
    const visit = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      if (sources.includes(file)) for (const { path, typeOnly } of imports(file)) if (!typeOnly) visit(path);
    };
    visit(entry);
    return [...reached];
  }

  it('reaches nothing heavy from the main import', () => {
    expect(reach('src/index.ts').filter(path => NOT_IN_MAIN.some(prefix => path.startsWith(prefix)))).toEqual(
      [],
    );
  });

  it('hands binaries to objectives, which reach none by themselves', () => {
    const binaries = (entry: string) => reach(entry).filter(path => path.startsWith('src/wasm/generated/'));
    const objectives = sources.filter(file => file.startsWith('src/objectives/'));
    expect(objectives.filter(file => binaries(file).length > 0)).toEqual([]);
    expect(binaries('src/index.ts')).toEqual(['src/wasm/generated/binaries.ts']);
    expect(binaries('src/predict.ts')).toEqual(['src/wasm/generated/prediction-binaries.ts']);
  });

  it('reaches nothing of training from the import that predicts', () => {
    const strangers = /^src\/(solvers|objectives|metrics|options|training|wasm\/kernels)\b/;
    expect(reach('src/predict.ts').filter(path => strangers.test(path))).toEqual([]);
  });

  it('reaches nothing of fits from the imports that score, calibrate and export', () => {
    const strangers = /^src\/(objectives|fit|terms|workers|softmax-regression|wasm\/kernels)\b/;
    for (const entry of ['metrics', 'calibration', 'selection', 'export'])
      expect(reach(`src/${entry}/index.ts`).filter(path => strangers.test(path))).toEqual([]);
  });

  it('keeps assembly to itself', () => {
    const strangers = files('assembly').flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/from "([^"]+)"/g)].map(match => match[1] as string),
    );
    expect(strangers.filter(path => !path.startsWith('./'))).toEqual([]);
  });

  it('has files of a size that one can read', () => {
    const long = [...sources, ...files('assembly')].filter(
      file => readFileSync(file, 'utf8').split('\n').length > 260,
    );
    expect(long).toEqual([]);
  });
});
