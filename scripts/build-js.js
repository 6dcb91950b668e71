/** Bundles `src/` into `dist/`: ES modules with shared chunks, type declarations, and the two binaries as files. */
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { build } from 'rolldown';

/** @type {import('rolldown').OutputOptions} */
const output = {
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
};

await rm('dist', { recursive: true, force: true });
await build({
  input: {
    index: 'src/index.ts',
    solvers: 'src/solvers/index.ts',
    csv: 'src/data/csv.ts',
    metrics: 'src/metrics/index.ts',
  },
  platform: 'neutral',
  external: /^node:/,
  // Papa Parse asks for Node's streams in a mode that is not used here.
  resolve: { mainFields: ['module', 'main'], alias: { stream: false } },
  output,
});
// Commander requires Node's own modules, which an ES module can have bundled for platform 'node' only.
await build({
  input: { cli: 'src/cli/main.ts', 'cli-train': 'src/cli/train.ts', 'cli-report': 'src/cli/report.ts' },
  platform: 'node',
  output,
});
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const name of ['softmax.wasm', 'softmax.relaxed.wasm']) await copyFile(`build/${name}`, `dist/${name}`);
await chmod('dist/cli.js', 0o755);
