import { defineConfig } from 'vitest/config';

const nodeMajor = Number(process.versions.node.split('.')[0]);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Relaxed SIMD is behind a flag in Node 20 and always on (the flag refused) from Node 22.
    execArgv: nodeMajor < 22 ? ['--experimental-wasm-relaxed-simd'] : [],
  },
});
