// One function a bundler: a project's page and worker, in production settings, with nothing configured but entry and output.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from '@rollup/wasm-node';
import esbuild from 'esbuild-wasm';
import { createLogger, type InlineConfig, build as viteBuild } from 'vite';
import webpack from 'webpack';

/** Builds the project into the folder `out`, and returns what the bundler complained about. */
export type Bundle = (project: string, out: string) => Promise<string[]>;

const html = (project: string, out: string) => cp(join(project, 'index.html'), join(out, 'index.html'));

/** Vite without a configuration file, its complaints collected. */
export function viteConfig(root: string, complaints: string[]): InlineConfig {
  const customLogger = createLogger('silent');
  const complain = (message: string) => void complaints.push(message);
  Object.assign(customLogger, { warn: complain, warnOnce: complain, error: complain });
  return { root, configFile: false, logLevel: 'error', customLogger };
}

const vite: Bundle = async (project, out) => {
  const complaints: string[] = [];
  await viteBuild({ ...viteConfig(project, complaints), build: { outDir: out, emptyOutDir: true } });
  return complaints;
};

const viaWebpack: Bundle = async (project, out) => {
  const compiler = webpack({
    context: project,
    mode: 'production',
    entry: { page: './page.js' },
    output: { path: out },
    // Hints are about sizes, which sizes.test.ts has budgets for.
    performance: { hints: false },
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
    compiler.run((error, stats) => compiler.close(() => (error ? reject(error) : resolve(stats)))),
  );
  await html(project, out);
  const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  return [...errors, ...warnings].map(({ message }) => message);
};

/** Rollup resolves no package of any kind without this plug-in of its own; and starts no worker, which is an entry then. */
const viaRollup: Bundle = async (project, out) => {
  const complaints: string[] = [];
  const bundle = await rollup({
    input: [join(project, 'page.js'), join(project, 'worker.js')],
    plugins: [nodeResolve()],
    onwarn: ({ message }) => void complaints.push(message),
  });
  await bundle.write({ dir: out });
  await bundle.close();
  await html(project, out);
  return complaints;
};

const viaEsbuild: Bundle = async (project, out) => {
  const build = () =>
    esbuild.build({
      absWorkingDir: project,
      entryPoints: ['page.js', 'worker.js'],
      bundle: true,
      minify: true,
      format: 'esm',
      outdir: out,
      logLevel: 'silent',
    });
  // Its WebAssembly ends in Node 20 now and then, with "Fatal JavaScript invalid size error": its native build does not.
  const { errors, warnings } = await build().catch(build).catch(build);
  await html(project, out);
  return [...errors, ...warnings].map(({ text }) => text);
};

/** No bundler: files as they are, the library by its path, since import maps do not reach workers. */
const none: Bundle = async (project, out) => {
  await cp(project, out, { recursive: true });
  const source = await readFile(join(project, 'fits.js'), 'utf8');
  const path = './node_modules/softmax-wasm/dist/index.js';
  await writeFile(join(out, 'fits.js'), source.replace(`'softmax-wasm'`, `'${path}'`));
  return [];
};

export interface Bundler {
  bundle: Bundle;
  /** What becomes of the worker's file: bundlers that know `new Worker(new URL(…))` emit it. */
  file: 'emitted' | 'beside it' | 'left out';
  /** All browsers, or Chromium. */
  engines: 'all' | 'one';
}

export const BUNDLERS: Record<string, Bundler> = {
  'no bundler': { bundle: none, file: 'beside it', engines: 'all' },
  'Vite build': { bundle: vite, file: 'emitted', engines: 'one' },
  webpack: { bundle: viaWebpack, file: 'emitted', engines: 'one' },
  Rollup: { bundle: viaRollup, file: 'left out', engines: 'one' },
  esbuild: { bundle: viaEsbuild, file: 'left out', engines: 'one' },
};
