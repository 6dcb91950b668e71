import { defineConfig } from 'vitest/config';
import { ENGINES } from './test/browser/engines.js';
import { kernelsIn } from './test/browser/kernels.js';

const nodeMajor = Number(process.versions.node.split('.')[0]);
// Relaxed SIMD is behind a flag in Node 20 and always on (the flag refused) from Node 22.
const execArgv = nodeMajor < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

const PAGE = 'test/web/**/*.test.ts';
/** A browser takes its time to start where others run. */
const hookTimeout = 30_000;

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: [PAGE], hookTimeout, execArgv } },
      // The page web/, built and served once for all of its tests.
      { test: { name: 'page', include: [PAGE], globalSetup: 'test/web/site.ts', hookTimeout, execArgv } },
      ...kernelsIn(ENGINES),
    ],
  },
});
