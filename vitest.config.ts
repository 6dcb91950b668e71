import { defineConfig } from 'vitest/config';

const nodeMajor = Number(process.versions.node.split('.')[0]);
// Relaxed SIMD is behind a flag in Node 20 and always on (the flag refused) from Node 22.
const execArgv = nodeMajor < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

const PAGE = 'test/web/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: [PAGE], execArgv } },
      // The page web/, built and served once for all of its tests.
      {
        test: {
          name: 'page',
          include: [PAGE],
          globalSetup: 'test/web/site.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
          execArgv,
        },
      },
    ],
  },
});
