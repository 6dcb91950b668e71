/** Bundles `src/` into `dist/`: ES modules with shared chunks, type declarations, the two binaries and the worker as files. */
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'rolldown';

/** @type {import('rolldown').OutputOptions} */
const output = {
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  // Messages name the class of what they were given.
  minify: { compress: true, mangle: { keepNames: { class: true, function: false } }, codegen: true },
};

/**
 * Papa Parse asks for Node's streams in a mode that is not used here.
 * @type {import('rolldown').InputOptions['resolve']}
 */
const bundledPapaParse = { mainFields: ['module', 'main'], alias: { stream: false } };
/** Packages that are loaded where they are installed, by who needs them. */
const PEERS = Object.keys(JSON.parse(await readFile('package.json', 'utf8')).peerDependencies);

await rm('dist', { recursive: true, force: true });
await build({
  input: {
    index: 'src/index.ts',
    solvers: 'src/solvers/index.ts',
    csv: 'src/readers/csv/index.ts',
    metrics: 'src/metrics/index.ts',
    text: 'src/text/index.ts',
  },
  platform: 'neutral',
  external: /^node:/,
  resolve: bundledPapaParse,
  output,
});
// Each one file by itself: chunks shared with the entries above would bring along what those alone use, and cut those up.
const alone = {
  predict: 'src/predict.ts',
  calibration: 'src/calibration/index.ts',
  export: 'src/export/index.ts',
  selection: 'src/selection/index.ts',
};
for (const [name, file] of Object.entries(alone)) {
  await build({ input: { [name]: file }, platform: 'neutral', output });
}
// What these need is in the library itself: the same classes, and no second copy of the kernels.
for (const [name, file] of Object.entries({
  inference: 'src/inference/index.ts',
  data: 'src/tables/index.ts',
})) {
  await build({
    input: { [name]: file },
    platform: 'neutral',
    external: PEERS,
    resolve: bundledPapaParse,
    plugins: [
      {
        name: 'the library as it is',
        resolveId: id => (id === '../index.js' ? { id: './index.js', external: true } : null),
      },
    ],
    output,
  });
}
// Commander requires Node's own modules, which an ES module can have bundled for platform 'node' only.
await build({
  input: { cli: 'src/cli/main.ts', 'cli-train': 'src/cli/train.ts', 'cli-report': 'src/cli/report.ts' },
  platform: 'node',
  external: PEERS,
  output,
});
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const name of ['softmax.wasm', 'softmax.relaxed.wasm', 'softmax-wasm-worker.js'])
  await copyFile(`build/${name}`, `dist/${name}`);
await chmod('dist/cli.js', 0o755);

// The licences of what is bundled ask to travel with it.
const OF_REPORT = JSON.parse(await readFile('build/report-packages.json', 'utf8'));
const BUNDLED = ['@assemblyscript/loader', 'commander', 'papaparse', 'pbf', ...OF_REPORT];
const notices = await Promise.all(
  BUNDLED.map(async name => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const file = (await readdir(folder)).find(entry => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(`${folder}/${file}`, 'utf8') : `Licence: ${license}\n`;
    return `${name} ${version} (${license})\n\n${text}`;
  }),
);
await writeFile('dist/THIRD-PARTY-NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
