/** Bundles `src/` into `dist/`: ES modules with shared chunks, type declarations, and the two binaries as files. */
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { build } from 'rolldown';

await rm('dist', { recursive: true, force: true });
await build({
  input: {
    index: 'src/index.ts',
    solvers: 'src/solvers/index.ts',
    csv: 'src/data/csv.ts',
    metrics: 'src/metrics/index.ts',
    cli: 'src/cli/main.ts',
  },
  platform: 'neutral',
  external: /^node:/,
  resolve: { mainFields: ['module', 'main'] },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    sourcemap: false,
  },
});
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const name of ['softmax.wasm', 'softmax.relaxed.wasm']) await copyFile(`build/${name}`, `dist/${name}`);
await chmod('dist/cli.js', 0o755);
