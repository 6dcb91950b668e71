import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = new URL('..', import.meta.url);
const { name, exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** The page imports the library as its users do, by the names it exports. */
const alias = Object.entries(exports as Record<string, string | { default: string }>)
  .filter(([entry]) => entry !== './package.json')
  .map(([entry, target]) => ({
    find: new RegExp(`^${entry.replace('.', name)}$`),
    replacement: fileURLToPath(new URL(typeof target === 'string' ? target : target.default, root)),
  }));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Any folder of any static server.
  base: './',
  resolve: { alias },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: [fileURLToPath(root)] } },
});
